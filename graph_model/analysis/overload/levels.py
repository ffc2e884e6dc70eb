"""When somebody counts as overloaded: limits, levels, and the reasons in words."""

from dataclasses import dataclass
from enum import StrEnum

from graph_model.analysis.statistics.shares import Share
from graph_model.analysis.statistics.waiting import MedianWait
from graph_model.domain.checks import check_number
from graph_model.domain.vocabulary import ActorKind


class Level(StrEnum):
    """How urgent it is, the worst first."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


class ReasonCode(StrEnum):
    """Why somebody has a level, in the order in which reasons are told."""

    FULL = "full"
    NO_PLACES = "no_places"
    REFUSES = "refuses"
    WAIT_FAR_OVER = "wait_far_over"
    NEARLY_FULL = "nearly_full"
    RISING = "rising"
    WAIT_OVER = "wait_over"
    WITHIN_LIMITS = "within_limits"
    PLACES_UNKNOWN = "places_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverloadRules:
    """Limits of the levels and the stretches of time that are looked at.

    ``window_weeks`` is the window of arrivals, completions and trend; ``cohort_weeks`` how far back
    requests count for waits and refusals where the scope names no beginning. ``red_wait`` and
    ``amber_wait`` are multiples of the response standard. Waits and refusals count from
    ``least_cases`` cases on. A companion's time is reckoned with ``hours_per_case`` a week.
    """

    window_weeks: int = 13
    cohort_weeks: int = 52
    red_utilisation: float = 1.0
    amber_utilisation: float = 0.85
    rising_utilisation: float = 0.7
    red_refusals: float = 0.2
    red_wait: float = 3.0
    amber_wait: float = 1.0
    least_cases: int = 3
    hours_per_case: float = 1.5

    def __post_init__(self) -> None:
        check_number("window_weeks", self.window_weeks, low=2, high=104)
        check_number("cohort_weeks", self.cohort_weeks, low=1, high=1040)
        check_number("least_cases", self.least_cases, low=1)
        check_number("hours_per_case", self.hours_per_case, low=0.1, high=168)
        for field in ("red_utilisation", "amber_utilisation", "rising_utilisation"):
            check_number(field, getattr(self, field), high=10)
        check_number("red_refusals", self.red_refusals, high=1)
        check_number("red_wait", self.red_wait, high=100)
        check_number("amber_wait", self.amber_wait, high=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReason:
    """One reason of a level, with the figure, the limit it was held against, and in words."""

    code: ReasonCode
    level: Level
    figure: float | None
    limit: float | None
    german: str
    english: str

    def said(self, language: str) -> str:
        """In words: the English for ``en``, else the German."""
        return self.english if language == "en" else self.german


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the levels look at, for one actor.

    ``wait`` is in business days, ``wait_in_standards`` the same in multiples of each request's
    standard; ``slope_low`` is the lower bound of the weekly rise of the backlog.
    """

    kind: ActorKind
    open_load: int
    places: float | None
    utilisation: float | None
    slope: float
    slope_low: float
    refusals: Share | None
    wait: MedianWait | None
    wait_in_standards: MedianWait | None


def reasons_of(situation: Situation, rules: OverloadRules) -> tuple[LoadReason, ...]:
    """All reasons that hold, at least one; the level is that of the first, the worst."""
    found = [
        *_of_utilisation(situation, rules),
        *_of_refusals(situation, rules),
        *_of_waiting(situation, rules),
        *_of_trend(situation, rules),
    ]
    levels, codes = list(Level), list(ReasonCode)
    found.sort(key=lambda reason: (levels.index(reason.level), codes.index(reason.code)))
    return tuple(found) or (_nothing_wrong(situation),)


def _of_utilisation(situation: Situation, rules: OverloadRules) -> list[LoadReason]:
    load, places, utilisation = situation.open_load, situation.places, situation.utilisation
    if places == 0 and load > 0:
        return [
            LoadReason(
                code=ReasonCode.NO_PLACES,
                level=Level.RED,
                figure=float(load),
                limit=0.0,
                german=f"Hat keine Plätze, trägt aber {_cases(load)}.",
                english=f"Has no places but carries cases: {load}.",
            )
        ]
    if utilisation is None or places is None or utilisation < rules.amber_utilisation:
        return []
    is_full = utilisation >= rules.red_utilisation
    german, english = _room(situation)
    return [
        LoadReason(
            code=ReasonCode.FULL if is_full else ReasonCode.NEARLY_FULL,
            level=Level.RED if is_full else Level.AMBER,
            figure=utilisation,
            limit=rules.red_utilisation if is_full else rules.amber_utilisation,
            german=f"{'Voll' if is_full else 'Fast voll'}: {german}.",
            english=f"{'Full' if is_full else 'Nearly full'}: {english}.",
        )
    ]


