"""Supply for a need in an area: who covers it, who offers it elsewhere, who has no room."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import polars as pl

from graph_model.analysis.capacity import Room, cases_at_once, is_known_full, room_of
from graph_model.analysis.gaps.rules import GapRules
from graph_model.analysis.offers import Offer, OfferIndex
from graph_model.domain.checks import local_day
from graph_model.domain.referrals import OPEN_LOAD_STATUSES
from graph_model.domain.vocabulary import Reason, ReferralStatus
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacitySigns:
    """What a recipient's decisions on one need tell of its room, over the last weeks.

    ``refused`` of ``decided`` referrals were rejected for lack of capacity, the latest of them at
    ``last_refused``.
    """

    decided: int
    refused: int
    last_refused: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellSupply:
    """Active offers for a need: those that cover the area, and those of them without room.

    ``elsewhere`` holds the offers in other areas if nobody covers this one.
    """

    covering: tuple[Offer, ...]
    full: tuple[Offer, ...]
    elsewhere: tuple[Offer, ...]

    @property
    def providers(self) -> tuple[str, ...]:
        """Ids of the actors that cover the area, sorted."""
        return tuple(sorted({offer.actor.id for offer in self.covering}))


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedSupply:
    """Active offers for one need, by id, and the ids of those without room."""

    need_code: str
    offers: OfferIndex
    active: Mapping[str, Offer]
    full: frozenset[str]

    def in_cell(self, area_id: str, places: Iterable[str]) -> CellSupply:
        """Who covers an area, or one of the places in it that demand came from."""
        found: set[str] = set()
        for place in {area_id, *places}:
            found.update(self.offers.covering(self.need_code, place))
        covering = tuple(self.active[one] for one in sorted(found) if one in self.active)
        return CellSupply(
            covering=covering,
            full=tuple(offer for offer in covering if offer.id in self.full),
            elsewhere=() if covering else tuple(self.active.values()),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """All supply at a moment; ask it need by need."""

    offers: OfferIndex
    signs: Mapping[tuple[str, str], CapacitySigns]
    load: Mapping[str, int]
    now: datetime
    rules: GapRules
    _rooms: dict[str, tuple[Room | None, bool]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _cases: dict[str, int | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        scope: Scope,
        *,
        now: datetime,
        rules: GapRules,
        offers: OfferIndex | None = None,
    ) -> "Supply":
        """Read the supply of the whole network, as known on the scope's day.

        ``offers`` is the index of the snapshot's directory, where somebody has it at hand.

        A provider that is full is full for everybody: its decisions count wherever they fell.
        """
        everywhere = Scope(known_on=scope.known_on)
        since = now - timedelta(weeks=rules.capacity_weeks)
        is_open = pl.col("status").is_in([str(one) for one in OPEN_LOAD_STATUSES])
        lately = pl.col("decided_at").is_between(since, now)
        open_load = snapshot.referrals(everywhere, among=is_open).group_by("recipient").len()
        return cls(
            offers=OfferIndex.of(snapshot.directory) if offers is None else offers,
            signs=_signs(snapshot.referrals(everywhere, among=lately)),
            load=dict(open_load.iter_rows()),
            now=now,
            rules=rules,
        )

    def for_need(self, need_code: str) -> "NeedSupply":
        """Who helps with one need, ready to be asked for many areas."""
        day = local_day(self.now)
        active = self.offers.taking(need_code, day)
        rooms = self._rooms_of(active, day=day)
        refusing = {actor_id for actor_id, code in self.signs if code == need_code}
        full = (
            one
            for one, offer in active.items()
            if rooms[one][1]
            or (offer.actor.id in refusing and self._refuses(offer, need_code, room=rooms[one][0]))
        )
        return NeedSupply(
            need_code=need_code, offers=self.offers, active=active, full=frozenset(full)
        )

    def is_full(self, offer: Offer, need_code: str, *, day: date) -> bool:
        """Whether an offer has no place now, by its own word, our count, or its late refusals."""
        room, is_full = self._rooms_of({offer.id: offer}, day=day)[offer.id]
        decides = (offer.actor.id, need_code) in self.signs
        return is_full or (decides and self._refuses(offer, need_code, room=room))

    def _refuses(self, offer: Offer, need_code: str, *, room: Room | None) -> bool:
        """Whether late refusals tell that there is no place.

        A figure of free places that is newer than the last refusal outweighs the refusals.
        """
        signs = self.signs[offer.actor.id, need_code]
        if signs.last_refused is None:
            return False
        if room is not None and room.age_days is not None:
            told_at = self.now - timedelta(days=room.age_days)
            if room.is_known(self.rules.figure_days) and told_at > signs.last_refused:
                return False
        return (
            signs.refused >= self.rules.capacity_refusals
            and signs.refused >= self.rules.refusal_share * signs.decided
        )

    def _rooms_of(
        self, offers: Mapping[str, Offer], *, day: date
    ) -> Mapping[str, tuple[Room | None, bool]]:
        """What offers say of their room, and whether that or our count makes them full.

        Looked up once for each offer, though it may answer several needs.
        """
        for one, offer in offers.items():
            if one not in self._rooms:
                self._rooms[one] = self._room(offer, day=day)
        return self._rooms

    def _room(self, offer: Offer, *, day: date) -> tuple[Room | None, bool]:
        room, actor = room_of(offer, self.now), offer.actor
        if actor.id not in self._cases:
            services = self.offers.directory.services_of(actor.id)
            self._cases[actor.id] = cases_at_once(actor, services, day=day)
        load, cases = self.load.get(actor.id, 0), self._cases[actor.id]
        return room, is_known_full(room, load=load, cases=cases, within_days=self.rules.figure_days)


def _signs(decided: pl.DataFrame) -> Mapping[tuple[str, str], CapacitySigns]:
    refused = (pl.col("decision") == ReferralStatus.REJECTED.value) & (
        pl.col("reason") == Reason.NO_CAPACITY.value
    )
    counted = decided.group_by("recipient", "need").agg(
        decided=pl.len(),
        refused=refused.sum(),
        last_refused=pl.col("decided_at").filter(refused).max(),
    )
    return {
        (recipient, need): CapacitySigns(decided=decided, refused=count, last_refused=last)
        for recipient, need, decided, count, last in counted.iter_rows()
    }
