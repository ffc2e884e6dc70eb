"""Levels and their reasons."""

from dataclasses import replace

import pytest

from graph_model.analysis.overload.levels import (
    Level,
    LoadReason,
    OverloadRules,
    ReasonCode,
    Situation,
    reasons_of,
)
from graph_model.analysis.statistics.shares import share_of
from graph_model.analysis.statistics.waiting import MedianWait
from graph_model.domain.vocabulary import ActorKind
from graph_model.errors import InvalidValueError

RULES = OverloadRules()
CALM = Situation(
    kind=ActorKind.PARTNER,
    open_load=5,
    places=10.0,
    utilisation=0.5,
    slope=0.0,
    slope_low=0.0,
    refusals=None,
    wait=None,
    wait_in_standards=None,
)


def wait(median: float | None, *, cases: int = 5, longest: float = 20.0) -> MedianWait:
    return MedianWait(cases=cases, open=0, median=median, low=None, high=None, longest=longest)


def told(situation: Situation) -> list[tuple[str, str]]:
    return [(reason.level.value, reason.code.value) for reason in reasons_of(situation, RULES)]


def loaded(load: int, places: float) -> Situation:
    return replace(CALM, open_load=load, places=places, utilisation=load / places)


def waiting(median: float | None, *, cases: int = 5, longest: float = 20.0) -> Situation:
    """With a standard of two business days."""
    ratio = None if median is None else median / 2
    return replace(
        CALM,
        wait=wait(median, cases=cases, longest=longest),
        wait_in_standards=wait(ratio, cases=cases, longest=longest / 2),
    )


@pytest.mark.parametrize(
    ("load", "places", "expected"),
    [
        (20, 20.0, [("red", "full")]),
        (25, 20.0, [("red", "full")]),
        (19, 20.0, [("amber", "nearly_full")]),
        (17, 20.0, [("amber", "nearly_full")]),  # exactly 0.85
        (16, 20.0, [("green", "within_limits")]),
        (0, 20.0, [("green", "within_limits")]),
    ],
)
def test_utilisation(load: int, places: float, expected: list[tuple[str, str]]) -> None:
    assert told(loaded(load, places)) == expected


def test_no_places_but_cases_is_red_and_neither_is_nothing_at_all() -> None:
    assert told(replace(CALM, places=0.0, utilisation=None, open_load=2)) == [("red", "no_places")]
    assert told(replace(CALM, places=0.0, utilisation=None, open_load=0)) == [
        ("green", "within_limits")
    ]


def test_unknown_places_are_said() -> None:
    unknown = replace(CALM, places=None, utilisation=None)
    assert told(unknown) == [("green", "places_unknown")]


@pytest.mark.parametrize(
    ("count", "total", "expected"),
    [
        # Wilson's lower bound of 10 of 27 is 21.5 %, of 10 of 30 is 19.2 %.
        (10, 27, [("red", "refuses")]),
        (10, 30, [("green", "within_limits")]),
        # 1 of 1 has 20.7 %, 2 of 2 has 34.2 %: too few to say; 3 of 3 has 43.9 %.
        (1, 1, [("green", "within_limits")]),
        (2, 2, [("green", "within_limits")]),
        (3, 3, [("red", "refuses")]),
        (0, 40, [("green", "within_limits")]),
    ],
)
def test_refusals_for_lack_of_room(count: int, total: int, expected: list[tuple[str, str]]) -> None:
    assert told(replace(CALM, refusals=share_of(count, total))) == expected


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (waiting(7.0), [("red", "wait_far_over")]),
        (waiting(6.0), [("amber", "wait_over")]),  # three standards, not more
        (waiting(3.0), [("amber", "wait_over")]),
        (waiting(2.0), [("green", "within_limits")]),
        (waiting(7.0, cases=2), [("green", "within_limits")]),
        (waiting(None, longest=7.0), [("red", "wait_far_over")]),
        (waiting(None, longest=3.0), [("amber", "wait_over")]),
        (waiting(None, longest=1.0), [("green", "within_limits")]),
    ],
)
def test_waiting(situation: Situation, expected: list[tuple[str, str]]) -> None:
    assert told(situation) == expected


