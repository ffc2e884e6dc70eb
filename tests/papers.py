"""PDF files read back: what stands on their pages, and what they say of themselves."""

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from PIL.Image import Image

A4_POINTS = (595, 842)


@dataclass(frozen=True)
class Paper:
    """A PDF file as a reader opens it."""

    title: str
    language: str
    is_tagged: bool
    sizes: tuple[tuple[int, int], ...]
    texts: tuple[str, ...]
    images: tuple[Image, ...]

    @property
    def text(self) -> str:
        """The text of all pages, its lines joined by blanks."""
        return " ".join(" ".join(self.texts).replace("\ufffe", "").split())


def read_paper(content: bytes) -> Paper:
    """Open a PDF file; what is no PDF raises."""
    pdf = pypdfium2.PdfDocument(content)
    try:
        pages = [pdf[number] for number in range(len(pdf))]
        return Paper(
            title=str(pdf.get_metadata_dict()["Title"]),
            language=_language(pdf),
            is_tagged=bool(pdfium.FPDFCatalog_IsTagged(pdf.raw)),
            sizes=tuple((round(page.get_width()), round(page.get_height())) for page in pages),
            texts=tuple(page.get_textpage().get_text_range() for page in pages),
            images=tuple(page.render(scale=1).to_pil().convert("L") for page in pages),
        )
    finally:
        pdf.close()


def _language(pdf: pypdfium2.PdfDocument) -> str:
    size = pdfium.FPDFCatalog_GetLanguage(pdf.raw, None, 0)
    held = ctypes.create_string_buffer(size)
    pdfium.FPDFCatalog_GetLanguage(
        pdf.raw, ctypes.cast(held, ctypes.POINTER(ctypes.c_ushort)), size
    )
    return held.raw.decode("utf-16-le").rstrip("\x00")


def inked(image: Image) -> float:
    """The share of a page, from the top, down to which something is drawn above its footer."""
    width, height = image.size
    body = image.crop((0, 0, width, round(height * 0.92)))
    box = body.point(lambda tone: 255 if tone < 200 else 0).getbbox()
    return 0.0 if box is None else box[3] / height
