"""Whole help chains: how they open, what is needed, and who is asked for help."""

from bisect import bisect
from collections.abc import Mapping
from itertools import accumulate
from random import Random

from graph_model.domain.vocabulary import Initiator, Outcome, ReferralStatus, Trigger
from service.demo.drafts import ChainDraft, ReferralDraft, Step, TenantDraft
from service.demo.endings import Endings
from service.demo.life import Course
from service.demo.profiles import ELDER_NEEDS, KUEMMERER_PACE, YOUNGER_NEEDS
from service.demo.threads import Ask, Recipient, Threads

_S = ReferralStatus

_SHARE_INTAKE = 0.15

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


class Chains:
    """Makes chains for tenants out of threads."""

    def __init__(self, threads: Threads, rng: Random) -> None:
        self.threads = threads
        self.endings = Endings(threads)
        self._random = rng.random
        self._elder = _Wheel(ELDER_NEEDS)
        self._younger = _Wheel(YOUNGER_NEEDS)

    def regular(self, tenant: TenantDraft, day: int, *, is_only: bool) -> ChainDraft:
        """An unplanted chain: one to three needs, closed in the end.

        ``is_only`` says that the tenant has no other chain.
        """
        chain = self.open(tenant, day)
        needs = self._needs(tenant)
        intake = self._intake(chain, needs[0], day=day)
        start = day
        for need in needs:
            if need in self.threads.world.uncovered[tenant.town]:
                self.threads.search_in_vain(chain, need, day=start)
            else:
                self._begin(chain, need, day=start, intake=intake)
            start += int(self._random() * 12)
        if intake is not None:
            self._finish_intake(chain, intake)
        self.endings.close(chain, may_leave=is_only)
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
        threads.encounters.meet(chain, opened, initiator=chain.initiator)
        return chain

    def _needs(self, tenant: TenantDraft) -> list[str]:
        wheel = self._elder if tenant.is_elder else self._younger
        fate = self._random()
        wanted = 1 if fate < 0.55 else 2 if fate < 0.88 else 3
        needs = {wheel.turn(self._random()): None for _ in range(wanted)}
        return list(needs)

    def _begin(
        self, chain: ChainDraft, need: str, *, day: int, intake: ReferralDraft | None
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

    def _intake(self, chain: ChainDraft, need: str, *, day: int) -> ReferralDraft | None:
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
        intake = self.threads.refer(chain, ask, recipient=recipient, course=course)
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


class _Wheel:
    """Draws from weighted needs."""

    def __init__(self, weights: Mapping[str, int]) -> None:
        self._needs = tuple(weights)
        self._sums = list(accumulate(weights.values()))

    def turn(self, fate: float) -> str:
        return self._needs[bisect(self._sums, fate * self._sums[-1])]
