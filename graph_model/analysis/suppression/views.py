"""The blocks of one kind of facts, for questions to the whole network and to one cooperative."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from graph_model.analysis.suppression.agreement import refined, settled
from graph_model.analysis.suppression.blocks import Blocks, blocks_of
from graph_model.analysis.suppression.labels import labelled, of_needs, of_places, of_time
from graph_model.analysis.suppression.people import Integers, People, Truths, in_order
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Views:
    """Facts by key, and their blocks: divided as the network sees them, and house by house.

    ``keys`` are sorted, ``network`` and ``house`` have a block for each of them. Figures made up of
    whole blocks of the one and of the other can be told beside one another.
    """

    minimum: int
    keys: Integers
    network: Blocks
    house: Blocks

    def kept(self, scope: Scope, keys: pl.Series, *, group: Integers) -> Truths:
        """Which facts of some sets may be counted for who asks about a scope.

        ``group`` has the number of the set of each key. What is kept of a set is the largest part
        of it that may be told.
        """
        return self._blocks(scope).kept(self._places(keys), group)

    def count(self, scope: Scope, keys: pl.Series) -> int:
        """How many facts of one set may be counted."""
        return int(self.kept(scope, keys, group=np.zeros(len(keys), dtype=np.int64)).sum())

    def kept_among(
        self, scope: Scope, keys: pl.Series, *, group: Integers, chosen: Truths
    ) -> Truths:
        """Which facts are among the chosen ones and may be counted in the sets of these."""
        found = np.zeros(len(chosen), dtype=np.bool_)
        found[chosen] = self.kept(scope, keys.filter(pl.Series(chosen)), group=group[chosen])
        return found

    @property
    def are_safe(self) -> bool:
        """Whether there are enough people for any block at all."""
        return bool(self.network.are_safe.all() and self.house.are_safe.all())

    def parts(self, keys: pl.Series) -> Integers:
        """A number for what a block of the network and one of a house have in common, a fact each.

        The keys must all be known. Any weighted sum of figures is about whole parts.
        """
        places = self._places(keys)
        return self.network.of[places] * len(self.house.sizes) + self.house.of[places]

    def _blocks(self, scope: Scope) -> Blocks:
        return self.network if scope.cooperative_id is None else self.house

    def _places(self, keys: pl.Series) -> Integers:
        wanted = keys.cast(pl.Int64).to_numpy()
        if not len(self.keys):
            return np.full(len(wanted), -1, dtype=np.int64)
        first = int(self.keys[0])
        if int(self.keys[-1]) - first == len(self.keys) - 1:
            found = wanted - first
            return np.where((found >= 0) & (found < len(self.keys)), found, -1)
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[place] == wanted, place, -1)


def views_of(
    facts: pl.DataFrame, directory: Directory, *, cells: Sequence[Integers], minimum: int
) -> Views:
    """Divide facts by the cells of a table, then by what a scope asks for.

    Parameters
    ----------
    facts
        Columns ``key`` (none twice), ``person``, ``cooperative``, ``area``, ``need``, and ``at``,
        the moment that puts it into a period; in any order, but quickest by person.
    cells
        Columns of labels that make the cells of the table, in order.
    minimum
        How many people a figure must be about at least.
    """
    people = People.of(facts["person"].to_numpy())
    years, quarters, months = of_time(facts["at"])
    areas = of_places(facts["area"], directory)
    needs = of_needs(facts["need"], directory)
    scopes = (years, quarters, *areas, *needs, months)
    network = blocks_of(people, cells, minimum=minimum)
    houses = labelled(facts["cooperative"])
    house = blocks_of(people, [houses, *cells], minimum=minimum)
    both = settled(people, network, house=house, houses=houses, minimum=minimum)
    network, house = refined(people, both, splits=scopes, minimum=minimum)
    keys, place = in_order(facts["key"].cast(pl.Int64).to_numpy())
    return Views(
        minimum=minimum, keys=keys, network=network.placed(place), house=house.placed(place)
    )
