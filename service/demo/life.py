"""The life of one referral: from the question to the end, each step with when it was recorded."""

from random import Random
from typing import NamedTuple

from graph_model.domain.vocabulary import Outcome, Reason, ReferralStatus
from service.demo.drafts import ReferralDraft, Step
from service.demo.profiles import Pace
from service.demo.rhythm import Rhythm

_S = ReferralStatus

CAPACITY_RESTS_DAYS = 200
"""Days before the reference day in which only the planted partner refuses for lack of room."""

_SHARE_REFUSED = 0.13
_SHARE_WITHDRAWN = 0.02
_SHARE_FAILED = 0.05
_SHARE_STOPPED = 0.07
_SHARE_HELD = 0.06
_SHARE_DRAFTED = 0.15

_REFUSALS = (
    *(Reason.NO_CAPACITY,) * 8,
    *(Reason.NOT_ELIGIBLE,) * 4,
    *(Reason.NOT_OFFERED,) * 5,
    Reason.ACCESS_BARRIER,
    Reason.LANGUAGE,
    *(Reason.OTHER,) * 2,
)
_FAILURES = (Reason.UNREACHABLE, Reason.UNREACHABLE, Reason.ACCESS_BARRIER, Reason.OTHER)
_STOPS = (
    Reason.CLIENT_DECLINED,
    Reason.CLIENT_DECLINED,
    Reason.NEED_MET_ELSEWHERE,
    Reason.ALREADY_SERVED,
)
_HOLDS = (Reason.UNREACHABLE, Reason.OTHER)
_OUTCOMES = (
    *(Outcome.RESOLVED,) * 12,
    *(Outcome.PARTLY_RESOLVED,) * 5,
    Outcome.UNRESOLVED,
    *(Outcome.SELF_HELP,) * 2,
)


class Course(NamedTuple):
    """How a referral goes: the answer, the ending if it was accepted, and how long each part takes.

    ``decision`` and ``lead`` are business days, ``stay`` is calendar days, as in ``Pace``.
    ``answer`` is accepted, rejected or cancelled, ``ending`` completed, failed or cancelled.
    """

    decision: int
    answer: ReferralStatus = _S.ACCEPTED
    lead: int = 0
    stay: int = 0
    ending: ReferralStatus = _S.COMPLETED
    reason: Reason | None = None
    outcome: Outcome | None = None
    is_held: bool = False


