"""How many cases there are of each need in each place, and how many chains in each place."""

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from graph_model.analysis.flows import pair_key


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tally:
    """Counts of cases that lie in some cell, by place as recorded.

    ``by_need`` has ``need``, ``place`` and ``cases``; ``in_all`` has ``place`` and ``chains``, with
    the searches that belong to none. Both are text and whole numbers, in no order.
    """

    by_need: pl.DataFrame
    in_all: pl.DataFrame

    @classmethod
    def of(cls, placed: pl.DataFrame) -> "Tally":
        """Count cases; see ``demand.placed_cases``."""
        by_need = (
            placed.group_by(pair=pair_key("need", "place"))
            .agg(pl.col("need", "place").first().cast(pl.String), cases=pl.len())
            .drop("pair")
        )
        return cls(by_need=by_need, in_all=_in_all(placed))

    def with_places(self, counted: "Tally", places: Collection[str]) -> "Tally":
        """With all counts of some places replaced."""
        elsewhere = ~pl.col("place").is_in(sorted(places))
        return Tally(
            by_need=pl.concat([self.by_need.filter(elsewhere), counted.by_need]),
            in_all=pl.concat([self.in_all.filter(elsewhere), counted.in_all]),
        )


def _in_all(placed: pl.DataFrame) -> pl.DataFrame:
    # A place and a chain as one whole number: each of them once, in a quarter of the time.
    code = pl.col("place").to_physical().cast(pl.UInt64)
    chains = placed.select(pair=code * 2**32 + pl.col("chain")).drop_nulls().unique()
    in_chains = chains.group_by(code=pl.col("pair") // 2**32).len("chains")
    alone = pl.col("chain").null_count()
    places = placed.group_by(code=code).agg(pl.col("place").first().cast(pl.String), alone=alone)
    both = places.join(in_chains, on="code", how="left")
    return both.select("place", chains=pl.col("alone") + pl.col("chains").fill_null(0))
