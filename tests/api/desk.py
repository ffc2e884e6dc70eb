"""Somebody at the pages without a browser: reads forms as they stand, fills them in, sends them."""

import hmac
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx2
from starlette.testclient import TestClient

from graph_model.domain.referrals import Referral
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.store.port import Filter, Put
from tests import builders as make
from tests.api.conftest import House

COOKIE = "hilfenetz_session"
CASEWORK = (
    "/find",
    "/chains",
    "/chains/new",
    "/chains/c1",
    "/refer?need=debt&recipient=p1",
    "/chains/c1/referrals/new?need=debt&recipient=p2",
)
"""Pages that only Kümmerer have."""


@dataclass
class Form:
    """A form of a page: where it goes, what it would send as it stands, what a person can fill in.

    ``errors`` are what stands beside its fields, ``said`` what is said of the form as a whole.
    """

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    said: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.described: dict[str, str] = {}
        self._select = ""
        self._into: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append(Form(action=given.get("action") or ""))
            self._select = ""
        if not self.forms:
            return
        form, name = self.forms[-1], given.get("name") or ""
        if tag == "input":
            self._input(form, name, given)
        elif tag == "select":
            self._select = name
            form.inputs.append(name)
            form.choices[name] = []
        elif tag == "option" and self._select:
            value = given.get("value") or ""
            form.choices[self._select].append(value)
            if "selected" in given or len(form.choices[self._select]) == 1:
                form.fields[self._select] = value
        elif tag == "span" and given.get("class") == "error":
            self._into = ("error", given.get("id") or "")
        elif tag == "p" and given.get("class") == "wrong":
            self._into = ("said", "")
        if "aria-describedby" in given:
            self.described[given["aria-describedby"] or ""] = name

    def _input(self, form: Form, name: str, given: dict[str, str | None]) -> None:
        kind = given.get("type") or "text"
        if kind in ("checkbox", "radio") and "checked" not in given:
            form.inputs.append(name)
            return
        form.fields[name] = given.get("value") or ""
        if kind != "hidden":
            form.inputs.append(name)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("span", "p"):
            self._into = None

    def handle_data(self, data: str) -> None:
        if self._into is None:
            return
        kind, place = self._into
        if kind == "said":
            self.forms[-1].said += data
        else:
            self.forms[-1].errors[place] = data


def forms_of(page: httpx2.Response) -> list[Form]:
    """All forms of a page in their order."""
    reader = _Reader()
    reader.feed(page.text)
    for form in reader.forms:
        form.errors = {reader.described[place]: text for place, text in form.errors.items()}
    return reader.forms


@dataclass
class Desk:
    """One session at the pages of a house."""

    house: House
    who: str = "kuemmerer"

    @property
    def client(self) -> TestClient:
        """The client with this session's cookie and no other."""
        self.house.client.cookies.clear()
        self.house.client.cookies.set(COOKIE, self.house.secrets[self.who])
        return self.house.client

    def get(self, path: str, **headers: str) -> httpx2.Response:
        """A page."""
        return self.client.get(path, headers=headers, follow_redirects=False)

    def form(self, path: str, action: str, **fields: str) -> Form:
        """The one form of a page that goes to ``action`` and holds these values already."""
        return one_form(self.get(path), action, **fields)

    def send(self, form: Form, **typed: str) -> httpx2.Response:
        """Send a form with what was typed; does not go on to the page after."""
        return self.client.post(form.action, data={**form.fields, **typed}, follow_redirects=False)


def one_form(page: httpx2.Response, action: str, **fields: str) -> Form:
    """The one form of a page that goes to ``action`` and holds these values already."""
    found = [
        form
        for form in forms_of(page)
        if form.action == action and fields.items() <= form.fields.items()
    ]
    assert len(found) == 1, (action, fields, page.status_code, len(found))
    return found[0]


def form_token_of(desk: Desk, path: str) -> str:
    """The token that the forms of a page carry; of a page without, as it is made for others."""
    found = [form.fields["token"] for form in forms_of(desk.get(path)) if "token" in form.fields]
    secret = desk.house.secrets[desk.who].encode()
    return found[0] if found else hmac.new(secret, b"form", "sha256").hexdigest()


def with_referral(house: House, *steps: str, **fields: Any) -> None:
    """Put the referral ``r1`` into chain ``c1``, requested unless other steps are given."""
    house.store.apply(
        [Put(make.referral("r1", steps=steps or ("requested 2026-01-05",), **fields))]
    )


def step_forms(desk: Desk, chain: str = "c1") -> dict[str, Form]:
    """The step forms of a chain's page by the status that they lead to."""
    forms = forms_of(desk.get(f"/chains/{chain}"))
    return {form.fields["status"]: form for form in forms if form.action.endswith("/steps")}


def status_of(house: House, referral_id: str) -> ReferralStatus:
    """Where a referral stands."""
    found = house.store.get(Referral, referral_id)
    assert found is not None
    return found.record.status


def referrals_of(house: House, chain: str = "c1") -> list[Referral]:
    """The referrals of a chain."""
    return [item.record for item in house.store.page(Referral, Filter(chain_id=chain)).items]
