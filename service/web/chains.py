"""Meine Ketten: the list, a chain's page, and what is recorded from there."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from graph_model.domain.labels import label
from graph_model.domain.vocabulary import Channel, Initiator, Outcome, Reason, ReferralStatus
from graph_model.errors import UnknownRecordError
from service.access import Permission, Principal
from service.api import entries
from service.api.caller import Caller, CallerOf
from service.api.errors import language_of_request
from service.api.routes import QuestionRoute
from service.schemas import fields as f
from service.schemas.recording import ChainEndIn, ContactIn, StepIn, WithdrawalIn
from service.use_cases.sight import Sight
from service.web import choices, rows
from service.web.attempts import Attempt, body_of
from service.web.chain_view import Card, ChainView, step_form
from service.web.consenting import ConsentLine, consent_lines, consents_in, record_consent
from service.web.form_data import Forms, FormState, SentForm
from service.web.frame import framed
from service.web.open_chains import about, open_chains
from service.web.queries import ChainSearch, Told
from service.web.session import demand_reader, demand_signed_in
from service.words import words

questions = APIRouter(include_in_schema=False, route_class=QuestionRoute)

_CONTACT, _END = "contact", "end"


@questions.get("/chains")
def list_chains(caller: CallerOf, asked: Annotated[ChainSearch, Query()]) -> Response:
    """The open chains of the own cooperative."""
    principal = demand_signed_in(caller, caller.reader)
    found = open_chains(caller, principal, asked)
    title = words(language_of_request(caller.request))["chains_title"]
    return framed(caller, principal, "chains.html", title=title, found=found, asked=asked)


@questions.get("/chains/{chain_id}")
def show_chain(chain_id: f.Id, caller: CallerOf, done: Told | None = None) -> Response:
    """The way of one help chain, told for people, and what can come next."""
    principal = demand_reader(caller, Permission.READ_CHAINS)
    return chain_page(caller, principal, chain_id, done=done)


@questions.post("/chains/{chain_id}/contacts")
def record_contact(chain_id: f.Id, caller: CallerOf, sent: SentForm) -> Response:
    """Record a contact in a chain."""
    attempt = Attempt(caller, sent, _CONTACT)

    def recorded() -> str:
        body = body_of(
            ContactIn,
            {
                **sent.chosen("from_id", "to_id", "channel", "initiator"),
                "occurred_at": sent.instant("occurred_at"),
                "chain_id": chain_id,
            },
        )
        entries.contact(attempt.recorder_for(body), body)
        return f"/chains/{chain_id}?done=contact#done"

    return _shown(attempt.made(recorded), caller, chain_id)


@questions.post("/chains/{chain_id}/referrals/{referral_id}/steps")
def take_step(chain_id: f.Id, referral_id: f.Id, caller: CallerOf, sent: SentForm) -> Response:
    """Move a referral of a chain one step on."""
    attempt = Attempt(caller, sent, step_form(referral_id, sent.text("status") or ""))

    def recorded() -> str:
        body = body_of(
            StepIn,
            {
                **sent.chosen("status", "reason", "outcome", "decided_by"),
                "occurred_at": sent.instant("occurred_at"),
            },
        )
        recorder = attempt.recorder_for(body)
        referral = recorder.sight.referral(referral_id).record
        if referral.chain_id != chain_id:
            raise UnknownRecordError(kind="referral", record_id=referral_id)
        if body.status is ReferralStatus.REQUESTED and sent.text("consent"):
            at = body.occurred_at or recorder.now
            record_consent(attempt, referral.tenant_id, referral.recipient_id, at=at)
        entries.step(recorder, referral_id, body=body, expected=sent.revision)
        return f"/chains/{chain_id}?done=step#done"

    return _shown(attempt.made(recorded), caller, chain_id)


@questions.post("/chains/{chain_id}/end")
def end_chain(chain_id: f.Id, caller: CallerOf, sent: SentForm) -> Response:
    """End a chain."""
    attempt = Attempt(caller, sent, _END)

    def recorded() -> str:
        body = body_of(
            ChainEndIn, {**sent.chosen("outcome"), "closed_at": sent.instant("occurred_at")}
        )
        recorder = attempt.recorder_for(body)
        entries.chain_end(recorder, chain_id, body=body, expected=sent.revision)
        return f"/chains/{chain_id}?done=end#done"

    return _shown(attempt.made(recorded), caller, chain_id)


@questions.post("/chains/{chain_id}/consents/{consent_id}/withdrawal")
def withdraw_consent(
    chain_id: f.Id, consent_id: f.Id, caller: CallerOf, sent: SentForm
) -> Response:
    """Record that the person has taken a consent back."""
    attempt = Attempt(caller, sent, f"withdraw-{consent_id}")

    def recorded() -> str:
        body = body_of(WithdrawalIn, {"withdrawn_at": sent.instant("withdrawn_at")})
        recorder = attempt.recorder_for(body)
        tenant_id = recorder.sight.chain(chain_id).tenant_id
        if recorder.sight.consent(consent_id).record.tenant_id != tenant_id:
            raise UnknownRecordError(kind="chain", record_id=chain_id)
        entries.withdrawal(recorder, consent_id, body=body, expected=sent.revision)
        return f"/chains/{chain_id}?done=withdrawal#done"

    return _shown(attempt.made(recorded), caller, chain_id)


def chain_page(
    caller: Caller,
    principal: Principal,
    chain_id: str,
    *,
    done: Told | None = None,
    refused: FormState | None = None,
) -> Response:
    """A chain's page; with the form that was refused, if one was."""
    language = language_of_request(caller.request)
    file = caller.look_up(lambda store: Sight(store, principal).chain_file(chain_id))
    asked = caller.cases
    directory = asked.snapshot.directory
    path = asked.path(file)
    view = ChainView(file, path, directory, language)
    texts = words(language)
    forms = Forms(refused)
    chain = file.chain.record
    cards = view.cards(consents_in(caller, file))
    consents = consent_lines(caller, file, directory=directory, language=language)
    return framed(
        caller,
        principal,
        "chain.html",
        title=f"{texts['chain']} {chain_id}",
        status=forms.status,
        here=f"/chains/{chain_id}",
        draws=True,
        view=view,
        chain=chain,
        revision=file.chain.revision,
        about=about(chain, directory, language=language),
        outcome="" if chain.outcome is None else label(chain.outcome, language),
        opened_on=rows.day(chain.opened_at, language),
        holders=rows.holders(path, directory, language),
        findings=rows.told(path, language),
        cards=cards,
        consents=consents,
        lost=_lost(refused, cards, consents=consents, is_open=chain.is_open),
        own_id=principal.actor_id or "",
        colleagues=choices.of_colleagues(directory, principal.cooperative_id),
        forms=forms,
        may_record=caller.as_of is None or refused is not None,
        done="" if done is None else texts[f"done_{done}"],
        **_choices(language),
    )


def _choices(language: str) -> dict[str, choices.Choices]:
    return {
        "channels": choices.of_vocabulary(Channel, language),
        "initiators": choices.of_vocabulary(Initiator, language),
        "reasons": choices.of_vocabulary(Reason, language),
        "outcomes": choices.of_vocabulary(Outcome, language),
    }


def _lost(
    refused: FormState | None, cards: list[Card], *, consents: list[ConsentLine], is_open: bool
) -> str:
    """What was wrong with a form that the page no longer has, because things have moved on."""
    if refused is None:
        return ""
    shown = {step.name for card in cards for step in card.steps if is_open} | {_CONTACT}
    if is_open:
        shown.add(_END)
    shown |= {f"withdraw-{one.consent_id}" for one in consents if one.is_valid}
    return "" if refused.name in shown else refused.sentence


def _shown(made: Response | FormState, caller: Caller, chain_id: str) -> Response:
    if not isinstance(made, FormState):
        return made
    return chain_page(caller, demand_reader(caller, Permission.READ_CHAINS), chain_id, refused=made)
