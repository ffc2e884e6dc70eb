"""The structure of the network without counts that would tell of too few people."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from graph_model.analysis.hidden import Hidden
from graph_model.analysis.structure.centrality import betweenness
from graph_model.analysis.structure.net import Net
from graph_model.analysis.structure.structure import Position, SingleTie, Structure, structure_of
from graph_model.analysis.suppression.labels import Pairs
from graph_model.analysis.suppression.people import Integers
from graph_model.analysis.suppression.views import Views
from graph_model.snapshot.snapshot import Snapshot

T = TypeVar("T")


def structure_for_many(found: Structure, snapshot: Snapshot, *, views: Views) -> Structure:
    """The structure with counts of referrals only where they may be shown.

    Who works with whom stays: organisations and helpers are no tenants. All measures are made of
    what is shown: a tie whose referrals are hidden counts as one. Otherwise shortest ways and
    communities would tell which ties are strong, and so how many referrals a hidden one has. Burt's
    constraint is there only where all of somebody's ties may be shown.
    """
    shown = _Shown(found, snapshot, views=views)
    made = shown.made_of_what_is_shown(snapshot)
    positions = tuple(shown.position(one) for one in made.positions)
    bridges = tuple(shown.tie(one) for one in made.bridges)
    missing = sum((one.sent is None) + (one.received is None) for one in positions)
    missing += sum(one.referrals is None for one in bridges)
    referrals = found.whole.referrals if shown.is_whole else None
    return replace(
        made,
        whole=replace(made.whole, referrals=referrals),
        findings=tuple(replace(one, referrals=None) for one in made.findings),
        positions=positions,
        bridges=bridges,
        hidden=Hidden(minimum=views.minimum, cells=missing + len(made.findings)),
    )


class _Shown:
    """Which counts of referrals may be shown: by sender, by recipient, and between two."""

    def __init__(self, found: Structure, snapshot: Snapshot, *, views: Views) -> None:
        self._found, self._scope, self._views = found, found.scope, views
        rows = snapshot.referrals(found.scope)
        self._keys = rows["referral"]
        self.is_whole = views.is_whole(found.scope, rows["referral"])
        pairs = Pairs.of(rows["sender"], rows["recipient"])
        self._sent = self._whole(pairs.source.texts, pairs.source.place)
        self._received = self._whole(pairs.target.texts, pairs.target.place)
        self._between = self._whole(pairs.texts, pairs.place)
        self._tied = {
            end for both, is_shown in self._between.items() if not is_shown for end in both
        }
        self._known = {one.actor_id: one for one in found.positions}
        self._ties = {(one.near_id, one.far_id): one for one in found.bridges}

    def made_of_what_is_shown(self, snapshot: Snapshot) -> Structure:
        """The structure if each tie whose referrals are hidden had one."""
        found = self._found
        if all(self._between.values()):
            return found
        net = Net.of(snapshot, found.scope)
        ends = zip(net.tail.tolist(), net.head.tolist(), strict=True)
        is_shown = np.array([self._between[net.ids[one], net.ids[other]] for one, other in ends])
        net = replace(net, referrals=np.where(is_shown, net.referrals, 1))
        return structure_of(
            net,
            snapshot.directory,
            shares=betweenness(net),
            scope=found.scope,
            area_level=found.area_level,
            rules=found.rules,
        )

    def _whole(self, names: Sequence[T], group: Integers) -> dict[T, bool]:
        whole = self._views.whole(self._scope, self._keys, group=group, groups=len(names))
        return dict(zip(names, whole.tolist(), strict=True))

    def position(self, one: Position) -> Position:
        """Somebody with the counts that may be shown."""
        known = self._known[one.actor_id]
        return replace(
            one,
            sent=known.sent if self._sent.get(one.actor_id, True) else None,
            received=known.received if self._received.get(one.actor_id, True) else None,
            constraint=None if one.actor_id in self._tied else one.constraint,
        )

    def tie(self, one: SingleTie) -> SingleTie:
        """A single tie; its referrals go both ways."""
        ends = ((one.near_id, one.far_id), (one.far_id, one.near_id))
        is_shown = all(self._between.get(pair, True) for pair in ends)
        known = self._ties[one.near_id, one.far_id]
        return replace(one, referrals=known.referrals if is_shown else None)
