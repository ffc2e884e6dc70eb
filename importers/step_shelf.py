"""Steps of referrals from a file of their own, kept until the referrals themselves are read."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from graph_model.domain.referrals import StatusChange


@dataclass(slots=True)
class _Steps:
    place: int
    changes: list[StatusChange] = field(default_factory=list)
    positions: list[int] | None = None

    def add(self, change: StatusChange, position: int | None) -> None:
        expected = len(self.changes)
        if self.positions is None and position not in (None, expected):
            self.positions = list(range(expected))
        if self.positions is not None:
            self.positions.append(expected if position is None else position)
        self.changes.append(change)


class StepShelf:
    """Steps by referral; positions, where given, put them in order."""

    def __init__(self) -> None:
        self._waiting: dict[str, _Steps] = {}
        self._spoilt: set[str] = set()

    def put(
        self, referral_id: str, change: StatusChange, *, position: int | None, place: int
    ) -> None:
        """Keep one step of a referral."""
        steps = self._waiting.get(referral_id)
        if steps is None:
            steps = self._waiting[referral_id] = _Steps(place)
        steps.add(change, position)

    def spoil(self, referral_id: str) -> None:
        """Remember that a step of this referral could not be read."""
        self._spoilt.add(referral_id)

    def is_spoilt(self, referral_id: str) -> bool:
        """Whether a step of this referral could not be read."""
        return referral_id in self._spoilt

    def take(self, referral_id: str) -> tuple[StatusChange, ...] | None:
        """The steps in order, which are then no longer here; ``None`` if there are none.

        Raises
        ------
        ValueError
            If the positions are not 0, 1, 2, … each once.
        """
        steps = self._waiting.pop(referral_id, None)
        if steps is None:
            return None
        if steps.positions is None:
            return tuple(steps.changes)
        if sorted(steps.positions) != list(range(len(steps.positions))):
            raise ValueError(referral_id)
        in_order = sorted(
            zip(steps.positions, steps.changes, strict=True), key=lambda pair: pair[0]
        )
        return tuple(change for _, change in in_order)

    def left(self) -> Iterator[tuple[str, int]]:
        """Referrals whose steps nobody took, with the place of the first step."""
        for referral_id, steps in self._waiting.items():
            yield referral_id, steps.place
