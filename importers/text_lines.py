"""Text files line by line, whatever they are encoded in, in bounded memory."""

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from graph_model.errors import UnreadableFileError
from importers.rows import Progress, silent

LONGEST_LINE = 1 << 20
"""Characters of a line that are kept; a longer one is cut there and reported."""

_CHUNK = 1 << 20
_UNDECODED = re.compile("[\udc80-\udcff]")
_FOREIGN = re.compile("[^\x00-\x7f\udc80-\udcff]")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def unreadable(path: Path, *, german: str, english: str) -> UnreadableFileError:
    """Make the error for a file as a whole; it names the file without its folder."""
    return UnreadableFileError(file=path.name, problem_de=german, problem_en=english)


def check_file(path: Path, max_bytes: int | None) -> int:
    """Size of a regular file in bytes.

    Raises
    ------
    UnreadableFileError
        If it is missing, no regular file, not permitted, or larger than ``max_bytes``.
    """
    try:
        is_file = path.is_file()
        size = path.stat().st_size if is_file else 0
        if is_file:
            path.open("rb").close()
    except OSError as error:
        raise unreadable(
            path, german="kein Zugriff auf die Datei", english="no access to the file"
        ) from error
    if not is_file:
        raise unreadable(path, german="es gibt keine solche Datei", english="there is no such file")
    if max_bytes is not None and size > max_bytes:
        limit = f"{max_bytes / (1 << 20):g} MiB"
        raise unreadable(path, german=f"größer als {limit}", english=f"larger than {limit}")
    return size


def detect_encoding(path: Path) -> str:
    """``utf-8-sig``, ``utf-8`` or ``cp1252``, judged by the whole file.

    A file that is mostly valid UTF-8 with some broken bytes counts as UTF-8, so that only its
    broken rows are refused.

    Raises
    ------
    UnreadableFileError
        If it is UTF-16, as from "Unicode text" in a spreadsheet.
    """
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith(_UTF16):
            raise unreadable(
                path, german="bitte als „CSV UTF-8“ speichern", english="please save as 'CSV UTF-8'"
            )
        file.seek(0)
        good, broken = _count_foreign(file)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    return "utf-8" if broken == 0 or good > broken else "cp1252"


def _count_foreign(file: BinaryIO) -> tuple[int, int]:
    """Characters beyond ASCII that are valid UTF-8, and bytes that are not."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    good = broken = 0
    while chunk := file.read(_CHUNK):
        if chunk.isascii():
            decoder.decode(chunk)
            continue
        text = decoder.decode(chunk)
        good += len(_FOREIGN.findall(text))
        broken += len(_UNDECODED.findall(text))
    return good, broken + len(_UNDECODED.findall(decoder.decode(b"", final=True)))


def read_lines(path: Path, encoding: str, *, progress: Progress = silent) -> Iterator[str]:
    """Lines without their ends (LF, CR LF or CR); bytes that do not decode become surrogates."""
    size = path.stat().st_size
    done = 0
    text = codecs.getincrementaldecoder(encoding)("surrogateescape")
    decoder = io.IncrementalNewlineDecoder(text, translate=True)
    rest = ""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            lines = (rest + decoder.decode(chunk)).split("\n")
            # Of an endless line, one character too many is enough to know it by.
            rest = lines.pop()[: LONGEST_LINE + 1]
            yield from lines
            done += len(chunk)
            progress("read", done=done, total=size)
    rest += decoder.decode(b"", final=True)
    yield from rest.split("\n") if rest else ()
