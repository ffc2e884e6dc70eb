"""How chains end: closed after all help, or broken off; and referrals typed in by mistake."""

from collections.abc import Sequence

from graph_model.domain.referrals import FINAL_STATUSES
from graph_model.domain.vocabulary import Initiator, Outcome, Reason, ReferralStatus
from service.demo.drafts import ChainDraft, ReferralDraft, Step
from service.demo.threads import BAD_ENDS, Threads

_S = ReferralStatus

_SHARE_ABORTED = 0.06
_SHARE_MISTAKEN = 0.012
_SHARE_LAST_CONTACT = 0.7

_STAYING = (
    (Outcome.WITHDREW, Reason.CLIENT_DECLINED),
    (Outcome.LOST_CONTACT, Reason.UNREACHABLE),
)
_LEAVING = (
    (Outcome.MOVED, Reason.MOVED),
    (Outcome.DECEASED, Reason.DECEASED),
)
GONE = frozenset({Outcome.MOVED, Outcome.DECEASED})
"""Outcomes after which nothing more happens with a tenant."""

_OUTCOMES = (
    *(Outcome.RESOLVED,) * 12,
    *(Outcome.PARTLY_RESOLVED,) * 5,
    Outcome.UNRESOLVED,
    *(Outcome.SELF_HELP,) * 2,
)


class Endings:
    """Ends chains that threads have been written into."""

    def __init__(self, threads: Threads) -> None:
        self.threads = threads
        self._random = threads.random

    def close(self, chain: ChainDraft, *, is_staged: bool = False, may_leave: bool = False) -> None:
        """Follow up, then close the chain after everything in it has ended.

        Unless it is staged, it may be broken off early, or hold a mistake; ``may_leave`` allows
        that the tenant moves or dies, which is for those without other chains.
        """
        ends = [referral.steps[-1].occurred for referral in chain.referrals]
        ends += [search.occurred for search in chain.searches]
        end = max(ends, default=chain.opened)
        self.threads.encounters.follow_up(chain, end)
        if not is_staged:
            self._mistake(chain)
            if self._random() < _SHARE_ABORTED and self._break_off(chain, end, may_leave=may_leave):
                return
        day = self.threads.rhythm.later(
            self.threads.rhythm.day_of(end), 1 + int(self._random() * 8)
        )
        helped = any(referral.status is _S.COMPLETED for referral in chain.referrals)
        outcome = _OUTCOMES[int(self._random() * len(_OUTCOMES))]
        self._shut(chain, day, outcome=outcome if helped else Outcome.UNRESOLVED)

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

    def _break_off(self, chain: ChainDraft, end: int, *, may_leave: bool) -> bool:
        """End the chain early, unless that would leave a refusal without its successor."""
        rhythm = self.threads.rhythm
        last = rhythm.day_of(end)
        first = rhythm.day_of(chain.recorded) + 1
        day = rhythm.later(first + int(self._random() * max(1, last - first)), 0)
        moment = self.threads.life.instant(day, chain.recorded)
        kept = [r for r in chain.referrals if r.steps[0].occurred <= moment]
        if not kept or _hangs(kept, moment):
            return False
        endings = (*_STAYING, *_LEAVING, *_LEAVING) if may_leave else _STAYING
        outcome, reason = endings[int(self._random() * len(endings))]
        chain.referrals = kept
        for referral in kept:
            self._stop(referral, moment, reason=reason)
        chain.contacts = [c for c in chain.contacts if c.occurred <= moment]
        chain.searches = [s for s in chain.searches if s.occurred <= moment]
        chain.consents = [(c, first) for c, first in chain.consents if first in kept]
        self._shut(chain, rhythm.later(day, 1), outcome=outcome)
        return True

    def _stop(self, referral: ReferralDraft, moment: int, *, reason: Reason) -> None:
        steps = [step for step in referral.steps if step.occurred <= moment]
        if steps[-1].status not in FINAL_STATUSES:
            recorded = max(steps[-1].recorded, self.threads.life.recorded(moment))
            sender = referral.sender_id
            steps.append(Step(_S.CANCELLED, moment, recorded, sender, referral.typist, reason))
        referral.steps = steps

    def _shut(self, chain: ChainDraft, day: int, *, outcome: Outcome) -> None:
        recorded = [referral.steps[-1].recorded for referral in chain.referrals]
        known = max([*recorded, *(s.recorded for s in chain.searches), chain.recorded])
        last = max([referral.steps[-1].occurred for referral in chain.referrals], default=0)
        chain.closed = self.threads.life.instant(day, max(last, chain.opened))
        chain.closed_recorded = max(known, self.threads.life.recorded(chain.closed))
        chain.outcome = outcome
        if self._random() < _SHARE_LAST_CONTACT and outcome is not Outcome.DECEASED:
            self.threads.encounters.meet(chain, chain.closed, initiator=Initiator.KUEMMERER)


def _hangs(kept: Sequence[ReferralDraft], moment: int) -> bool:
    """Whether a refusal among them would stay without its successor at that moment."""
    followed = {r.previous.id for r in kept if r.previous is not None}
    for referral in kept:
        status = [step.status for step in referral.steps if step.occurred <= moment][-1]
        if status in BAD_ENDS and referral.id not in followed:
            return True
    return False
