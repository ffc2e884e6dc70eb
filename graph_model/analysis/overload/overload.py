"""Who is overloaded, who is about to be, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from graph_model.analysis.hidden import Hidden
from graph_model.analysis.overload.actors import actors_in, places_of
from graph_model.analysis.overload.figures import (
    Cases,
    Waits,
    case_rows,
    cases_of,
    chains_of_kuemmerer,
    cohort_of,
    cohort_start,
    referrals_until,
    refusals_of,
    waits_of,
)
from graph_model.analysis.overload.levels import (
    Level,
    LoadReason,
    OverloadRules,
    Situation,
    reasons_of,
)
from graph_model.analysis.overload.load import Integers
from graph_model.analysis.overload.words import LoadFigures, sentence_for
from graph_model.analysis.sentences import Sentence
from graph_model.analysis.standards import ResponseStandards
from graph_model.analysis.statistics.queues import RoughWait, rough_wait
from graph_model.analysis.statistics.shares import Share
from graph_model.analysis.statistics.trend import Slopes, theil_sen
from graph_model.analysis.statistics.waiting import MedianWait
from graph_model.domain.actors import Actor
from graph_model.domain.checks import local_day
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

__all__ = ["ActorLoad", "Backlog", "Level", "LoadReason", "Overload", "OverloadRules", "overload"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Cases carried or still unanswered at the end of each week, the last entry now.

    ``slope`` is the change in cases a week with its 95 % interval; ``is_rising`` if all of the
    interval lies above 0.
    """

    weekly: tuple[int, ...]
    slope: float
    low: float
    high: float
    is_rising: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorLoad:
    """How loaded one actor is; see ``overload``.

    ``open_load`` counts cases accepted and not ended, ``unanswered`` requests without a decision.
    ``utilisation`` is ``open_load / places``, from 0 up, ``None`` if places are unknown or 0.
    Weekly figures are means over the window. ``weeks_until_full`` is 0 for who is full and ``None``
    where nothing points to it. ``mean_stay_weeks`` is how long a case stays, ``rough_wait`` what
    waiting for a place comes to in the long run (Erlang C, rough); both ``None`` where too few
    cases ended to say, the latter also where places are unknown or less than one.

    Where something is hidden, counts, weekly figures and the backlog may be ``None``, and so is the
    level if nothing that it rests on may be shown.
    """

    actor_id: str
    actor_name: str
    actor_kind: ActorKind
    level: Level | None
    reasons: tuple[LoadReason, ...]
    open_load: int | None
    unanswered: int | None
    places: float | None
    utilisation: float | None
    mean_load: float | None
    requests_per_week: float | None
    wanted_per_week: float | None
    arrivals_per_week: float | None
    completions_per_week: float | None
    weeks_until_full: float | None
    mean_stay_weeks: float | None
    rough_wait: RoughWait | None
    backlog: Backlog | None
    wait_to_decision_business_days: MedianWait | None
    wait_to_start_days: MedianWait | None
    refusals: Share | None
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Overload:
    """The load of everybody who carries cases, the worst first; see ``overload``."""

    scope: Scope
    now: datetime
    standards: ResponseStandards
    rules: OverloadRules
    red: int
    amber: int
    green: int
    loads: tuple[ActorLoad, ...]
    hidden: Hidden | None = None


_STANDARDS = ResponseStandards()
_RULES = OverloadRules()


