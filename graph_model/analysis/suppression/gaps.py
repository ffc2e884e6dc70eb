"""Gaps without what would tell of too few people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from graph_model.analysis.gaps.cases import cases_of
from graph_model.analysis.gaps.demand import RECENT_DAYS, Grid, placed_cases
from graph_model.analysis.gaps.gaps import Gap, GapEvidence, Gaps, in_order
from graph_model.analysis.gaps.rules import GapRules
from graph_model.analysis.hidden import Hidden
from graph_model.analysis.suppression.facts import person
from graph_model.analysis.suppression.labels import of_needs, of_towns
from graph_model.analysis.suppression.people import Truths
from graph_model.analysis.suppression.views import Views, views_of
from graph_model.analysis.suppression.zeros import told_together
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

_SEARCH = 1 << 62
"""Keys from here on are those of searches that belong to no chain."""


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


def gaps_for_many(found: Gaps, snapshot: Snapshot, *, views: Views, topics: pl.DataFrame) -> Gaps:
    """Gaps without those that rest on too few people, without ids of cases, and without silence.

    Gaps of whole areas stay: that nobody is responsible somewhere tells of no tenant. They lose
    their counts where these are too small. ``topics`` are those of the scope (see ``topics_of``).
    """
    cells = _Cells.of(found, snapshot, views=views, topics=topics)
    kept = _areas_together([told for told in map(cells.told, found.gaps) if told is not None])
    is_whole = cells.is_whole
    missing = sum(_missing(gap.evidence) for gap in kept)
    return replace(
        found,
        gaps=in_order(kept),
        cases=found.cases if is_whole else None,
        unplaced=found.unplaced if is_whole and found.unplaced == 0 else None,
        compared=replace(found.compared, chains=None),
        hidden=Hidden(minimum=views.minimum, cells=len(found.gaps) - len(kept) + missing),
    )


def _areas_together(told: Sequence[Gap]) -> list[Gap]:
    """The same with no counts for a whole area whose cases are hidden, or are 0 beside such.

    The cases of areas add up to all cases, and what became of those in an area tells whether there
    are any.
    """
    areas = [gap for gap in told if gap.need_code is None]
    cases = told_together([gap.evidence.cases for gap in areas])
    hidden = {gap.area_id for gap, count in zip(areas, cases, strict=True) if count is None}
    return [
        _without_counts(gap) if gap.need_code is None and gap.area_id in hidden else gap
        for gap in told
    ]


def _without_counts(gap: Gap) -> Gap:
    evidence = GapEvidence(
        cases=None,
        recent=None,
        helped=None,
        unmet=None,
        searches=None,
        provider_ids=gap.evidence.provider_ids,
    )
    return replace(gap, unmet_per_1000=None, evidence=evidence)


def _missing(evidence: GapEvidence) -> int:
    return sum(
        one is None for one in (evidence.cases, evidence.recent, evidence.helped, evidence.unmet)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cells:
    """Which counts of which gaps may be shown, by number of the gap."""

    of_gap: dict[tuple[str | None, str], int]
    whole: dict[str, Truths]
    is_whole: bool

    @classmethod
    def of(cls, found: Gaps, snapshot: Snapshot, *, views: Views, topics: pl.DataFrame) -> "_Cells":
        grid = Grid(areas=snapshot.directory.areas, level=found.level, now=found.now)
        placed = placed_cases(topics, grid=grid, rules=found.rules)
        rows = keyed(placed, snapshot)
        keys = [(gap.need_code, gap.area_id) for gap in found.gaps]
        of_gap = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        grouped = pl.concat(_grouped(rows, of_gap))
        since = found.now - timedelta(days=RECENT_DAYS)
        parts = {
            "cases": pl.lit(value=True),
            "recent": pl.col("at") >= since,
            "helped": pl.col("helped"),
            "unmet": pl.col("unmet"),
            "searches": pl.col("search_id").is_not_null(),
        }
        whole = {}
        for part, chosen in parts.items():
            of_part = grouped.filter(chosen.fill_null(value=False))
            group = of_part["gap"].to_numpy().astype(np.int64)
            whole[part] = views.whole(found.scope, of_part["key"], group=group, groups=len(of_gap))
        is_whole = views.is_whole(found.scope, rows["key"])
        return cls(of_gap=of_gap, whole=whole, is_whole=is_whole)

    def told(self, gap: Gap) -> Gap | None:
        number = self.of_gap[gap.need_code, gap.area_id]
        may_show = {part: bool(flags[number]) for part, flags in self.whole.items()}
        if gap.need_code is not None and not may_show["cases"]:
            return None
        evidence = gap.evidence
        unmet = evidence.unmet if may_show["unmet"] else None
        return replace(
            gap,
            unmet_per_1000=None if unmet is None else gap.unmet_per_1000,
            evidence=GapEvidence(
                cases=evidence.cases if may_show["cases"] else None,
                recent=evidence.recent if may_show["recent"] else None,
                helped=evidence.helped if may_show["helped"] else None,
                unmet=unmet,
                searches=evidence.searches if may_show["searches"] else None,
                provider_ids=evidence.provider_ids,
            ),
        )


def _grouped(
    rows: pl.DataFrame, of_gap: dict[tuple[str | None, str], int]
) -> Iterable[pl.DataFrame]:
    """The cases of each gap with its number: by need and area, and by area for all needs."""
    kept = rows.select("key", "at", "helped", "unmet", "search_id", "need", "cell")
    for is_area in (False, True):
        chosen = {key: number for key, number in of_gap.items() if (key[0] is None) is is_area}
        on = ["cell"] if is_area else ["need", "cell"]
        numbers = pl.DataFrame(
            {
                "need": [need for need, _ in chosen],
                "cell": [area_id for _, area_id in chosen],
                "gap": list(chosen.values()),
            },
            schema={"need": pl.Categorical(), "cell": pl.Categorical(), "gap": pl.Int64()},
        )
        yield kept.join(numbers.select(*on, "gap"), on=on).select(*kept.columns, "gap")
