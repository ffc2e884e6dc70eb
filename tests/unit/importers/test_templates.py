"""The file of expected help chains: read whole, or refused with the row that is wrong."""

import re
from pathlib import Path

import pytest

from graph_model.domain.templates import ChainTemplate, TemplateStep
from graph_model.domain.vocabulary import ActorKind
from graph_model.errors import UnreadableFileError
from importers.templates import read_templates

PARTNER = TemplateStep(kind=ActorKind.PARTNER, days=7)
OFFICE = TemplateStep(kind=ActorKind.ADMINISTRATION, days=28)


def written(folder: Path, *rows: str, encoding: str = "utf-8") -> Path:
    path = folder / "hilfeketten.csv"
    path.write_text("\n".join(rows), encoding=encoding)
    return path


def test_one_row_is_one_step_in_whatever_order_and_language(tmp_path: Path) -> None:
    german = written(
        tmp_path,
        "Bedarf;Schritt;wer;Tage",
        "debt;2;Amt;28",
        "care;1;Sozialpartner;7",
        "debt;1;Sozialpartner;7",
        encoding="cp1252",
    )
    assert read_templates(german) == (
        ChainTemplate(need_code="care", steps=(PARTNER,)),
        ChainTemplate(need_code="debt", steps=(PARTNER, OFFICE)),
    )
    english = written(
        tmp_path,
        "need_code,step,kind,service_id,step_need_code,days",
        "debt,1,,s-7,housing,3",
    )
    step = TemplateStep(service_id="s-7", need_code="housing", days=3)
    assert read_templates(english) == (ChainTemplate(need_code="debt", steps=(step,)),)


def test_a_file_without_rows_expects_nothing(tmp_path: Path) -> None:
    assert read_templates(written(tmp_path, "Bedarf;Schritt;Tage")) == ()


@pytest.mark.parametrize(
    ("rows", "german"),
    [
        (("debt;1;Sozialpartner;",), "Zeile 2: In der Spalte „Tage“ fehlt die Angabe"),
        (("debt;1;Sozialpartner;bald",), "Zeile 2: Das Feld „Tage“ stimmt nicht"),
        (("debt;1;Zauberer;7",), "Zeile 2: Das Feld „Art“"),
        (("debt;1;;7",), "Zeile 2: .*Art, Angebot oder Bedarf des Schritts wird gebraucht"),
        (("debt;1;Mieter:in;7",), "Zeile 2: .*niemand vermittelt an Mieter:innen"),
        (("debt;0;Amt;7",), "Zeile 2: .*1 bis 20"),
        (("debt;1;Amt;4000",), "Zeile 2: Das Feld „days“"),
        (("debt;1;Amt;7", "debt;1;Amt;7"), "Zeile 3: .*steht zweimal da"),
        (("debt;1;Amt;7", "debt;3;Amt;7"), "bei debt fehlt ein Schritt"),
        (("Über schulden;1;Amt;7",), "Zeile 2: .*eine Kennung aus 1 bis 64"),
        (("debt;1;Amt",), "Zeile 2: Die Zeile hat 3 Zellen, die Kopfzeile 4"),
        (("debt;x;Amt;7", "debt;y;Amt;7"), r"Zeile 2 \(und 1 weitere\): "),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_taken(
    tmp_path: Path, rows: tuple[str, ...], german: str
) -> None:
    path = written(tmp_path, "Bedarf;Schritt;Art;Tage", *rows)
    with pytest.raises(UnreadableFileError) as caught:
        read_templates(path)
    sentence = caught.value.sentence("de")
    assert re.match(f"Die Datei hilfeketten.csv ist nicht lesbar: {german}", sentence), sentence


def test_a_file_that_is_no_such_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="there is no such file"):
        read_templates(tmp_path / "none.csv")
    with pytest.raises(UnreadableFileError, match="not recognised"):
        read_templates(written(tmp_path, "Name;Ort", "Anna;Dresden"))
    with pytest.raises(UnreadableFileError, match="larger than 1 MiB"):
        read_templates(written(tmp_path, "Bedarf;Schritt;Tage", "x" * 1_048_577))
