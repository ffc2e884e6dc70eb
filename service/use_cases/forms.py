"""What a recording is asked to do, and what comes of it."""

from dataclasses import dataclass
from datetime import datetime

from graph_model.domain.vocabulary import Outcome, Reason, ReferralStatus, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that must have its effect once: its key and a digest of its content."""

    key: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a recording: the answer as text, its revision, whether it is a repetition."""

    answer: str
    revision: int
    replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a referral shall do; ``decided_by`` may stay open where only one side can decide."""

    status: ReferralStatus
    occurred_at: datetime
    decided_by: str | None = None
    reason: Reason | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralWish:
    """A referral that shall be made; ``first`` is its first step, decided by the sender."""

    chain_id: str
    sender_id: str
    recipient_id: str
    need_code: str
    first: Step
    service_id: str | None = None
    urgency: Urgency = Urgency.ROUTINE
    previous_id: str | None = None
    parent_id: str | None = None
    is_anonymous: bool = False
