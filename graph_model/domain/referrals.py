"""Referrals and the steps they can take (HL7 FHIR ``Task``, profile Gravity SDOHCC)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from graph_model.domain.checks import check_id, check_instant, check_member, refuse
from graph_model.domain.vocabulary import Outcome, Reason, ReferralStatus, Urgency
from graph_model.errors import (
    MissingOutcomeError,
    MissingReasonError,
    TransitionError,
    WrongPartyError,
)


class Party(StrEnum):
    """Side of a referral that decides a step."""

    SENDER = "sender"
    RECIPIENT = "recipient"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One allowed step: who decides it and what it must carry."""

    parties: frozenset[Party]
    needs_reason: bool = False
    needs_outcome: bool = False


_SENDER = frozenset({Party.SENDER})
_RECIPIENT = frozenset({Party.RECIPIENT})
_S = ReferralStatus


def _transitions() -> dict[tuple[ReferralStatus, ReferralStatus], Transition]:
    table = {
        (_S.DRAFT, _S.REQUESTED): Transition(parties=_SENDER),
        (_S.DRAFT, _S.CANCELLED): Transition(parties=_SENDER),
        (_S.REQUESTED, _S.ACCEPTED): Transition(parties=_RECIPIENT),
        (_S.REQUESTED, _S.REJECTED): Transition(parties=_RECIPIENT, needs_reason=True),
        (_S.REQUESTED, _S.CANCELLED): Transition(parties=_SENDER, needs_reason=True),
        (_S.ACCEPTED, _S.IN_PROGRESS): Transition(parties=_RECIPIENT),
        (_S.ACCEPTED, _S.ON_HOLD): Transition(parties=_RECIPIENT, needs_reason=True),
        (_S.IN_PROGRESS, _S.ON_HOLD): Transition(parties=_RECIPIENT, needs_reason=True),
        (_S.ON_HOLD, _S.IN_PROGRESS): Transition(parties=_RECIPIENT),
    }
    for status in (_S.ACCEPTED, _S.IN_PROGRESS, _S.ON_HOLD):
        table[status, _S.COMPLETED] = Transition(parties=_RECIPIENT, needs_outcome=True)
        table[status, _S.FAILED] = Transition(parties=_RECIPIENT, needs_reason=True)
        table[status, _S.CANCELLED] = Transition(parties=_SENDER | _RECIPIENT, needs_reason=True)
    for status in _S:
        if status is not _S.ENTERED_IN_ERROR:
            table[status, _S.ENTERED_IN_ERROR] = Transition(parties=_SENDER)
    return table


TRANSITIONS: Mapping[tuple[ReferralStatus, ReferralStatus], Transition] = MappingProxyType(
    _transitions()
)
"""Every allowed step as (from, to); what is not here cannot happen."""

FINAL_STATUSES = frozenset(
    {_S.REJECTED, _S.COMPLETED, _S.FAILED, _S.CANCELLED, _S.ENTERED_IN_ERROR}
)
"""States that never reopen; another try is a new referral."""

OPEN_LOAD_STATUSES = frozenset({_S.ACCEPTED, _S.IN_PROGRESS, _S.ON_HOLD})
"""States in which the recipient carries the case."""

