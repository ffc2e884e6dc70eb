"""Choosing the language of the pages."""

import re
from contextlib import suppress
from typing import Literal

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from graph_model.errors import StoreError
from service.api.caller import CallerOf
from service.middleware import LANGUAGE_COOKIE
from service.use_cases.keys import speak
from service.web.form_data import SentForm
from service.web.session import demand_own_form, session_of, signed_in

router = APIRouter(include_in_schema=False)

_YEAR_S = 365 * 24 * 3600
_OWN_PLACE = re.compile(r"/(?![/\\])[\x21-\x7e]*")


@router.post("/language/{language}")
def choose_language(language: Literal["de", "en"], caller: CallerOf, sent: SentForm) -> Response:
    """Remember the language, and go back to the page that it was chosen on.

    Kept in this browser, and in the account of whoever is signed in; only in the browser while the
    store is away.
    """
    demand_own_form(caller)
    with suppress(StoreError):
        principal = signed_in(caller, caller.writer)
        if principal is not None:
            caller.services.sign_ins.forget(session_of(caller))
            speak(caller.services.store, principal.key_id, language=language)
    back = sent.text("back") or "/"
    place = back if _OWN_PLACE.fullmatch(back) else "/"
    response = RedirectResponse(place, 303, {"Cache-Control": "no-store"})
    response.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=_YEAR_S,
        path="/",
        httponly=True,
        secure=caller.request.url.scheme == "https",
        samesite="strict",
    )
    return response
