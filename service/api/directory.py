"""Routes that read the directory: areas, needs, actors, services, and the expected chains."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from graph_model.analysis.results import to_plain
from graph_model.domain.actors import Actor
from graph_model.domain.areas import Area
from graph_model.domain.needs import Need
from graph_model.domain.services import Service
from graph_model.domain.vocabulary import ActorKind
from graph_model.errors import UnknownRecordError
from graph_model.store.port import Filter
from service.access import Permission
from service.api.answers import json_answer
from service.api.caller import CallerOf
from service.api.listing import page_answer, record_answer
from service.api.routes import KeyedQuestionRoute, KeyRoute
from service.schemas import fields as f
from service.schemas.answers import PageOut
from service.schemas.queries import PageQuery
from service.use_cases.expected import ExpectedChains

router = APIRouter(prefix="/api/v1", tags=["directory"], route_class=KeyRoute)
questions = APIRouter(prefix="/api/v1", tags=["directory"], route_class=KeyedQuestionRoute)


class ActorQuery(PageQuery):
    """Narrows a list of actors."""

    kind: ActorKind | None = None
    cooperative: f.Id | None = None
    text: f.Text | None = None


class ServiceQuery(PageQuery):
    """Narrows a list of services."""

    need: f.Id | None = None
    actor: f.Id | None = None
    area: Annotated[f.Id | None, Query(description="served exactly this area")] = None
    text: f.Text | None = None


class ChildQuery(PageQuery):
    """Narrows a list of a tree's members."""

    parent: f.Id | None = None
    text: f.Text | None = None


@router.get("/actors", response_model=PageOut[Actor])
def list_actors(caller: CallerOf, query: Annotated[ActorQuery, Query()]) -> Response:
    """Helpers and organisations in order of id."""
    caller.principal(Permission.READ_DIRECTORY)
    where = Filter(actor_kind=query.kind, cooperative=query.cooperative, text=query.text)
    return caller.look_up(lambda store: page_answer(store, Actor, where, page=query))


@router.get("/actors/{actor_id}", response_model=Actor)
def read_actor(actor_id: f.Id, caller: CallerOf) -> Response:
    """One helper or organisation."""
    caller.principal(Permission.READ_DIRECTORY)
    found = caller.look_up(lambda store: store.get(Actor, actor_id))
    if found is None:
        raise UnknownRecordError(kind="actor", record_id=actor_id)
    return record_answer(found)


@router.get("/services", response_model=PageOut[Service])
def list_services(caller: CallerOf, query: Annotated[ServiceQuery, Query()]) -> Response:
    """Services in order of id."""
    caller.principal(Permission.READ_DIRECTORY)
    where = Filter(
        need_code=query.need,
        actor_id=query.actor,
        area_ids=None if query.area is None else frozenset({query.area}),
        text=query.text,
    )
    return caller.look_up(lambda store: page_answer(store, Service, where, page=query))


@router.get("/services/{service_id}", response_model=Service)
def read_service(service_id: f.Id, caller: CallerOf) -> Response:
    """One service."""
    caller.principal(Permission.READ_DIRECTORY)
    found = caller.look_up(lambda store: store.get(Service, service_id))
    if found is None:
        raise UnknownRecordError(kind="service", record_id=service_id)
    return record_answer(found)


@router.get("/areas", response_model=PageOut[Area])
def list_areas(caller: CallerOf, query: Annotated[ChildQuery, Query()]) -> Response:
    """Areas in order of official key."""
    caller.principal(Permission.READ_DIRECTORY)
    where = Filter(parent_id=query.parent, text=query.text)
    return caller.look_up(lambda store: page_answer(store, Area, where, page=query))


@router.get("/needs", response_model=PageOut[Need])
def list_needs(caller: CallerOf, query: Annotated[ChildQuery, Query()]) -> Response:
    """Needs in order of code."""
    caller.principal(Permission.READ_DIRECTORY)
    where = Filter(parent_id=query.parent, text=query.text)
    return caller.look_up(lambda store: page_answer(store, Need, where, page=query))


@questions.get("/expected-chains", response_model=ExpectedChains)
def read_expected_chains(caller: CallerOf) -> Response:
    """The help chains that the house expects for its needs, step by step with days allowed."""
    caller.principal(Permission.READ_DIRECTORY)
    return json_answer(to_plain(caller.cases.expected()))
