"""The list of needs on a page: add one, call one something else, take one off."""

from collections.abc import Iterable

from fastapi import APIRouter, Response

from graph_model.domain.needs import Need
from graph_model.store.port import Versioned
from graph_model.store.walking import every
from service.access import Permission, Principal
from service.api.caller import Caller, CallerOf
from service.api.errors import language_of_request
from service.api.routes import QuestionRoute
from service.schemas import fields as f
from service.use_cases.amending import Author
from service.use_cases.settling import add_need, rename_need, retire_need
from service.web.attempts import Attempt
from service.web.form_data import Forms, FormState, SentForm
from service.web.frame import framed
from service.web.session import demand_reader
from service.words import words

questions = APIRouter(include_in_schema=False, route_class=QuestionRoute)

_ADD = "need"


@questions.get("/settings/needs")
def show_needs(caller: CallerOf, done: str | None = None) -> Response:
    """All needs, fields first, each with what lies below."""
    principal = demand_reader(caller, Permission.ADMINISTER)
    return _page(caller, principal, is_done=done == "saved")


@questions.post("/settings/needs")
def add(caller: CallerOf, sent: SentForm) -> Response:
    """Put a need on the list."""
    attempt = Attempt(caller, sent, _ADD)

    def added() -> str:
        need = Need(
            code=sent.text("code") or "",
            parent_code=sent.text("parent_code"),
            label_de=sent.text("label_de") or "",
            label_en=sent.text("label_en") or "",
        )
        add_need(caller.services.store, need, author=_author(attempt))
        return _done(need.code)

    found = attempt.made(added)
    return found if isinstance(found, Response) else _refused(caller, found)


@questions.post("/settings/needs/{code}")
def rename(code: f.Id, caller: CallerOf, sent: SentForm) -> Response:
    """Call a need something else."""
    attempt = Attempt(caller, sent, f"rename-{code}")

    def renamed() -> str:
        labels = (sent.text("label_de") or "", sent.text("label_en") or "")
        rename_need(
            caller.services.store,
            code,
            labels=labels,
            expected=sent.revision,
            author=_author(attempt),
        )
        return _done(code)

    found = attempt.made(renamed)
    return found if isinstance(found, Response) else _refused(caller, found)


@questions.post("/settings/needs/{code}/remove")
def remove(code: f.Id, caller: CallerOf, sent: SentForm) -> Response:
    """Take a need off the list, if nothing refers to it."""
    attempt = Attempt(caller, sent, f"remove-{code}")

    def removed() -> str:
        author = _author(attempt)
        retire_need(caller.services.store, code, expected=sent.revision, author=author)
        return "/settings/needs?done=saved#done"

    found = attempt.made(removed)
    return found if isinstance(found, Response) else _refused(caller, found)


def _author(attempt: Attempt) -> Author:
    return attempt.author(Permission.ADMINISTER, everywhere=True)


def _done(code: str) -> str:
    return f"/settings/needs?done=saved#need-{code}"


def _refused(caller: Caller, refused: FormState) -> Response:
    return _page(caller, demand_reader(caller, Permission.ADMINISTER), refused=refused)


def _page(
    caller: Caller,
    principal: Principal,
    *,
    refused: FormState | None = None,
    is_done: bool = False,
) -> Response:
    language = language_of_request(caller.request)
    texts = words(language)
    forms = Forms(refused)
    groups = _groups(every(caller.services.store, Need), language)
    return framed(
        caller,
        principal,
        "settings_needs.html",
        title=texts["needs_title"],
        here="/settings/needs",
        status=forms.status,
        forms=forms,
        done=texts["needs_saved"] if is_done else "",
        may_change=principal.cooperative_id is None,
        groups=groups,
        fields=[(head.record.code, head.record.label(language)) for head, _ in groups],
    )


def _groups(
    needs: Iterable[Versioned[Need]], language: str
) -> list[tuple[Versioned[Need], list[Versioned[Need]]]]:
    """Needs at the top, each with those below it, all in order of their names."""
    ordered = sorted(needs, key=lambda one: (one.record.label(language).casefold(), one.record.id))
    return [
        (head, [one for one in ordered if one.record.parent_code == head.record.code])
        for head in ordered
        if head.record.parent_code is None
    ]