def overload(
    snapshot: Snapshot,
    scope: Scope,
    *,
    now: datetime,
    standards: ResponseStandards = _STANDARDS,
    rules: OverloadRules = _RULES,
) -> Overload:
    """How loaded partners, offices, Kümmerer and companions are, each with a level and reasons.

    Parameters
    ----------
    snapshot, scope
        Area, needs and cooperative choose who is shown; the figures of each take in all their
        cases, for they carry all of them. The period chooses the requests whose waits and refusals
        count (by default those of the last ``cohort_weeks``).
    now
        The end of the window; what happened later is left out.
    standards
        Business days within which a request is to be answered.
    rules
        Limits of the levels, window of the trend.

    Returns
    -------
    Sorted by level, red first, then by utilisation, highest first, then by id. Load and backlog
    count cases: for partners, offices and companions the referrals to them, for a Kümmerer the
    chains they opened and referrals to them in other chains. ``requests_per_week`` and
    ``arrivals_per_week`` count requests and acceptances, ``completions_per_week`` accepted cases
    that ended in whatever way; ``wanted_per_week`` leaves out requests that were withdrawn or
    refused for another reason than lack of room. Who no longer takes part is listed only while
    cases are left there. Nobody there gives an empty list.

    References
    ----------
    Definitions and limits: docs/analyses/overload.md; sources in ``load``, ``trend``,
    ``waiting``, ``queues`` and ``shares``.

    Notes
    -----
    Sorting: n log n in the referrals.
    """
    actors = actors_in(snapshot, scope)
    ids = [actor.id for actor in actors]
    # What was over before the window and the cohort began changes none of the figures.
    window = now - timedelta(weeks=rules.window_weeks)
    cohort_began = cohort_start(scope, now=now, weeks=rules.cohort_weeks)
    before_both = min(window, cohort_began) - timedelta(microseconds=1)
    referrals = referrals_until(snapshot, scope, now=now, since=before_both)
    cohort = cohort_of(referrals, scope, now=now, weeks=rules.cohort_weeks)
    chains = chains_of_kuemmerer(snapshot, scope)
    figures = _Figures(
        cases=cases_of(ids, case_rows(referrals, chains=chains, now=now, since=before_both)),
        waits=waits_of(cohort, now=now, standards=standards),
        refusals=refusals_of(cohort),
        now=now,
        rules=rules,
    )
    places = [
        places_of(actor, snapshot.directory.services_of(actor.id), now=now, rules=rules)
        for actor in actors
    ]
    loads = figures.loads(actors, places)
    day = local_day(now)
    gone = {actor.id for actor in actors if not actor.is_active_on(day)}
    loads = [
        load for load in loads if load.actor_id not in gone or load.open_load or load.unanswered
    ]
    red, amber, green = counted_by_level(loads)
    return Overload(
        scope=scope,
        now=now,
        standards=standards,
        rules=rules,
        red=red,
        amber=amber,
        green=green,
        loads=worst_first(loads),
    )


def counted_by_level(loads: Iterable[ActorLoad]) -> tuple[int, ...]:
    """How many are red, amber and green."""
    found = [load.level for load in loads]
    return tuple(found.count(level) for level in Level)


def worst_first(loads: Iterable[ActorLoad]) -> tuple[ActorLoad, ...]:
    """By level, those without one last, then by utilisation, then by id."""
    return tuple(sorted(loads, key=_badness))


def _badness(load: ActorLoad) -> tuple[int, float, str]:
    utilisation = -1.0 if load.utilisation is None else load.utilisation
    place = len(Level) if load.level is None else list(Level).index(load.level)
    return place, -utilisation, load.actor_id


