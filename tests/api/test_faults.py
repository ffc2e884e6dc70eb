"""Faults as problem details: each error has a status, none escapes, no input comes back."""

from typing import Any, NoReturn

import pytest
from starlette.testclient import TestClient

from docs.generate import error_classes
from graph_model.errors import (
    HilfenetzError,
    StoreDamagedError,
    StoreFullError,
    StoreUnavailableError,
)
from service import problems
from service.app import create_app, enveloped
from service.context import Services
from service.settings import Settings
from service.snapshots import SnapshotKeeper
from tests.api.conftest import Clock, House


@pytest.mark.parametrize("kind", error_classes(), ids=lambda kind: kind.__name__)
def test_every_error_class_has_a_status(kind: type[HilfenetzError]) -> None:
    assert problems.STATUSES[kind] in {401, 403, 404, 409, 412, 422, 500, 503, 507}


def test_a_problem_has_the_members_of_rfc_9457(house: House) -> None:
    answer = house.get("/actors/none")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json() == {
        "type": "urn:hilfenetz:problem:not_found",
        "title": "Unter none ist nichts verzeichnet (actor). Bitte die Kennung prüfen.",
        "status": 404,
        "code": "not_found",
    }


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("DELETE", "/api/v1/actors", 405, "method_not_allowed"),
        ("BREW", "/api/v1/actors", 405, "method_not_allowed"),
        ("GET", "/api/v1/actors", 401, "not_signed_in"),
        ("POST", "/api/v1/contacts", 401, "not_signed_in"),
        ("POST", "/health/live", 405, "method_not_allowed"),
    ],
)
def test_what_the_routes_do_not_know_is_a_problem_too(
    house: House, method: str, path: str, status: int, code: str
) -> None:
    answer = house.client.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    if status == 401:
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


class Broken:
    """A store in which everything fails in the same way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        def fail(*_: object, **__: object) -> NoReturn:
            raise self._error

        return fail


def broken_house(error: Exception) -> TestClient:
    store: Any = Broken(error)
    services = Services(
        settings=Settings(), store=store, clock=Clock(), snapshots=SnapshotKeeper(store)
    )
    return TestClient(enveloped(create_app(services), services.settings))


KEY = {"Authorization": "Bearer hn_some-key"}


@pytest.mark.parametrize(
    ("error", "status", "code", "retry"),
    [
        (StoreUnavailableError(problem="busy"), 503, "store_unavailable", "5"),
        (StoreFullError(problem="full"), 507, "store_full", "60"),
        (StoreDamagedError(problem="torn"), 500, "store_damaged", None),
    ],
)
def test_a_store_that_fails_is_told_with_when_to_come_again(
    error: HilfenetzError, status: int, code: str, retry: str | None
) -> None:
    client = broken_house(error)
    for path in ("/api/v1/actors", "/api/v1/analyses/flows", "/health/ready"):
        answer = client.get(path, headers=KEY)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers.get("Retry-After") == retry
    assert client.get("/health/live").status_code == 200


def test_an_error_that_nobody_foresaw_is_a_problem_with_the_request_id_and_nothing_else() -> None:
    client = broken_house(RuntimeError("Erika Mustermann, Hauptstraße 1"))
    for path in ("/api/v1/actors", "/health/ready"):
        answer = client.get(path, headers=KEY)
        assert answer.status_code == 500
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "internal_error"
        assert answer.json()["instance"].endswith(answer.headers["X-Request-Id"])
        assert "Mustermann" not in answer.text
    page = client.get("/", headers={"Cookie": "hilfenetz_session=x"})
    assert page.status_code == 500
    assert page.headers["Content-Type"].startswith("text/html")
    assert page.headers["X-Request-Id"] in page.text
    assert "Mustermann" not in page.text


def test_people_get_faults_as_a_page(house: House) -> None:
    for path, status in (("/nothing", 404), ("/find?need=%00&area=a1", 422)):
        answer = house.client.get(path)
        assert answer.status_code == status
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "Das hat nicht geklappt" in answer.text
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("wish", "language"),
    [("en", "en"), ("de-DE,en;q=0.5", "de"), ("fr", "de"), ("en;q=0", "de"), ("*", "de")],
)
def test_problems_come_in_the_language_asked_for(house: House, wish: str, language: str) -> None:
    answer = house.client.get("/api/v1/actors", headers={"Accept-Language": wish})
    assert answer.headers["Content-Language"] == language
    starts = {"de": "Bitte anmelden", "en": "Please sign in"}
    assert answer.json()["title"].startswith(starts[language])


def test_every_answer_carries_the_headers_that_keep_it_in_its_place(house: House) -> None:
    for path in ("/health/live", "/api/v1/actors", "/nothing", "/static/pages.css", "/"):
        headers = house.client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert len(headers["X-Request-Id"]) == 16
