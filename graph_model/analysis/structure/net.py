"""Who refers to whom as arrays, for the measures of the network's structure."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import csr_array

from graph_model.analysis.flows import pair_key
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """A directed graph without loops: nodes numbered in order of ``ids``, edges as three columns.

    ``tail[e]`` refers to ``head[e]``, ``referrals[e]`` times (counts >= 1); edges stand in order of
    tail and head, no pair twice. Nobody refers to themselves (``Referral`` refuses it).
    """

    ids: tuple[str, ...]
    tail: Integers
    head: Integers
    referrals: Integers

    @classmethod
    def of(cls, snapshot: Snapshot, scope: Scope) -> "Net":
        """The referrals of a scope; who neither sent nor received one of them is no node."""
        return cls.counted(snapshot.referrals(scope))

    @classmethod
    def counted(cls, rows: pl.DataFrame) -> "Net":
        """Some referrals of the timeline, as ``of`` counts them."""
        counted = (
            rows.group_by(pair=pair_key("sender", "recipient"))
            .agg(pl.col("sender", "recipient").first().cast(pl.String), referrals=pl.len())
            .sort("sender", "recipient")
        )
        ids = pl.concat([counted["sender"], counted["recipient"]]).unique().sort()
        tail, head, referrals = (
            column.to_numpy().astype(np.int64)
            for column in (
                ids.search_sorted(counted["sender"]),
                ids.search_sorted(counted["recipient"]),
                counted["referrals"],
            )
        )
        return cls(ids=tuple(ids.to_list()), tail=tail, head=head, referrals=referrals)

    def same(self, other: "Net") -> bool:
        """Whether both have the same nodes and edges, with as many referrals on each."""
        return self.ids == other.ids and all(
            np.array_equal(one, another)
            for one, another in (
                (self.tail, other.tail),
                (self.head, other.head),
                (self.referrals, other.referrals),
            )
        )

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.ids)

    @property
    def distance(self) -> Floats:
        """Length of each edge: 1 / referrals, so that who refers often is near."""
        return 1.0 / self.referrals

    @property
    def keys(self) -> Integers:
        """Each edge as one number, tail times size plus head; in rising order."""
        return self.tail * self.size + self.head

    def ties(self) -> "csr_array[np.float64]":
        """Referrals between two nodes either way, added up: a symmetric matrix."""
        there = csr_array(
            (self.referrals.astype(np.float64), (self.tail, self.head)),
            shape=(self.size, self.size),
        )
        both = csr_array(there + there.T)
        both.sort_indices()
        return both

    @property
    def strength(self) -> Integers:
        """For each node the referrals it sent and received, added up."""
        return self.sums(self.tail, self.referrals) + self.sums(self.head, self.referrals)

    def sums(self, ends: Integers, weights: Integers | None = None) -> Integers:
        """For each node how many edges have it as an end, or the sum of their weights."""
        counted = np.bincount(ends, weights=weights, minlength=self.size)
        return counted.astype(np.int64)
