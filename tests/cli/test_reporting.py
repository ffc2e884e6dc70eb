"""``report``: a year that was counted by hand, as one file."""

import re
from pathlib import Path

import pytest

from graph_model.store.port import Put
from service.bootstrap import open_store
from tests.cli.conftest import Call
from tests.crowds import fourfold
from tests.networks import a_year_of_two_cooperatives
from tests.papers import A4_POINTS, read_paper

YEAR = ("--from", "2025-01-01", "--to", "2026-01-01", "--now", "2026-12-31")


def _stored(path: Path, *, crowded: bool) -> Path:
    records = a_year_of_two_cooperatives()
    store = open_store(f"sqlite:///{path}")
    store.apply([Put(one) for one in (fourfold(records) if crowded else records)])
    store.close()
    return path


@pytest.fixture
def crowded(tmp_path: Path) -> Path:
    """The year with four people for each of its people."""
    return _stored(tmp_path / "crowded.db", crowded=True)


def test_the_report_tells_figures_with_intervals_n_and_period(
    call: Call, crowded: Path, tmp_path: Path
) -> None:
    """Detected early are 12 of 20 (3 of 5 fourfold), 4 causes say nothing; 12 of 20 is 60 %.

    All of them may be counted here, which is not said of any.
    """
    target = tmp_path / "report.html"
    run = call("report", "-o", target, *YEAR, "--store", crowded)
    assert run.code == 0, run.err
    assert run.err.strip() == f"Bericht geschrieben: {target}"
    text = target.read_text(encoding="utf-8")
    assert '<html lang="de">' in text
    assert "Zeitraum: 01.01.2025 bis 31.12.2025, verglichen mit 01.01.2024 bis 31.12.2024" in text
    assert "Stand der Aufzeichnungen: 31.12.2026" in text
    row, _definition = re.findall(r"<tr><td>Früh erkannt</td>(.*?)</tr>", text)
    assert "60\N{NO-BREAK SPACE}%" in row
    assert "12 von 20 gezählten Hilfeketten, mindestens 4 noch offen" in row
    assert "von mindestens" in text
    assert "Mindestzahlen: Wo Menschen gezählt sind" in text
    for heading in ("Kurz gesagt", "Wege der Hilfeketten", "Warten", "Wie gerechnet wird"):
        assert f">{heading}</h2>" in text
    # What was drawn is in the file, and nothing else is asked for.
    assert text.count("<svg") >= 3
    assert re.findall(r"(?:src|href)=\"(?!#)[^\"]*|url\((?!#)[^)]*", text) == []
    assert "<script" not in text


def test_of_what_few_people_stand_behind_nothing_is_told_nor_whether_it_is_there(
    call: Call, tmp_path: Path
) -> None:
    target = tmp_path / "report.html"
    few = _stored(tmp_path / "few.db", crowded=False)
    assert call("report", "-o", target, *YEAR, "--store", few).code == 0
    text = target.read_text(encoding="utf-8")
    row, _definition = re.findall(r"<tr><td>Früh erkannt</td>(.*?)</tr>", text)
    assert re.sub(r"</?td[^>]*>", "", row) == "–" * 5
    assert "3 von 5" not in text
    assert "verborgen" not in text
    assert "in Gruppen von mindestens 3 Menschen" in text
    assert "nichts da, oder zu wenige Menschen" in text
    assert "Kein Weg wurde in diesem Zeitraum von genug Menschen genommen" in text


def test_the_same_as_pdf_in_english(call: Call, crowded: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    run = call("report", "-o", target, *YEAR, "--store", crowded, "--language", "en")
    assert run.code == 0, run.err
    paper = read_paper(target.read_bytes())
    assert paper.title.startswith("Evaluation of the help network")
    assert paper.language == "en"
    assert set(paper.sizes) == {A4_POINTS}
    assert "12 of 20 counted help chains, at least 4 still open" in paper.text
    assert "60%" in paper.text


def test_the_report_of_one_house_names_it_and_compares_no_houses(
    call: Call, crowded: Path, tmp_path: Path
) -> None:
    """Of g1 began c1, c2 and c3 in the year, four times each."""
    target = tmp_path / "report.html"
    call("report", "-o", target, *YEAR, "--store", crowded, "--cooperative", "g1")
    text = target.read_text(encoding="utf-8")
    assert "<p>Genossenschaft: Akteur g1</p>" in text
    assert "Im Zeitraum begannen mindestens 12 Hilfeketten." in text
    assert "Genossenschaften im Vergleich" not in text


@pytest.mark.parametrize("name", ["report.docx", "report"])
def test_another_kind_of_file_is_refused_before_anything_is_asked(
    call: Call, tmp_path: Path, name: str
) -> None:
    run = call("report", "-o", tmp_path / name)
    assert run.code == 3
    assert "die Datei muss auf .html oder .pdf enden" in run.err
    assert not (tmp_path / name).exists()


def test_there_is_no_way_to_an_unprotected_report(call: Call, tmp_path: Path) -> None:
    run = call("report", "-o", tmp_path / "report.html", "--unsuppressed")
    assert run.code == 2
