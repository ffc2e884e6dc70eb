"""The structure of the network without counts that would tell of too few people."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from graph_model.analysis.hidden import Hidden
from graph_model.analysis.structure.structure import Position, SingleTie, Structure
from graph_model.analysis.suppression.labels import Pairs
from graph_model.analysis.suppression.people import Integers
from graph_model.analysis.suppression.views import Views
from graph_model.snapshot.snapshot import Snapshot

T = TypeVar("T")


def structure_for_many(found: Structure, snapshot: Snapshot, *, views: Views) -> Structure:
    """The structure with counts of referrals only where they may be shown.

    Who works with whom stays: organisations and helpers are no tenants. Burt's constraint is made
    of the weights of somebody's ties, so it is there only where all of them may be shown.
    """
    shown = _Shown(found, snapshot, views=views)
    positions = tuple(shown.position(one) for one in found.positions)
    bridges = tuple(shown.tie(one) for one in found.bridges)
    missing = sum((one.sent is None) + (one.received is None) for one in positions)
    missing += sum(one.referrals is None for one in bridges)
    whole = found.whole
    return replace(
        found,
        whole=whole if shown.is_whole else replace(whole, referrals=None),
        findings=tuple(replace(one, referrals=None) for one in found.findings),
        positions=positions,
        bridges=bridges,
        hidden=Hidden(minimum=views.minimum, cells=missing + len(found.findings)),
    )


class _Shown:
    """Which counts of referrals may be shown: by sender, by recipient, and between two."""

    def __init__(self, found: Structure, snapshot: Snapshot, *, views: Views) -> None:
        self._scope, self._views = found.scope, views
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

    def _whole(self, names: Sequence[T], group: Integers) -> dict[T, bool]:
        whole = self._views.whole(self._scope, self._keys, group=group, groups=len(names))
        return dict(zip(names, whole.tolist(), strict=True))

    def position(self, one: Position) -> Position:
        """Somebody with the counts that may be shown."""
        return replace(
            one,
            sent=one.sent if self._sent.get(one.actor_id, True) else None,
            received=one.received if self._received.get(one.actor_id, True) else None,
            constraint=None if one.actor_id in self._tied else one.constraint,
        )

    def tie(self, one: SingleTie) -> SingleTie:
        """A single tie; its referrals go both ways."""
        ends = ((one.near_id, one.far_id), (one.far_id, one.near_id))
        is_shown = all(self._between.get(pair, True) for pair in ends)
        return one if is_shown else replace(one, referrals=None)
