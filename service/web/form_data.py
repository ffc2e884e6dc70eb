"""What a form of a page sent, and the form as it is shown: what was typed, and what is wrong."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from graph_model.domain.checks import LOCAL_ZONE

_KEY = re.compile(r"[A-Za-z0-9._:-]{8,50}")
_REVISION = re.compile(r"[0-9]{1,18}")
_LOCAL_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_MOST_FIELDS = 60


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields of a form that came in, each once; what was left blank is not there."""

    fields: Mapping[str, str]

    def text(self, name: str) -> str | None:
        """What was typed or chosen, ``None`` for nothing."""
        return self.fields.get(name)

    def chosen(self, *names: str) -> dict[str, str]:
        """The named fields, as far as they were filled in."""
        return {name: self.fields[name] for name in names if name in self.fields}

    def instant(self, name: str) -> str | None:
        """A time by the clock in Germany with its offset; anything else as it came."""
        typed = self.fields.get(name)
        if typed is None or not _LOCAL_TIME.fullmatch(typed):
            return typed
        try:
            local = datetime.fromisoformat(typed)
        except ValueError:
            return typed
        return local.replace(tzinfo=LOCAL_ZONE).isoformat()

    @property
    def key(self) -> str:
        """The key that makes the form's effect happen once.

        Raises
        ------
        HTTPException
            If the form brought none, which no form of ours does.
        """
        key = self.fields.get("key", "")
        if not _KEY.fullmatch(key):
            raise HTTPException(400)
        return key

    @property
    def revision(self) -> int:
        """The revision of what the form changes, as it was when the form was shown.

        Raises
        ------
        HTTPException
            If the form brought none, which no form of ours does.
        """
        revision = self.fields.get("revision", "")
        if not _REVISION.fullmatch(revision):
            raise HTTPException(400)
        return int(revision)


async def _sent(request: Request) -> Sent:
    try:
        body = (await request.body()).decode("ascii")
        pairs = parse_qsl(
            body, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError as error:
        raise HTTPException(400) from error
    fields = {name: value.strip() for name, value in pairs}
    if len(fields) != len(pairs):
        raise HTTPException(400)
    return Sent({name: value for name, value in fields.items() if value})


SentForm = Annotated[Sent, Depends(_sent)]
"""The form that came in; one that says a thing twice, or cannot be read, is a bad request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormState:
    """A form as it is shown: its key, what was typed before, what is wrong, field by field.

    ``sentence`` says what is wrong as a whole; both are empty in a form that nobody has sent yet.
    """

    name: str
    key: str
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""
    status: int = 200

    def value(self, name: str, default: str | None = None) -> str:
        """What stands in a field: what was typed, or else the default."""
        return self.typed.get(name, "" if self.typed else default or "")

    def error(self, name: str) -> str:
        """What is wrong with a field, empty if nothing is."""
        return self.errors.get(name, "")


@dataclass(frozen=True, slots=True)
class Forms:
    """All forms of a page: the one that was refused, if any, and fresh ones."""

    refused: FormState | None = None

    def of(self, name: str) -> FormState:
        """The form of that name."""
        if self.refused is not None and self.refused.name == name:
            return self.refused
        return FormState(name=name, key=new_key())

    @property
    def status(self) -> int:
        """The HTTP status of the page."""
        return 200 if self.refused is None else self.refused.status


def new_key() -> str:
    """A key for one form that has not been sent yet."""
    return secrets.token_hex(16)
