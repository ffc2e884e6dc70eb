"""A referral: for whom, to whom, with which consent; from the search or along a chain."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from graph_model.domain.vocabulary import Urgency
from service.access import Permission, Principal
from service.api import entries
from service.api.caller import Caller, CallerOf
from service.api.errors import language_of_request
from service.api.routes import QuestionRoute
from service.schemas import fields as f
from service.schemas.recording import ReferralIn
from service.web import choices
from service.web.attempts import Attempt, body_of
from service.web.consenting import is_covered, record_consent
from service.web.form_data import Forms, FormState, Sent, SentForm
from service.web.frame import framed
from service.web.open_chains import chain_choices, chain_text
from service.web.queries import Proposal
from service.web.session import demand_reader
from service.web.threads import Thread, address, thread_of
from service.words import words

questions = APIRouter(include_in_schema=False, route_class=QuestionRoute)

_REFERRAL = "referral"
_NOW, _DRAFT, _ANONYMOUS = "now", "draft", "anonymous"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proposed:
    """What the referral form starts from: its place in the chain, to whom, for what."""

    thread: Thread
    recipient_id: str
    service_id: str | None
    need_code: str | None


@questions.get("/refer")
def choose_chain(caller: CallerOf, asked: Annotated[Proposal, Query()]) -> Response:
    """For whom shall somebody be asked: an open chain, or a new one."""
    principal = demand_reader(caller, Permission.RECORD)
    language = language_of_request(caller.request)
    directory = caller.cases.snapshot.directory
    plain = {"need": asked.need, "recipient": asked.recipient, "service": asked.service}
    return framed(
        caller,
        principal,
        "refer.html",
        title=words(language)["for_whom"],
        recipient=directory.actor_name(asked.recipient or ""),
        chains=[
            (address(f"/chains/{chain_id}/referrals/new", **plain), text)
            for chain_id, text in chain_choices(caller, principal, directory, language=language)
        ],
        new_chain=address("/chains/new", area=asked.area, **plain),
    )


@questions.get("/chains/{chain_id}/referrals/new")
def show_form(chain_id: f.Id, caller: CallerOf, asked: Annotated[Proposal, Query()]) -> Response:
    """The form of a referral in a chain."""
    principal = demand_reader(caller, Permission.RECORD)
    thread = thread_of(
        caller, principal, chain_id, parent_id=asked.parent, previous_id=asked.previous
    )
    if asked.recipient is None:
        place = address("/find", chain=chain_id, need=asked.need, **thread.links)
        return RedirectResponse(place, 303, {"Cache-Control": "no-store"})
    proposed = _Proposed(
        thread=thread,
        recipient_id=asked.recipient,
        service_id=asked.service,
        need_code=asked.need or thread.need_code,
    )
    return _form_page(caller, principal, proposed)


@questions.post("/chains/{chain_id}/referrals")
def record_referral(chain_id: f.Id, caller: CallerOf, sent: SentForm) -> Response:
    """Record a referral, with the consent for it if that was given with the form."""
    attempt = Attempt(caller, sent, _REFERRAL)

    def recorded() -> str:
        body = _body(chain_id, sent)
        recorder = attempt.recorder_for(body)
        file = recorder.sight.chain_file(chain_id)
        if sent.text("consent") and body.status == "requested" and not body.anonymous:
            at = body.occurred_at or recorder.now
            record_consent(attempt, file.chain.record.tenant_id, body.recipient_id, at=at)
        entries.referral(recorder, body)
        done = "draft" if body.status == "draft" else "referral"
        return f"/chains/{chain_id}?done={done}#done"

    made = attempt.made(recorded)
    if not isinstance(made, FormState):
        return made
    principal = demand_reader(caller, Permission.RECORD)
    proposed = _Proposed(
        thread=thread_of(
            caller,
            principal,
            chain_id,
            parent_id=sent.text("parent_id"),
            previous_id=sent.text("previous_id"),
        ),
        recipient_id=sent.text("recipient_id") or "",
        service_id=sent.text("service_id"),
        need_code=sent.text("need_code"),
    )
    return _form_page(caller, principal, proposed, refused=made)


def _body(chain_id: str, sent: Sent) -> ReferralIn:
    manner = sent.text("manner") or _NOW
    names = ("sender_id", "recipient_id", "service_id", "need_code", "urgency")
    return body_of(
        ReferralIn,
        {
            **sent.chosen(*names, "previous_id", "parent_id"),
            "chain_id": chain_id,
            "occurred_at": sent.instant("occurred_at"),
            "anonymous": manner == _ANONYMOUS,
            "status": "draft" if manner == _DRAFT else "requested",
        },
    )


def _form_page(
    caller: Caller,
    principal: Principal,
    proposed: _Proposed,
    *,
    refused: FormState | None = None,
) -> Response:
    language = language_of_request(caller.request)
    texts = words(language)
    directory = caller.cases.snapshot.directory
    thread = proposed.thread
    chain = thread.file.chain.record
    service = directory.services.get(proposed.service_id or "")
    forms = Forms(refused)
    recipient_id = proposed.recipient_id
    sender_id = thread.sender_id
    return framed(
        caller,
        principal,
        "referral.html",
        title=texts["referral_title"],
        status=forms.status,
        here=f"/chains/{chain.id}",
        form=forms.of(_REFERRAL),
        chain=chain,
        chain_text=chain_text(chain, directory, language=language),
        recipient_id=recipient_id,
        recipient=directory.actor_name(recipient_id),
        service=service,
        need_code=proposed.need_code,
        need=directory.need_label(proposed.need_code or "", language),
        needs=choices.of_needs(directory, language),
        sender_id=sender_id,
        sender="" if sender_id is None else directory.actor_name(sender_id),
        is_onward=thread.parent is not None,
        is_retry=thread.previous is not None,
        senders=choices.of_colleagues(directory, principal.cooperative_id),
        links={f"{name}_id": one for name, one in thread.links.items()},
        is_covered=is_covered(caller, chain.tenant_id, recipient_id, at=caller.now),
        urgencies=choices.of_vocabulary(Urgency, language),
        manners=[(one, texts[f"manner_{one}"]) for one in (_NOW, _DRAFT, _ANONYMOUS)],
    )
