"""Which causes hold in a cell of need and area, by its demand and by who covers it."""

from collections.abc import Sequence

from graph_model.analysis.gaps.demand import DemandCell
from graph_model.analysis.gaps.rules import GapCause, GapRules
from graph_model.analysis.gaps.supply import CellSupply
from graph_model.analysis.offers import Offer
from graph_model.domain.vocabulary import ActorKind


def causes_of(cell: DemandCell, offers: CellSupply, *, rules: GapRules) -> tuple[GapCause, ...]:
    """Every cause that holds in a cell, in their order; the first one names the gap."""
    if not cell.cases:
        return ()
    if not offers.covering:
        return (GapCause.OUT_OF_AREA if offers.elsewhere else GapCause.NO_PROVIDER,)
    found = []
    if len(offers.full) == len(offers.covering) and cell.unmet > 0:
        found.append(GapCause.FULL)
    found += [
        cause
        for cause in (GapCause.NOT_ELIGIBLE, GapCause.ACCESS_BARRIER)
        if cell.unmet_by[cause] >= rules.barrier_cases
        and cell.unmet_by[cause] >= rules.barrier_share * cell.cases
    ]
    if cell.recent >= rules.single_demand and _hangs_on_one(cell, offers.covering):
        found.append(GapCause.SINGLE_PROVIDER)
    return tuple(found)


def _hangs_on_one(cell: DemandCell, covering: Sequence[Offer]) -> bool:
    """Whether one actor alone covers the cell and nobody else helped there in the last year.

    Public offices are left out: that there is only one is the law, and it will not drop out.
    """
    actors = {offer.actor.id: offer.actor for offer in covering}
    if len(actors) != 1 or not set(cell.helpers) <= set(actors):
        return False
    return all(actor.kind is not ActorKind.ADMINISTRATION for actor in actors.values())
