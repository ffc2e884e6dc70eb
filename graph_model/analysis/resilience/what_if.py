"""What if: cells that lose or gain their last service, what is left hanging, where it could go."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from graph_model.analysis.gaps.demand import CellKey
from graph_model.analysis.hidden import Hidden
from graph_model.analysis.resilience.changes import Changes, changed
from graph_model.analysis.resilience.loss import Market, displaced
from graph_model.analysis.resilience.placing import Placement
from graph_model.analysis.resilience.standing import MONTHS, ByCell, Served, Standing
from graph_model.analysis.resilience.words import (
    GainWords,
    LossWords,
    Outcome,
    cell_words,
    fewer_places,
    gain_sentence,
    gained_cell_sentence,
    loss_sentence,
    lost_cell_sentence,
    more_places,
    outcome_of,
)
from graph_model.analysis.sentences import Sentence
from graph_model.domain.vocabulary import AreaLevel
from graph_model.errors import UnknownRecordError
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope

_IDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """A cell that loses its last service, or gets its first.

    ``per_month`` are the cases of the last 365 days there, a twelfth of them. ``provider_ids`` are
    those who served it and stop, or who will; ``elsewhere_ids`` those who offer it in other areas,
    for a cell that is lost.
    """

    need_code: str
    area_id: str
    area_name: str
    per_month: float | None
    provider_ids: tuple[str, ...]
    elsewhere_ids: tuple[str, ...]
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """How many of a cell could go to an offer in the first month, in cases."""

    need_code: str
    area_id: str
    actor_id: str
    offer_id: str
    cases: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What changes would do to the network of a scope; see ``what_if``.

    ``gone_ids`` are those who stop, or lose all their places, ``opened_ids`` those who open.
    ``hanging`` counts open referrals to those who stop; ``beyond`` cases that are there beyond the
    places left to those who lose some. ``per_month`` are the referrals a month that would be taken
    in no more. In the first month ``seeking`` (all that hangs, and a month's) look for a place and
    ``placed`` of them find one, as in ``moves``; ``room_unknown_ids`` could take some, had anybody
    said how much room they have. ``places_unknown_ids`` lose places, but nobody has said how many
    there are, so that nothing follows. ``unmet_placed`` are those of a month's unmet cases that
    find a free place without and with the changes, where places are gained. Of a network in names
    (see ``Standing``) moves are all who else serves what those who stop served.
    """

    scope: Scope
    now: datetime
    level: AreaLevel | None
    changes: Changes
    gone_ids: tuple[str, ...]
    opened_ids: tuple[str, ...]
    lost: tuple[CellChange, ...]
    gained: tuple[CellChange, ...]
    hanging: int | None
    hanging_ids: tuple[str, ...]
    beyond: int | None
    per_month: float | None
    seeking: float | None
    placed: float | None
    unplaced: float | None
    moves: tuple[Move, ...]
    room_unknown_ids: tuple[str, ...]
    places_unknown_ids: tuple[str, ...]
    unmet_placed: tuple[float, float] | None
    sentence: Sentence
    hidden: Hidden | None = None


def what_if(standing: Standing, changes: Changes) -> WhatIf:
    """What changes would do, all at once.

    Parameters
    ----------
    standing
        The network as it is, with the demand that is asked about.
    changes
        Who stops, who loses or gains places, who opens a service. Whoever loses at least all
        places stops. Whoever loses some turns people away only if more are there now than places
        are left, and then in that proportion.

    Returns
    -------
    Lost and gained cells in order of need and area, moves in order of need, area and offer. One
    possible way to share people out is shown; it places as many as can be placed.

    Raises
    ------
    UnknownRecordError
        If an actor, need or area is not there, or the actor works for a cooperative whose people
        are left out.

    References
    ----------
    Project definition: docs/analyses/what-if.md. Maximum flow: see ``placing.place``.

    Notes
    -----
    Looks every cell up twice; cost grows with needs times areas.
    """
    changes.check(standing.directory)
    for actor_id in changes.actor_ids:
        if standing.is_foreign(standing.directory.actors[actor_id]):
            raise UnknownRecordError(kind="actor", record_id=actor_id)
    supposed = _Supposed(standing, changes)
    lost, gained = supposed.lost(), supposed.gained()
    placement = supposed.placement
    unmet = supposed.unmet_placed()
    return WhatIf(
        scope=standing.scope,
        now=standing.now,
        level=standing.level,
        changes=changes,
        gone_ids=supposed.effects.gone,
        opened_ids=supposed.opened,
        lost=lost,
        gained=gained,
        hanging=sum(supposed.displaced.hanging.values()),
        hanging_ids=standing.hanging_ids(supposed.effects.gone, limit=_IDS),
        beyond=sum(beyond for beyond, _ in supposed.effects.overfull.values()),
        per_month=sum(supposed.displaced.yearly.values()) / MONTHS,
        seeking=placement.seeking / MONTHS,
        placed=placement.placed / MONTHS,
        unplaced=(placement.seeking - placement.placed) / MONTHS,
        moves=supposed.others() if standing.is_in_names else moves_of(placement),
        room_unknown_ids=supposed.room_unknown(),
        places_unknown_ids=supposed.effects.unknown,
        unmet_placed=unmet,
        sentence=supposed.sentence(lost, gained, unmet=unmet),
    )


