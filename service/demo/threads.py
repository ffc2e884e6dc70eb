"""Threads of a chain: the search for help with one need, from the first question to the end.

A thread asks somebody, asks the next after a refusal or failure (``previous``), and who helps may
pass the person on to others (``parent``), so that chains branch. Unless a story says so, nobody is
asked twice for the same need in one chain, and a refusal always finds its successor.
"""

from random import Random
from typing import NamedTuple

from graph_model.domain.vocabulary import ReferralStatus, Urgency
from service.demo.counters import Counters
from service.demo.drafts import (
    ChainDraft,
    ConsentDraft,
    ReferralDraft,
    SearchDraft,
)
from service.demo.encounters import Encounters
from service.demo.life import Course, Life
from service.demo.loads import CompanionDiary
from service.demo.profiles import COMPANION_NEEDS, COMPANION_PACE, RELATED, Pace
from service.demo.rhythm import Rhythm
from service.demo.world import World

_S = ReferralStatus
BAD_ENDS = frozenset({_S.REJECTED, _S.FAILED})
MOST_TRIES = 3
DEEPEST_PASSING_ON = 2

_SHARE_PASSED_ON = 0.27
_SHARE_COMPANION = 0.75
_SHARE_CALLED = 0.5
_CONSENT_DAYS = 365

_URGENCIES = (*(Urgency.ROUTINE,) * 15, *(Urgency.URGENT,) * 4, Urgency.ASAP)


class Ask(NamedTuple):
    """A question for help: for what, by whom, after what, from when on."""

    need: str
    sender: str
    day: int
    floor: int
    parent: ReferralDraft | None = None
    previous: ReferralDraft | None = None


class Recipient(NamedTuple):
    """Who can be asked, and whether somebody else is left after them."""

    id: str
    offering: int | None
    pace: Pace
    has_others: bool


