"""Access keys on a page: make one (shown once), see all, revoke one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter, Response

from graph_model.domain.access_keys import AccessKey
from graph_model.domain.checks import refuse
from graph_model.domain.labels import label
from graph_model.domain.vocabulary import ActorKind, Role
from graph_model.errors import UnknownRecordError
from graph_model.snapshot.directory import Directory
from graph_model.store.port import Filter
from graph_model.store.walking import every
from service.access import Permission, Principal, bound_cooperative
from service.api.caller import Caller, CallerOf
from service.api.errors import language_of_request
from service.api.routes import QuestionRoute
from service.schemas import fields as f
from service.use_cases.keys import KeyRequest, NewKey, add_key, revoke_key
from service.web import choices, rows
from service.web.attempts import Attempt
from service.web.form_data import Forms, FormState, Sent, SentForm
from service.web.frame import framed
from service.web.session import demand_reader
from service.words import words

questions = APIRouter(include_in_schema=False, route_class=QuestionRoute)

_MAKE = "key"
_DAYS = ("30", "90", "365", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLine:
    """A key as people read it; ``is_own`` is the one that they look with."""

    key_id: str
    label: str
    role: str
    bound: str
    language: str
    made: str
    until: str
    state: str
    is_valid: bool
    is_own: bool


@questions.get("/settings/keys")
def show_keys(caller: CallerOf, done: str | None = None) -> Response:
    """All access keys, without their secrets."""
    principal = demand_reader(caller, Permission.ADMINISTER)
    told = words(language_of_request(caller.request))["key_revoked_done"]
    return _page(caller, principal, done=told if done == "revoked" else "")


@questions.post("/settings/keys")
def make_key(caller: CallerOf, sent: SentForm) -> Response:
    """Make a key and show it this once."""
    attempt = Attempt(caller, sent, _MAKE)

    def made() -> Response:
        author = attempt.author(Permission.ADMINISTER)
        request = _wanted(author.principal, sent, now=caller.now)
        new = add_key(caller.services.store, request, now=caller.now, call=author.call)
        return _page(caller, author.principal, made=new)

    found = attempt.made(made)
    return found if isinstance(found, Response) else _refused(caller, found)


@questions.post("/settings/keys/{key_id}/revoke")
def revoke(key_id: f.Id, caller: CallerOf, sent: SentForm) -> Response:
    """Let a key open nothing from now on."""
    attempt = Attempt(caller, sent, f"revoke-{key_id}")

    def revoked() -> str:
        author = attempt.author(Permission.ADMINISTER)
        if key_id == author.principal.key_id:
            raise refuse(
                "key",
                "mit diesem Schlüssel sind Sie gerade angemeldet",
                "you are signed in with this key",
            )
        held = caller.services.store.get(AccessKey, key_id)
        bound = author.principal.cooperative_id
        if held is None or (bound is not None and held.record.cooperative_id != bound):
            raise UnknownRecordError(kind="access_key", record_id=key_id)
        revoke_key(caller.services.store, key_id, now=caller.now)
        return "/settings/keys?done=revoked#done"

    found = attempt.made(revoked)
    return found if isinstance(found, Response) else _refused(caller, found)


def _wanted(principal: Principal, sent: Sent, *, now: datetime) -> KeyRequest:
    days, role = sent.text("days"), sent.text("role")
    if role not in list(Role):
        raise refuse("role", "bitte eine Rolle wählen", "please choose a role")
    if days is not None and days not in _DAYS:
        raise refuse("days", "bitte eine Dauer wählen", "please choose for how long")
    language = sent.text("language")
    return KeyRequest(
        role=Role(role),
        label=sent.text("label") or "",
        cooperative_id=bound_cooperative(principal, sent.text("cooperative")),
        actor_id=sent.text("actor_id"),
        expires_at=None if days is None else now + timedelta(days=int(days)),
        language=language,
    )


def _refused(caller: Caller, refused: FormState) -> Response:
    return _page(caller, demand_reader(caller, Permission.ADMINISTER), refused=refused)


def _page(
    caller: Caller,
    principal: Principal,
    *,
    refused: FormState | None = None,
    made: NewKey | None = None,
    done: str = "",
) -> Response:
    language = language_of_request(caller.request)
    texts = words(language)
    directory = caller.cases.snapshot.directory
    forms = Forms(refused)
    lines = _lines(caller, principal, directory, language=language)
    return framed(
        caller,
        principal,
        "settings_keys.html",
        title=texts["keys_title"],
        here="/settings/keys",
        status=forms.status,
        forms=forms,
        made=made,
        done=done,
        valid=[one for one in lines if one.is_valid],
        ended=[one for one in lines if not one.is_valid],
        roles_to_give=choices.of_vocabulary(Role, language),
        cooperatives=_actors(directory, ActorKind.COOPERATIVE, principal),
        people=_actors(directory, ActorKind.KUEMMERER, principal),
        days=[(one, texts[f"lasts_{one}"]) for one in _DAYS if one],
        languages=[("de", "Deutsch"), ("en", "English")],
    )


def _actors(directory: Directory, kind: ActorKind, principal: Principal) -> choices.Choices:
    bound = principal.cooperative_id
    found = [
        (actor.id, actor.name)
        for actor in directory.actors.values()
        if actor.kind is kind and bound in (None, actor.id, actor.cooperative_id)
    ]
    return sorted(found, key=lambda pair: (pair[1].casefold(), pair[0]))


def _lines(
    caller: Caller, principal: Principal, directory: Directory, *, language: str
) -> list[KeyLine]:
    where = Filter(cooperative=principal.cooperative_id)
    found = (item.record for item in every(caller.services.store, AccessKey, where=where))
    latest_first = sorted(found, key=lambda key: (key.created_at, key.id), reverse=True)
    return [
        _line(key, caller, directory, own=principal.key_id, language=language)
        for key in latest_first
    ]


def _line(
    key: AccessKey, caller: Caller, directory: Directory, *, own: str, language: str
) -> KeyLine:
    texts = words(language)
    named = [directory.actor_name(one) for one in (key.cooperative_id, key.actor_id) if one]
    is_valid = key.is_valid_at(caller.now)
    state = "key_valid" if is_valid else "key_ended" if key.revoked_at is None else "key_revoked"
    return KeyLine(
        key_id=key.id,
        label=key.label,
        role=label(key.role, language),
        bound=", ".join(named),
        language={"de": "Deutsch", "en": "English"}.get(key.language or "", ""),
        made=rows.day(key.created_at, language),
        until="" if key.expires_at is None else rows.day(key.expires_at, language),
        state=texts[state],
        is_valid=is_valid,
        is_own=key.id == own,
    )
