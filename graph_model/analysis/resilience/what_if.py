"""What if: cells that lose or gain their last service, what is left hanging, where it could go."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from graph_model.analysis.gaps.demand import CellKey
from graph_model.analysis.resilience.changes import Changes, changed
from graph_model.analysis.resilience.loss import Displaced, Market, displaced
from graph_model.analysis.resilience.placing import Placement
from graph_model.analysis.resilience.standing import MONTHS, Served, Standing
from graph_model.analysis.resilience.words import (
    GainWords,
    LossWords,
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
    per_month: float
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
    cases: float


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
    find a free place without and with the changes, where places are gained.
    """

    scope: Scope
    now: datetime
    level: AreaLevel | None
    changes: Changes
    gone_ids: tuple[str, ...]
    opened_ids: tuple[str, ...]
    lost: tuple[CellChange, ...]
    gained: tuple[CellChange, ...]
    hanging: int
    hanging_ids: tuple[str, ...]
    beyond: int
    per_month: float
    seeking: float
    placed: float
    unplaced: float
    moves: tuple[Move, ...]
    room_unknown_ids: tuple[str, ...]
    places_unknown_ids: tuple[str, ...]
    unmet_placed: tuple[float, float] | None
    sentence: Sentence


def what_if(standing: Standing, changes: Changes) -> WhatIf:
    """What changes would do, all at once.

    Parameters
    ----------
    standing
        The network as it is, with the demand that is asked about.
    changes
        Who stops, who loses or gains places, who opens a service. Whoever loses at least all
        places stops.

    Returns
    -------
    Lost and gained cells in order of need and area, moves in order of need, area and offer. One
    possible way to share people out is shown; it places as many as can be placed.

    Raises
    ------
    UnknownRecordError
        If an actor, need or area is not there.

    References
    ----------
    Project definition: docs/analyses/what-if.md. Maximum flow: see ``placing.place``.

    Notes
    -----
    Looks every cell up twice; cost grows with needs times areas.
    """
    changes.check(standing.directory)
    supposed = _Supposed(standing, changes)
    lost, gained = supposed.lost(), supposed.gained()
    placement = supposed.placement
    unmet = supposed.unmet_placed()
    return WhatIf(
        scope=standing.scope,
        now=standing.now,
        level=standing.level,
        changes=changes,
        gone_ids=supposed.gone,
        opened_ids=supposed.opened,
        lost=lost,
        gained=gained,
        hanging=sum(supposed.displaced.hanging.values()),
        hanging_ids=standing.hanging_ids(supposed.gone, limit=_IDS),
        beyond=supposed.beyond,
        per_month=sum(supposed.displaced.yearly.values()) / MONTHS,
        seeking=placement.seeking / MONTHS,
        placed=placement.placed / MONTHS,
        unplaced=(placement.seeking - placement.placed) / MONTHS,
        moves=moves_of(placement),
        room_unknown_ids=supposed.room_unknown(),
        places_unknown_ids=supposed.places_unknown,
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


class _Supposed:
    """The network before and after, side by side."""

    def __init__(self, standing: Standing, changes: Changes) -> None:
        self._standing = standing
        self._changes = changes
        by_actor = {change.actor_id: change.places for change in changes.places}
        places = {actor_id: standing.rooms().places(actor_id) for actor_id in by_actor}
        emptied = {
            actor_id
            for actor_id, change in by_actor.items()
            if (room := places[actor_id]) is not None and 0 < room <= -change
        }
        self.gone = tuple(sorted({*changes.without, *emptied}))
        partly = {
            actor_id: (-change, room)
            for actor_id, change in sorted(by_actor.items())
            if change < 0 and actor_id not in emptied and (room := places[actor_id])
        }
        self.places_unknown = tuple(
            sorted(one for one, change in by_actor.items() if change < 0 and places[one] is None)
        )
        self.beyond = sum(
            max(0, standing.supply.load.get(actor_id, 0) - (room - lost))
            for actor_id, (lost, room) in partly.items()
        )
        self._partly = partly
        after = changed(standing.directory, replace(changes, without=self.gone, places=()))
        self._directory = after.directory
        self.opened = after.opened
        self._before = standing.served()
        self._after = standing.served(after.directory)
        left = {one: change for one, change in by_actor.items() if one not in self.gone}
        self._roomier = frozenset(one for one, change in left.items() if change > 0)
        self._rooms_after = standing.rooms(after.directory, changes=left)
        self._market = Market(self._after, self._rooms_after, roomier=self._roomier)
        self.displaced: Displaced = displaced(standing, self.gone, partly=partly)
        self.placement: Placement = self._market.place(self.displaced.seeking)

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
        return self._market.unknown(self.displaced.seeking)

    def unmet_placed(self) -> tuple[float, float] | None:
        """Unmet cases a month that find a place before and after; ``None`` if none is gained."""
        if not self.opened and not self._roomier:
            return None
        unmet = self._standing.unmet
        now = Market(self._before, self._standing.rooms(), roomier=frozenset())
        before = now.place(unmet).placed
        seeking = self.displaced.seeking
        both = {
            cell: seeking.get(cell, 0) + unmet.get(cell, 0) for cell in sorted({*seeking, *unmet})
        }
        after = self._market.place(both).placed - self.placement.placed
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
        names = [self._name(actor_id) for actor_id in self.gone]
        losers = [Sentence(de=name, en=name) for name in names]
        losers += [fewer_places(self._name(one), lost) for one, (lost, _) in self._partly.items()]
        if losers:
            parts.append(
                loss_sentence(
                    LossWords(
                        names=tuple(losers),
                        lost=tuple(self._words(cell) for cell in lost),
                        outcome=outcome_of(self.placement),
                        takers=tuple(self._name(one) for one in takers_of(self.placement)),
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
            reaches = unmet is not None and unmet[1] > unmet[0]
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

    def _words(self, cell: CellChange) -> Sentence:
        return cell_words(self._standing.directory, (cell.need_code, cell.area_id))

    def _name(self, actor_id: str) -> str:
        known: Directory = self._standing.directory
        return (known if actor_id in known.actors else self._directory).actor_name(actor_id)

    def _area(self, area_id: str) -> str:
        area = self._standing.directory.areas.by_id.get(area_id)
        return area_id if area is None else area.name
