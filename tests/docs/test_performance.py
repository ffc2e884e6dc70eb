"""Each measured figure names the script that measures it."""

import re

from tests.docs.repository import ROOT, text_of


def test_every_figure_on_the_performance_page_has_its_script() -> None:
    page = text_of("docs/performance.md")
    rows = [line for line in page.splitlines() if re.search(r"\| (ok|short) \|$", line)]
    scripts = [re.findall(r"`(benchmarks/\w+\.py)`", row) for row in rows]
    assert rows
    assert [row for row, named in zip(rows, scripts, strict=True) if len(named) != 1] == []
    assert [name for (name,) in scripts if not (ROOT / name).is_file()] == []
