"""What somebody took in and holds, and how much of it would find a place with the others."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph_model.analysis.gaps.demand import CellKey
from graph_model.analysis.resilience.placing import Placement, Way, place
from graph_model.analysis.resilience.rooms import Rooms
from graph_model.analysis.resilience.standing import MONTHS, ByCell, Served, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Displaced:
    """Who must go elsewhere, by cell: ``hanging`` open referrals, ``yearly`` those of a year."""

    hanging: ByCell
    yearly: ByCell

    @property
    def seeking(self) -> ByCell:
        """Those of the first month, in twelfths: all that hangs, and a twelfth of a year's."""
        cells = sorted({*self.hanging, *self.yearly})
        return {
            cell: MONTHS * self.hanging.get(cell, 0) + self.yearly.get(cell, 0) for cell in cells
        }


def displaced(
    standing: Standing, gone: Iterable[str], *, partly: Mapping[str, tuple[int, int]]
) -> Displaced:
    """Who must go elsewhere.

    Parameters
    ----------
    standing
        The network.
    gone
        Actors who stop: all that is open with them, and all that they took in.
    partly
        By actor, how many of the cases there find no place any more, and how many there are (at
        least 1): in proportion fewer are taken in, rounded to whole cases a year; who is there
        stays.

    References
    ----------
    In the long run who is there at a time is in proportion to who comes in a month: J. D. C. Little
    (1961): A proof for the queuing formula L = λW. Operations Research 9, 383-387.
    """
    hanging: dict[CellKey, int] = defaultdict(int)
    yearly: dict[CellKey, int] = defaultdict(int)
    for actor_id in sorted(gone):
        for cell, count in standing.hanging.get(actor_id, {}).items():
            hanging[cell] += count
        for cell, count in standing.taken_in.get(actor_id, {}).items():
            yearly[cell] += count
    for actor_id, (beyond, load) in partly.items():
        for cell, count in standing.taken_in.get(actor_id, {}).items():
            yearly[cell] += (2 * count * beyond + load) // (2 * load)
    return Displaced(hanging=dict(hanging), yearly=dict(yearly))


class Market:
    """Who could take people of each cell, and how much room they have.

    Parameters
    ----------
    standing
        The network; people of other cooperatives take nobody where it leaves them out.
    served
        Who covers each cell.
    rooms
        Free places of everybody in it.
    roomier
        Actors who gain places, so that they are not full any more.
    """

    def __init__(
        self,
        standing: Standing,
        served: Served,
        *,
        rooms: Rooms,
        roomier: frozenset[str] = frozenset(),
    ) -> None:
        self._rooms = rooms
        self._ways = {
            cell: tuple(
                Way(offer_id=offer.id, actor_id=offer.actor.id)
                for offer in supply.covering
                if not standing.is_foreign(offer.actor)
                and (offer.actor.id in roomier or offer.id not in served.needs[cell[0]].full)
            )
            for cell, supply in served.cells.items()
        }

    def place(self, seeking: ByCell, *, without: frozenset[str] = frozenset()) -> Placement:
        """Place as many as possible in a month, in twelfths of a case; not with some actors."""
        ways = {
            cell: [way for way in self._ways.get(cell, ()) if way.actor_id not in without]
            for cell in seeking
        }
        return place(seeking, ways, rooms=self._rooms.of, units=MONTHS)

    def unknown(
        self, cells: Iterable[CellKey], *, without: frozenset[str] = frozenset()
    ) -> tuple[str, ...]:
        """Who could take people of some cells, but nobody has said how much room they have."""
        able = {way.actor_id for cell in cells for way in self._ways.get(cell, ())} - without
        return tuple(actor_id for actor_id in sorted(able) if not self._rooms.of(actor_id).is_known)