class _Figures:
    """All figures of all actors, ready to be put together actor by actor."""

    def __init__(
        self,
        *,
        cases: Cases,
        waits: Waits,
        refusals: dict[str, Share],
        now: datetime,
        rules: OverloadRules,
    ) -> None:
        weeks = rules.window_weeks
        start = now - timedelta(weeks=weeks)
        self._waits = waits
        self._refusals = refusals
        self._rules = rules
        ends = [now - timedelta(weeks=week) for week in reversed(range(weeks))]
        self._weekly: Integers = cases.backlog.level(ends)
        self._slopes: Slopes = theil_sen(self._weekly)
        self._open: Integers = cases.load.level([now])[:, 0]
        self._mean_load = cases.load.days(start, now) / (7 * weeks)
        self._requests = cases.backlog.begun(start, now) / weeks
        self._wanted = cases.wanted.begun(start, now) / weeks
        self._arrivals = cases.load.begun(start, now) / weeks
        self._completions = cases.load.ended(start, now) / weeks

    def loads(self, actors: Sequence[Actor], places: Sequence[float | None]) -> list[ActorLoad]:
        return [
            self._load(actor, number, places=room)
            for number, (actor, room) in enumerate(zip(actors, places, strict=True))
        ]

    def _load(self, actor: Actor, number: int, *, places: float | None) -> ActorLoad:
        open_load = int(self._open[number])
        backlog = self._backlog(number)
        arrivals = float(self._arrivals[number])
        completions = float(self._completions[number])
        stay = self._mean_stay_weeks(number)
        figures = LoadFigures(
            open_load=open_load,
            requests_per_week=float(self._requests[number]),
            completions_per_week=completions,
            weeks=self._rules.window_weeks,
            weeks_until_full=_weeks_until_full(places, open_load, growth=arrivals - completions),
            rough_wait=self._rough_wait(number, places=places, stay_weeks=stay),
        )
        situation = self._situation(actor, open_load, places=places, backlog=backlog)
        reasons = reasons_of(situation, self._rules)
        return ActorLoad(
            actor_id=actor.id,
            actor_name=actor.name,
            actor_kind=actor.kind,
            level=reasons[0].level,
            reasons=reasons,
            open_load=open_load,
            unanswered=backlog.weekly[-1] - open_load,
            places=places,
            utilisation=situation.utilisation,
            mean_load=float(self._mean_load[number]),
            requests_per_week=figures.requests_per_week,
            wanted_per_week=float(self._wanted[number]),
            arrivals_per_week=arrivals,
            completions_per_week=completions,
            weeks_until_full=figures.weeks_until_full,
            mean_stay_weeks=stay,
            rough_wait=figures.rough_wait,
            backlog=backlog,
            wait_to_decision_business_days=self._waits.to_decision.get(actor.id),
            wait_to_start_days=self._waits.to_start.get(actor.id),
            refusals=self._refusals.get(actor.id),
            sentence=sentence_for(actor.name, reasons, figures=figures),
        )

    def _situation(
        self, actor: Actor, open_load: int, *, places: float | None, backlog: Backlog
    ) -> Situation:
        return Situation(
            kind=actor.kind,
            open_load=open_load,
            places=places,
            utilisation=open_load / places if places else None,
            slope=backlog.slope,
            slope_low=backlog.low,
            refusals=self._refusals.get(actor.id),
            wait=self._waits.to_decision.get(actor.id),
            wait_in_standards=self._waits.in_standards.get(actor.id),
        )

    def _mean_stay_weeks(self, number: int) -> float | None:
        """Case-weeks spent there by the cases that ended: open ones count with what is seen."""
        completions = float(self._completions[number])
        if round(completions * self._rules.window_weeks) < self._rules.least_cases:
            return None
        return float(self._mean_load[number]) / completions

    def _rough_wait(
        self, number: int, *, places: float | None, stay_weeks: float | None
    ) -> RoughWait | None:
        if places is None or stay_weeks is None:
            return None
        wanted = float(self._wanted[number])
        return rough_wait(places, requests_per_day=wanted / 7, mean_stay_days=7 * stay_weeks)

    def _backlog(self, number: int) -> Backlog:
        low = float(self._slopes.low[number])
        return Backlog(
            weekly=tuple(self._weekly[number].tolist()),
            slope=float(self._slopes.slope[number]),
            low=low,
            high=float(self._slopes.high[number]),
            is_rising=low > 0,
        )


def _weeks_until_full(places: float | None, open_load: int, *, growth: float) -> float | None:
    if places is None:
        return None
    if open_load >= places:
        return 0.0
    return (places - open_load) / growth if growth > 0 else None
