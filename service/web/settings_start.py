"""Einstellungen: what can be settled here, and what the service was started with."""

import re
from dataclasses import fields

from fastapi import APIRouter, Response

from service.access import Permission
from service.api.caller import CallerOf
from service.api.errors import language_of_request
from service.api.routes import QuestionRoute
from service.secret import Secret
from service.settings import PREFIX, Settings
from service.web.frame import framed
from service.web.session import demand_reader
from service.words import words

questions = APIRouter(include_in_schema=False, route_class=QuestionRoute)

_PASSWORD = re.compile(r"(//[^/@:]*):[^/@]*@")


@questions.get("/settings")
def show_settings(caller: CallerOf) -> Response:
    """Where the settings are."""
    principal = demand_reader(caller, Permission.ADMINISTER)
    title = words(language_of_request(caller.request))["settings_title"]
    return framed(caller, principal, "settings.html", title=title)


@questions.get("/settings/system")
def show_system(caller: CallerOf) -> Response:
    """What the service was started with; secrets never."""
    principal = demand_reader(caller, Permission.ADMINISTER)
    language = language_of_request(caller.request)
    return framed(
        caller,
        principal,
        "settings_system.html",
        title=words(language)["system_title"],
        settings=_shown(caller.services.settings, language),
    )


def _shown(settings: Settings, language: str) -> list[tuple[str, str, str]]:
    """What it is for, its value, and the variable."""
    spoken = "german" if language == "de" else "english"
    return [
        (
            str(one.metadata[spoken]),
            _value(getattr(settings, one.name), language),
            PREFIX + one.name.upper(),
        )
        for one in fields(settings)
    ]


def _value(value: object, language: str) -> str:
    if isinstance(value, Secret):
        return words(language)["system_set" if value else "system_not_set"]
    # An address that carries a password is refused elsewhere; here it would not show either.
    return _PASSWORD.sub(r"\1@", str(value)) or "–"
