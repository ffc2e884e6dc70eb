"""Routes that record: tenants, consents, chains, contacts, referrals and unmet searches."""

from fastapi import APIRouter, Response

from graph_model.domain.actors import Tenant
from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.referrals import Referral
from graph_model.domain.searches import UnmetSearch
from service.api import entries
from service.api.caller import (
    CallerOf,
    IdempotencyKey,
    IfMatch,
    expected_revision,
    recorded,
)
from service.api.strict import StrictRoute
from service.schemas import fields as f
from service.schemas import recording as bodies

router = APIRouter(prefix="/api/v1", tags=["recording"], route_class=StrictRoute)

_CREATED = 201


@router.post("/tenants", status_code=_CREATED, response_model=Tenant)
def record_tenant(body: bodies.TenantIn, caller: CallerOf, key: IdempotencyKey = None) -> Response:
    """Take in a tenant as a pseudonym."""
    recorder = caller.recorder(key, body.model_dump_json())
    return recorded(entries.tenant(recorder, body), _CREATED)


@router.post("/consents", status_code=_CREATED, response_model=Consent)
def record_consent(
    body: bodies.ConsentIn, caller: CallerOf, key: IdempotencyKey = None
) -> Response:
    """Record a tenant's consent to being referred."""
    recorder = caller.recorder(key, body.model_dump_json())
    return recorded(entries.consent(recorder, body), _CREATED)


@router.post("/consents/{consent_id}/withdrawal", response_model=Consent)
def withdraw_consent(
    consent_id: f.Id,
    body: bodies.WithdrawalIn,
    caller: CallerOf,
    if_match: IfMatch = None,
    key: IdempotencyKey = None,
) -> Response:
    """Record that a tenant took a consent back; nothing more can be sent on it."""
    recorder = caller.recorder(key, f"{if_match}{body.model_dump_json()}")
    expected = expected_revision(if_match)
    return recorded(entries.withdrawal(recorder, consent_id, body=body, expected=expected), 200)


@router.post("/chains", status_code=_CREATED, response_model=HelpChain)
def open_chain(body: bodies.ChainIn, caller: CallerOf, key: IdempotencyKey = None) -> Response:
    """Open a help chain for a tenant."""
    recorder = caller.recorder(key, body.model_dump_json())
    return recorded(entries.chain(recorder, body), _CREATED, collection="chains")


@router.post("/chains/{chain_id}/end", response_model=HelpChain)
def close_chain(
    chain_id: f.Id,
    body: bodies.ChainEndIn,
    caller: CallerOf,
    if_match: IfMatch = None,
    key: IdempotencyKey = None,
) -> Response:
    """End a help chain, with its outcome; open referrals must have ended first."""
    recorder = caller.recorder(key, f"{if_match}{body.model_dump_json()}")
    expected = expected_revision(if_match)
    return recorded(entries.chain_end(recorder, chain_id, body=body, expected=expected), 200)


@router.post("/contacts", status_code=_CREATED, response_model=Contact)
def record_contact(
    body: bodies.ContactIn, caller: CallerOf, key: IdempotencyKey = None
) -> Response:
    """Record a contact."""
    recorder = caller.recorder(key, body.model_dump_json())
    return recorded(entries.contact(recorder, body), _CREATED)


@router.post("/referrals", status_code=_CREATED, response_model=Referral)
def record_referral(
    body: bodies.ReferralIn, caller: CallerOf, key: IdempotencyKey = None
) -> Response:
    """Hand a person on: as a draft, or sent at once if a consent covers it."""
    recorder = caller.recorder(key, body.model_dump_json())
    return recorded(entries.referral(recorder, body), _CREATED, collection="referrals")


@router.post("/referrals/{referral_id}/steps", response_model=Referral)
def move_referral(
    referral_id: f.Id,
    body: bodies.StepIn,
    caller: CallerOf,
    if_match: IfMatch = None,
    key: IdempotencyKey = None,
) -> Response:
    """Move a referral one step on along its states."""
    recorder = caller.recorder(key, f"{if_match}{body.model_dump_json()}")
    expected = expected_revision(if_match)
    return recorded(entries.step(recorder, referral_id, body=body, expected=expected), 200)


@router.post("/unmet-searches", status_code=_CREATED, response_model=UnmetSearch)
def record_unmet_search(
    body: bodies.UnmetSearchIn, caller: CallerOf, key: IdempotencyKey = None
) -> Response:
    """Record that a search found nobody."""
    recorder = caller.recorder(key, body.model_dump_json())
    return recorded(entries.unmet_search(recorder, body), _CREATED)
