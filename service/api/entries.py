"""What a body asks to be recorded, handed to the recorder: alike for the API and the pages."""

from graph_model.domain.actors import Tenant
from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.searches import RuleCount, UnmetSearch
from graph_model.domain.vocabulary import ReferralStatus
from service.schemas import recording as bodies
from service.use_cases.forms import Done, ReferralWish, Step
from service.use_cases.ids import new_id
from service.use_cases.recording import Recorder


def tenant(recorder: Recorder, body: bodies.TenantIn) -> Done:
    """Take in a tenant under a fresh pseudonym."""
    return recorder.tenant(
        Tenant(
            id=new_id("ten"),
            cooperative_id=body.cooperative_id,
            area_id=body.area_id,
            age_band=body.age_band,
            languages=tuple(body.languages),
            mobility=body.mobility,
        )
    )


def consent(recorder: Recorder, body: bodies.ConsentIn) -> Done:
    """Record a tenant's consent."""
    return recorder.consent(
        Consent(
            id=new_id("consent"),
            tenant_id=body.tenant_id,
            purpose=body.purpose,
            recipient_ids=tuple(body.recipient_ids),
            valid_from=body.valid_from,
            valid_to=body.valid_to,
        )
    )


def withdrawal(
    recorder: Recorder, consent_id: str, *, body: bodies.WithdrawalIn, expected: int
) -> Done:
    """Record that a consent was taken back; without a time: now."""
    return recorder.withdraw_consent(
        consent_id, at=body.withdrawn_at or recorder.now, expected=expected
    )


def chain(recorder: Recorder, body: bodies.ChainIn) -> Done:
    """Open a help chain; without a time: now."""
    opened_at = body.opened_at or recorder.now
    return recorder.open_chain(
        HelpChain(
            id=new_id("chain"),
            tenant_id=body.tenant_id,
            opened_by=recorder.principal.actor_id,
            trigger=body.trigger,
            initiator=body.initiator,
            opened_at=opened_at,
            recorded_at=max(opened_at, recorder.now),
        )
    )


def chain_end(recorder: Recorder, chain_id: str, *, body: bodies.ChainEndIn, expected: int) -> Done:
    """End a help chain; without a time: now."""
    return recorder.close_chain(
        chain_id, outcome=body.outcome, at=body.closed_at or recorder.now, expected=expected
    )


def contact(recorder: Recorder, body: bodies.ContactIn) -> Done:
    """Record a contact; without a time: now."""
    occurred_at = body.occurred_at or recorder.now
    return recorder.contact(
        Contact(
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
    )


def referral(recorder: Recorder, body: bodies.ReferralIn) -> Done:
    """Record a referral, as a draft or sent; without a time: now."""
    return recorder.referral(
        ReferralWish(
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
    )


def step(recorder: Recorder, referral_id: str, *, body: bodies.StepIn, expected: int) -> Done:
    """Move a referral one step on; without a time: now."""
    wanted = Step(
        status=body.status,
        occurred_at=body.occurred_at or recorder.now,
        decided_by=body.decided_by,
        reason=body.reason,
        outcome=body.outcome,
    )
    return recorder.step(referral_id, wanted, expected=expected)


def unmet_search(recorder: Recorder, body: bodies.UnmetSearchIn) -> Done:
    """Record a search that found nobody; without a time: now."""
    occurred_at = body.occurred_at or recorder.now
    return recorder.unmet_search(
        UnmetSearch(
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
    )
