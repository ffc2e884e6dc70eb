"""Signing in by a one-time link, changing the role in the demo, signing out."""

from dataclasses import replace
from datetime import timedelta

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from graph_model.domain.actors import Actor
from graph_model.domain.labels import label
from graph_model.domain.vocabulary import ActorKind, Role
from graph_model.errors import NotSignedInError, StoreUnavailableError
from graph_model.store.port import Filter
from service import problems
from service.access import Principal
from service.api.caller import SESSION_COOKIE, Caller, CallerOf
from service.api.errors import language_of_request
from service.problems import Problem
from service.use_cases.keys import KeyRequest, add_key, revoke_key
from service.web.render import page, problem_page
from service.web.session import demand_own_form, session_of, signed_in, visitor
from service.words import words

router = APIRouter(include_in_schema=False)

DEMO_ROLES = (Role.KUEMMERER, Role.COORDINATION, Role.EVALUATION, Role.ADMIN)
_LABEL = "Demo"


def demo_choices(language: str) -> list[tuple[str, str]]:
    """The roles that a visitor of the demo can take, with their names."""
    return [(role.value, label(role, language)) for role in DEMO_ROLES]


@router.get("/sign-in/{token}")
def show_link(token: str, caller: CallerOf) -> Response:
    """Let the holder of a link choose a role; only the choice uses the link up."""
    is_good = caller.services.links.is_good(token, now=caller.now)
    if not is_good and visitor(caller) is not None:
        return _to_start()
    return _link_page(caller, token, is_good=is_good)


def _link_page(caller: Caller, token: str, *, is_good: bool) -> Response:
    language = language_of_request(caller.request)
    return page(
        "sign_in.html",
        language,
        status=200 if is_good else 410,
        title=words(language)["welcome"],
        is_good=is_good,
        is_demo=True,
        choices=[(f"/sign-in/{token}/{code}", text) for code, text in demo_choices(language)],
    )


@router.post("/sign-in/{token}/{role}")
def use_link(token: str, role: Role, caller: CallerOf) -> Response:
    """Use a link up and begin a session."""
    demand_own_form(caller)
    if role in DEMO_ROLES:
        with caller.services.links.using(token, now=caller.now) as is_good:
            if is_good:
                return _begin_session(caller, role)
    return _link_page(caller, token, is_good=False)


@router.post("/role/{role}")
def change_role(role: Role, caller: CallerOf) -> Response:
    """Look at the demo as somebody else."""
    demand_own_form(caller)
    principal = signed_in(caller, caller.writer)
    if principal is None or role not in DEMO_ROLES or not _is_demo(caller):
        raise NotSignedInError
    response = _begin_session(caller, role)
    _end_session(caller, principal)
    return response


@router.post("/sign-out")
def sign_out(caller: CallerOf) -> Response:
    """End the session at once, here and in the store; only here while the store is away."""
    demand_own_form(caller)
    response = _to_start()
    try:
        principal = signed_in(caller, caller.writer)
        if principal is not None:
            _end_session(caller, principal)
    except StoreUnavailableError as error:
        caller.services.sign_ins.forget(session_of(caller))
        response = _signed_out_here(problems.of_error(error, language_of_request(caller.request)))
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="strict")
    return response


def _end_session(caller: Caller, principal: Principal) -> None:
    caller.services.sign_ins.forget(session_of(caller))
    revoke_key(caller.services.store, principal.key_id, now=caller.now)


def _signed_out_here(problem: Problem) -> Response:
    texts = words(problem.language)
    return problem_page(
        replace(problem, sentence=texts["signed_out_only_here"]), title=texts["signed_out_here"]
    )


def _to_start() -> Response:
    return RedirectResponse("/", 303, {"Cache-Control": "no-store"})


def _is_demo(caller: Caller) -> bool:
    return caller.services.links.were_made


def _begin_session(caller: Caller, role: Role) -> Response:
    services = caller.services
    actor_id = None
    if role is Role.KUEMMERER:
        first = services.store.page(Actor, Filter(actor_kind=ActorKind.KUEMMERER), limit=1)
        actor_id = first.items[0].record.id if first.items else None
    hours = services.settings.session_hours
    request = KeyRequest(
        role=role,
        label=_LABEL,
        actor_id=actor_id,
        expires_at=caller.now + timedelta(hours=hours),
    )
    made = add_key(services.store, request, now=caller.now)
    response = _to_start()
    response.set_cookie(
        SESSION_COOKIE,
        made.secret,
        max_age=int(hours * 3600),
        path="/",
        httponly=True,
        secure=caller.request.url.scheme == "https",
        samesite="strict",
    )
    return response
