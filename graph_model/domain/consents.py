"""Consents: to which recipients a tenant may be referred, from when to when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from graph_model.domain.checks import (
    check_id,
    check_ids,
    check_instant,
    check_member,
    check_order,
    local_day,
    refuse,
)
from graph_model.domain.referrals import Referral
from graph_model.domain.vocabulary import ConsentPurpose, ReferralStatus
from graph_model.errors import MissingConsentError


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A tenant's word that named recipients may learn of them.

    In force from ``valid_from`` up to but without ``valid_to`` (calendar days in Germany), and not
    from ``withdrawn_at`` on.
    """

    id: str
    tenant_id: str
    purpose: ConsentPurpose = ConsentPurpose.REFERRAL
    recipient_ids: tuple[str, ...]
    valid_from: date
    valid_to: date | None = None
    withdrawn_at: datetime | None = None

    def __post_init__(self) -> None:
        check_id("id", self.id)
        check_id("tenant_id", self.tenant_id)
        check_member("purpose", self.purpose, ConsentPurpose)
        check_ids("recipient_ids", self.recipient_ids)
        if not self.recipient_ids:
            raise refuse("recipient_ids", "mindestens ein Empfänger", "at least one recipient")
        check_order("valid_to", self.valid_from, self.valid_to)
        check_instant("withdrawn_at", self.withdrawn_at, optional=True)

    def covers(self, recipient_id: str, instant: datetime) -> bool:
        """Whether a referral to that recipient may be sent at that instant."""
        day = local_day(instant)
        return (
            self.purpose is ConsentPurpose.REFERRAL
            and recipient_id in self.recipient_ids
            and self.valid_from <= day
            and (self.valid_to is None or day < self.valid_to)
            and (self.withdrawn_at is None or instant < self.withdrawn_at)
        )


def check_consent(referral: Referral, consents: Iterable[Consent]) -> Consent | None:
    """The consent that lets a referral be sent; ``None`` where it needs none.

    A referral needs one if it carries a tenant and was sent (its history holds ``requested``).

    Raises
    ------
    MissingConsentError
        If none of the consents covers tenant, recipient and the moment of sending.
    """
    sent = next((c for c in referral.history if c.status is ReferralStatus.REQUESTED), None)
    if referral.tenant_id is None or sent is None:
        return None
    for consent in sorted(consents, key=lambda consent: consent.id):
        if consent.tenant_id == referral.tenant_id and consent.covers(
            referral.recipient_id, sent.occurred_at
        ):
            return consent
    raise MissingConsentError(
        tenant_id=referral.tenant_id,
        recipient_id=referral.recipient_id,
        day=local_day(sent.occurred_at).isoformat(),
    )