FIRST_STATUSES = frozenset({_S.DRAFT, _S.REQUESTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """One step of a referral: when it happened, when we learnt it, who decided, who typed it in."""

    status: ReferralStatus
    occurred_at: datetime
    recorded_at: datetime
    decided_by: str
    recorded_by: str
    reason: Reason | None = None
    outcome: Outcome | None = None

    def __post_init__(self) -> None:
        check_member("status", self.status, ReferralStatus)
        check_instant("occurred_at", self.occurred_at)
        check_instant("recorded_at", self.recorded_at)
        check_id("decided_by", self.decided_by)
        check_id("recorded_by", self.recorded_by)
        if self.reason is not None:
            check_member("reason", self.reason, Reason)
        if self.outcome is not None:
            check_member("outcome", self.outcome, Outcome)
        if self.recorded_at < self.occurred_at:
            raise refuse("recorded_at", "vor dem Schritt selbst", "before the step itself")


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """A person handed from ``sender_id`` to ``recipient_id`` for one need, with its history.

    ``previous_id`` is the refused or failed try that this one replaces; ``parent_id`` is the
    referral whose recipient passes the person on. ``history`` is the steps in order, at least one,
    each checked against ``TRANSITIONS``; neither ``occurred_at`` nor ``recorded_at`` goes back.

    Raises
    ------
    TransitionError, WrongPartyError, MissingReasonError, MissingOutcomeError
        If a step of the history is not allowed, is decided by the wrong side, or lacks something.
    InvalidValueError
        If a field is malformed or the history runs backwards in time.
    """

    id: str
    chain_id: str
    tenant_id: str | None = None
    sender_id: str
    recipient_id: str
    service_id: str | None = None
    need_code: str
    urgency: Urgency = Urgency.ROUTINE
    previous_id: str | None = None
    parent_id: str | None = None
    history: tuple[StatusChange, ...]

    def __post_init__(self) -> None:
        for field in ("id", "chain_id", "sender_id", "recipient_id", "need_code"):
            check_id(field, getattr(self, field))
        for field in ("tenant_id", "service_id", "previous_id", "parent_id"):
            check_id(field, getattr(self, field), optional=True)
        check_member("urgency", self.urgency, Urgency)
        if self.sender_id == self.recipient_id:
            raise refuse("recipient_id", "nicht an sich selbst", "not to oneself")
        if self.id in (self.previous_id, self.parent_id):
            raise refuse("previous_id", "verweist auf sich selbst", "refers to itself")
        self._check_history()

    def _check_history(self) -> None:
        if not self.history or self.history[0].status not in FIRST_STATUSES:
            raise refuse("history", "beginnt mit draft oder requested", "starts draft or requested")
        if self.history[0].decided_by != self.sender_id:
            raise self._wrong_party(self.history[0].status, _SENDER)
        for before, change in zip(self.history, self.history[1:], strict=False):
            self._check_step(before.status, change)
            if change.occurred_at < before.occurred_at:
                raise refuse("occurred_at", "vor dem Schritt davor", "before the step before it")
            if change.recorded_at < before.recorded_at:
                raise refuse("recorded_at", "vor dem Schritt davor", "before the step before it")

    def _check_step(self, status: ReferralStatus, change: StatusChange) -> None:
        step = TRANSITIONS.get((status, change.status))
        if step is None:
            possible = ", ".join(possible_steps(status)) or "–"
            raise TransitionError(
                referral_id=self.id, status=status, wanted=change.status, possible=possible
            )
        if self.party_of(change.decided_by) not in step.parties:
            raise self._wrong_party(change.status, step.parties)
        if step.needs_reason and change.reason is None:
            raise MissingReasonError(referral_id=self.id, wanted=change.status)
        if step.needs_outcome and change.outcome is None:
            raise MissingOutcomeError(referral_id=self.id, wanted=change.status)

    def _wrong_party(self, wanted: ReferralStatus, parties: frozenset[Party]) -> WrongPartyError:
        party = ", ".join(sorted(parties))
        return WrongPartyError(referral_id=self.id, wanted=wanted, party=party)

    def party_of(self, actor_id: str) -> Party | None:
        """The side that an actor is on, if on any."""
        if actor_id == self.sender_id:
            return Party.SENDER
        return Party.RECIPIENT if actor_id == self.recipient_id else None

    @property
    def status(self) -> ReferralStatus:
        """Where the referral stands now."""
        return self.history[-1].status

    @property
    def is_open(self) -> bool:
        """Whether it can still move on (a final state never does)."""
        return self.status not in FINAL_STATUSES

    @property
    def requested_at(self) -> datetime | None:
        """When it was sent; ``None`` while it is a draft or was cancelled as one."""
        return next((c.occurred_at for c in self.history if c.status is _S.REQUESTED), None)

    def moved(self, change: StatusChange) -> "Referral":
        """The referral after one more step, checked."""
        return replace(self, history=(*self.history, change))

    def known_on(self, instant: datetime) -> "Referral | None":
        """The referral as it was known at an instant; ``None`` if nothing was recorded by then."""
        known = tuple(change for change in self.history if change.recorded_at <= instant)
        return replace(self, history=known) if known else None


def possible_steps(
    status: ReferralStatus, party: Party | None = None
) -> tuple[ReferralStatus, ...]:
    """Where a referral can go next, for one side or both, in the order of the vocabulary."""
    return tuple(
        target
        for target in ReferralStatus
        if (step := TRANSITIONS.get((status, target))) and (party is None or party in step.parties)
    )