class Threads:
    """Writes threads into chains."""

    def __init__(self, world: World, rhythm: Rhythm, *, rng: Random, counters: Counters) -> None:
        self.world = world
        self.rhythm = rhythm
        self.life = Life(rhythm, rng)
        self.diary = CompanionDiary(rhythm.days)
        self.next_id = counters.next
        self.encounters = Encounters(rhythm, rng, counters=counters)
        self.random = rng.random

    def follow(self, chain: ChainDraft, ask: Ask, *, depth: int = 0) -> None:
        """Ask until somebody has taken the person or nobody is left, and pass on from there."""
        tries: list[ReferralDraft] = []
        while len(tries) < MOST_TRIES:
            recipient = self._choose(chain, ask)
            if recipient is None:
                break
            may_end_badly = recipient.has_others and len(tries) < MOST_TRIES - 1
            course = self.life.course(recipient.pace, ask.day, may_end_badly=may_end_badly)
            if recipient.pace is COMPANION_PACE:
                self._enter_in_diary(recipient.id, ask.day, course=course)
            tries.append(self.refer(chain, ask, recipient=recipient, course=course))
            if tries[-1].status not in BAD_ENDS:
                break
            ask = self.after(tries[-1], ask)
        if tries:
            self.consent(chain, tries)
            self._pass_on(chain, tries[-1], depth=depth)

    def refer(
        self, chain: ChainDraft, ask: Ask, *, recipient: Recipient, course: Course
    ) -> ReferralDraft:
        """Ask one recipient, with the given course."""
        if self.random() < _SHARE_CALLED:
            ask = ask._replace(floor=self._call(chain, ask, recipient=recipient.id))
        referral = ReferralDraft(
            id=self.next_id("r"),
            chain_id=chain.id,
            tenant_id=chain.tenant.id,
            sender_id=ask.sender,
            recipient_id=recipient.id,
            offering=recipient.offering,
            need=ask.need,
            urgency=_URGENCIES[int(self.random() * len(_URGENCIES))],
            typist=chain.opened_by,
            previous=ask.previous,
            parent=ask.parent,
        )
        self.life.live(referral, ask.day, course=course, floor=ask.floor)
        chain.referrals.append(referral)
        chain.asked.add((ask.need, recipient.id))
        chain.asked.add((ask.need, ask.sender))
        if referral.status is _S.REJECTED:
            chain.refusers.add(recipient.id)
        return referral

    def after(self, ended: ReferralDraft, ask: Ask) -> Ask:
        """The next question after a bad end: a few business days after it was learnt of."""
        learnt = ended.steps[-1].recorded
        day = self.rhythm.later(self.rhythm.day_of(learnt), 1 + int(self.random() * 4))
        return ask._replace(day=day, floor=learnt, previous=ended)

    def consent(self, chain: ChainDraft, referrals: list[ReferralDraft]) -> None:
        """Give the consent that a thread's referrals need, on the day of the first."""
        sent = next(s for s in referrals[0].steps if s.status is _S.REQUESTED)
        day = self.rhythm.day_of(sent.occurred)
        fate = self.random()
        last = max(referral.steps[-1].occurred for referral in referrals)
        draft = ConsentDraft(
            id=self.next_id("e"),
            tenant_id=chain.tenant.id,
            recipient_ids=tuple(dict.fromkeys(r.recipient_id for r in referrals)),
            day=day,
            end_day=day + _CONSENT_DAYS if fate < 0.6 else None,
            withdrawn=last + 1440 + int(self.random() * 90_000) if fate > 0.97 else None,
        )
        chain.consents.append((draft, referrals[0]))

    def search_in_vain(self, chain: ChainDraft, need: str, *, day: int) -> None:
        """Speak about a need, look for somebody and find nobody."""
        occurred = self.life.instant(self.rhythm.later(day, 0), chain.recorded)
        called = self.encounters.call(
            chain, (chain.tenant.id, chain.opened_by), occurred=occurred, need=need
        )
        searched = called.occurred + 10 + int(self.random() * 60)
        offering = self.world.offerings_for.get(need, 0)
        chain.searches.append(
            SearchDraft(
                id=self.next_id("u"),
                need=need,
                area_id=chain.tenant.area_id,
                occurred=searched,
                recorded=searched,
                searched_by=chain.opened_by,
                chain_id=chain.id,
                cooperative_id=chain.tenant.cooperative_id,
                without_need=len(self.world.offerings) - offering,
                without_area=offering,
            )
        )

    def _choose(self, chain: ChainDraft, ask: Ask) -> Recipient | None:
        town = chain.tenant.town
        offerings = self.world.offerings
        free = [
            place
            for place in self.world.providers(ask.need, town)
            if (ask.need, offerings[place].actor_id) not in chain.asked
            and offerings[place].actor_id not in chain.refusers
            and offerings[place].actor_id != ask.sender
        ]
        others = len({offerings[place].actor_id for place in free})
        if self._asks_companion(chain, ask):
            companion = self._companion(chain, ask)
            if companion is not None:
                return Recipient(companion, None, COMPANION_PACE, others > 0)
        if not free:
            return None
        place = free[int(self.random() * len(free))]
        return Recipient(offerings[place].actor_id, place, offerings[place].pace, others > 1)

    def _asks_companion(self, chain: ChainDraft, ask: Ask) -> bool:
        return (
            ask.need in COMPANION_NEEDS
            and chain.tenant.is_elder
            and ask.previous is None
            and self.random() < _SHARE_COMPANION
        )

    def _companion(self, chain: ChainDraft, ask: Ask) -> str | None:
        companions = self.world.companions_of[chain.tenant.town]
        for _ in range(4):
            candidate = companions[int(self.random() * len(companions))]
            is_new = (ask.need, candidate) not in chain.asked and candidate not in chain.refusers
            if is_new and self.diary.has_time(candidate, ask.day):
                return candidate
        return None

    def _enter_in_diary(self, companion_id: str, day: int, *, course: Course) -> None:
        if course.answer is _S.ACCEPTED:
            last = self.rhythm.later(day, course.decision + course.lead) + course.stay
            self.diary.enter(companion_id, day, last=last + 7)

    def _pass_on(self, chain: ChainDraft, referral: ReferralDraft, *, depth: int) -> None:
        began = next((s for s in referral.steps if s.status is _S.IN_PROGRESS), None)
        related = RELATED.get(referral.need)
        if began is None or related is None or referral.offering is None:
            return
        if depth >= DEEPEST_PASSING_ON or referral.status in BAD_ENDS:
            return
        for need in related:
            if self.random() < _SHARE_PASSED_ON / len(related) * 1.4:
                day = self.rhythm.day_of(began.recorded)
                ask = Ask(
                    need=need,
                    sender=referral.recipient_id,
                    day=self.rhythm.later(day, 1 + int(self.random() * 10)),
                    floor=began.recorded,
                    parent=referral,
                )
                self.follow(chain, ask, depth=depth + 1)

    def _call(self, chain: ChainDraft, ask: Ask, *, recipient: str) -> int:
        """The sender rings the recipient before asking; the instant of the call."""
        called = self.life.instant(ask.day, ask.floor)
        parties = (ask.sender, recipient)
        self.encounters.call(chain, parties, occurred=called, need=ask.need)
        return called
