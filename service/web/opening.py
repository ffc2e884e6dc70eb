"""A new chain: for somebody who is new here, or for somebody already known by their pseudonym."""

import json
from typing import Annotated

from fastapi import APIRouter, Query, Response

from graph_model.domain.vocabulary import AgeBand, Initiator, Mobility, Trigger
from service.access import Permission, Principal
from service.api import entries
from service.api.caller import Caller, CallerOf
from service.api.errors import language_of_request
from service.api.routes import QuestionRoute
from service.schemas.recording import ChainIn, TenantIn
from service.web import choices
from service.web.attempts import Attempt, body_of
from service.web.form_data import Forms, FormState, SentForm
from service.web.frame import framed
from service.web.queries import Proposal
from service.web.session import demand_reader
from service.web.threads import address
from service.words import words

questions = APIRouter(include_in_schema=False, route_class=QuestionRoute)

_CHAIN = "chain"
_NOBODY_YET = "nobody-yet"


@questions.get("/chains/new")
def show_form(caller: CallerOf, asked: Annotated[Proposal, Query()]) -> Response:
    """The form of a new chain; what was found before goes along with it."""
    principal = demand_reader(caller, Permission.RECORD)
    plain = {"need": asked.need, "recipient": asked.recipient, "service": asked.service}
    return _form_page(caller, principal, plain, area=asked.area)


@questions.post("/chains")
def open_chain(caller: CallerOf, sent: SentForm) -> Response:
    """Open a chain, and take the person in first if they are new here."""
    attempt = Attempt(caller, sent, _CHAIN)

    def recorded() -> str:
        said = sent.chosen("trigger", "initiator")
        known = sent.text("tenant_id")
        # Looked at first, so that nobody is taken in for a chain that then cannot begin.
        body = body_of(ChainIn, {**said, "tenant_id": known or _NOBODY_YET})
        if known is None:
            body = body_of(ChainIn, {**said, "tenant_id": _taken_in(attempt)})
        chain = entries.chain(attempt.recorder_for(body), body)
        chain_id: str = json.loads(chain.answer)["id"]
        if sent.text("recipient") is None:
            return f"/chains/{chain_id}?done=chain#done"
        found = sent.chosen("need", "recipient", "service")
        return address(f"/chains/{chain_id}/referrals/new", **found)

    made = attempt.made(recorded)
    if not isinstance(made, FormState):
        return made
    found = {name: sent.text(name) for name in ("need", "recipient", "service")}
    return _form_page(caller, demand_reader(caller, Permission.RECORD), found, refused=made)


def _taken_in(attempt: Attempt) -> str:
    """The pseudonym of the person, who is taken in now."""
    sent = attempt.sent
    language = sent.text("language")
    principal = demand_reader(attempt.caller, Permission.RECORD)
    body = body_of(
        TenantIn,
        {
            **sent.chosen("area_id", "age_band", "mobility"),
            "cooperative_id": principal.cooperative_id,
            "languages": [language] if language else [],
        },
    )
    tenant = entries.tenant(attempt.recorder_for(body, ".tenant"), body)
    tenant_id: str = json.loads(tenant.answer)["id"]
    return tenant_id


def _form_page(
    caller: Caller,
    principal: Principal,
    found: dict[str, str | None],
    *,
    area: str | None = None,
    refused: FormState | None = None,
) -> Response:
    language = language_of_request(caller.request)
    texts = words(language)
    directory = caller.cases.snapshot.directory
    actor = directory.actors.get(principal.actor_id or "")
    own_area = next(iter(actor.responsible_area_ids), None) if actor is not None else None
    spoken = [code for service in directory.services.values() for code in service.languages]
    forms = Forms(refused)
    recipient = found["recipient"]
    return framed(
        caller,
        principal,
        "new_chain.html",
        title=texts["new_chain"],
        status=forms.status,
        here=address("/chains/new", **found),
        form=forms.of(_CHAIN),
        found=found,
        recipient="" if recipient is None else directory.actor_name(recipient),
        area=area or own_area,
        areas=choices.of_areas(directory.areas),
        ages=choices.of_vocabulary(AgeBand, language),
        languages=choices.of_languages(spoken, language),
        mobilities=choices.of_vocabulary(Mobility, language),
        triggers=choices.of_vocabulary(Trigger, language),
        initiators=choices.of_vocabulary(Initiator, language),
    )
