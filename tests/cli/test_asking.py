"""Commands that ask: tables for people, JSON for programs, sentences when something is wrong."""

from pathlib import Path

import pytest

from graph_model.store.port import Put
from service.bootstrap import open_store
from tests.cli.conftest import WIDTH, Call
from tests.crowds import fourfold
from tests.networks import a_year_of_two_cooperatives

TIMELESS = ("flows", "variants", "process-map", "structure")
ANALYSES = (*TIMELESS, "gaps", "access", "load", "relief", "chains", "separations")
DAY = ("--now", "2026-03-02")


def day_for(analysis: str) -> tuple[str, ...]:
    return () if analysis in TIMELESS else DAY


@pytest.mark.parametrize("analysis", ANALYSES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_analysis_fits_the_terminal(call: Call, analysis: str, language: str) -> None:
    run = call("analyse", analysis, *day_for(analysis), "--language", language)
    assert run.code == 0, run.err
    assert run.out.strip()
    assert max(len(line) for line in run.out.splitlines()) <= WIDTH
    assert "…" not in run.out.replace("… ", "")


@pytest.mark.parametrize("analysis", ANALYSES)
def test_every_analysis_as_json_is_the_same_twice(call: Call, analysis: str) -> None:
    first = call("analyse", analysis, *day_for(analysis), "--json")
    assert first.code == 0, first.err
    assert first.json["scope"]["need_codes"] == []
    assert first.out == call("analyse", analysis, *day_for(analysis), "--json").out


def test_flows_are_told_with_names_and_figures(call: Call) -> None:
    lines = call("analyse", "flows", "--unsuppressed").out.splitlines()
    assert lines[0] == "Wer an wen vermittelt: 2 Vermittlungen"
    (row,) = [line for line in lines if "Beratung am Markt" in line]
    assert row.split() == ["Akteur", "k1", "Beratung", "am", "Markt", "1", "1", "0", "0", "1,0"]


@pytest.mark.parametrize(
    ("level", "way"),
    [
        ("kind", "Sozialpartner → Sozialpartner"),
        ("actor", "Akteur p1 → Beratung am Markt"),
        ("service", "ohne Angebot → ohne Angebot"),
    ],
)
def test_ways_are_told_in_words_not_in_codes(call: Call, level: str, way: str) -> None:
    """Neither of the two referrals names a service."""
    run = call("analyse", "variants", "--unsuppressed", "--level", level)
    assert way in run.out, run.out + run.err


def test_ways_that_many_see_are_told_as_at_least_so_many(call: Call, tmp_path: Path) -> None:
    """In 2025 five chains asked somebody, once each: 20 fourfold."""
    store = open_store(f"sqlite:///{tmp_path / 'crowded.db'}")
    store.apply([Put(one) for one in fourfold(a_year_of_two_cooperatives())])
    store.close()
    year = ("--from", "2025-01-01", "--to", "2026-01-01", "--store", tmp_path / "crowded.db")
    run = call("analyse", "variants", *year)
    assert run.out.startswith("Verläufe von mindestens 20 Ketten mit mindestens 20 Vermittlungen")
    assert "(mind.)" in run.out
    assert "Fälle, an denen jemand erkennbar würde" in run.out
    told = call("analyse", "process-map", *year, "--json").json
    assert (told["counts_are_at_least"], told["referrals"]) == (True, 20)
    whole = call("analyse", "variants", *year, "--unsuppressed").out
    assert whole.startswith("Verläufe von 20 Ketten mit 20 Vermittlungen")
    assert "mind" not in whole.lower()


def test_where_no_way_can_be_told_no_number_is(call: Call) -> None:
    lines = call("analyse", "variants").out.splitlines()
    assert lines[:2] == ["Verläufe von Ketten", "Nichts gefunden."]


def test_gaps_that_many_see_are_told_as_at_least_so_many(call: Call, tmp_path: Path) -> None:
    """c0 to c3 fourfold are 16 cases of a1, c2 fourfold 4 not helped; the 8 of a2 were all helped.

    That none of a2 went without is not told: none may be there, or too few.
    """
    store = open_store(f"sqlite:///{tmp_path / 'crowded.db'}")
    store.apply([Put(one) for one in fourfold(a_year_of_two_cooperatives())])
    store.close()
    run = call("analyse", "gaps", "--store", tmp_path / "crowded.db", "--now", "2026-02-01")
    assert "(mind.)" in run.out
    assert "Fälle, an denen jemand erkennbar würde" in run.out
    assert "•" not in run.out
    told = call("analyse", "gaps", "--store", tmp_path / "crowded.db", "--json").json
    counted = {gap["area_id"]: gap["evidence"] for gap in told["gaps"]}
    assert [(area, one["cases"], one["unmet"]) for area, one in counted.items()] == [
        ("a1", 16, 4),
        ("a2", 8, None),
    ]
    assert (told["counts_are_at_least"], told["cells"], told["hidden"]) == (
        True,
        None,
        {"minimum": 3},
    )
    whole = call("analyse", "gaps", "--store", tmp_path / "crowded.db", "--unsuppressed").out
    assert "mind" not in whole.lower()


def test_the_load_that_many_see_is_of_no_period_and_says_so(call: Call) -> None:
    january = ("analyse", "load", "--from", "2026-01-01", "--to", "2026-02-01")
    hint = "Ohne Zeitraum: Wartezeiten und Ablehnungen sind die der letzten 52 Wochen"
    assert hint in call(*january).out.replace("\n", " ")
    assert hint not in call("analyse", "load").out.replace("\n", " ")
    assert hint not in call(*january, "--unsuppressed").out.replace("\n", " ")
    assert call(*january, "--json").json["scope"]["period"] == {"start": None, "end": None}


def test_options_narrow_what_is_asked(call: Call) -> None:
    narrow = call("analyse", "flows", "--unsuppressed", "--from", "2026-01-08", "--json").json
    assert narrow["referrals"] == 1
    assert narrow["scope"]["period"]["start"] == "2026-01-07T23:00:00Z"
    none = call("analyse", "flows", "--unsuppressed", "--need", "loneliness", "--json").json
    assert none["referrals"] == 0
    # Known on a day means until its end: r1 was refused at 08:00 UTC that day.
    then = call("analyse", "flows", "--unsuppressed", "--known-on", "2026-01-07", "--json").json
    assert [(edge["referrals"], edge["rejected"]) for edge in then["edges"]] == [(1, 1)]


def test_the_way_of_a_chain_is_told_with_who_has_it_now(call: Call) -> None:
    run = call("chain", "c1", *DAY)
    assert run.code == 0, run.err
    assert "05.01.2026" in run.out
    # Accepted on Friday 9 January; 2 March is the 36th business day after (no holiday between).
    assert "Jetzt bei Beratung am Markt, seit 36 Arbeitstagen." in run.out
    assert call("chain", "c1", *DAY, "--json").json["chain_id"] == "c1"


def test_an_unknown_chain_is_told_in_the_language_asked_for(call: Call) -> None:
    german, english = call("chain", "c9"), call("chain", "c9", "--language", "en")
    assert (german.code, english.code) == (4, 4)
    assert german.err.startswith("Unter c9 ist nichts verzeichnet")
    assert english.err.startswith("Nothing is recorded under c9")
    assert german.out == ""


def test_a_recommendation_ranks_and_says_why_not(call: Call) -> None:
    run = call("recommend", "--need", "debt", "--area", "a1", "--sender", "k1", *DAY)
    assert run.code == 0, run.err
    assert "Beratung am Markt" in run.out
    assert max(len(line) for line in run.out.splitlines()) <= WIDTH
    nobody = call("recommend", "--need", "loneliness", "--area", "a1", "--care-level", "5", *DAY)
    assert nobody.code == 0
    found = call("recommend", "--need", "debt", "--area", "a1", *DAY, "--json").json
    assert [one["service_id"] for one in found["suggestions"]] == ["s2"]


def test_the_map_is_one_file_with_the_path_asked_for(call: Call, tmp_path: Path) -> None:
    target = tmp_path / "out" / "map.html"
    run = call("map", "--unsuppressed", "-o", target, "--chain", "c1", *DAY)
    assert run.code == 0, run.err
    text = target.read_text(encoding="utf-8")
    assert "Beratung am Markt" in text
    assert '"c1"' in text
    missing = call("map", "--unsuppressed", "-o", tmp_path / "none.html", "--chain", "c9", *DAY)
    assert missing.code == 4
    assert not (tmp_path / "none.html").exists()


@pytest.mark.parametrize(
    ("name", "begin"),
    [
        ("map.graphml", "<?xml"),
        ("map.GEXF", "<?xml"),
        ("map.csv", "\ufeffVon (Kennung);Von;An (Kennung);An;"),
        ("map.participants.csv", "\ufeffKennung;Name;"),
    ],
)
def test_the_end_of_the_file_s_name_says_what_the_map_is_written_as(
    call: Call, tmp_path: Path, name: str, begin: str
) -> None:
    run = call("map", "-o", tmp_path / name, *DAY)
    assert run.code == 0, run.err
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begin)


