"""The load of actors without what would tell of too few people: exact, or not at all."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from graph_model.analysis.gaps.demand import Grid
from graph_model.analysis.hidden import Hidden
from graph_model.analysis.levels import kind_of_actor
from graph_model.analysis.overload.actors import belongs
from graph_model.analysis.overload.figures import (
    case_rows,
    chains_of_kuemmerer,
    in_cohort,
    referrals_until,
)
from graph_model.analysis.overload.levels import (
    LoadReason,
    OverloadRules,
    ReasonCode,
    Situation,
    reasons_of,
)
from graph_model.analysis.overload.overload import (
    ActorLoad,
    Overload,
    counted_by_level,
    worst_first,
)
from graph_model.analysis.overload.words import LoadFigures, sentence_for
from graph_model.analysis.statistics.waiting import MedianWait
from graph_model.analysis.suppression.agreement import refined, settled
from graph_model.analysis.suppression.blocks import Blocks, blocks_of
from graph_model.analysis.suppression.facts import person
from graph_model.analysis.suppression.labels import Column, of_needs, of_places
from graph_model.analysis.suppression.people import Integers, People, Truths
from graph_model.analysis.suppression.views import Views
from graph_model.domain.actors import Actor
from graph_model.domain.checks import local_day
from graph_model.domain.periods import Period
from graph_model.snapshot.columns import INSTANT
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

_ROOM = (ReasonCode.FULL, ReasonCode.NO_PLACES, ReasonCode.NEARLY_FULL)
_WAITS = (ReasonCode.WAIT_FAR_OVER, ReasonCode.WAIT_OVER)
_OPEN, _UNANSWERED = "open", "unanswered"
_PARTS = (
    *(_OPEN, _UNANSWERED),
    *("asked", "wanted", "started", "finished"),
    *("cohort", "decided", "waits", "refused"),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoadViews:
    """The cases of everybody, and their blocks: by where they stand, and by what came when.

    ``rows`` has one case a row in the order of the blocks, with ``owner``, ``need``, ``area`` and,
    true or false, the parts that the figures count. ``owners`` has everybody by name, null where
    nobody carries a case.
    """

    minimum: int
    rows: pl.DataFrame
    owners: Column
    standing: Blocks
    coming: Blocks

    def told(self, part: str) -> frozenset[str]:
        """Whose count of a part may be told; nobody who has nothing of it."""
        is_whole, count = self._sets(part)
        return self._owners(is_whole & (count > 0))

    def hidden(self, part: str) -> frozenset[str]:
        """Who has something of a part that must not be told."""
        return self._owners(~self._sets(part)[0])

    def _sets(self, part: str) -> tuple[Truths, Integers]:
        """Of everybody whether their facts of a part are whole, and how many these are."""
        blocks = self.standing if part in (_OPEN, _UNANSWERED) else self.coming
        facts = np.flatnonzero(self.rows[part].to_numpy())
        place, groups = self.owners.place[facts], len(self.owners.texts)
        whole = blocks.whole_groups(facts, place, groups=groups)
        return whole, np.bincount(place, minlength=groups).astype(np.int64)

    def _owners(self, chosen: Truths) -> frozenset[str]:
        texts = zip(self.owners.texts, chosen.tolist(), strict=True)
        return frozenset(owner for owner, is_chosen in texts if owner is not None and is_chosen)

    def few(self, grid: Grid) -> frozenset[tuple[str, str | None, str | None]]:
        """Of which open cases (whose, which need, which area) too few people tell."""
        rows = self.rows.with_row_index("fact").filter(_OPEN)
        cells = grid.cells_of(rows["area"].unique().drop_nulls().cast(pl.String).to_list())
        named = rows.select(
            "fact",
            pl.col("owner", "need").cast(pl.String),
            cell=pl.col("area").cast(pl.String).replace_strict(cells, default=None),
        )
        by = ["owner", "need", "cell"]
        groups = named.select(by).unique().sort(by).with_row_index("group")
        placed = named.join(groups, on=by, how="left", nulls_equal=True, maintain_order="left")
        whole = self.standing.whole_groups(
            placed["fact"].to_numpy().astype(np.int64),
            placed["group"].to_numpy().astype(np.int64),
            groups=groups.height,
        )
        kinds = groups.select(by).rows()
        return frozenset(kind for kind, may_show in zip(kinds, whole, strict=True) if not may_show)


def load_views(
    snapshot: Snapshot, scope: Scope, *, now: datetime, rules: OverloadRules, minimum: int
) -> LoadViews:
    """The blocks of the cases that a load counts.

    Of ``scope`` the state of knowledge matters; the figures of each actor take in all their cases.
    Waits and refusals are of the requests of the last ``cohort_weeks``.
    """
    referrals = referrals_until(snapshot, scope, now=now)
    rows = case_rows(referrals, chains=chains_of_kuemmerer(snapshot, scope), now=now)
    rows = _parted(rows, now=now, rules=rules)
    people, directory = People.of(rows["person"].to_numpy()), snapshot.directory
    owners = Column.of(rows["owner"])
    kind = owners.numbered(lambda one: kind_of_actor(directory, one or ""))
    owner = owners.labelled()
    standing = blocks_of(people, [_standing(rows), kind, owner], minimum=minimum)
    coming = blocks_of(
        people,
        [kind, owner, *(_truth(rows, part) for part in ("asked", "cohort", "refused"))],
        minimum=minimum,
    )
    both = settled(people, standing, house=coming, houses=owner, minimum=minimum)
    needs, areas = of_needs(rows["need"], directory), of_places(rows["area"], directory)
    parts = (_truth(rows, part) for part in ("finished", "started", "wanted", "decided", "waits"))
    standing, coming = refined(people, both, splits=[*parts, *needs, *areas], minimum=minimum)
    return LoadViews(minimum=minimum, rows=rows, owners=owners, standing=standing, coming=coming)


def _truth(rows: pl.DataFrame, part: str) -> Integers:
    found: Integers = rows[part].to_numpy().astype(np.int64)
    return found


def _standing(rows: pl.DataFrame) -> Integers:
    return _truth(rows, _OPEN) + 2 * _truth(rows, _UNANSWERED)


def _parted(rows: pl.DataFrame, *, now: datetime, rules: OverloadRules) -> pl.DataFrame:
    """The cases with their parts: now open, unanswered, those that a figure of weeks counts."""
    ended, decided, asked = (pl.col(name) for name in ("ended_at", "decided_at", "requested_at"))
    since = pl.lit(now - timedelta(weeks=rules.window_weeks), dtype=INSTANT)
    cohort = (pl.col("key") % 2 == 0) & in_cohort(Scope(), now=now, weeks=rules.cohort_weeks)
    return (
        rows.with_columns(
            person=person(),
            open=pl.col("is_accepted") & ended.is_null(),
            unanswered=decided.is_null() & ended.is_null(),
            asked=asked > since,
            wanted=(asked > since) & pl.col("is_wanted"),
            started=(decided > since).fill_null(value=False) & pl.col("is_accepted"),
            finished=(ended > since).fill_null(value=False) & pl.col("is_accepted"),
            cohort=cohort,
            decided=cohort & decided.is_not_null(),
            waits=cohort & decided.is_null(),
            refused=cohort & pl.col("is_refused"),
        )
        .select("owner", "person", "need", "area", *_PARTS)
        .sort("person")
    )


def asked_for_many(snapshot: Snapshot, scope: Scope, *, views: Views) -> frozenset[str]:
    """Who was asked in a scope, by referrals that may be counted; ``views`` are those of flows."""
    rows = snapshot.referrals(scope)
    recipients = Column.of(rows["recipient"])
    kept = views.kept(scope, rows["referral"], group=recipients.place)
    places = set(recipients.place[kept].tolist())
    return frozenset(
        text for place, text in enumerate(recipients.texts) if text and place in places
    )


def load_for_many(
    found: Overload, directory: Directory, *, views: LoadViews, asked: Callable[[], Collection[str]]
) -> Overload:
    """The load of everybody, with the figures that do not tell of too few people.

    Of the whole network nobody who takes part is left out: names and places are public. Of a
    narrower scope it is those who belong to it by the directory, and who were ``asked`` in it by
    referrals that may be counted. Weekly courses, and what is made
    of them, are never told: from one week to the next they give away single people.

    Figures are told as they are or not at all: a level made of a lower bound would call the full
    half empty. Those of each actor take in all their cases whatever the scope. Only a period would
    choose among them, and the same question for several periods, which add up to one another, would
    tell of single people. 0 is not told, or as many as are left of all open cases would be known to
    have one each.

    Raises
    ------
    TypeError
        If waits and refusals are those of a period, which are not to be told.
    """
    if found.scope.period != Period():
        raise TypeError("No rule for what of the load of a period may leave the house")
    told = {part: views.told(part) for part in _PARTS}
    waits, day = views.hidden("waits"), local_day(found.now)
    is_narrow = replace(found.scope, known_on=None) != Scope()
    near = asked() if is_narrow else ()

    def is_listed(actor: Actor) -> bool:
        # Who is gone is listed while cases are left there.
        if not (actor.is_active_on(day) or actor.id in told[_OPEN] | told[_UNANSWERED]):
            return False
        return not is_narrow or actor.id in near or belongs(actor, found.scope, directory=directory)

    loads = [
        _for_many(load, told, rules=found.rules, may_wait=load.actor_id not in waits)
        for load in found.loads
        if is_listed(directory.actors[load.actor_id])
    ]
    red, amber, green = counted_by_level(loads)
    return replace(
        found,
        loads=worst_first(loads),
        red=red,
        amber=amber,
        green=green,
        hidden=Hidden(minimum=views.minimum),
    )


def _for_many(
    load: ActorLoad, told: Mapping[str, frozenset[str]], *, rules: OverloadRules, may_wait: bool
) -> ActorLoad:
    known = {part: load.actor_id in owners for part, owners in told.items()}
    open_load = load.open_load if known[_OPEN] else None
    # That nobody waits is told with the answers, which are at least three.
    decision = _wait(load.wait_to_decision_business_days, known | {"waits": may_wait})
    refusals = load.refusals if known["decided"] and known["refused"] else None
    arrivals = load.arrivals_per_week if known["started"] else None
    completions = load.completions_per_week if known["finished"] else None
    lasts = None not in (open_load, arrivals, completions)
    shown = replace(
        load,
        open_load=open_load,
        unanswered=load.unanswered if known[_UNANSWERED] else None,
        utilisation=None if open_load is None else load.utilisation,
        mean_load=None,
        requests_per_week=load.requests_per_week if known["asked"] else None,
        wanted_per_week=load.wanted_per_week if known["wanted"] else None,
        arrivals_per_week=arrivals,
        completions_per_week=completions,
        weeks_until_full=load.weeks_until_full if lasts else None,
        mean_stay_weeks=None,
        rough_wait=None,
        backlog=None,
        wait_to_decision_business_days=decision,
        wait_to_start_days=None,
        refusals=refusals,
    )
    reasons = _reasons(load, shown, rules=rules)
    return replace(
        shown,
        level=reasons[0].level if reasons else None,
        reasons=reasons,
        sentence=sentence_for(load.actor_name, reasons, figures=_figures(shown, rules=rules)),
    )


def _wait(wait: MedianWait | None, known: Mapping[str, bool]) -> MedianWait | None:
    # The longest wait is that of one person.
    if wait is None or not (known["cohort"] and known["decided"] and known["waits"]):
        return None
    return replace(wait, longest=None)


def _reasons(load: ActorLoad, told: ActorLoad, *, rules: OverloadRules) -> tuple[LoadReason, ...]:
    """The reasons that rest on figures that are shown."""
    codes = {ReasonCode.REFUSES} if told.refusals is not None else set()
    if told.open_load is not None:
        codes.update(_ROOM)
    wait = told.wait_to_decision_business_days
    if wait is not None and wait.median is not None:
        codes.update(_WAITS)
    kept = tuple(reason for reason in load.reasons if reason.code in codes)
    if kept or told.open_load is None:
        return kept
    nothing_else = Situation(
        kind=told.actor_kind,
        open_load=told.open_load,
        places=told.places,
        utilisation=told.utilisation,
        slope=0.0,
        slope_low=0.0,
        refusals=None,
        wait=None,
        wait_in_standards=None,
    )
    return reasons_of(nothing_else, rules)


def _figures(told: ActorLoad, *, rules: OverloadRules) -> LoadFigures | None:
    open_load, requests = told.open_load, told.requests_per_week
    completions = told.completions_per_week
    if open_load is None or requests is None or completions is None:
        return None
    return LoadFigures(
        open_load=open_load,
        requests_per_week=requests,
        completions_per_week=completions,
        weeks=rules.window_weeks,
        weeks_until_full=told.weeks_until_full,
        rough_wait=None,
    )
