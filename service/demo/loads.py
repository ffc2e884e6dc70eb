"""Who carries how much on which day: companions while chains are made, services afterwards."""

from array import array
from itertools import accumulate

from graph_model.domain.referrals import FINAL_STATUSES
from graph_model.domain.vocabulary import ReferralStatus
from service.demo.drafts import ChainDraft
from service.demo.rhythm import Rhythm

COMPANION_CASES = 2
"""People whom a companion accompanies at once."""


class CompanionDiary:
    """Days on which companions accompany somebody."""

    def __init__(self, days: int) -> None:
        self._days = days
        self._entries: dict[str, bytearray] = {}

    def has_time(self, companion_id: str, day: int) -> bool:
        """Whether one more fits in over the half year from that day on."""
        entries = self._entries.get(companion_id)
        return entries is None or max(entries[day : day + 183], default=0) < COMPANION_CASES

    def enter(self, companion_id: str, day: int, *, last: int) -> None:
        """Note somebody from a day up to but without the last one."""
        entries = self._entries.setdefault(companion_id, bytearray(self._days))
        for spot in range(day, min(last, self._days)):
            entries[spot] += 1


class Loads:
    """Open referrals of each offering and open chains of each Kümmerer, day by day, as known."""

    def __init__(self, rhythm: Rhythm) -> None:
        self._rhythm = rhythm
        self._changes: dict[int | str, array[int]] = {}

    def add(self, chain: ChainDraft) -> None:
        """Count a chain and its referrals, whose steps are those that are known."""
        self._count(chain.opened_by, start=chain.opened, end=chain.closed)
        for referral in chain.referrals:
            if referral.offering is not None:
                accepted = [s for s in referral.steps if s.status is ReferralStatus.ACCEPTED]
                last = referral.steps[-1]
                if accepted:
                    end = last.occurred if last.status in FINAL_STATUSES else None
                    self._count(referral.offering, start=accepted[0].occurred, end=end)

    def _count(self, key: int | str, *, start: int, end: int | None) -> None:
        changes = self._changes.get(key)
        if changes is None:
            changes = self._changes[key] = array("i", bytes(4 * (self._rhythm.days + 1)))
        changes[self._rhythm.day_of(start)] += 1
        if end is not None:
            changes[self._rhythm.day_of(end) + 1] -= 1

    def by_day(self, key: int | str) -> list[int]:
        """Open cases on each day, the last one before the reference day last."""
        changes = self._changes.get(key)
        return list(accumulate(changes[:-1])) if changes else [0] * self._rhythm.days
