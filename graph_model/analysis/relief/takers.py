"""Who could take cases of one kind, what that costs, and why nobody can."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from graph_model.analysis.capacity import room_of
from graph_model.analysis.gaps.supply import Supply
from graph_model.analysis.offers import Match, Offer
from graph_model.analysis.recommendation.fitting import fits
from graph_model.analysis.recommendation.measures import FIT, nearness_of, speed_of
from graph_model.analysis.recommendation.scoring import ScorePart, ScoreWeights
from graph_model.analysis.recommendation.track_record import TrackRecord
from graph_model.analysis.relief.carriers import Carrier
from graph_model.analysis.relief.groups import CaseKind
from graph_model.domain.actors import Actor
from graph_model.domain.checks import local_day
from graph_model.domain.vocabulary import ActorKind

COST_PARTS = (ScorePart.FIT, ScorePart.NEARNESS, ScorePart.SPEED, ScorePart.SUCCESS)
"""Parts of the recommendation's score that depend neither on who asks nor on free places."""

POINTS = 1000
"""What a case costs at most: with an offer that is worth nothing in any part."""


class RestReason(StrEnum):
    """Why cases stay where they are, in the order in which it is looked for."""

    BEYOND_SCOPE = "beyond_scope"
    AREA_UNKNOWN = "area_unknown"
    NO_ARRIVALS = "no_arrivals"
    NO_OTHER_PROVIDER = "no_other_provider"
    OUT_OF_AREA = "out_of_area"
    NOT_ELIGIBLE = "not_eligible"
    ROOM_UNKNOWN = "room_unknown"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """An offer that could take cases, at ``cost`` points each; ``room`` as it told last, if so."""

    offer: Offer
    cost: int
    room: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Where people of one kind could go, by id of the offer, and why those stay who go nowhere.

    ``other_ids`` are the actors that the reason speaks of, sorted.
    """

    takers: tuple[Taker, ...] = ()
    reason: RestReason
    other_ids: tuple[str, ...] = ()


_Offer = tuple[Offer, Match]
_Offered = tuple[_Offer, ...]


class Market:
    """All offers with their room at a moment; ask it kind by kind.

    Parameters
    ----------
    supply
        Offers, and which of them are full.
    record
        What the past tells of speed and success.
    carriers
        Who may take cases and how many, by id; others are left out.
    weights
        How much the parts of the cost count.
    now
        The moment at which offers are active and figures of free places are fresh.
    """

    def __init__(
        self,
        supply: Supply,
        record: TrackRecord,
        *,
        carriers: Mapping[str, Carrier],
        weights: ScoreWeights,
        now: datetime,
    ) -> None:
        self._supply = supply
        self._record = record
        self._carriers = carriers
        self._now = now
        self._day = local_day(now)
        shares = weights.shares()
        total = sum(shares[part] for part in COST_PARTS) or 1.0
        self._shares = {part: shares[part] / total for part in COST_PARTS}
        self._active: dict[str, Mapping[str, _Offer]] = {}
        self._kuemmerer: dict[str | None, list[Actor]] = {}

    def choices(self, kind: CaseKind) -> tuple[tuple[Choice, int], ...]:
        """Where the people of a kind could go; with how many of them have the same choice."""
        if kind.area_id is None:
            return ((Choice(reason=RestReason.AREA_UNKNOWN), kind.cases),)
        if kind.per_month <= 0:
            return ((Choice(reason=RestReason.NO_ARRIVALS), kind.cases),)
        others, covering = self._offers(kind)
        if not covering:
            reason = RestReason.OUT_OF_AREA if others else RestReason.NO_OTHER_PROVIDER
            return ((Choice(reason=reason, other_ids=others), kind.cases),)
        alike: dict[tuple[int, ...], int] = {}
        for person, cases in kind.people.items():
            fitting = tuple(n for n, (offer, _) in enumerate(covering) if fits(offer, person))
            alike[fitting] = alike.get(fitting, 0) + cases
        return tuple(
            (self._choice(kind, covering, fitting=[covering[n] for n in numbers]), alike[numbers])
            for numbers in sorted(alike)
        )

    def _choice(self, kind: CaseKind, covering: _Offered, *, fitting: Sequence[_Offer]) -> Choice:
        if not fitting:
            return Choice(reason=RestReason.NOT_ELIGIBLE, other_ids=_actor_ids(covering))
        roomy = [(offer, match) for offer, match in fitting if not self._is_full(offer, kind)]
        unknown = [one for one in roomy if self._carriers[one[0].actor.id].most is None]
        return Choice(
            takers=tuple(
                Taker(offer=offer, cost=self._cost(offer, match, kind=kind), room=self._told(offer))
                for offer, match in roomy
                if self._carriers[offer.actor.id].free > 0
            ),
            reason=RestReason.ROOM_UNKNOWN if unknown else RestReason.FULL,
            other_ids=_actor_ids(unknown or fitting),
        )

    def _offers(self, kind: CaseKind) -> tuple[tuple[str, ...], _Offered]:
        """Ids of others who help with it anywhere, and their offers that cover the area, by id."""
        if kind.need_code is None:
            colleagues = self._colleagues_of(kind.carrier_id)
            responsible = self._responsible(colleagues, kind)
            return _actor_ids(colleagues), responsible
        active = self._active_for(kind.need_code)
        offers = self._supply.offers
        covering = {kind.area_id, *kind.places}
        found = {one for area in covering if area for one in offers.covering(kind.need_code, area)}
        near = tuple(
            active[offer_id]
            for offer_id in sorted(found)
            if offer_id in active and active[offer_id][0].actor.id != kind.carrier_id
        )
        if near:
            return (), near
        ids = {offer.actor.id for offer, _ in active.values()} - {kind.carrier_id}
        return tuple(sorted(ids)), ()

    def _active_for(self, need_code: str) -> Mapping[str, _Offer]:
        """Active offers of carriers for a need, by id."""
        found = self._active.get(need_code)
        if found is None:
            found = self._active[need_code] = {
                offer.id: (offer, match)
                for offer, match in self._supply.offers.addressing(need_code)
                if offer.actor.id in self._carriers and offer.is_active_on(self._day)
            }
        return found

    def _colleagues_of(self, kuemmerer_id: str) -> _Offered:
        """The other active Kümmerer of the same cooperative, each as an offer, by id."""
        cooperative_id = self._carriers[kuemmerer_id].actor.cooperative_id
        if not self._kuemmerer:
            for carrier in self._carriers.values():
                actor = carrier.actor
                if actor.kind is ActorKind.KUEMMERER and actor.is_active_on(self._day):
                    self._kuemmerer.setdefault(actor.cooperative_id, []).append(actor)
        return tuple(
            (Offer(actor=actor), Match.EXACT)
            for actor in self._kuemmerer.get(cooperative_id, ())
            if actor.id != kuemmerer_id
        )

    def _responsible(self, colleagues: _Offered, kind: CaseKind) -> _Offered:
        areas = self._supply.offers.directory.areas
        above = {up for place in (kind.area_id or "", *kind.places) for up in areas.path(place)}
        return tuple(
            one for one in colleagues if not above.isdisjoint(one[0].actor.responsible_area_ids)
        )

    def _is_full(self, offer: Offer, kind: CaseKind) -> bool:
        return kind.need_code is not None and self._supply.is_full(
            offer, kind.need_code, day=self._day
        )

    def _told(self, offer: Offer) -> int | None:
        room = room_of(offer, self._now)
        is_told = room is not None and room.is_known() and not room.in_hours
        return room.available if room is not None and is_told else None

    def _cost(self, offer: Offer, match: Match, *, kind: CaseKind) -> int:
        """What is lost against an offer that is perfect in every part, in points."""
        need = kind.need_code or ""
        areas = self._supply.offers.directory.areas
        values = {
            ScorePart.FIT: FIT[match],
            ScorePart.NEARNESS: nearness_of(offer, kind.area_id or "", areas=areas).value,
            ScorePart.SPEED: speed_of(offer, need, record=self._record),
            ScorePart.SUCCESS: self._record.success_of(offer.actor.id, need)[0],
        }
        worth = sum(share * values[part] for part, share in self._shares.items())
        return round(POINTS * (1 - worth))


def _actor_ids(offered: Iterable[_Offer]) -> tuple[str, ...]:
    return tuple(sorted({offer.actor.id for offer, _ in offered}))
