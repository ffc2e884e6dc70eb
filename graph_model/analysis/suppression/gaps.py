"""Gaps in numbers that tell of nobody: every count is a lower bound."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from graph_model.analysis.gaps.cases import cases_of
from graph_model.analysis.gaps.demand import (
    RECENT_DAYS,
    CellKey,
    DemandCell,
    Grid,
    accepted_within,
    helpers_in,
    in_cells,
)
from graph_model.analysis.gaps.gaps import Gap, Gaps, area_gap, gap_of, in_order
from graph_model.analysis.gaps.responsibility import areas_without_kuemmerer
from graph_model.analysis.gaps.rules import GapCause, GapRules
from graph_model.analysis.gaps.supply import NeedSupply, Supply
from graph_model.analysis.hidden import Hidden
from graph_model.analysis.suppression.facts import person
from graph_model.analysis.suppression.labels import labelled, of_needs, of_towns
from graph_model.analysis.suppression.views import Views, views_of
from graph_model.domain.periods import Period
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

_SEARCH = 1 << 62
"""Keys from here on are those of searches that belong to no chain."""

_POINTED_TO = (GapCause.FULL, GapCause.NOT_ELIGIBLE, GapCause.ACCESS_BARRIER)
"""What an unmet case may point to."""

_PARTS = (
    *("cases", "recent", "helped", "unmet", "searches"),
    *(cause.value for cause in _POINTED_TO),
)


def gap_views(
    snapshot: Snapshot, topics: pl.DataFrame, *, now: datetime, rules: GapRules, minimum: int
) -> Views:
    """The blocks of cases: of each chain and need, and of each search that belongs to no chain.

    ``topics`` are those of the whole network (see ``topics_of``).
    """
    rows = cases_of(topics, now=now, rules=rules)
    facts = _with_people(keyed(rows, snapshot), snapshot).rename({"place": "area"}).sort("person")
    directory = snapshot.directory
    came_to = facts.select(state=2 * pl.col("helped").cast(pl.Int64) + pl.col("unmet"))["state"]
    cells = [
        *of_needs(facts["need"], directory),
        *of_towns(facts["area"], directory),
        came_to.to_numpy().astype(np.int64),
        labelled(facts["cause"]),
    ]
    return views_of(facts, directory, cells=cells, minimum=minimum)


def keyed(cases: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """With a whole number for each case: of its chain and need, or of its search."""
    needs = cases["need"].cast(pl.String).unique().sort().to_list()
    known = sorted({*needs, *snapshot.directory.needs})
    searches = sorted(search.id for search in snapshot.unmet_searches(Scope()))
    of_search = {search_id: _SEARCH + place for place, search_id in enumerate(searches)}
    number = pl.DataFrame(
        {"need": known, "number": range(len(known))},
        schema={"need": pl.Categorical(), "number": pl.Int64()},
    )
    searched = cases["search_id"].replace_strict(of_search, default=None, return_dtype=pl.Int64)
    of_chain = pl.col("chain").cast(pl.Int64) * len(known) + pl.col("number")
    return cases.join(number, on="need", how="left", maintain_order="left").with_columns(
        key=pl.coalesce(of_chain, searched)
    )


def _with_people(cases: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """With ``person`` and ``cooperative``.

    Searches without a chain do not say whom they are about: all of one searcher count as one
    person, and so do all that nobody has signed.
    """
    everything = Scope()
    chains = snapshot.chains(everything).select("chain", "cooperative", of_chain=person())
    loose = [search for search in snapshot.unmet_searches(everything) if search.chain_id is None]
    by = sorted({search.searched_by or "" for search in loose})
    houses = pl.DataFrame(
        {
            "search_id": [search.id for search in loose],
            "house": [search.cooperative_id for search in loose],
            "searcher": [-_SEARCH - by.index(search.searched_by or "") for search in loose],
        },
        schema={"search_id": pl.String(), "house": pl.Categorical(), "searcher": pl.Int64()},
    )
    joined = cases.join(chains, on="chain", how="left", maintain_order="left").join(
        houses, on="search_id", how="left", maintain_order="left"
    )
    return joined.with_columns(
        person=pl.coalesce("of_chain", "searcher"),
        cooperative=pl.coalesce("cooperative", "house"),
    )


def gaps_for_many(
    found: Gaps, snapshot: Snapshot, *, views: Views, topics: pl.DataFrame, supply: Supply
) -> Gaps:
    """The gaps that the cases that may be counted make, with how many of these there are at least.

    Everything is made again of these counts: whether a need in an area is a gap, its causes, their
    order. Whom somebody was helped by, and whether an offer is full, is said of organisations and
    taken as it is. Gaps of whole areas stay whatever they count: that nobody is responsible, or
    that it is silent, tells of no tenant. Silence of a single need is not told, since few cases
    are what it is made of.

    Parameters
    ----------
    topics
        Those of the scope; see ``topics_of``.
    supply
        That of the whole network, as known on the scope's day.
    """
    grid = Grid(areas=snapshot.directory.areas, level=found.level, now=found.now)
    cases = keyed(cases_of(topics, now=found.now, rules=found.rules), snapshot)
    placed = in_cells(cases, grid)
    unplaced = cases.join(placed, on="key", how="anti")
    counting = _Counting.of(placed, found.scope, views=views, now=found.now)
    made = (
        *_need_gaps(counting, snapshot, grid=grid, supply=supply),
        *_area_gaps(found, counting, snapshot=snapshot, grid=grid),
    )
    return replace(
        found,
        gaps=in_order(map(_without_noughts, made)),
        cells=None,
        cases=views.count(found.scope, placed["key"]) or None,
        unplaced=views.count(found.scope, unplaced["key"]) or None,
        compared=replace(found.compared, cells=None, chains=None),
        counts_are_at_least=True,
        hidden=Hidden(minimum=views.minimum),
    )


def counted_cells(
    placed: pl.DataFrame, scope: Scope, *, views: Views, grid: Grid
) -> tuple[DemandCell, ...]:
    """The cells of which some cases may be counted, with these counts, by need and area.

    ``placed`` are the cases of the scope that lie in a cell, ``keyed``. Who helped is left out.
    """
    return _Counting.of(placed, scope, views=views, now=grid.now).cells(grid)


def _need_gaps(
    counting: "_Counting", snapshot: Snapshot, *, grid: Grid, supply: Supply
) -> Iterable[Gap]:
    helpers = counting.helpers(snapshot)
    supplied: dict[str, NeedSupply] = {}
    for bare in counting.cells(grid):
        need, area_id = bare.need_code, bare.area_id
        cell = replace(bare, helpers=tuple(sorted(helpers.get((need, area_id), ()))))
        if need not in supplied:
            supplied[need] = supply.for_need(need)
        gap = gap_of(
            cell,
            supplied[need].in_cell(area_id, cell.places),
            directory=snapshot.directory,
            rules=supply.rules,
        )
        if gap is not None:
            yield gap


def _area_gaps(
    found: Gaps, counting: "_Counting", *, snapshot: Snapshot, grid: Grid
) -> Iterable[Gap]:
    """Where nobody is responsible, whatever the period, and where it is silent altogether."""
    whenever = replace(found.scope, period=Period())
    nobody = frozenset(areas_without_kuemmerer(snapshot, whenever, grid=grid))
    silent = {gap.area_id for gap in found.gaps if gap.need_code is None and _is_silent(gap)}
    counts = counting.by("cell")
    for area_id in sorted(nobody | silent):
        holding = {GapCause.NO_KUEMMERER: nobody, GapCause.SILENT: silent}
        yield area_gap(
            area_id,
            [_cell(("", area_id), counts.get((area_id,), {}))],
            causes=[cause for cause, areas in holding.items() if area_id in areas],
            directory=snapshot.directory,
            rules=found.rules,
        )


def _is_silent(gap: Gap) -> bool:
    return GapCause.SILENT in (gap.cause, *gap.also)


def _cell(key: CellKey, counts: Mapping[str, int], *, places: Iterable[str] = ()) -> DemandCell:
    """A cell with what may be counted there; ``counts`` is by part, empty where nothing may be."""
    return replace(
        DemandCell.empty(*key),
        cases=counts.get("cases", 0),
        recent=counts.get("recent", 0),
        helped=counts.get("helped", 0),
        unmet=counts.get("unmet", 0),
        searches=counts.get("searches", 0),
        places=tuple(sorted(places)),
        unmet_by={cause: counts.get(cause.value, 0) for cause in _POINTED_TO},
    )


def _without_noughts(gap: Gap) -> Gap:
    """The same with ``None`` for each 0."""
    evidence = gap.evidence
    return replace(
        gap,
        unmet_per_1000=gap.unmet_per_1000 or None,
        evidence=replace(
            evidence,
            cases=evidence.cases or None,
            recent=evidence.recent or None,
            helped=evidence.helped or None,
            unmet=evidence.unmet or None,
            searches=evidence.searches or None,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Counting:
    """The cases of a scope that lie in a cell, and how many of some of them may be told of.

    ``rows`` has ``key``, ``need``, ``cell``, ``place`` as text, and of each part that is counted
    whether the case belongs to it.
    """

    rows: pl.DataFrame
    scope: Scope
    views: Views
    now: datetime

    @classmethod
    def of(cls, placed: pl.DataFrame, scope: Scope, *, views: Views, now: datetime) -> "_Counting":
        """Look through the cases once; see ``in_cells``."""
        parts = {
            "cases": pl.lit(value=True),
            "recent": pl.col("at") >= _since(now),
            "helped": pl.col("helped"),
            "unmet": pl.col("unmet"),
            "searches": pl.col("search_id").is_not_null(),
            **{cause.value: pl.col("cause") == cause.value for cause in _POINTED_TO},
        }
        rows = placed.select(
            "key",
            pl.col("need", "cell", "place").cast(pl.String),
            **{part: chosen.fill_null(value=False) for part, chosen in parts.items()},
        )
        return cls(rows=rows, scope=scope, views=views, now=now)

    def by(
        self, *columns: str, parts: Sequence[str] = _PARTS
    ) -> dict[tuple[str, ...], dict[str, int]]:
        """How many cases of each part may be counted, for each group of which some may."""
        names = self.rows.select(columns).unique().sort(columns).with_row_index("group")
        joined = self.rows.join(names, on=columns, how="left", maintain_order="left")
        group = joined["group"].to_numpy().astype(np.int64)
        counts = {}
        for part in parts:
            chosen = self.rows[part].to_numpy()
            keys, own = self.rows["key"].filter(pl.Series(chosen)), group[chosen]
            kept = self.views.kept(self.scope, keys, group=own)
            counts[part] = np.bincount(own[kept], minlength=names.height).tolist()
        return {
            name: {part: counts[part][place] for part in parts}
            for place, name in enumerate(names.select(columns).rows())
            if counts["cases"][place]
        }

    def cells(self, grid: Grid) -> tuple[DemandCell, ...]:
        """The cells of which some cases may be counted, with their places but without helpers."""
        counted = self.by("need", "cell")
        if grid.level is None:
            return tuple(_cell(key, counts, places=(key[1],)) for key, counts in _pairs(counted))
        named: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
        for key, here in self.by("need", "cell", "place", parts=("cases",)).items():
            named[key[:2]][key[2]] = here["cases"]
        within: dict[str | None, list[str]] = defaultdict(list)
        for place, cell in grid.cells_of(sorted(grid.areas.by_id)).items():
            within[cell].append(place)

        def places(key: CellKey) -> Iterable[str]:
            # Where the places that may be named hold fewer than the cell, it may be any of these.
            own = named[key]
            return own if sum(own.values()) == counted[key]["cases"] else within[key[1]]

        return tuple(_cell(key, counts, places=places(key)) for key, counts in _pairs(counted))

    def helpers(self, snapshot: Snapshot) -> Mapping[CellKey, frozenset[str]]:
        """Who accepted somebody lately, by need and cell."""
        accepted = snapshot.referrals(self.scope, among=accepted_within(_since(self.now)))
        cells = dict(self.rows.select("place", "cell").unique().iter_rows())
        return helpers_in(accepted, cells, actors=snapshot.directory.actors)


def _pairs(
    counted: Mapping[tuple[str, ...], dict[str, int]],
) -> Iterable[tuple[CellKey, dict[str, int]]]:
    return (((need, cell), counts) for (need, cell), counts in counted.items())


def _since(now: datetime) -> datetime:
    return now - timedelta(days=RECENT_DAYS)
