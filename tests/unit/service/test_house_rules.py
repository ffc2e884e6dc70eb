"""Rules of the house by its settings: standards by need, expected chains, weights."""

from pathlib import Path

import pytest

from graph_model.analysis.recommendation.scoring import ScoreWeights
from graph_model.domain.templates import ChainTemplate, TemplateStep
from graph_model.domain.vocabulary import ActorKind
from graph_model.errors import SettingsError
from service.bootstrap import rules_of
from service.house_rules import HouseRules
from service.settings import Settings


def test_what_is_not_set_is_as_the_analyses_have_it() -> None:
    assert rules_of(Settings()) == HouseRules()


def test_single_needs_may_have_another_standard() -> None:
    found = Settings.from_environ(
        {
            "HILFENETZ_RESPONSE_STANDARD_DAYS": "3",
            "HILFENETZ_RESPONSE_STANDARD_DAYS_BY_NEED": " violence=1, debt=5;care=10 ",
        }
    )
    standards = rules_of(found).standards
    needs = ("violence", "debt", "care", "loneliness")
    assert [standards.for_need(need) for need in needs] == [1, 5, 10, 3]
    assert rules_of(found).for_chains.standards == standards


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("violence", "gebraucht wird BEDARF=TAGE"),
        ("violence=bald", "gebraucht wird BEDARF=TAGE"),
        ("violence=1, violence=2", "gebraucht wird BEDARF=TAGE"),
        ("=1", "gebraucht wird BEDARF=TAGE"),
        ("violence=1.5", "gebraucht wird BEDARF=TAGE"),
        ("violence=0", "für violence ist 1 – 60 erlaubt"),
        ("debt=5, violence=61", "für violence ist 1 – 60 erlaubt"),
    ],
)
def test_a_wrong_standard_is_named(value: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match="HILFENETZ_RESPONSE_STANDARD_DAYS_BY_NEED") as caught:
        Settings.from_environ({"HILFENETZ_RESPONSE_STANDARD_DAYS_BY_NEED": value})
    assert sentence in caught.value.sentence("de")


def test_a_need_that_is_no_code_is_named() -> None:
    with pytest.raises(SettingsError, match="HILFENETZ_RESPONSE_STANDARD_DAYS_BY_NEED"):
        rules_of(Settings(response_standard_days_by_need="Sch/ulden=3"))


def test_weights_are_settings_in_any_proportion() -> None:
    found = Settings.from_environ({"HILFENETZ_WEIGHT_ROOM": "2", "HILFENETZ_WEIGHT_FIT": "0"})
    assert rules_of(found).weights == ScoreWeights(room=2.0, fit=0.0)


@pytest.mark.parametrize("value", ["-0.1", "100.1", "nan", "viel"])
def test_a_wrong_weight_is_named(value: str) -> None:
    with pytest.raises(SettingsError, match="HILFENETZ_WEIGHT_SPEED"):
        Settings.from_environ({"HILFENETZ_WEIGHT_SPEED": value})


def test_all_weights_at_nothing_are_refused() -> None:
    parts = ("fit", "nearness", "room", "speed", "success", "balance", "familiarity")
    nothing = Settings.from_environ({f"HILFENETZ_WEIGHT_{part.upper()}": "0" for part in parts})
    with pytest.raises(SettingsError, match="HILFENETZ_WEIGHT_…") as caught:
        rules_of(nothing)
    assert "mindestens ein Gewicht über 0" in caught.value.sentence("de")


def test_expected_chains_come_from_the_file_that_is_set(tmp_path: Path) -> None:
    path = tmp_path / "hilfeketten.csv"
    path.write_text("Bedarf;Schritt;Art;Tage\ndebt;1;Amt;14\n", encoding="utf-8")
    rules = rules_of(Settings(templates_file=str(path)))
    step = TemplateStep(kind=ActorKind.ADMINISTRATION, days=14)
    assert rules.for_chains.templates == (ChainTemplate(need_code="debt", steps=(step,)),)


def test_a_file_that_is_not_right_is_named_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"HILFENETZ_TEMPLATES_FILE.*there is no such file"):
        rules_of(Settings(templates_file=str(tmp_path / "none.csv")))
    path = tmp_path / "hilfeketten.csv"
    path.write_text("Bedarf;Schritt;Art;Tage\ndebt;1;Zauberer;14\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"HILFENETZ_TEMPLATES_FILE.*row 2") as caught:
        rules_of(Settings(templates_file=str(path)))
    assert not caught.value.sentence("de").endswith("..")
