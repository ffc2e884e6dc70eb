"""The plan: how many cases of each kind and choice go to which offer, and how many stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph_model.analysis.relief.carriers import Carrier
from graph_model.analysis.relief.groups import CaseKind
from graph_model.analysis.relief.routing import Integers, Ways, cheapest_flow
from graph_model.analysis.relief.takers import Choice, Market, Taker


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People of one kind with the same choice: how many there are, and how many go to whom."""

    kind: CaseKind
    choice: Choice
    cases: int
    sent: tuple[tuple[Taker, int], ...]

    @property
    def moved(self) -> int:
        """How many go elsewhere."""
        return sum(count for _, count in self.sent)


def plan_for(
    kinds: Sequence[CaseKind], carriers: Mapping[str, Carrier], *, market: Market
) -> tuple[Group, ...]:
    """The cheapest plan for some kinds of cases, in their order."""
    asked = [(kind, choice, cases) for kind in kinds for choice, cases in market.choices(kind)]
    givers = sorted({kind.carrier_id for kind in kinds})
    offers = {taker.offer.id: taker for _, choice, _ in asked for taker in choice.takers}
    takers = sorted({taker.offer.actor.id for taker in offers.values()})
    giver_place = {carrier_id: place for place, carrier_id in enumerate(givers)}
    taker_place = {carrier_id: place for place, carrier_id in enumerate(takers)}
    offer_ids = sorted(offers)
    offer_place = {offer_id: place for place, offer_id in enumerate(offer_ids)}
    ways = [
        (group, offer_place[taker.offer.id], taker.cost)
        for group, (_, choice, _) in enumerate(asked)
        for taker in choice.takers
    ]
    free = [carriers[carrier_id].free for carrier_id in takers]
    flow = cheapest_flow(
        Ways(
            excess=_column([carriers[carrier_id].excess for carrier_id in givers]),
            giver_of=_column([giver_place[kind.carrier_id] for kind, _, _ in asked]),
            size=_column([cases for _, _, cases in asked]),
            taker_of=_column([taker_place[offers[one].offer.actor.id] for one in offer_ids]),
            room=_column([_room(offers[one], carriers) for one in offer_ids]),
            free=_column(free),
            group=_column([group for group, _, _ in ways]),
            offer=_column([offer for _, offer, _ in ways]),
            cost=_column([cost for _, _, cost in ways]),
        )
    )
    return _groups(asked, flow.tolist())


def _groups(
    asked: Sequence[tuple[CaseKind, Choice, int]], flow: Sequence[int]
) -> tuple[Group, ...]:
    """The flows, which stand in the order of groups and their takers, put to their groups."""
    found: list[Group] = []
    place = 0
    for kind, choice, cases in asked:
        counts = flow[place : place + len(choice.takers)]
        place += len(choice.takers)
        sent = zip(choice.takers, counts, strict=True)
        found.append(
            Group(
                kind=kind,
                choice=choice,
                cases=cases,
                sent=tuple((taker, count) for taker, count in sent if count > 0),
            )
        )
    return tuple(found)


def _room(taker: Taker, carriers: Mapping[str, Carrier]) -> int:
    free = carriers[taker.offer.actor.id].free
    return free if taker.room is None else min(taker.room, free)


def _column(numbers: Sequence[int]) -> Integers:
    return np.array(numbers, dtype=np.int64)