class Life:
    """Draws courses and writes them into referrals."""

    def __init__(self, rhythm: Rhythm, rng: Random) -> None:
        self._rhythm = rhythm
        self._random = rng.random

    def course(self, pace: Pace, day: int, *, may_end_badly: bool) -> Course:
        """A course drawn from a recipient's pace.

        Parameters
        ----------
        pace
            The recipient's.
        day
            Day of asking.
        may_end_badly
            Whether somebody else is left to be asked after a refusal or failure.
        """
        random = self._random
        decision = pace.decision[int(random() * len(pace.decision))]
        fate = random()
        if may_end_badly and fate < _SHARE_REFUSED:
            return Course(decision, _S.REJECTED, reason=self._refusal(day))
        if fate > 1 - _SHARE_WITHDRAWN:
            return Course(decision, _S.CANCELLED, reason=_STOPS[int(random() * len(_STOPS))])
        lead = pace.lead[int(random() * len(pace.lead))]
        stay = pace.stay[int(random() * len(pace.stay))]
        stay += int(random() * 5)
        is_held = random() < _SHARE_HELD
        fate = random()
        if fate < _SHARE_FAILED and may_end_badly:
            reason = _FAILURES[int(random() * len(_FAILURES))]
            return Course(decision, _S.ACCEPTED, lead, stay // 2, _S.FAILED, reason, None, is_held)
        if fate > 1 - _SHARE_STOPPED:
            reason = _STOPS[int(random() * len(_STOPS))]
            return Course(decision, _S.ACCEPTED, lead, stay // 2, _S.CANCELLED, reason)
        outcome = _OUTCOMES[int(random() * len(_OUTCOMES))]
        return Course(decision, _S.ACCEPTED, lead, stay, _S.COMPLETED, None, outcome, is_held)

    def _refusal(self, day: int) -> Reason:
        reason = _REFUSALS[int(self._random() * len(_REFUSALS))]
        is_late = day > self._rhythm.days - CAPACITY_RESTS_DAYS
        return Reason.OTHER if is_late and reason is Reason.NO_CAPACITY else reason

    def live(self, referral: ReferralDraft, day: int, *, course: Course, floor: int) -> None:
        """Write the steps of a course into a referral.

        Parameters
        ----------
        referral
            One without steps.
        day
            Business day of asking.
        course
            How it goes.
        floor
            Instant before which nothing happens or is recorded.
        """
        asked = self.instant(day, floor)
        sender, recipient = referral.sender_id, referral.recipient_id
        if self._random() < _SHARE_DRAFTED:
            self._step(referral, Step(_S.DRAFT, asked, floor, sender, sender))
            asked += 5 + int(self._random() * 40)
        self._step(referral, Step(_S.REQUESTED, asked, floor, sender, sender))
        answered = self._rhythm.later(self._rhythm.day_of(asked), course.decision)
        if course.answer is not _S.ACCEPTED:
            decider = recipient if course.answer is _S.REJECTED else sender
            self._happen(referral, course.answer, day=answered, what=(decider, course.reason, None))
            return
        self._happen(referral, _S.ACCEPTED, day=answered, what=(recipient, None, None))
        began = self._rhythm.later(answered, course.lead)
        self._happen(referral, _S.IN_PROGRESS, day=began, what=(recipient, None, None))
        if course.is_held:
            hold = _HOLDS[int(self._random() * len(_HOLDS))]
            third = course.stay // 3
            self._happen(referral, _S.ON_HOLD, day=began + third, what=(recipient, hold, None))
            resumed = began + 2 * third
            self._happen(referral, _S.IN_PROGRESS, day=resumed, what=(recipient, None, None))
        stopped_by_sender = course.ending is _S.CANCELLED and self._random() < 0.5
        decider = sender if stopped_by_sender else recipient
        ending = (decider, course.reason, course.outcome)
        self._happen(referral, course.ending, day=began + course.stay, what=ending)

    def instant(self, day: int, after: int) -> int:
        """An instant in the working hours of a day, or soon after another one if that is later."""
        instant = self._rhythm.at(day, 480 + int(self._random() * 510))
        return instant if instant > after else after + 4 + int(self._random() * 22)

    def recorded(self, occurred: int, slowest: int = 8) -> int:
        """When something is recorded: mostly within the hour, at times business days later.

        ``slowest`` is the most business days that it may take.
        """
        random = self._random
        fate = random()
        if fate < 0.62 or not slowest:
            return occurred + 2 + int(random() * 55)
        delay = 1 if fate < 0.88 else 2 if fate < 0.96 else 3 + int(random() * 6)
        day = self._rhythm.later(self._rhythm.day_of(occurred), min(delay, slowest))
        return self._rhythm.at(day, 480 + int(random() * 570))

    def _happen(
        self,
        referral: ReferralDraft,
        status: ReferralStatus,
        *,
        day: int,
        what: tuple[str, Reason | None, Outcome | None],
    ) -> None:
        last = referral.steps[-1]
        decider, reason, outcome = what
        occurred = self.instant(self._rhythm.later(day, 0), last.occurred)
        recorder = referral.typist if self._random() < 0.7 else decider
        self._step(
            referral,
            Step(status, occurred, last.recorded, decider, recorder, reason, outcome),
        )

    def _step(self, referral: ReferralDraft, step: Step) -> None:
        """Append a step; its ``recorded`` comes in as the earliest that it may be.

        Bad ends are recorded soon, since somebody has to go on from there.
        """
        slowest = 2 if step.status in (_S.REQUESTED, _S.REJECTED, _S.FAILED) else 8
        before = referral.steps[-1].recorded if referral.steps else 0
        recorded = max(before, step.recorded, self.recorded(step.occurred, slowest))
        referral.steps.append(step._replace(recorded=recorded))
