"""The consent that a referral needs, asked for and recorded together with it."""

from collections.abc import Sequence
from datetime import datetime

from graph_model.domain.checks import local_day
from graph_model.domain.consents import Consent
from graph_model.domain.referrals import Referral
from graph_model.store.port import ChainFile
from service.api import entries
from service.api.caller import Caller
from service.schemas.recording import ConsentIn
from service.web.attempts import Attempt, body_of
from service.web.chain_view import ConsentStanding


def is_covered(caller: Caller, tenant_id: str | None, recipient_id: str, *, at: datetime) -> bool:
    """Whether a tenant may be referred to somebody at a moment; without a tenant always."""
    if tenant_id is None:
        return True
    return any(one.covers(recipient_id, at) for one in _consents(caller, tenant_id))


def consents_in(caller: Caller, file: ChainFile) -> ConsentStanding:
    """How it stands now with the consents for what is open in a chain."""
    is_open = [held.record for held in file.referrals if held.record.is_open]
    bound = [referral for referral in is_open if referral.tenant_id is not None]
    tenant_id = file.chain.record.tenant_id
    if tenant_id is None or not bound:
        return ConsentStanding(lacking=frozenset(), withdrawn=frozenset())
    consents, now = _consents(caller, tenant_id), caller.now
    without = [
        referral
        for referral in bound
        if not any(one.covers(referral.recipient_id, now) for one in consents)
    ]
    return ConsentStanding(
        lacking=frozenset(one.id for one in without if one.requested_at is None),
        withdrawn=frozenset(
            one.id
            for one in without
            if one.requested_at is not None and _was_withdrawn(one, consents, now=now)
        ),
    )


def _was_withdrawn(referral: Referral, consents: Sequence[Consent], *, now: datetime) -> bool:
    return any(
        referral.recipient_id in one.recipient_ids
        and one.withdrawn_at is not None
        and one.withdrawn_at <= now
        for one in consents
    )


def _consents(caller: Caller, tenant_id: str) -> list[Consent]:
    return [held.record for held in caller.look_up(lambda store: store.consents_of(tenant_id))]


def record_consent(
    attempt: Attempt, tenant_id: str | None, recipient_id: str, *, at: datetime
) -> None:
    """Record that the tenant agrees, from that day on, unless a consent covers it already."""
    if tenant_id is None or is_covered(attempt.caller, tenant_id, recipient_id, at=at):
        return
    body = body_of(
        ConsentIn,
        {
            "tenant_id": tenant_id,
            "recipient_ids": [recipient_id],
            "valid_from": local_day(at).isoformat(),
        },
    )
    entries.consent(attempt.recorder_for(body, ".consent"), body)
