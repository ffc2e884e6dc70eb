"""Routes that read what happened: chains, referrals and contacts of the own cooperative."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from graph_model.analysis.chains.paths import ChainPath
from graph_model.analysis.results import to_plain
from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.referrals import Referral
from graph_model.store.port import Filter
from service.access import Permission, Principal
from service.api.answers import json_answer
from service.api.caller import CallerOf
from service.api.listing import page_answer, record_answer
from service.api.routes import KeyedQuestionRoute, KeyRoute
from service.schemas import fields as f
from service.schemas.answers import PageOut
from service.schemas.queries import PageQuery
from service.use_cases.sight import Sight

router = APIRouter(prefix="/api/v1", tags=["chains"], route_class=KeyRoute)
questions = APIRouter(prefix="/api/v1", tags=["chains"], route_class=KeyedQuestionRoute)


class CaseQuery(PageQuery):
    """Narrows a list of referrals."""

    chain: f.Id | None = None
    actor: Annotated[f.Id | None, Query(description="on either side")] = None
    need: f.Id | None = None
    is_open: bool | None = None


class ContactQuery(PageQuery):
    """Narrows a list of contacts."""

    chain: f.Id | None = None
    actor: Annotated[f.Id | None, Query(description="on either side")] = None
    need: f.Id | None = None


class ConsentQuery(PageQuery):
    """Whose consents."""

    tenant: f.Id


class ChainQuery(PageQuery):
    """Narrows a list of chains."""

    tenant: f.Id | None = None
    is_open: bool | None = None


@router.get("/chains", response_model=PageOut[HelpChain])
def list_chains(caller: CallerOf, query: Annotated[ChainQuery, Query()]) -> Response:
    """Help chains of the own cooperative in order of id."""
    principal = caller.principal(Permission.READ_CHAINS)
    where = Filter(cooperative=_own(principal), tenant_id=query.tenant, is_open=query.is_open)
    return caller.look_up(lambda store: page_answer(store, HelpChain, where, page=query))


@router.get("/chains/{chain_id}", response_model=HelpChain)
def read_chain(chain_id: f.Id, caller: CallerOf) -> Response:
    """One help chain."""
    file = caller.see(Permission.READ_CHAINS, lambda sight: sight.chain_file(chain_id))
    return record_answer(file.chain)


@questions.get("/chains/{chain_id}/path", response_model=ChainPath)
def read_chain_path(chain_id: f.Id, caller: CallerOf) -> Response:
    """The path that a help chain took: hops, waiting, who holds it, what went wrong."""
    file = caller.see(Permission.READ_CHAINS, lambda sight: sight.chain_file(chain_id))
    return json_answer(to_plain(caller.cases.path(file)))


@router.get("/referrals", response_model=PageOut[Referral])
def list_referrals(caller: CallerOf, query: Annotated[CaseQuery, Query()]) -> Response:
    """Referrals of the own cooperative's chains in order of id."""
    principal = caller.principal(Permission.READ_CHAINS)
    where = Filter(
        cooperative=_own(principal),
        chain_id=query.chain,
        actor_id=query.actor,
        need_code=query.need,
        is_open=query.is_open,
    )
    return caller.look_up(lambda store: page_answer(store, Referral, where, page=query))


@router.get("/referrals/{referral_id}", response_model=Referral)
def read_referral(referral_id: f.Id, caller: CallerOf) -> Response:
    """One referral with its history."""
    found = caller.see(Permission.READ_CHAINS, lambda sight: sight.referral(referral_id))
    return record_answer(found)


@router.get("/contacts", response_model=PageOut[Contact])
def list_contacts(caller: CallerOf, query: Annotated[ContactQuery, Query()]) -> Response:
    """Contacts in the own cooperative's chains in order of id."""
    principal = caller.principal(Permission.READ_CHAINS)
    where = Filter(
        cooperative=_own(principal),
        chain_id=query.chain,
        actor_id=query.actor,
        need_code=query.need,
    )
    return caller.look_up(lambda store: page_answer(store, Contact, where, page=query))


@router.get("/consents", response_model=PageOut[Consent])
def list_consents(caller: CallerOf, query: Annotated[ConsentQuery, Query()]) -> Response:
    """Consents of one tenant of the own cooperative in order of id."""

    def listed(sight: Sight) -> Response:
        where = Filter(tenant_id=sight.tenant(query.tenant).id)
        return page_answer(sight.store, Consent, where, page=query)

    return caller.see(Permission.READ_CHAINS, listed)


def _own(principal: Principal) -> str:
    # A Kümmerer without cooperative owns nothing: an id that nothing can have.
    return principal.cooperative_id or "-"
