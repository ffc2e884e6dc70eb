"""Whole help chains: how they open, what is needed, how they close, and how they are cut off."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random

from graph_model.domain.referrals import FINAL_STATUSES
from graph_model.domain.vocabulary import Channel, Initiator, Outcome, Reason, ReferralStatus, Trigger
from service.demo.drafts import ChainDraft, ContactDraft, ReferralDraft, Step, TenantDraft
from service.demo.life import Course
from service.demo.profiles import ELDER_NEEDS, KUEMMERER_PACE, YOUNGER_NEEDS
from service.demo.threads import BAD_ENDS, Ask, Recipient, Threads

_S = ReferralStatus

_SHARE_INTAKE = 0.15
_SHARE_ABORTED = 0.045
_SHARE_MISTAKEN = 0.012
_SHARE_LAST_CONTACT = 0.7
_FOLLOW_UP_DAYS = 28

_OPENINGS = (
    *((Trigger.SELF_REPORT, Initiator.TENANT),) * 5,
    *((Trigger.EARLY_SIGN, Initiator.KUEMMERER),) * 4,
    *((Trigger.HINT, Initiator.NEIGHBOUR),) * 3,
    *((Trigger.HINT, Initiator.RELATIVE),) * 4,
    (Trigger.EARLY_SIGN, Initiator.COMPANION),
    *((Trigger.RENT_ARREARS, Initiator.KUEMMERER),) * 2,
    *((Trigger.HOSPITAL_DISCHARGE, Initiator.RELATIVE),) * 2,
    (Trigger.HOSPITAL_DISCHARGE, Initiator.PARTNER),
    (Trigger.EVICTION_THREAT, Initiator.ADMINISTRATION),
    (Trigger.CRISIS, Initiator.TENANT),
    (Trigger.HINT, Initiator.ANONYMOUS),
)
_CHANNELS = (
    *(Channel.CONSULTATION_HOUR,) * 3,
    *(Channel.PHONE,) * 4,
    *(Channel.HOME_VISIT,) * 3,
    Channel.DOORSTEP,
    Channel.EMAIL,
    Channel.MESSENGER,
    Channel.LETTER,
)
_ABORTS = (
    (Outcome.WITHDREW, Reason.CLIENT_DECLINED),
    (Outcome.LOST_CONTACT, Reason.UNREACHABLE),
    (Outcome.MOVED, Reason.MOVED),
    (Outcome.DECEASED, Reason.DECEASED),
)
GONE = frozenset({Outcome.MOVED, Outcome.DECEASED})
"""Outcomes after which a tenant has no further chain."""

_OUTCOMES = (
    *(Outcome.RESOLVED,) * 12,
    *(Outcome.PARTLY_RESOLVED,) * 5,
    Outcome.UNRESOLVED,
    *(Outcome.SELF_HELP,) * 2,
)


class Chains:
    """Makes chains for tenants out of threads."""

    def __init__(self, threads: Threads, rng: Random) -> None:
        self.threads = threads
        self._random = rng.random
        self._elder = _Wheel(ELDER_NEEDS)
        self._younger = _Wheel(YOUNGER_NEEDS)

    def regular(self, tenant: TenantDraft, day: int) -> ChainDraft:
        """An unplanted chain: one to three needs, closed in the end."""
        chain = self.open(tenant, day)
        needs = self._needs(tenant)
        intake = self._intake(chain, needs[0], day)
        start = day
        for need in needs:
            if need in self.threads.world.uncovered[tenant.town]:
                self.threads.search_in_vain(chain, need, start)
            else:
                self._begin(chain, need, start, intake)
            start += int(self._random() * 12)
        if intake is not None:
            self._finish_intake(chain, intake)
        self.close(chain)
        return chain

    def open(self, tenant: TenantDraft, day: int, *, slowest: int = 2) -> ChainDraft:
        """A chain that has just been opened, with its first contact.

        ``slowest`` is the most business days that recording it may take.
        """
        threads = self.threads
        responsible = threads.world.responsible(tenant.cooperative_id, tenant.town)
        trigger, initiator = _OPENINGS[int(self._random() * len(_OPENINGS))]
        opened = threads.life.instant(day, 0)
        chain = ChainDraft(
            id=threads.next_id("c"),
            tenant=tenant,
            opened_by=responsible[int(self._random() * len(responsible))],
            trigger=trigger,
            initiator=initiator,
            opened=opened,
            recorded=threads.life.recorded(opened, slowest),
        )
        self._meet(chain, opened, chain.initiator)
        return chain

    def close(self, chain: ChainDraft, *, is_staged: bool = False) -> None:
        """Follow up, then close the chain after everything in it has ended.

        Unless it is staged, it may be broken off early, or hold a mistake.
        """
        ends = [referral.steps[-1].occurred for referral in chain.referrals]
        ends += [search.occurred for search in chain.searches]
        end = max(ends, default=chain.opened)
        self._follow_up(chain, end)
        if not is_staged:
            self._mistake(chain)
            if self._random() < _SHARE_ABORTED and self._break_off(chain, end):
                return
        day = self.threads.rhythm.later(
            self.threads.rhythm.day_of(end), 1 + int(self._random() * 8)
        )
        helped = any(referral.status is _S.COMPLETED for referral in chain.referrals)
        outcome = _OUTCOMES[int(self._random() * len(_OUTCOMES))]
        self._shut(chain, day, outcome if helped else Outcome.UNRESOLVED)

    def _needs(self, tenant: TenantDraft) -> list[str]:
        wheel = self._elder if tenant.is_elder else self._younger
        fate = self._random()
        wanted = 1 if fate < 0.55 else 2 if fate < 0.88 else 3
        needs = {wheel.turn(self._random()): None for _ in range(wanted)}
        return list(needs)

    def _begin(
        self, chain: ChainDraft, need: str, day: int, intake: ReferralDraft | None
    ) -> None:
        threads = self.threads
        floor = chain.recorded if intake is None else intake.steps[-1].recorded
        threads.follow(
            chain,
            Ask(
                need=need,
                sender=chain.opened_by,
                day=threads.rhythm.later(
                    max(day, threads.rhythm.day_of(floor)), int(self._random() * 4)
                ),
                floor=floor,
                parent=intake if intake is not None and intake.need == need else None,
            ),
        )

    def _intake(self, chain: ChainDraft, need: str, day: int) -> ReferralDraft | None:
        """At times the cooperative's office sends the tenant to its Kümmerer first."""
        if self._random() >= _SHARE_INTAKE:
            return None
        pace = KUEMMERER_PACE
        course = Course(
            pace.decision[int(self._random() * len(pace.decision))],
            lead=pace.lead[int(self._random() * len(pace.lead))],
            outcome=Outcome.RESOLVED,
        )
        ask = Ask(
            need=need,
            sender=chain.tenant.cooperative_id,
            day=self.threads.rhythm.later(day, 0),
            floor=chain.recorded,
        )
        recipient = Recipient(chain.opened_by, None, pace, has_others=False)
        intake = self.threads.refer(chain, ask, recipient, course)
        intake.steps.pop()
        self.threads.consent(chain, [intake])
        return intake

    def _finish_intake(self, chain: ChainDraft, intake: ReferralDraft) -> None:
        """The Kümmerer ends what the office asked for when everything else has ended."""
        last = max(referral.steps[-1].occurred for referral in chain.referrals)
        day = self.threads.rhythm.later(self.threads.rhythm.day_of(last), 1)
        occurred = self.threads.life.instant(day, last)
        recorded = max(intake.steps[-1].recorded, self.threads.life.recorded(occurred))
        kuemmerer = intake.recipient_id
        intake.steps.append(
            Step(
                _S.COMPLETED,
                occurred,
                recorded,
                kuemmerer,
                kuemmerer,
                outcome=Outcome.PARTLY_RESOLVED if self._random() < 0.3 else Outcome.RESOLVED,
            )
        )

    def _mistake(self, chain: ChainDraft) -> None:
        """Now and then a referral is typed in twice; the second is taken back the day after."""
        if not chain.referrals or self._random() >= _SHARE_MISTAKEN:
            return
        first = chain.referrals[0]
        sent = next(s for s in first.steps if s.status is _S.REQUESTED)
        again = sent._replace(occurred=sent.occurred + 2, recorded=sent.recorded + 2)
        day = self.threads.rhythm.later(self.threads.rhythm.day_of(again.recorded), 1)
        undone = self.threads.life.instant(day, again.recorded)
        error = Step(
            _S.ENTERED_IN_ERROR,
            undone,
            undone,
            first.sender_id,
            chain.opened_by,
            Reason.DUPLICATE,
        )
        chain.referrals.append(
            ReferralDraft(
                id=self.threads.next_id("r"),
                chain_id=chain.id,
                tenant_id=first.tenant_id,
                sender_id=first.sender_id,
                recipient_id=first.recipient_id,
                offering=first.offering,
                need=first.need,
                urgency=first.urgency,
                typist=first.typist,
                steps=[again, error],
            )
        )

    def _break_off(self, chain: ChainDraft, end: int) -> bool:
        """End the chain early, unless that would leave a refusal without its successor."""
        rhythm = self.threads.rhythm
        last = rhythm.day_of(end)
        first = rhythm.day_of(chain.recorded) + 1
        day = rhythm.later(first + int(self._random() * max(1, last - first)), 0)
        moment = self.threads.life.instant(day, chain.recorded)
        kept = [r for r in chain.referrals if r.steps[0].occurred <= moment]
        if not kept or _hangs(kept, moment):
            return False
        outcome, reason = _ABORTS[int(self._random() * len(_ABORTS))]
        chain.referrals = kept
        for referral in kept:
            self._stop(referral, moment, reason)
        chain.contacts = [c for c in chain.contacts if c.occurred <= moment]
        chain.searches = [s for s in chain.searches if s.occurred <= moment]
        chain.consents = [(c, first) for c, first in chain.consents if first in kept]
        self._shut(chain, rhythm.later(day, 1), outcome)
        return True

    def _stop(self, referral: ReferralDraft, moment: int, reason: Reason) -> None:
        steps = [step for step in referral.steps if step.occurred <= moment]
        if steps[-1].status not in FINAL_STATUSES:
            recorded = max(steps[-1].recorded, self.threads.life.recorded(moment))
            sender = referral.sender_id
            steps.append(Step(_S.CANCELLED, moment, recorded, sender, referral.typist, reason))
        referral.steps = steps

    def _shut(self, chain: ChainDraft, day: int, outcome: Outcome) -> None:
        recorded = [referral.steps[-1].recorded for referral in chain.referrals]
        known = max([*recorded, *(s.recorded for s in chain.searches), chain.recorded])
        last = max([referral.steps[-1].occurred for referral in chain.referrals], default=0)
        chain.closed = self.threads.life.instant(day, max(last, chain.opened))
        chain.closed_recorded = max(known, self.threads.life.recorded(chain.closed))
        chain.outcome = outcome
        if self._random() < _SHARE_LAST_CONTACT and outcome is not Outcome.DECEASED:
            self._meet(chain, chain.closed, Initiator.KUEMMERER)

    def _follow_up(self, chain: ChainDraft, end: int) -> None:
        rhythm = self.threads.rhythm
        day = rhythm.day_of(chain.opened)
        last = rhythm.day_of(end)
        for _ in range(4):
            day = rhythm.later(day + _FOLLOW_UP_DAYS + int(self._random() * 20), 0)
            if day >= last:
                return
            self._meet(chain, self.threads.life.instant(day, chain.opened), Initiator.KUEMMERER)

    def _meet(self, chain: ChainDraft, occurred: int, initiator: Initiator) -> None:
        """Tenant and Kümmerer talk; ``initiator`` may be somebody who is no node of the graph."""
        parties = (chain.tenant.id, chain.opened_by)
        if initiator in (Initiator.KUEMMERER, Initiator.COMPANION):
            parties = (chain.opened_by, chain.tenant.id)
        recorded = max(chain.recorded, self.threads.life.recorded(occurred))
        is_anonymous = initiator is Initiator.ANONYMOUS
        chain.contacts.append(
            ContactDraft(
                id=self.threads.next_id("k"),
                from_id=parties[0],
                to_id=parties[1],
                occurred=occurred,
                recorded=recorded,
                channel=Channel.ANONYMOUS_ONLINE
                if is_anonymous
                else _CHANNELS[int(self._random() * len(_CHANNELS))],
                initiator=initiator,
                need=None,
                chain_id=chain.id,
                recorded_by=chain.opened_by,
            )
        )


class _Wheel:
    """Draws from weighted needs."""

    def __init__(self, weights: Mapping[str, int]) -> None:
        self._needs = tuple(weights)
        self._sums = list(accumulate(weights.values()))

    def turn(self, fate: float) -> str:
        return self._needs[bisect(self._sums, fate * self._sums[-1])]


def _hangs(kept: Sequence[ReferralDraft], moment: int) -> bool:
    """Whether a refusal among them would stay without its successor at that moment."""
    followed = {r.previous.id for r in kept if r.previous is not None}
    for referral in kept:
        status = [step.status for step in referral.steps if step.occurred <= moment][-1]
        if status in BAD_ENDS and referral.id not in followed:
            return True
    return False