def test_rising_counts_only_above_seven_tenths_and_when_it_is_certain() -> None:
    rising = replace(loaded(15, 20.0), slope=1.0, slope_low=0.4)
    assert told(rising) == [("amber", "rising")]
    assert told(replace(rising, slope_low=0.0)) == [("green", "within_limits")]
    assert told(replace(rising, utilisation=0.7)) == [("green", "within_limits")]
    assert told(replace(rising, utilisation=None, places=None)) == [("green", "places_unknown")]


def test_all_reasons_are_told_the_worst_first() -> None:
    everything = replace(
        loaded(18, 20.0),
        slope=1.5,
        slope_low=0.5,
        refusals=share_of(20, 40),
        wait=wait(9.0),
        wait_in_standards=wait(4.5),
    )
    assert told(everything) == [
        ("red", "refuses"),
        ("red", "wait_far_over"),
        ("amber", "nearly_full"),
        ("amber", "rising"),
    ]


def one(situation: Situation) -> LoadReason:
    (reason,) = reasons_of(situation, RULES)
    return reason


@pytest.mark.parametrize(
    ("situation", "german", "english"),
    [
        (
            loaded(20, 20.0),
            "Voll: 20 Fälle auf 20 Plätze.",
            "Full: 20 cases for 20 places.",
        ),
        (
            replace(loaded(1, 1.0), kind=ActorKind.KUEMMERER),
            "Voll: 1 Fall bei einer Fallzahl von 1.",
            "Full: 1 case with a caseload of 1.",
        ),
        (
            replace(loaded(5, 16 / 3), kind=ActorKind.COMPANION),
            "Fast voll: 5 Fälle, Zeit ist für 5,3.",
            "Nearly full: 5 cases, there is time for 5.3.",
        ),
        (
            replace(CALM, places=0.0, utilisation=None, open_load=2),
            "Hat keine Plätze, trägt aber 2 Fälle.",
            "Has no places but carries cases: 2.",
        ),
        (
            replace(CALM, refusals=share_of(10, 20)),
            "Lehnt oft ab, weil nichts frei ist: 10 von 20 Anfragen (50 %, sicher mehr als 30 %).",
            "Often refuses for lack of room: 10 of 20 requests (50%, surely more than 30%).",
        ),
        (
            waiting(7.0),
            "Antwortet viel zu spät: die Hälfte der Anfragen wartet 7 Arbeitstage oder länger.",
            "Answers far too late: half of the requests wait 7 business days or longer.",
        ),
        (
            waiting(None, longest=4.0),
            "Antwortet zu spät: mehr als die Hälfte wartet noch, am längsten 4 Arbeitstage.",
            "Answers too late: more than half still wait, the longest 4 business days.",
        ),
        (
            replace(loaded(15, 20.0), slope=1.25, slope_low=0.1),
            "Es wird mehr: je Woche etwa 1,2 Fälle dazu, bei 75 % Auslastung.",
            "Rising: about 1.2 more cases each week, at 75% of its places.",
        ),
        (
            CALM,
            "Im Rahmen: 5 Fälle auf 10 Plätze.",
            "Within limits: 5 cases for 10 places.",
        ),
        (
            replace(CALM, places=None, utilisation=None),
            "Nichts Auffälliges; wie viele Plätze es gibt, ist nicht bekannt.",
            "Nothing remarkable; how many places there are is not known.",
        ),
    ],
)
def test_a_reason_is_told_in_words(situation: Situation, german: str, english: str) -> None:
    reason = one(situation)
    assert (reason.german, reason.english) == (german, english)


def test_a_reason_carries_its_figure_and_limit() -> None:
    reason = one(loaded(19, 20.0))
    assert (reason.code, reason.level) == (ReasonCode.NEARLY_FULL, Level.AMBER)
    assert (reason.figure, reason.limit) == (0.95, 0.85)


@pytest.mark.parametrize(
    ("field", "value"),
    [("window_weeks", 1), ("hours_per_case", 0), ("red_refusals", 1.5), ("least_cases", 0)],
)
def test_limits_that_make_no_sense_are_refused(field: str, value: float) -> None:
    with pytest.raises(InvalidValueError, match=field):
        OverloadRules(**{field: value})  # type: ignore[arg-type]
