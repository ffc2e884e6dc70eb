"""What every page has around it: who looks, where one can go, in which language."""

from fastapi import Response

from graph_model.domain.labels import label
from graph_model.domain.vocabulary import Role
from service import age
from service.access import Principal
from service.api.caller import Caller
from service.api.errors import language_of_request
from service.web.render import page
from service.web.session import form_token
from service.web.sign_in import demo_choices
from service.words import words

_CASEWORK = (("/find", "find_title"), ("/chains", "chains_nav"), ("/directory", "directory_title"))
_FIGURES = (
    ("/", "start_nav"),
    ("/network", "network_nav"),
    ("/gaps", "gaps_nav"),
    ("/load", "load_nav"),
    ("/evaluation", "evaluation_title"),
    ("/directory", "directory_title"),
)
_ADMIN = (
    ("/directory", "directory_title"),
    ("/import", "import_nav"),
    ("/settings", "settings_nav"),
)
_PLACES = {
    Role.KUEMMERER: _CASEWORK,
    Role.COORDINATION: _FIGURES,
    Role.EVALUATION: _FIGURES,
    Role.ADMIN: _ADMIN,
}


def framed(
    caller: Caller,
    principal: Principal,
    template: str,
    *,
    title: str,
    status: int = 200,
    **values: object,
) -> Response:
    """A page for somebody signed in.

    Among the values, ``here`` is its address unless as asked, and ``draws`` says that there are
    charts on it.
    """
    language = language_of_request(caller.request)
    is_demo = caller.services.links.were_made
    here = str(values.pop("here", _address(caller)))
    scripts = ("pages.js", "charts.js") if values.pop("draws", False) else ("pages.js",)
    return page(
        template,
        language,
        status=status,
        title=title,
        role=principal.role.value,
        role_label=label(principal.role, language),
        roles=demo_choices(language) if is_demo else (),
        is_demo=is_demo,
        age=age.told(caller.as_of, language, now=caller.now),
        is_away=caller.is_store_away,
        here=here,
        places=_places(principal, here, language=language),
        token=form_token(caller),
        scripts=caller.services.bundle.addresses(*scripts),
        **values,
    )


def _address(caller: Caller) -> str:
    url = caller.request.url
    return f"{url.path}?{url.query}" if url.query else url.path


def _places(principal: Principal, here: str, *, language: str) -> list[tuple[str, str, bool]]:
    """Where one can go: address, name, and whether one is there."""
    texts = words(language)
    is_caseworker = principal.role is Role.KUEMMERER
    path = here.partition("?")[0]
    if is_caseworker and path == "/":
        path = "/find"
    return [
        (place, texts[name], path == place or (place != "/" and path.startswith(f"{place}/")))
        for place, name in _PLACES[principal.role]
    ]
