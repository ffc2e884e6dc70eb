"""The open cases of those who carry too much, grouped by what matters for where they could go."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from graph_model.analysis.overload.figures import cohort_of
from graph_model.analysis.places import current_area
from graph_model.analysis.recommendation.situation import Person, person_of
from graph_model.domain.areas import AreaTree
from graph_model.domain.checks import local_day
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

MONTH = timedelta(days=365.25 / 12)
"""An average month."""

_PERSON = ("age_band", "languages", "mobility")

Kind = tuple[str, str | None, str | None]
"""Who carries the cases, for which need (none: whole chains), from which area (none: unknown)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseKind:
    """Open cases of one need from one area at one carrier.

    ``people`` counts them by what is known of the person; ``per_month`` is how many such cases the
    carrier accepted a month; ``places`` are the areas as recorded, before mergers.
    """

    carrier_id: str
    need_code: str | None
    area_id: str | None
    places: tuple[str, ...]
    people: Mapping[Person, int]
    per_month: float

    @property
    def cases(self) -> int:
        """How many there are."""
        return sum(self.people.values())


def accepted_cases(
    rows: pl.DataFrame, scope: Scope, *, carrier_ids: Collection[str], directory: Directory
) -> pl.DataFrame:
    """Of the cases of a network (``case_rows``) those of some carriers in a scope, ended or not.

    A chain has no need of its own, so where needs are asked for, chains are left out.
    """
    held = rows.filter(pl.col("owner").is_in(sorted(carrier_ids)) & pl.col("is_accepted"))
    if scope.area_id is not None:
        inside = directory.areas.subtree(scope.area_id)
        held = held.filter(pl.col("area").is_in(sorted(inside)))
    if scope.cooperative_id is not None:
        held = held.filter(pl.col("cooperative") == scope.cooperative_id)
    if scope.need_codes:
        wanted = directory.needs_below(scope.need_codes)
        held = held.filter(pl.col("need").is_in(sorted(wanted)))
    return held


def per_month(
    cases: pl.DataFrame, scope: Scope, *, areas: AreaTree, now: datetime, weeks: int
) -> Mapping[Kind, float]:
    """How many cases of each kind came a month; areas that were merged count for their successors.

    Those that were asked for in the scope's period count, or in the last ``weeks`` where it has no
    beginning.
    """
    start = scope.period.start or now - timedelta(weeks=weeks)
    months = (min(scope.period.end or now, now) - start) / MONTH
    if months <= 0:
        return {}
    came = cohort_of(cases, scope, now=now, weeks=weeks).group_by("owner", "need", "area").len()
    counts: dict[Kind, int] = defaultdict(int)
    day = local_day(now)
    for owner, need, place, count in came.iter_rows():
        counts[owner, need, _current(areas, place, day=day)] += count
    return {kind: count / months for kind, count in counts.items()}


def kinds_of(
    snapshot: Snapshot, cases: pl.DataFrame, *, rates: Mapping[Kind, float], now: datetime
) -> tuple[CaseKind, ...]:
    """The open ones among some cases, in order of carrier, need and area.

    ``rates`` says how many came a month (``per_month``).
    """
    people: dict[Kind, dict[Person, int]] = defaultdict(lambda: defaultdict(int))
    places: dict[Kind, set[str]] = defaultdict(set)
    day = local_day(now)
    for row in _open(cases, snapshot):
        area_id = _current(snapshot.directory.areas, row.place, day=day)
        kind = (row.carrier_id, row.need_code, area_id)
        people[kind][row.person] += row.cases
        if row.place is not None:
            places[kind].add(row.place)
    return tuple(
        CaseKind(
            carrier_id=kind[0],
            need_code=kind[1],
            area_id=kind[2],
            places=tuple(sorted(places[kind])),
            people=people[kind],
            per_month=rates.get(kind, 0.0),
        )
        for kind in sorted(people, key=lambda kind: (kind[0], kind[1] or "", kind[2] or ""))
    )


def _current(areas: AreaTree, place: str | None, *, day: date) -> str | None:
    return None if place is None else current_area(areas, place, day=day)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    carrier_id: str
    need_code: str | None
    place: str | None
    person: Person
    cases: int


def _open(cases: pl.DataFrame, snapshot: Snapshot) -> Iterator[_Row]:
    tenants = snapshot.tenants().select("tenant", *_PERSON)
    counted = (
        cases.filter(pl.col("ended_at").is_null())
        .join(tenants, on="tenant", how="left")
        .group_by("owner", "need", "area", *_PERSON)
        .len()
        .with_columns(pl.col("owner", "need", "area", "age_band", "mobility").cast(pl.String))
        .sort("owner", "need", "area", *_PERSON)
    )
    for owner, need, area, age_band, languages, mobility, count in counted.iter_rows():
        person = person_of(age_band, languages, mobility=mobility)
        yield _Row(carrier_id=owner, need_code=need, place=area, person=person, cases=count)
