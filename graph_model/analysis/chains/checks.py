"""What goes wrong on one chain's way, found by comparing its hops with one another."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from graph_model.analysis.calendar import business_days_between
from graph_model.analysis.chains.hops import Hop
from graph_model.analysis.chains.rules import (
    NOBODY_WAITS,
    REFUSED_OR_FAILED,
    ChainRules,
    FindingCode,
)
from graph_model.analysis.chains.sentences import Trouble
from graph_model.domain.chains import HelpChain
from graph_model.domain.vocabulary import ReferralStatus


def troubles_of(
    chain: HelpChain, hops: Sequence[Hop], *, rules: ChainRules, until: datetime
) -> tuple[Trouble, ...]:
    """Every trouble of one chain, the most urgent kind first, then by time, then by id.

    ``until`` is the instant up to which a rest lasts: now, or the end of the chain. In a chain that
    has ended nobody waits for an answer any more, so nothing is overdue.
    """
    way = _Way(chain=chain, hops=hops, rules=rules, until=until)
    order = list(FindingCode)
    return tuple(
        sorted(way.troubles(), key=lambda t: (order.index(t.code), t.since, t.referral_ids))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    chain: HelpChain
    hops: Sequence[Hop]
    rules: ChainRules
    until: datetime

    def troubles(self) -> Iterator[Trouble]:
        yield from self._dead_ends()
        if self.chain.is_open:
            yield from self._overdue()
        yield from self._returned()
        yield from self._sent_round()
        yield from self._repeated_refusals()

    def _dead_ends(self) -> Iterator[Trouble]:
        for hop in self.hops:
            if hop.ended_at is None or hop.status not in REFUSED_OR_FAILED:
                continue
            if hop.reason in NOBODY_WAITS or self._goes_on(hop):
                continue
            rest = business_days_between(hop.ended_at, self.until)
            if rest > self.rules.dead_end_business_days:
                yield self._still(FindingCode.DEAD_END, hop, since=hop.ended_at)

    def _goes_on(self, refused: Hop) -> bool:
        before = self._before(refused)
        return any(
            _takes_on(other, refused, is_before=other.referral_id in before) for other in self.hops
        )

    def _before(self, hop: Hop) -> set[str]:
        """The hops that a hop came from: all that its links lead back to."""
        by_id = {hop.referral_id: hop for hop in self.hops}
        found: set[str] = set()
        waiting = [hop.follows_id, hop.parent_id]
        while waiting:
            link = waiting.pop()
            if link is not None and link not in found:
                found.add(link)
                waiting += [by_id[link].follows_id, by_id[link].parent_id]
        return found

    def _overdue(self) -> Iterator[Trouble]:
        for hop in self.hops:
            if hop.status is ReferralStatus.REQUESTED and hop.is_overdue:
                yield self._still(FindingCode.OVERDUE, hop, since=hop.requested_at)

    def _still(self, code: FindingCode, hop: Hop, *, since: datetime) -> Trouble:
        return Trouble(
            code=code,
            chain_id=self.chain.id,
            need_code=hop.need_code,
            actor_ids=(hop.recipient_id,),
            referral_ids=(hop.referral_id,),
            since=since,
            until=self.until,
        )

    def _returned(self) -> Iterator[Trouble]:
        for back in self.hops:
            there = [hop for hop in self.hops if self._is_answered(hop, back)]
            if there:
                latest = max(hop.requested_at for hop in there)
                first = min(
                    (hop for hop in there if hop.requested_at == latest),
                    key=lambda hop: hop.referral_id,
                )
                yield self._loop((first, back), (first.sender_id, first.recipient_id))

    def _is_answered(self, there: Hop, back: Hop) -> bool:
        """Whether ``there`` goes from A to B and ``back`` from B to A, within the window."""
        if (there.sender_id, there.recipient_id) != (back.recipient_id, back.sender_id):
            return False
        between = back.requested_at - there.requested_at
        is_later = between.total_seconds() > 0 or back.follows_id == there.referral_id
        is_same_need = there.need_code == back.need_code
        return is_same_need and is_later and between <= self.rules.loop_window

    def _sent_round(self) -> Iterator[Trouble]:
        by_id = {hop.referral_id: hop for hop in self.hops}
        for again in self.hops:
            middle = by_id.get(again.follows_id or "")
            first = by_id.get(middle.follows_id or "") if middle is not None else None
            if middle is None or first is None:
                continue
            path = (first, middle, again)
            if self._goes_round(path) and not self._is_told_already(path):
                yield self._loop(path, (first.recipient_id, middle.recipient_id))

    def _goes_round(self, path: tuple[Hop, Hop, Hop]) -> bool:
        first, middle, again = path
        return (
            first.recipient_id == again.recipient_id != middle.recipient_id
            and len({hop.need_code for hop in path}) == 1
            and again.requested_at - first.requested_at <= self.rules.loop_window
        )

    def _is_told_already(self, path: tuple[Hop, Hop, Hop]) -> bool:
        """Whether the middle one handing the person back is a loop of these two already."""
        _, middle, again = path
        if again.sender_id != middle.recipient_id:
            return False
        return any(self._is_answered(hop, again) for hop in self.hops)

    def _loop(self, path: Sequence[Hop], actors: tuple[str, str]) -> Trouble:
        return Trouble(
            code=FindingCode.RETURNED if len(path) == 2 else FindingCode.SENT_ROUND,
            chain_id=self.chain.id,
            need_code=path[0].need_code,
            actor_ids=actors,
            referral_ids=tuple(hop.referral_id for hop in path),
            since=path[0].requested_at,
            until=path[-1].requested_at,
        )

    def _repeated_refusals(self) -> Iterator[Trouble]:
        refused: dict[str, list[Hop]] = defaultdict(list)
        for hop in self.hops:
            if hop.status is ReferralStatus.REJECTED:
                refused[hop.recipient_id].append(hop)
        for actor_id, refusals in refused.items():
            if len(refusals) < 2:
                continue
            ordered = sorted(refusals, key=lambda hop: (_refused_at(hop), hop.referral_id))
            needs = {hop.need_code for hop in ordered}
            yield Trouble(
                code=FindingCode.REPEATED_REFUSAL,
                chain_id=self.chain.id,
                need_code=needs.pop() if len(needs) == 1 else None,
                actor_ids=(actor_id,),
                referral_ids=tuple(hop.referral_id for hop in ordered),
                since=_refused_at(ordered[0]),
                until=_refused_at(ordered[-1]),
                times=len(ordered),
            )


def _takes_on(other: Hop, refused: Hop, *, is_before: bool) -> bool:
    """Whether another hop carries on, or has settled, what was refused or failed.

    An open hop that the refused one came from (``is_before``) carries nothing on: whoever holds the
    person there is the one who has to act.
    """
    if other.referral_id == refused.referral_id or refused.ended_at is None:
        return False
    is_completed = other.status is ReferralStatus.COMPLETED
    is_later = other.requested_at >= refused.ended_at
    if other.follows_id == refused.referral_id and (other.is_open or is_completed or is_later):
        return True
    if other.need_code != refused.need_code:
        return False
    if other.ended_at is None:
        return not is_before
    if other.ended_at > refused.ended_at:
        return True
    return is_completed and other.ended_at >= refused.requested_at


def _refused_at(hop: Hop) -> datetime:
    return hop.decided_at or hop.requested_at