def moves_of(placement: Placement) -> tuple[Move, ...]:
    """The ways of a placement, in cases."""
    return tuple(
        Move(
            need_code=way.cell[0],
            area_id=way.cell[1],
            actor_id=way.actor_id,
            offer_id=way.offer_id,
            cases=way.units / MONTHS,
        )
        for way in placement.ways
    )


def takers_of(placement: Placement) -> tuple[str, ...]:
    """Actors that take people in a placement, those who take most first, ties by id."""
    taken: dict[str, int] = defaultdict(int)
    for way in placement.ways:
        taken[way.actor_id] += way.units
    return tuple(sorted(taken, key=lambda actor_id: (-taken[actor_id], actor_id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Effects:
    """What changed places come to.

    ``gone`` stop or lose all places. ``fewer`` counts the places that others lose, ``overfull``
    says of those with more cases than places left how many are beyond and how many are there.
    ``left`` is the change of free places of all who are not gone, ``unknown`` are those who lose
    places, but nobody has said how many there are.
    """

    gone: tuple[str, ...]
    fewer: Mapping[str, int]
    overfull: Mapping[str, tuple[int, int]]
    left: Mapping[str, int]
    unknown: tuple[str, ...]


def _effects(standing: Standing, changes: Changes) -> _Effects:
    rooms = standing.rooms()
    gone, unknown = set(changes.without), []
    fewer, overfull, left = {}, {}, {}
    for change in sorted(changes.places, key=lambda one: one.actor_id):
        actor_id, places = change.actor_id, rooms.places(change.actor_id)
        if change.places < 0 and places and places <= -change.places:
            gone.add(actor_id)
            continue
        left[actor_id] = change.places
        if change.places > 0:
            continue
        fewer[actor_id] = -change.places
        load = standing.supply.load.get(actor_id, 0)
        if places is None:
            unknown.append(actor_id)
        elif places and load > places + change.places:
            overfull[actor_id] = (load - places - change.places, load)
    return _Effects(
        gone=tuple(sorted(gone)),
        fewer=fewer,
        overfull=overfull,
        left=left,
        unknown=tuple(unknown),
    )


class _Supposed:
    """The network before and after, side by side."""

    def __init__(self, standing: Standing, changes: Changes) -> None:
        self._standing = standing
        self._changes = changes
        self.effects = _effects(standing, changes)
        self._overfull = frozenset(self.effects.overfull)
        after = changed(standing.directory, replace(changes, without=self.effects.gone, places=()))
        self._directory = after.directory
        self.opened = after.opened
        self._before = standing.served()
        self._after = standing.served(after.directory)
        left = self.effects.left
        self._roomier = frozenset(actor_id for actor_id, change in left.items() if change > 0)
        self._market = Market(
            standing,
            self._after,
            rooms=standing.rooms(after.directory, changes=left),
            roomier=self._roomier,
        )
        self.displaced = displaced(standing, self.effects.gone, partly=self.effects.overfull)
        self.placement = self._place(self.displaced.seeking)

    def _place(self, seeking: ByCell) -> Placement:
        return self._market.place(seeking, without=self._overfull)

    def lost(self) -> tuple[CellChange, ...]:
        """Cells that had somebody and have nobody."""
        return self._cells(self._before, self._after, is_loss=True)

    def gained(self) -> tuple[CellChange, ...]:
        """Cells that had nobody and have somebody."""
        return self._cells(self._after, self._before, is_loss=False)

    def _cells(self, there: Served, missing: Served, *, is_loss: bool) -> tuple[CellChange, ...]:
        found = []
        for demand in self._standing.cells:
            key = (demand.need_code, demand.area_id)
            supply, without = there.cells[key], missing.cells[key]
            if not supply.covering or without.covering:
                continue
            elsewhere = sorted({offer.actor.id for offer in without.elsewhere}) if is_loss else []
            found.append(
                CellChange(
                    need_code=demand.need_code,
                    area_id=demand.area_id,
                    area_name=self._area(demand.area_id),
                    per_month=demand.recent / MONTHS,
                    provider_ids=supply.providers,
                    elsewhere_ids=tuple(elsewhere[:_IDS]),
                    sentence=self._told(key, supply.providers, elsewhere=elsewhere, lost=is_loss),
                )
            )
        return tuple(found)

    def _told(
        self, key: CellKey, provider_ids: tuple[str, ...], *, elsewhere: list[str], lost: bool
    ) -> Sentence:
        cell = cell_words(self._standing.directory, key)
        names = [self._name(actor_id) for actor_id in provider_ids]
        if not lost:
            return gained_cell_sentence(cell, names)
        return lost_cell_sentence(cell, names, elsewhere=[self._name(one) for one in elsewhere])

    def room_unknown(self) -> tuple[str, ...]:
        """Who could take some of those who seek, if only their room were known."""
        return self._market.unknown(self.displaced.seeking, without=self._overfull)

    def others(self) -> tuple[Move, ...]:
        """Who else serves the cells of those who stop, whatever room they have."""
        gone = set(self.effects.gone)
        return tuple(
            Move(
                need_code=need_code,
                area_id=area_id,
                actor_id=offer.actor.id,
                offer_id=offer.id,
                cases=None,
            )
            for (need_code, area_id), supply in sorted(self._before.cells.items())
            if gone.intersection(supply.providers)
            for offer in self._after.cells[need_code, area_id].covering
            if not self._standing.is_foreign(offer.actor)
        )

    def unmet_placed(self) -> tuple[float, float] | None:
        """Unmet cases a month that find a place before and after; ``None`` if none is gained."""
        if not self.opened and not self._roomier:
            return None
        unmet = self._standing.unmet
        now = Market(self._standing, self._before, rooms=self._standing.rooms())
        before = now.place(unmet).placed
        seeking = self.displaced.seeking
        both = {
            cell: seeking.get(cell, 0) + unmet.get(cell, 0) for cell in sorted({*seeking, *unmet})
        }
        after = self._place(both).placed - self.placement.placed
        return before / MONTHS, after / MONTHS

    def sentence(
        self,
        lost: tuple[CellChange, ...],
        gained: tuple[CellChange, ...],
        *,
        unmet: tuple[float, float] | None,
    ) -> Sentence:
        """Losses first, then gains."""
        parts = []
        names = [self._name(actor_id) for actor_id in self.effects.gone]
        losers = [Sentence(de=name, en=name) for name in names]
        losers += [
            fewer_places(self._name(actor_id), fewer)
            for actor_id, fewer in self.effects.fewer.items()
        ]
        if losers:
            parts.append(
                loss_sentence(
                    LossWords(
                        names=tuple(losers),
                        lost=tuple(self._words(cell) for cell in lost),
                        outcome=self._outcome(),
                        takers=tuple(self._name(one) for one in self._takers()),
                        unknown=tuple(self._name(one) for one in self.room_unknown()),
                    )
                )
            )
        gainers = [Sentence(de=self._name(one), en=self._name(one)) for one in self.opened]
        more: Mapping[str, int] = {
            one.actor_id: one.places for one in self._changes.places if one.places > 0
        }
        gainers += [more_places(self._name(one), more[one]) for one in sorted(more)]
        if gainers:
            reaches = None if self._standing.is_in_names else bool(unmet and unmet[1] > unmet[0])
            parts.append(
                gain_sentence(
                    GainWords(
                        names=tuple(gainers),
                        gained=tuple(self._words(cell) for cell in gained),
                        reaches=reaches,
                    )
                )
            )
        return Sentence(
            de=" ".join(part.de for part in parts), en=" ".join(part.en for part in parts)
        )

    def _outcome(self) -> Outcome:
        is_told = not self._standing.is_in_names
        return outcome_of(self.placement) if is_told else Outcome.NOT_TOLD

    def _takers(self) -> tuple[str, ...]:
        if self._standing.is_in_names:
            return tuple(dict.fromkeys(sorted(one.actor_id for one in self.others())))
        return takers_of(self.placement)

    def _words(self, cell: CellChange) -> Sentence:
        return cell_words(self._standing.directory, (cell.need_code, cell.area_id))

    def _name(self, actor_id: str) -> str:
        known: Directory = self._standing.directory
        return (known if actor_id in known.actors else self._directory).actor_name(actor_id)

    def _area(self, area_id: str) -> str:
        area = self._standing.directory.areas.by_id.get(area_id)
        return area_id if area is None else area.name
