"""Routes that record: tenants, consents, chains, contacts, referrals and unmet searches."""

from fastapi import APIRouter, Response

from graph_model.domain.actors import Tenant
from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.referrals import Referral
from graph_model.domain.searches import RuleCount, UnmetSearch
from graph_model.domain.vocabulary import ReferralStatus
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
from service.use_cases.forms import ReferralWish, Step
from service.use_cases.ids import new_id

router = APIRouter(prefix="/api/v1", tags=["recording"], route_class=StrictRoute)

_CREATED = 201


@router.post("/tenants", status_code=_CREATED, response_model=Tenant)
def record_tenant(body: bodies.TenantIn, caller: CallerOf, key: IdempotencyKey = None) -> Response:
    """Take in a tenant as a pseudonym."""
    recorder = caller.recorder(key, body.model_dump_json())
    tenant = Tenant(
        id=new_id("ten"),
        cooperative_id=body.cooperative_id,
        area_id=body.area_id,
        age_band=body.age_band,
        languages=tuple(body.languages),
        mobility=body.mobility,
    )
    return recorded(recorder.tenant(tenant), _CREATED)


@router.post("/consents", status_code=_CREATED, response_model=Consent)
def record_consent(
    body: bodies.ConsentIn, caller: CallerOf, key: IdempotencyKey = None
) -> Response:
    """Record a tenant's consent to being referred."""
    recorder = caller.recorder(key, body.model_dump_json())
    consent = Consent(
        id=new_id("consent"),
        tenant_id=body.tenant_id,
        purpose=body.purpose,
        recipient_ids=tuple(body.recipient_ids),
        valid_from=body.valid_from,
        valid_to=body.valid_to,
    )
    return recorded(recorder.consent(consent), _CREATED)


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
    done = recorder.withdraw_consent(
        consent_id,
        at=body.withdrawn_at or recorder.now,
        expected=expected_revision(if_match),
    )
    return recorded(done, 200)


@router.post("/chains", status_code=_CREATED, response_model=HelpChain)
def open_chain(body: bodies.ChainIn, caller: CallerOf, key: IdempotencyKey = None) -> Response:
    """Open a help chain for a tenant."""
    recorder = caller.recorder(key, body.model_dump_json())
    opened_at = body.opened_at or recorder.now
    chain = HelpChain(
        id=new_id("chain"),
        tenant_id=body.tenant_id,
        opened_by=recorder.principal.actor_id,
        trigger=body.trigger,
        initiator=body.initiator,
        opened_at=opened_at,
        recorded_at=max(opened_at, recorder.now),
    )
    return recorded(recorder.open_chain(chain), _CREATED, collection="chains")


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
    done = recorder.close_chain(
        chain_id,
        outcome=body.outcome,
        at=body.closed_at or recorder.now,
        expected=expected_revision(if_match),
    )
    return recorded(done, 200)


@router.post("/contacts", status_code=_CREATED, response_model=Contact)
def record_contact(
    body: bodies.ContactIn, caller: CallerOf, key: IdempotencyKey = None
) -> Response:
    """Record a contact."""
    recorder = caller.recorder(key, body.model_dump_json())
    occurred_at = body.occurred_at or recorder.now
    contact = Contact(
        id=new_id("contact"),
        from_id=body.from_id,
        to_id=body.to_id,
        occurred_at=occurred_at,
        recorded_at=max(occurred_at, recorder.now),
        channel=body.channel,
        initiator=body.initiator,
        need_code=body.need_code,
        chain_id=body.chain_id,
    )
    return recorded(recorder.contact(contact), _CREATED)


@router.post("/referrals", status_code=_CREATED, response_model=Referral)
def record_referral(
    body: bodies.ReferralIn, caller: CallerOf, key: IdempotencyKey = None
) -> Response:
    """Hand a person on: as a draft, or sent at once if a consent covers it."""
    recorder = caller.recorder(key, body.model_dump_json())
    wish = ReferralWish(
        chain_id=body.chain_id,
        sender_id=body.sender_id,
        recipient_id=body.recipient_id,
        need_code=body.need_code,
        first=Step(
            status=ReferralStatus(body.status), occurred_at=body.occurred_at or recorder.now
        ),
        service_id=body.service_id,
        urgency=body.urgency,
        previous_id=body.previous_id,
        parent_id=body.parent_id,
        is_anonymous=body.anonymous,
    )
    return recorded(recorder.referral(wish), _CREATED, collection="referrals")


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
    step = Step(
        status=body.status,
        occurred_at=body.occurred_at or recorder.now,
        decided_by=body.decided_by,
        reason=body.reason,
        outcome=body.outcome,
    )
    done = recorder.step(referral_id, step, expected=expected_revision(if_match))
    return recorded(done, 200)


@router.post("/unmet-searches", status_code=_CREATED, response_model=UnmetSearch)
def record_unmet_search(
    body: bodies.UnmetSearchIn, caller: CallerOf, key: IdempotencyKey = None
) -> Response:
    """Record that a search found nobody."""
    recorder = caller.recorder(key, body.model_dump_json())
    occurred_at = body.occurred_at or recorder.now
    search = UnmetSearch(
        id=new_id("search"),
        need_code=body.need_code,
        area_id=body.area_id,
        occurred_at=occurred_at,
        recorded_at=max(occurred_at, recorder.now),
        excluded_by=tuple(
            RuleCount(rule=count.rule, excluded=count.excluded) for count in body.excluded_by
        ),
        chain_id=body.chain_id,
    )
    return recorded(recorder.unmet_search(search), _CREATED)
