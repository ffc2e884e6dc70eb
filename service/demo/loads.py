"""Who carries how much on which day: companions while chains are made, services afterwards."""

from array import array
from itertools import accumulate

from graph_model.domain.referrals import FINAL_STATUSES
from graph_model.domain.vocabulary import ReferralStatus
from service.demo.drafts import ReferralDraft
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
    """Open cases of each offering and each other recipient, day by day, as known in the end."""

    def __init__(self, rhythm: Rhythm) -> None:
        self._rhythm = rhythm
        self._changes: dict[int | str, array[int]] = {}

    def add(self, referral: ReferralDraft) -> None:
        """Count a finished referral whose steps are those that are known."""
        accepted = None
        for step in referral.steps:
            if step.status is ReferralStatus.ACCEPTED:
                accepted = self._rhythm.day_of(step.occurred)
        if accepted is None:
            return
        key = referral.recipient_id if referral.offering is None else referral.offering
        changes = self._changes.get(key)
        if changes is None:
            changes = self._changes[key] = array("i", bytes(4 * (self._rhythm.days + 1)))
        changes[accepted] += 1
        last = referral.steps[-1]
        if last.status in FINAL_STATUSES:
            changes[self._rhythm.day_of(last.occurred) + 1] -= 1

    def by_day(self, key: int | str) -> list[int]:
        """Open cases on each day, the last one before the reference day last."""
        changes = self._changes.get(key)
        return list(accumulate(changes[:-1])) if changes else [0] * self._rhythm.days