def _of_refusals(situation: Situation, rules: OverloadRules) -> list[LoadReason]:
    share = situation.refusals
    if share is None or share.total < rules.least_cases or share.low <= rules.red_refusals:
        return []
    return [
        LoadReason(
            code=ReasonCode.REFUSES,
            level=Level.RED,
            figure=share.low,
            limit=rules.red_refusals,
            german=(
                f"Lehnt oft ab, weil nichts frei ist: {share.count} von {share.total} Anfragen "
                f"({_percent(share.share, 'de')}, sicher mehr als {_percent(share.low, 'de')})."
            ),
            english=(
                f"Often refuses for lack of room: {share.count} of {share.total} requests "
                f"({_percent(share.share, 'en')}, surely more than {_percent(share.low, 'en')})."
            ),
        )
    ]


def _of_waiting(situation: Situation, rules: OverloadRules) -> list[LoadReason]:
    wait, ratio = situation.wait, situation.wait_in_standards
    if wait is None or ratio is None or wait.cases < rules.least_cases:
        return []
    is_far_over = ratio.exceeds(rules.red_wait)
    if not is_far_over and not ratio.exceeds(rules.amber_wait):
        return []
    if wait.median is None:
        german = f"mehr als die Hälfte wartet noch, am längsten {_number(wait.longest)} Arbeitstage"
        english = f"more than half still wait, the longest {_number(wait.longest)} business days"
    else:
        german = f"die Hälfte der Anfragen wartet {_number(wait.median)} Arbeitstage oder länger"
        english = f"half of the requests wait {_number(wait.median)} business days or longer"
    return [
        LoadReason(
            code=ReasonCode.WAIT_FAR_OVER if is_far_over else ReasonCode.WAIT_OVER,
            level=Level.RED if is_far_over else Level.AMBER,
            figure=ratio.longest if ratio.median is None else ratio.median,
            limit=rules.red_wait if is_far_over else rules.amber_wait,
            german=f"Antwortet {'viel ' if is_far_over else ''}zu spät: {german}.",
            english=f"Answers {'far ' if is_far_over else ''}too late: {english}.",
        )
    ]


def _of_trend(situation: Situation, rules: OverloadRules) -> list[LoadReason]:
    utilisation = situation.utilisation
    if utilisation is None or utilisation <= rules.rising_utilisation or situation.slope_low <= 0:
        return []
    slope = situation.slope
    return [
        LoadReason(
            code=ReasonCode.RISING,
            level=Level.AMBER,
            figure=slope,
            limit=0.0,
            german=(
                f"Es wird mehr: je Woche etwa {slope:.1f}".replace(".", ",")
                + f" Fälle dazu, bei {_percent(utilisation, 'de')} Auslastung."
            ),
            english=(
                f"Rising: about {slope:.1f} more cases each week, "
                f"at {_percent(utilisation, 'en')} of its places."
            ),
        )
    ]


def _nothing_wrong(situation: Situation) -> LoadReason:
    if situation.utilisation is None and situation.places is None:
        return LoadReason(
            code=ReasonCode.PLACES_UNKNOWN,
            level=Level.GREEN,
            figure=None,
            limit=None,
            german="Nichts Auffälliges; wie viele Plätze es gibt, ist nicht bekannt.",
            english="Nothing remarkable; how many places there are is not known.",
        )
    german, english = _room(situation)
    return LoadReason(
        code=ReasonCode.WITHIN_LIMITS,
        level=Level.GREEN,
        figure=situation.utilisation,
        limit=None,
        german=f"Im Rahmen: {german}.",
        english=f"Within limits: {english}.",
    )


def _room(situation: Situation) -> tuple[str, str]:
    places = f"{situation.places or 0:.1f}".removesuffix(".0")
    cases = "1 case" if situation.open_load == 1 else f"{situation.open_load} cases"
    if situation.kind is ActorKind.KUEMMERER:
        german = f"{_cases(situation.open_load)} bei einer Fallzahl von {places}"
        english = f"{cases} with a caseload of {places}"
    elif situation.kind is ActorKind.COMPANION:
        time = places.replace(".", ",")
        german = f"{_cases(situation.open_load)}, Zeit ist für {time}"
        english = f"{cases}, there is time for {places}"
    else:
        german = (
            f"{_cases(situation.open_load)} auf {places} {'Platz' if places == '1' else 'Plätze'}"
        )
        english = f"{cases} for {places} {'place' if places == '1' else 'places'}"
    return german, english


def _cases(count: int) -> str:
    return "1 Fall" if count == 1 else f"{count} Fälle"


def _percent(share: float, language: str) -> str:
    return f"{round(share * 100)} %" if language == "de" else f"{round(share * 100)}%"


def _number(days: float | None) -> str:
    return str(round(days or 0))
