"""The consent that a referral needs, asked for and recorded together with it."""

from datetime import datetime

from graph_model.domain.checks import local_day
from service.api import entries
from service.api.caller import Caller
from service.schemas.recording import ConsentIn
from service.web.attempts import Attempt, body_of


def is_covered(caller: Caller, tenant_id: str | None, recipient_id: str, *, at: datetime) -> bool:
    """Whether a tenant may be referred to somebody at a moment; without a tenant always."""
    if tenant_id is None:
        return True
    held = caller.look_up(lambda store: store.consents_of(tenant_id))
    return any(one.record.covers(recipient_id, at) for one in held)


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