def test_a_file_of_an_unknown_kind_is_refused_with_what_there_is(
    call: Call, tmp_path: Path
) -> None:
    run = call("map", "-o", tmp_path / "map.docx", *DAY)
    assert run.code == 3
    assert ".graphml" in run.err
    assert not (tmp_path / "map.docx").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("analyse", "flows", "--from", "0001-01-01"), 3),
        (("analyse", "flows", "--to", "9999-12-31"), 3),
        (("analyse", "gaps", "--now", "9999-12-31"), 3),
        (("analyse", "flows", "--known-on", "1899-12-31"), 3),
        (("analyse", "flows", "--from", "2026-02-01", "--to", "2026-01-01"), 3),
        (("analyse", "flows", "--from", "1.2.2026"), 2),
        (("analyse", "flows", "--area", "../x"), 3),
        (("analyse", "flows", "--language", "fr"), 7),
        (("analyse", "flows", "--store", "mysql://x"), 7),
        (("analyse", "flows", "--store", "/dev/null/x.db"), 5),
        (("analyse", "nothing"), 2),
    ],
)
def test_what_cannot_be_asked_ends_in_a_sentence_and_its_code(
    call: Call, words: tuple[str, ...], code: int
) -> None:
    run = call(*words)
    assert run.code == code, run.err
    assert run.err.strip()
    assert "Traceback" not in run.err
    assert run.out == ""
