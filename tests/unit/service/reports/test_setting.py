"""A report set as HTML and as PDF: the same content, and no text that is ever more than text."""

import re
from html.parser import HTMLParser

import pytest

from graph_model.snapshot.snapshot import Snapshot
from service.web.reports.drawn import drawn
from service.web.reports.model import (
    Bullets,
    Drawing,
    Heading,
    Paragraph,
    Report,
    Section,
    Table,
)
from service.web.reports.page import html_of
from service.web.reports.paper import pdf_of
from service.web.reports.telling import Telling
from tests import builders as make
from tests.papers import A4_POINTS, inked, read_paper
from visual.charts.chart import Chart, Column

NOW = make.at("2026-03-02T12:00")
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100">'
    '<rect width="200" height="60" fill="#0b5a7a"/></svg>'
)
HOSTILE = (
    "<script>alert(1)</script>",
    '" onload="alert(1)',
    "</style><img src=http://example.org/x>",
    '#panic("x") #import "@preview/a:1.0.0"',
    "$ x $ *fett* _kursiv_ @verweis <label>",
    "= Titel // Bemerkung /* offen",
    "{{ 7 * 7 }} {% raw %}",
    "Donau" * 60,
)


def _report(text: str, *, language: str = "de", rows: int = 3) -> Report:
    chart = Chart(
        title=text,
        unit=text,
        source=text,
        language=language,
        option={},
        columns=(Column(name=text), Column(name="Zahl", digits=1)),
        rows=((text, 1234.5), (None, 2)),
    )
    table = Table(
        caption=text,
        columns=(Heading(text=text), Heading(text="Zahl", is_figure=True)),
        rows=tuple((f"{text} {number}", "17") for number in range(rows)),
        below=text,
    )
    blocks = (
        Paragraph(text=text),
        Paragraph(text=text, is_note=True),
        Bullets(points=(text, text)),
        Drawing(chart=chart),
        table,
    )
    return Report(
        title="Auswertung",
        language=language,
        subject=text,
        period="Zeitraum: 2025",
        as_of="Stand: 2.3.2026",
        sections=(Section(key="one", heading=text, blocks=blocks),),
    )


def _values(report: Report) -> dict[str, object]:
    telling = Telling(report.language, Snapshot.from_records([]).directory)
    return drawn(report, lambda _: SVG, telling=telling)


class _Reader(HTMLParser):
    """Elements and their attributes; raises where an end does not fit its beginning."""

    _ALONE = frozenset({"meta", "link", "img", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self._ALONE:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def read(self, text: str) -> "_Reader":
        self.feed(text)
        self.close()
        assert self._open == []
        return self


@pytest.mark.parametrize("text", HOSTILE)
def test_in_html_every_text_is_text_and_nothing_comes_from_elsewhere(text: str) -> None:
    page = _Reader().read(html_of(_values(_report(text))))
    plain, hostile = (
        [tag for tag, _ in _Reader().read(html_of(_values(_report(one)))).found]
        for one in ("Wort", text)
    )
    assert hostile == plain
    assert page.text.count(text) >= 10
    kept = {"script", "iframe", "object", "img", "link", "base", "form"}
    assert kept.isdisjoint(tag for tag, _ in page.found)
    attributes = [(name, value) for _, found in page.found for name, value in found.items()]
    assert not [name for name, _ in attributes if name.startswith("on") or name == "style"]
    links = [value for name, value in attributes if name in ("href", "src")]
    assert links == ["#one"]


def test_html_forbids_itself_everything_but_its_own_style() -> None:
    text = html_of(_values(_report("Wort")))
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy.startswith("default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;")
    assert "url(" not in text
    assert "@import" not in text


@pytest.mark.parametrize("text", HOSTILE)
def test_in_pdf_every_text_is_text(text: str) -> None:
    paper = read_paper(pdf_of(_values(_report(text)), made_at=NOW))
    # Hyphens, line ends and ligatures apart, each sign of the text is there.
    squeezed = re.sub(r"[\s\u00ad\ufffe-]", "", paper.text)
    assert re.sub(r"[\s-]", "", text) in squeezed


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_pdf_says_what_it_is_and_is_a4_with_numbered_pages(language: str) -> None:
    paper = read_paper(pdf_of(_values(_report("Wort", language=language, rows=90)), made_at=NOW))
    assert paper.title == "Auswertung – Zeitraum: 2025"
    assert paper.language == language
    assert paper.is_tagged
    assert set(paper.sizes) == {A4_POINTS}
    count = len(paper.texts)
    assert count > 1
    page = "Seite" if language == "de" else "Page"
    for number, text in enumerate(paper.texts, start=1):
        assert f"{page} {number} / {count}" in text
        assert "Stand: 2.3.2026" in text
        # The head of the table stands again where it goes on, and the period above it.
        assert "Zahl" in text
        assert "Zeitraum: 2025" in text


def test_no_page_of_a_long_report_is_empty_or_nearly_so() -> None:
    paper = read_paper(pdf_of(_values(_report("Wort", rows=200)), made_at=NOW))
    assert [inked(image) > 0.5 for image in paper.images[:-1]] == [True] * (len(paper.images) - 1)
    assert inked(paper.images[-1]) > 0.1


def test_the_same_report_of_the_same_moment_is_the_same_file() -> None:
    first, second = (pdf_of(_values(_report("Wort")), made_at=NOW) for _ in range(2))
    assert first == second


def test_figures_of_a_chart_are_written_as_the_language_writes_them() -> None:
    texts = [html_of(_values(_report("x", language=one))) for one in ("de", "en")]
    assert "1.234,5" in texts[0]
    assert "1,234.5" in texts[1]
