"""The Saxon rules for everyday companions, each at its edge."""

import pytest

from graph_model.domain.companions import CompanionMatch, broken_rules
from graph_model.domain.vocabulary import AgeBand, CompanionRule
from graph_model.errors import InvalidValueError

CASES: tuple[tuple[dict[str, object], str], ...] = (
    ({}, ""),
    ({"age_band": AgeBand.FROM_60}, ""),
    ({"age_band": AgeBand.FROM_85}, ""),
    ({"age_band": AgeBand.FROM_45}, "client_under_60"),
    ({"age_band": AgeBand.UNDER_18}, "client_under_60"),
    ({"care_level": 0}, ""),
    ({"care_level": 1}, "care_level"),
    ({"hours_committed": 24, "hours_wanted": 8}, ""),
    ({"hours_committed": 24, "hours_wanted": 8.5}, "hours_exceeded"),
    ({"related_degree": 3}, ""),
    ({"related_degree": 2}, "related"),
    ({"related_degree": 1}, "related"),
    ({"same_household": True}, "same_household"),
    (
        {
            "age_band": AgeBand.FROM_25,
            "care_level": 3,
            "hours_committed": 40,
            "related_degree": 1,
            "same_household": True,
        },
        "client_under_60 care_level hours_exceeded related same_household",
    ),
)


@pytest.mark.parametrize(("known", "broken"), CASES)
def test_which_rules_a_match_breaks(known: dict[str, object], broken: str) -> None:
    match = CompanionMatch(**known)  # type: ignore[arg-type]
    assert " ".join(broken_rules(match)) == broken


def test_every_rule_is_tried() -> None:
    assert {rule for _, broken in CASES for rule in broken.split()} == set(CompanionRule)


@pytest.mark.parametrize(
    "known", [{"care_level": 6}, {"related_degree": -1}, {"hours_wanted": float("nan")}]
)
def test_figures_out_of_range_are_refused(known: dict[str, float]) -> None:
    with pytest.raises(InvalidValueError, match=next(iter(known))):
        CompanionMatch(**known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("band", "youngest", "oldest"),
    [
        (AgeBand.UNDER_18, 0, 17),
        (AgeBand.FROM_18, 18, 24),
        (AgeBand.FROM_25, 25, 44),
        (AgeBand.FROM_45, 45, 59),
        (AgeBand.FROM_60, 60, 64),
        (AgeBand.FROM_65, 65, 74),
        (AgeBand.FROM_75, 75, 84),
        (AgeBand.FROM_85, 85, None),
    ],
)
def test_ages_of_the_bands(band: AgeBand, youngest: int, oldest: int | None) -> None:
    assert (band.youngest, band.oldest) == (youngest, oldest)
