"""An wen vermitteln?: ranked partners with the reasons, and the search that found nobody."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response

from graph_model.analysis.recommendation.recommendation import Recommendation, Suggestion
from graph_model.domain.vocabulary import AccessFeature, ActorKind, AgeBand
from graph_model.errors import UnknownRecordError
from graph_model.snapshot.directory import Directory
from service.access import Permission, Principal, demand
from service.api import entries
from service.api.caller import Caller, CallerOf
from service.api.errors import language_of_request
from service.api.recommendations import Asked, demand_own
from service.api.routes import QuestionRoute
from service.names import area_name
from service.schemas.recording import UnmetSearchIn
from service.use_cases.sight import Sight
from service.web import choices
from service.web.attempts import Attempt, body_of
from service.web.form_data import Forms, FormState, SentForm
from service.web.frame import framed
from service.web.open_chains import chain_choices
from service.web.queries import Wish
from service.web.session import demand_reader, demand_signed_in
from service.web.threads import Thread, address, thread_of
from service.words import words

questions = APIRouter(include_in_schema=False, route_class=QuestionRoute)

_UNMET = "unmet"
_FILTERS = ("language", "age_band", "care_level")


@dataclass(frozen=True, slots=True)
class _Search:
    """A wish with what its chain adds to it, and what the page shows beside the answer."""

    wish: Wish
    need: str | None
    area: str | None
    thread: Thread | None

    @property
    def links(self) -> dict[str, str]:
        return {} if self.thread is None else self.thread.links

    def asked(self, sender_id: str | None) -> Asked | None:
        """The question as the API takes it; ``None`` as long as need or area are open."""
        if self.need is None or self.area is None:
            return None
        wish = self.wish
        return Asked(
            need=self.need,
            area=self.area,
            sender=sender_id,
            chain=wish.chain,
            age_band=wish.age_band,
            care_level=wish.care_level,
            language=[wish.language] if wish.language else [],
            access=wish.access,
        )

    def here(self, done: str | None = None) -> str:
        """The address of this search."""
        wish = self.wish
        plain = {
            "need": self.need,
            "area": self.area,
            "chain": wish.chain,
            **self.links,
            "language": wish.language,
            "age_band": wish.age_band,
            "care_level": None if wish.care_level is None else str(wish.care_level),
        }
        place = address("/find", **plain)
        joint = "&" if "?" in place else "?"
        more = "&".join(
            [f"access={one.value}" for one in wish.access] + ([f"done={done}"] if done else [])
        )
        return f"{place}{joint}{more}" if more else place


@dataclass(frozen=True, slots=True)
class Option:
    """A suggestion, and where the referral to it is recorded."""

    found: Suggestion
    href: str


@questions.get("/find")
def find(caller: CallerOf, wish: Annotated[Wish, Query()]) -> Response:
    """Look for partners."""
    principal = demand_signed_in(caller, caller.reader)
    return find_page(caller, principal, wish)


@questions.post("/find")
def record_search(caller: CallerOf, sent: SentForm, wish: Annotated[Wish, Query()]) -> Response:
    """Record that the search of this address found nobody."""
    attempt = Attempt(caller, sent, _UNMET)

    def recorded() -> str:
        recorder = attempt.recorder(_search_text(wish))
        search = _search_of(caller, recorder.principal, wish)
        found = _answer(caller, recorder.principal, search)
        if found is None or found.unmet_search is None:
            return search.here()
        body = body_of(
            UnmetSearchIn,
            {
                "need_code": found.query.need_code,
                "area_id": found.query.area_id,
                "excluded_by": [
                    {"rule": count.rule.value, "excluded": count.excluded}
                    for count in found.excluded_by
                ],
                "chain_id": wish.chain,
            },
        )
        entries.unmet_search(recorder, body)
        return search.here("search")

    made = attempt.made(recorded)
    if isinstance(made, FormState):
        return find_page(caller, demand_reader(caller, Permission.RECOMMEND), wish, refused=made)
    return made


def find_page(
    caller: Caller, principal: Principal, wish: Wish, *, refused: FormState | None = None
) -> Response:
    """The search with its answer, once need and area are known."""
    demand(principal, Permission.RECOMMEND)
    language = language_of_request(caller.request)
    search = _search_of(caller, principal, wish)
    found = _answer(caller, principal, search)
    directory = caller.cases.snapshot.directory
    texts = words(language)
    has_begun = found is None and wish.model_dump(exclude_defaults=True).keys() - {"done"}
    forms = Forms(refused)
    return framed(
        caller,
        principal,
        "find.html",
        title=texts["find_title"],
        status=forms.status,
        here=search.here(),
        need=search.need,
        area=search.area,
        need_name=directory.need_label(search.need or "", language),
        area_name=area_name(directory.areas, search.area),
        wish=wish,
        thread=search.thread,
        links=search.links,
        missing=bool(has_begun) and search.thread is None,
        found=found,
        options=() if found is None else _options(found.suggestions, search),
        waiting=() if found is None else _options(found.needs_consent, search),
        has_filters=any(getattr(wish, name) is not None for name in _FILTERS) or bool(wish.access),
        form=forms.of(_UNMET),
        from_name=_sender_name(search, directory),
        **_choices(caller, principal, directory, language=language),
    )


def _choices(
    caller: Caller, principal: Principal, directory: Directory, *, language: str
) -> dict[str, object]:
    spoken = (code for service in directory.services.values() for code in service.languages)
    return {
        "needs": choices.of_needs(directory, language),
        "areas": choices.of_areas(directory.areas),
        "chains": chain_choices(caller, principal, directory, language=language),
        "languages": choices.of_languages(spoken, language),
        "features": choices.of_vocabulary(AccessFeature, language),
        "ages": choices.of_vocabulary(AgeBand, language),
    }


def _search_of(caller: Caller, principal: Principal, wish: Wish) -> _Search:
    if wish.chain is None:
        return _Search(wish, wish.need, wish.area, None)
    thread = thread_of(
        caller, principal, wish.chain, parent_id=wish.parent, previous_id=wish.previous
    )
    area = wish.area or thread.file.chain.record.area_id
    return _Search(wish, wish.need or thread.need_code, area, thread)


def _search_text(wish: Wish) -> str:
    return wish.model_dump_json(exclude={"done"})


def _answer(caller: Caller, principal: Principal, search: _Search) -> Recommendation | None:
    asked = search.asked(_sender_of(caller, principal, search))
    if asked is None:
        return None
    caller.look_up(lambda store: demand_own(Sight(store, principal), asked))
    return caller.cases.recommend(asked.query(principal.actor_id))


def _sender_of(caller: Caller, principal: Principal, search: _Search) -> str | None:
    """Who refers; the principal instead of people of other houses, whose ties are not for them."""
    sender_id = None if search.thread is None else search.thread.sender_id
    if sender_id is None or sender_id == principal.actor_id:
        return principal.actor_id
    try:
        caller.look_up(lambda store: Sight(store, principal).colleague(sender_id))
    except UnknownRecordError:
        return principal.actor_id
    return sender_id


def _sender_name(search: _Search, directory: Directory) -> str:
    """Who passes the person on, where that is an organisation in the chain."""
    thread = search.thread
    if thread is None or thread.sender_id is None or thread.parent is None:
        return ""
    actor = directory.actors.get(thread.sender_id)
    is_colleague = actor is not None and actor.kind is ActorKind.KUEMMERER
    return "" if is_colleague else directory.actor_name(thread.sender_id)


def _options(found: tuple[Suggestion, ...], search: _Search) -> list[Option]:
    chain_id = search.wish.chain
    path = "/refer" if chain_id is None else f"/chains/{chain_id}/referrals/new"
    return [
        Option(
            one,
            address(
                path,
                need=search.need,
                area=search.area if chain_id is None else None,
                recipient=one.actor_id,
                service=one.service_id,
                **search.links,
            ),
        )
        for one in found
    ]
