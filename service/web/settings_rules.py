"""Response standards and weights on a page: what holds and since when, and how to change it."""

import re
from collections.abc import Iterator

from fastapi import APIRouter, Response

from graph_model.analysis.recommendation.scoring import ScorePart
from graph_model.domain.checks import refuse
from graph_model.domain.house import LONGEST_STANDARD_DAYS
from service.access import Permission, Principal
from service.api.caller import Caller, CallerOf
from service.api.errors import language_of_request
from service.api.routes import QuestionRoute
from service.use_cases.settling import WantedRules, back_to_defaults, settle_rules, settled
from service.web import choices
from service.web.attempts import Attempt
from service.web.chain_view import moment
from service.web.form_data import Forms, FormState, Sent, SentForm
from service.web.frame import framed
from service.web.people import named
from service.web.session import demand_reader
from service.words import words

questions = APIRouter(include_in_schema=False, route_class=QuestionRoute)

_RULES, _DEFAULTS = "rules", "defaults"
_WHOLE = re.compile(r"[0-9]{1,3}")
_DECIMAL = re.compile(r"[0-9]{1,3}([.,][0-9]{1,6})?")


@questions.get("/settings/rules")
def show_rules(caller: CallerOf, done: str | None = None) -> Response:
    """Which response standards and weights hold."""
    principal = demand_reader(caller, Permission.ADMINISTER)
    return _page(caller, principal, is_done=done == "saved")


@questions.post("/settings/rules")
def change_rules(caller: CallerOf, sent: SentForm) -> Response:
    """Let others hold, from the next question on."""
    attempt = Attempt(caller, sent, _RULES)

    def changed() -> str:
        author = attempt.author(Permission.ADMINISTER, everywhere=True)
        store = caller.services.store
        settle_rules(store, _wanted(sent), expected=sent.revision, author=author)
        return "/settings/rules?done=saved#done"

    found = attempt.made(changed)
    return found if isinstance(found, Response) else _refused(caller, found)


@questions.post("/settings/rules/defaults")
def restore_defaults(caller: CallerOf, sent: SentForm) -> Response:
    """Let the defaults hold again."""
    attempt = Attempt(caller, sent, _DEFAULTS)

    def restored() -> str:
        author = attempt.author(Permission.ADMINISTER, everywhere=True)
        back_to_defaults(caller.services.store, expected=sent.revision, author=author)
        return "/settings/rules?done=saved#done"

    found = attempt.made(restored)
    return found if isinstance(found, Response) else _refused(caller, found)


def _wanted(sent: Sent) -> WantedRules:
    days = dict(_days_by_need(sent))
    code, figure = sent.text("new_need"), sent.text("new_days")
    if code is not None or figure is not None:
        if code is None:
            raise refuse("new_need", "bitte einen Bedarf wählen", "please choose a need")
        days[code] = _days(figure, "new_days")
    return WantedRules(
        response_days=_days(sent.text("response_days"), "response_days"),
        days_by_need=days,
        weights={part: _weight(sent, part) for part in ScorePart},
    )


def _days_by_need(sent: Sent) -> Iterator[tuple[str, int]]:
    for name, figure in sent.fields.items():
        if name.startswith("days-"):
            yield name.removeprefix("days-"), _days(figure, name)


def _days(typed: str | None, field: str) -> int:
    if typed is None or not _WHOLE.fullmatch(typed) or not 1 <= int(typed) <= LONGEST_STANDARD_DAYS:
        raise refuse(
            field,
            f"eine ganze Zahl von 1 bis {LONGEST_STANDARD_DAYS}",
            f"a whole number from 1 to {LONGEST_STANDARD_DAYS}",
        )
    return int(typed)


def _weight(sent: Sent, part: ScorePart) -> float:
    typed = sent.text(f"weight_{part.value}") or ""
    if not _DECIMAL.fullmatch(typed) or float(typed.replace(",", ".")) > 100:
        raise refuse(f"weight_{part.value}", "eine Zahl von 0 bis 100", "a number from 0 to 100")
    return float(typed.replace(",", "."))


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
    asked = caller.cases
    directory, house = asked.snapshot.directory, asked.house
    store = caller.services.store
    held = settled(store)
    by = "" if held is None else held.record.changed_by
    known = named(store, {by} if by else (), directory=directory, language=language)
    days = sorted(
        (directory.need_label(code, language), code, count)
        for code, count in house.standards.by_need.items()
    )
    shares = house.weights.shares()
    return framed(
        caller,
        principal,
        "settings_rules.html",
        title=texts["rules_title"],
        here="/settings/rules",
        status=forms.status,
        forms=forms,
        done=texts["rules_saved"] if is_done else "",
        revision=str(0 if held is None else held.revision),
        since=None if held is None else moment(held.record.changed_at, language),
        by=known.get(by, ""),
        may_change=principal.cooperative_id is None,
        response_days=house.standards.default_business_days,
        days=days,
        needs=choices.of_needs(directory, language),
        weights=[
            (part.value, texts[f"weight_{part.value}"], f"{100 * shares[part]:.4g}", shares[part])
            for part in ScorePart
        ],
    )
