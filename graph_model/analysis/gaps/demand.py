"""Demand by need and area: who needed help with what, who got it, and what was refused why."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

import polars as pl

from graph_model.analysis.flows import pair_key
from graph_model.analysis.gaps.cases import cases_of, topics_of
from graph_model.analysis.gaps.rules import GapCause, GapRules
from graph_model.analysis.gaps.tally import Tally
from graph_model.analysis.levels import OUTSIDE, regrouped
from graph_model.analysis.places import cell_area
from graph_model.domain.actors import Actor
from graph_model.domain.areas import AreaTree
from graph_model.domain.checks import local_day
from graph_model.domain.vocabulary import ActorKind, AreaLevel, Reason, ReferralStatus
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

RECENT_DAYS = 365
"""Days before ``now`` that count as recent demand."""

_REASONS = {reason.value: reason for reason in Reason}
_CELL: dict[str, pl.DataType] = {"need": pl.Categorical(), "cell": pl.Categorical()}

_BEFORE_ALL_ELSE = 2**62
"""More microseconds than from any moment to any other."""

CellKey = tuple[str, str]
"""Need code and area id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandCell:
    """Demand for one need in one area; a *case* is a chain with that need, or an unmet search.

    All figures are counts of cases but ``refusals`` (referrals rejected, by reason). ``places`` are
    the areas as recorded, ``unmet_by`` the unmet cases whose last refusal or search points to a
    cause, ``helpers`` who accepted somebody from here in the last 365 days (without Kümmerer, who
    take people in to find help for them).
    """

    need_code: str
    area_id: str
    cases: int
    recent: int
    helped: int
    unmet: int
    searches: int
    places: tuple[str, ...]
    unmet_by: Mapping[GapCause, int]
    refusals: Mapping[Reason, int]
    helpers: tuple[str, ...]

    @classmethod
    def empty(cls, need_code: str, area_id: str) -> "DemandCell":
        """A cell without any demand."""
        return cls(
            need_code=need_code,
            area_id=area_id,
            cases=0,
            recent=0,
            helped=0,
            unmet=0,
            searches=0,
            places=(),
            unmet_by={},
            refusals={},
            helpers=(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Ids of referrals and searches behind a cell, unmet and newest first, ties by id."""

    referral_ids: tuple[str, ...] = ()
    search_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """All demand in scope: cells in order of need and area, and cases that fit in no cell.

    ``placed`` holds the cases behind the cells, one row each; ``tally`` counts them by place.
    """

    cells: tuple[DemandCell, ...]
    unplaced: int
    placed: pl.DataFrame
    tally: Tally

    def evidence(
        self, cells: Iterable[CellKey], *, limit: int, ids_of: Callable[[Iterable[int]], list[str]]
    ) -> Mapping[CellKey, Evidence]:
        """The evidence of some cells, at most ``limit`` ids each; ``ids_of`` names row keys."""
        wanted = sorted(cells)
        keys = pl.DataFrame(wanted, schema=_CELL, orient="row")
        last_at = pl.col("last_at").to_physical()
        rows = self.placed.join(keys, on=["need", "cell"], how="semi").select(
            "need",
            "cell",
            "referral",
            "search_id",
            rank=pl.when("unmet").then(last_at + _BEFORE_ALL_ELSE).otherwise(last_at),
        )
        asked = _first(rows.drop_nulls("referral"), limit=limit)
        asked = asked.with_columns(id=pl.Series(ids_of(asked["referral"]), dtype=pl.String))
        searched = _first(rows.drop_nulls("search_id"), limit=limit)
        referral_ids = _listed(asked, limit=limit)
        search_ids = _listed(searched.with_columns(id="search_id"), limit=limit)
        return {
            cell: Evidence(
                referral_ids=referral_ids.get(cell, ()), search_ids=search_ids.get(cell, ())
            )
            for cell in wanted
        }


def _first(rows: pl.DataFrame, *, limit: int) -> pl.DataFrame:
    """Per cell the rows of highest rank, at least ``limit`` of them, ties all in or all out."""
    last = rows.group_by("need", "cell").agg(last=pl.col("rank").top_k(limit).min())
    return rows.join(last, on=["need", "cell"]).filter(pl.col("rank") >= pl.col("last"))


def _listed(rows: pl.DataFrame, *, limit: int) -> Mapping[CellKey, tuple[str, ...]]:
    listed = (
        rows.sort("rank", "id", descending=[True, False])
        .group_by("need", "cell", maintain_order=True)
        .agg(pl.col("id").head(limit))
    )
    return {(need, cell): tuple(ids) for need, cell, ids in listed.iter_rows()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """How places become cells: the tree, the level asked for, and the moment of asking."""

    areas: AreaTree
    level: AreaLevel | None
    now: datetime

    @property
    def day(self) -> date:
        """The day on which areas hold."""
        return local_day(self.now)

    def cells_of(self, places: Iterable[str]) -> dict[str, str | None]:
        """The cell's area of each place; ``None`` where there is none at that level."""
        day = self.day
        return {place: cell_area(self.areas, place, level=self.level, day=day) for place in places}

    def at_no_level(self) -> "Grid":
        """The same without a level: each place is a cell, old areas lead to their successors."""
        return replace(self, level=None)


def demand(snapshot: Snapshot, scope: Scope, *, grid: Grid, rules: GapRules) -> Demand:
    """Count the demand of a scope, cell by cell.

    Notes
    -----
    Works on columns; cost grows with the referrals in scope. A case that found help only after a
    search had found nobody counts as helped.
    """
    topics = topics_of(snapshot, scope)
    return counts_of(snapshot, scope, topics=topics, grid=grid, rules=rules).demand()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The figures of all cells, in their order, before they are put into words and values.

    ``rows`` holds the counts of cases of each cell in the order of ``columns``, need and cell
    first; ``refusals`` and ``helpers`` what else is said there. ``unplaced``, ``placed`` and
    ``tally`` are those of ``Demand``.
    """

    columns: tuple[str, ...]
    rows: Mapping[CellKey, tuple[object, ...]]
    refusals: Mapping[CellKey, Mapping[Reason, int]]
    helpers: Mapping[CellKey, frozenset[str]]
    unplaced: int
    placed: pl.DataFrame
    tally: Tally

    def demand(self, known: Mapping[CellKey, DemandCell] | None = None) -> Demand:
        """All cells as values; those that are ``known`` are taken as they are."""
        known = known or {}
        cells = (known.get(key) or self._cell(row) for key, row in self.rows.items())
        return Demand(
            cells=tuple(cells), unplaced=self.unplaced, placed=self.placed, tally=self.tally
        )

    def _cell(self, row: tuple[object, ...]) -> DemandCell:
        named = dict(zip(self.columns, row, strict=True))
        return _cell(named, refusals=self.refusals, helpers=self.helpers)

    def same(self, other: "Counts", key: CellKey) -> bool:
        """Whether another count says the same of a cell."""
        return (
            self.rows[key] == other.rows.get(key)
            and self.refusals.get(key) == other.refusals.get(key)
            and self.helpers.get(key) == other.helpers.get(key)
        )

    def with_cells(self, counted: "Counts", spots: "Spots") -> "Counts":
        """With everything that is said of some cells replaced; cases and ``unplaced`` stay."""
        rows = {**_besides(self.rows, spots), **counted.rows}
        is_same = rows.keys() == self.rows.keys()
        return replace(
            self,
            rows={key: rows[key] for key in (self.rows if is_same else sorted(rows))},
            refusals={**_besides(self.refusals, spots), **counted.refusals},
            helpers={**_besides(self.helpers, spots), **counted.helpers},
            tally=self.tally.with_places(counted.tally, spots.places),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spots:
    """The areas of some cells, and all the places that lie in them."""

    cells: frozenset[str]
    places: frozenset[str]


V = TypeVar("V")


def _besides(found: Mapping[CellKey, V], spots: Spots) -> dict[CellKey, V]:
    return {key: value for key, value in found.items() if key[1] not in spots.cells}


def counts_of(  # noqa: PLR0913 - a question, and what is at hand for it
    snapshot: Snapshot,
    scope: Scope,
    *,
    topics: pl.DataFrame,
    grid: Grid,
    rules: GapRules,
    are_some: bool = False,
) -> Counts:
    """Count what ``topics_of`` found, by need and area.

    ``are_some`` if the topics are those of some places only.
    """
    cases = cases_of(topics, now=grid.now, rules=rules)
    cells = _cells_in(cases, grid)
    placed = _placed(cases, cells)
    since = grid.now - timedelta(days=RECENT_DAYS)
    counted = _counted(placed, since=since)
    chains = topics["chain"].drop_nulls().unique()
    in_chains = pl.col("chain").is_in(chains.implode()) if are_some else pl.lit(value=True)
    refused = (pl.col("decision") == ReferralStatus.REJECTED.value) & in_chains
    accepted = accepted_within(since) & in_chains
    return Counts(
        columns=tuple(counted.columns),
        rows={(row[0], row[1]): row for row in counted.rows()},
        refusals=_refusals(snapshot.referrals(scope, among=refused), cells),
        helpers=helpers_in(
            snapshot.referrals(scope, among=accepted), cells, actors=snapshot.directory.actors
        ),
        unplaced=cases.height - placed.height,
        placed=placed,
        tally=Tally.of(placed),
    )


def accepted_within(since: datetime, until: datetime | None = None) -> pl.Expr:
    """Whether a referral was accepted from one moment on, and before another."""
    decided_at = pl.col("decided_at")
    found = (pl.col("decision") == ReferralStatus.ACCEPTED.value) & (decided_at >= since)
    return found if until is None else found & (decided_at < until)


def placed_cases(topics: pl.DataFrame, *, grid: Grid, rules: GapRules) -> pl.DataFrame:
    """The cases behind the cells (see ``cases_of``), one row each, with their ``cell``."""
    return in_cells(cases_of(topics, now=grid.now, rules=rules), grid)


def in_cells(cases: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """Those of some cases (see ``cases_of``) that lie in a cell, with their ``cell``."""
    return _placed(cases, _cells_in(cases, grid))


def _cells_in(cases: pl.DataFrame, grid: Grid) -> Mapping[str, str]:
    places = cases["place"].drop_nulls().unique().cast(pl.String).to_list()
    return {place: cell for place, cell in grid.cells_of(places).items() if cell is not None}


def _placed(cases: pl.DataFrame, cells: Mapping[str, str]) -> pl.DataFrame:
    cell = regrouped(cases["place"], lambda place: cells.get(place, OUTSIDE)).alias("cell")
    return cases.with_columns(cell).filter(pl.col("cell") != OUTSIDE)


def _counted(placed: pl.DataFrame, *, since: datetime) -> pl.DataFrame:
    causes = [GapCause.FULL, GapCause.NOT_ELIGIBLE, GapCause.ACCESS_BARRIER]
    # Grouping by one whole number takes half the time of two columns of names.
    by_place = placed.group_by(pair=pair_key("need", "place")).agg(
        pl.col("need", "cell", "place").first().cast(pl.String),
        cases=pl.len(),
        recent=(pl.col("at") >= since).sum(),
        helped=pl.col("helped").sum(),
        unmet=pl.col("unmet").sum(),
        searches=pl.col("search_id").count(),
        **{cause.value: (pl.col("cause") == cause.value).sum() for cause in causes},
    )
    sums = by_place.columns[4:]
    return (
        by_place.sort("need", "cell", "place")
        .group_by("need", "cell", maintain_order=True)
        .agg(pl.col(sums).sum(), places=pl.col("place"))
    )


def _refusals(
    rejected: pl.DataFrame, cells: Mapping[str, str]
) -> Mapping[CellKey, Mapping[Reason, int]]:
    counted = (
        _in_cells(rejected.drop_nulls("reason"), cells)
        .group_by("cell", "reason")
        .agg(pl.col("need", "area").first(), referrals=pl.len())
        .sort("reason")
        .group_by("cell")
        .agg(pl.col("need", "area").first(), "reason", "referrals")
    )
    return {
        (need, cells[area]): dict(zip(map(_REASONS.__getitem__, reasons), counts, strict=True))
        for _, need, area, reasons, counts in counted.iter_rows()
    }


def helpers_in(
    accepted: pl.DataFrame, cells: Mapping[str, str], *, actors: Mapping[str, Actor]
) -> Mapping[CellKey, frozenset[str]]:
    """Who accepted some referrals, by need and cell, without Kümmerer; ``cells`` is by place."""
    kuemmerer = [actor.id for actor in actors.values() if actor.kind is ActorKind.KUEMMERER]
    helping = accepted.filter(~pl.col("recipient").is_in(kuemmerer))
    found = (
        _in_cells(helping, cells)
        .group_by("cell")
        .agg(pl.col("need", "area").first(), pl.col("recipient").unique())
    )
    return {
        (need, cells[area]): frozenset(recipients)
        for _, need, area, recipients in found.iter_rows()
    }


def _in_cells(referrals: pl.DataFrame, cells: Mapping[str, str]) -> pl.DataFrame:
    """Those in a cell, with one whole number for need and cell, which stands for both."""
    placed = referrals.with_columns(
        regrouped(referrals["area"], lambda place: cells.get(place, OUTSIDE)).alias("cell")
    )
    return placed.filter(pl.col("cell") != OUTSIDE).with_columns(cell=pair_key("need", "cell"))


def _cell(
    row: Mapping[str, object],
    *,
    refusals: Mapping[CellKey, Mapping[Reason, int]],
    helpers: Mapping[CellKey, frozenset[str]],
) -> DemandCell:
    key = (str(row["need"]), str(row["cell"]))
    reasons = refusals.get(key, {})
    return DemandCell(
        need_code=key[0],
        area_id=key[1],
        cases=_count(row["cases"]),
        recent=_count(row["recent"]),
        helped=_count(row["helped"]),
        unmet=_count(row["unmet"]),
        searches=_count(row["searches"]),
        places=_texts(row["places"]),
        unmet_by={
            cause: _count(row[cause.value])
            for cause in (GapCause.FULL, GapCause.NOT_ELIGIBLE, GapCause.ACCESS_BARRIER)
        },
        refusals={reason: reasons[reason] for reason in Reason if reason in reasons},
        helpers=tuple(sorted(helpers.get(key, ()))),
    )


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def _texts(values: object) -> tuple[str, ...]:
    return tuple(sorted(str(value) for value in values)) if isinstance(values, list) else ()
