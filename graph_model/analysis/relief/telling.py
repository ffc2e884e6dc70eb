"""A plan told: sums by actor, need and area, in order and in words."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from graph_model.analysis.relief.carriers import Carrier
from graph_model.analysis.relief.plan import Group
from graph_model.analysis.relief.results import Move, Receiver, Relieved, Rest
from graph_model.analysis.relief.takers import POINTS, RestReason, Taker
from graph_model.analysis.relief.words import (
    MoveWords,
    Topic,
    move_sentence,
    relieved_sentence,
    rest_sentence,
)
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.directory import Directory

_Key = tuple[str, str | None, str | None]
"""Whose cases, of which need, from which area of the level asked for."""


class Telling:
    """The parts of the answer.

    Parameters
    ----------
    plan
        Groups with what goes where.
    carriers
        Everybody who carries cases, by id.
    directory
        Names of actors, needs and areas.
    level
        The level at which areas are told; without one, as they are.
    """

    def __init__(
        self,
        plan: Sequence[Group],
        carriers: Mapping[str, Carrier],
        *,
        directory: Directory,
        level: AreaLevel | None,
    ) -> None:
        self._carriers = carriers
        self._directory = directory
        self._groups: dict[_Key, list[Group]] = defaultdict(list)
        self._taken: dict[str, int] = defaultdict(int)
        self._moved: dict[str, int] = defaultdict(int)
        self._told: dict[str, int] = defaultdict(int)
        for group in plan:
            kind = group.kind
            area_id = kind.area_id
            if area_id is not None and level is not None:
                area_id = directory.areas.at_level(area_id, level) or area_id
            self._groups[kind.carrier_id, kind.need_code, area_id].append(group)
            self._moved[kind.carrier_id] += group.moved
            self._told[kind.carrier_id] += group.cases
            for taker, count in group.sent:
                self._taken[taker.offer.actor.id] += count

    def relieved(self) -> tuple[Relieved, ...]:
        """Everybody who carries too much and has cases in the plan."""
        return tuple(self._relieved(carrier_id) for carrier_id in self._order())

    def moves(self) -> tuple[Move, ...]:
        """What goes where."""
        rank = {carrier_id: place for place, carrier_id in enumerate(self._order())}
        found = [move for key in self._groups for move in self._moves_of(key)]
        found.sort(
            key=lambda move: (
                rank[move.from_id],
                -(move.cases or 0),
                move.need_code or "",
                move.area_id,
                move.service_id or move.to_id,
            )
        )
        return tuple(found)

    def rests(self) -> tuple[Rest, ...]:
        """What stays with those who still carry too much."""
        rank = {carrier_id: place for place, carrier_id in enumerate(self._order())}
        stuck = [carrier_id for carrier_id in rank if self._unsolved(carrier_id) > 0]
        found = [rest for key in self._groups if key[0] in stuck for rest in self._rests_of(key)]
        found += [rest for carrier_id in stuck for rest in self._beyond(carrier_id)]
        reasons = list(RestReason)
        found.sort(
            key=lambda rest: (
                rank[rest.actor_id],
                -(rest.cases or 0),
                reasons.index(rest.reason),
                rest.need_code or "",
                rest.area_id or "",
            )
        )
        return tuple(found)

    def receivers(self) -> tuple[Receiver, ...]:
        """Everybody who takes something, by id."""
        return tuple(self._receiver(actor_id) for actor_id in sorted(self._taken))

    def _order(self) -> list[str]:
        ids = sorted(self._moved)
        return sorted(ids, key=lambda one: (-self._unsolved(one), -self._carriers[one].excess))

    def _unsolved(self, carrier_id: str) -> int:
        return self._carriers[carrier_id].excess - self._moved[carrier_id]

    def _relieved(self, carrier_id: str) -> Relieved:
        carrier = self._carriers[carrier_id]
        keys = [key for key in self._groups if key[0] == carrier_id]
        arrivals = sum(self._per_month(key) for key in keys)
        months = self._told[carrier_id] / arrivals if arrivals > 0 else None
        moved = self._moved[carrier_id]
        return Relieved(
            actor_id=carrier_id,
            actor_name=carrier.actor.name,
            actor_kind=carrier.actor.kind,
            open_load=carrier.open_load,
            places=carrier.places or 0.0,
            most=carrier.most or 0,
            excess=carrier.excess,
            moved=moved,
            unsolved=self._unsolved(carrier_id),
            months=months,
            sentence=relieved_sentence(carrier, moved=moved, months=months),
        )

    def _receiver(self, actor_id: str) -> Receiver:
        carrier = self._carriers[actor_id]
        places = carrier.places or 0.0
        return Receiver(
            actor_id=actor_id,
            actor_name=carrier.actor.name,
            actor_kind=carrier.actor.kind,
            open_load=carrier.open_load,
            unanswered=carrier.unanswered,
            places=places,
            taken=self._taken[actor_id],
            utilisation_after=(carrier.open_load + self._taken[actor_id]) / places,
        )

    def _per_month(self, key: _Key) -> float:
        """How many such cases came a month; groups of one kind share their figure."""
        kinds = {group.kind.area_id: group.kind.per_month for group in self._groups[key]}
        return sum(kinds.values())

    def _moves_of(self, key: _Key) -> Iterator[Move]:
        carrier_id, need_code, area_id = key
        if area_id is None:
            return
        held = sum(group.cases for group in self._groups[key])
        for taker, cases, monthly, points in self._sent(key):
            actor, service = taker.offer.actor, taker.offer.service
            receiver = self._carriers[actor.id]
            words = MoveWords(
                topic=self._topic(need_code, area_id),
                giver=self._carriers[carrier_id].actor.name,
                taker=actor.name,
                offer=taker.offer.name,
                cases=cases,
                held=held,
                per_month=monthly,
                accepted_per_month=self._per_month(key),
                load_after=receiver.open_load + self._taken[actor.id],
                places=receiver.places or 0.0,
            )
            yield Move(
                from_id=carrier_id,
                from_name=words.giver,
                need_code=need_code,
                area_id=area_id,
                area_name=self._area_name(area_id),
                to_id=actor.id,
                to_name=actor.name,
                service_id=None if service is None else service.id,
                service_name=None if service is None else service.name,
                cases=cases,
                held=held,
                referrals_per_month=monthly,
                accepted_per_month=words.accepted_per_month,
                cost=points / POINTS / cases,
                sentence=move_sentence(words),
            )

    def _sent(self, key: _Key) -> Iterator[tuple[Taker, int, float, int]]:
        """By offer: how many cases go there, how many referrals a month, at what price in all."""
        takers: dict[str, Taker] = {}
        cases: dict[str, int] = defaultdict(int)
        monthly: dict[str, float] = defaultdict(float)
        points: dict[str, int] = defaultdict(int)
        for group in self._groups[key]:
            for taker, count in group.sent:
                offer_id = taker.offer.id
                takers[offer_id] = taker
                cases[offer_id] += count
                monthly[offer_id] += group.kind.per_month * count / group.kind.cases
                points[offer_id] += taker.cost * count
        for offer_id in sorted(takers):
            yield takers[offer_id], cases[offer_id], monthly[offer_id], points[offer_id]

    def _rests_of(self, key: _Key) -> Iterator[Rest]:
        cases: dict[RestReason, int] = defaultdict(int)
        others: dict[RestReason, set[str]] = defaultdict(set)
        for group in self._groups[key]:
            if group.cases > group.moved:
                cases[group.choice.reason] += group.cases - group.moved
                others[group.choice.reason].update(group.choice.other_ids)
        for reason in RestReason:
            if reason in cases:
                yield self._rest(
                    key,
                    reason,
                    cases=cases[reason],
                    other_ids=tuple(sorted(others[reason])),
                )

    def _beyond(self, carrier_id: str) -> Iterator[Rest]:
        outside = self._carriers[carrier_id].open_load - self._told[carrier_id]
        if outside > 0:
            yield self._rest((carrier_id, None, None), RestReason.BEYOND_SCOPE, cases=outside)

    def _rest(
        self, key: _Key, reason: RestReason, *, cases: int, other_ids: tuple[str, ...] = ()
    ) -> Rest:
        carrier_id, need_code, area_id = key
        name = self._carriers[carrier_id].actor.name
        return Rest(
            actor_id=carrier_id,
            actor_name=name,
            need_code=need_code,
            area_id=area_id,
            area_name=None if area_id is None else self._area_name(area_id),
            cases=cases,
            reason=reason,
            other_ids=other_ids,
            sentence=rest_sentence(
                reason,
                self._topic(need_code, area_id),
                name=name,
                cases=cases,
                others=tuple(self._directory.actor_name(one) for one in other_ids),
            ),
        )

    def _topic(self, need_code: str | None, area_id: str | None) -> Topic:
        if need_code is None:
            german = english = None
        else:
            german = self._directory.need_label(need_code, "de")
            english = self._directory.need_label(need_code, "en")
        area = None if area_id is None else self._area_name(area_id)
        return Topic(need_de=german, need_en=english, area=area)

    def _area_name(self, area_id: str) -> str:
        area = self._directory.areas.by_id.get(area_id)
        return area_id if area is None else area.name
