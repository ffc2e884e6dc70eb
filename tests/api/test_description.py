"""The OpenAPI document: valid, true to the routes, with examples that the routes accept."""

import json
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.core.result import Ok

from graph_model.domain.vocabulary import Role
from graph_model.store.port import Put
from tests import builders as make
from tests.api.conftest import House

EXAMPLES = int(os.environ.get("HILFENETZ_TEST_EXAMPLES", "8"))
"""Requests made up for each operation and role; HILFENETZ_TEST_EXAMPLES asks for more."""

CONFORMANCE = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


KNOWN = {
    "id": ("c1", "c2", "r0", "e1", "p1", "k1", "s1", "t1"),
    "tenant": ("t1", "t2"),
    "chain": ("c1", "c2"),
    "sender": ("k1", "k2", "p1"),
    "recipient": ("p1", "p2", "k1"),
    "recipient_ids": (["p1"], ["p1", "k1"]),
    "from": ("k1", "t1", "p1"),
    "to": ("k1", "t1", "p2"),
    "service": ("s1", "s2"),
    "cooperative": ("g1", "g2"),
    "need": ("debt", "loneliness"),
    "area": ("a1", "a2"),
    "actor": ("k1", "p1"),
    "parent": ("r0", "a1"),
    "previous": ("r0",),
}
"""Ids in the house by what they are asked for as; made-up ones would hardly ever hit."""

SEEN = {Role.KUEMMERER: {200, 201, 403, 404, 409, 422}, Role.COORDINATION: {200, 403, 404, 422}}


def with_known_ids(case: schemathesis.Case, data: st.DataObject) -> None:
    """Put ids of the house in the place of some of those that were made up."""
    for part in (case.path_parameters, case.query, case.body):
        for name, value in list(part.items()) if isinstance(part, dict) else ():
            known = KNOWN.get(name) or KNOWN.get(re.sub("_(id|code)$", "", name))
            if name.endswith("_id") and part is case.path_parameters:
                known = KNOWN["id"]
            if known and value is not None and data.draw(st.integers(0, 3)):
                part[name] = data.draw(st.sampled_from(known))
    if "If-Match" in (case.headers or {}) and data.draw(st.booleans()):
        case.headers["If-Match"] = f'"{data.draw(st.integers(10, 30))}"'


@pytest.fixture
def description(house: House) -> dict[str, Any]:
    document: dict[str, Any] = house.get("/openapi.json").json()
    return document


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_document_is_openapi_3_1(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(description).validate()


def test_every_operation_says_what_it_does_and_who_may_call(description: dict[str, Any]) -> None:
    for path, method, operation in operations(description):
        assert operation["description"], (path, method)
        open_to_all = path.startswith("/health/")
        assert operation["security"] == ([] if open_to_all else [{"key": []}]), (path, method)
        faults = {code for code in operation["responses"] if code >= "400"}
        assert faults >= ({"503"} if open_to_all else {"401", "403", "422", "503"}), (path, method)
    assert description["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_reading_says_how_old_an_answer_may_be_and_503_when_to_come_again(
    description: dict[str, Any],
) -> None:
    assert "Hilfenetz-As-Of" in description["info"]["description"]
    for path, method, operation in operations(description):
        answers = operation["responses"]
        assert "Retry-After" in answers["503"]["headers"], (path, method)
        marked = {code for code, answer in answers.items() if "Hilfenetz-As-Of" in str(answer)}
        reads = method == "get" and path != "/health/live"
        assert marked == ({"200"} if reads else set()), (path, method)


def test_example_bodies_are_accepted_by_their_routes(
    house: House, description: dict[str, Any]
) -> None:
    house.store.apply(
        [
            Put(make.area("14612000")),
            Put(make.need("addiction")),
            Put(make.cooperative("coop-1")),
            Put(make.kuemmerer("kuemmerer-1", cooperative="coop-1")),
            Put(make.partner("partner-7")),
            Put(make.service("service-12", actor="partner-7", needs=("debt",))),
            Put(make.tenant("ten-1", cooperative="coop-1")),
            Put(make.consent("consent-1", tenant="ten-1", recipients=("partner-7",))),
            Put(make.consent("consent-2", tenant="ten-1", recipients=("p1",))),
            Put(make.chain("chain-1", tenant="ten-1", cooperative="coop-1")),
            Put(make.chain("chain-2", tenant="ten-1", cooperative="coop-1")),
            Put(make.referral("referral-1", tenant="ten-1", chain="chain-1", recipient="p1")),
        ]
    )
    house.add_key("example", role=Role.KUEMMERER, actor="kuemmerer-1")
    house.clock.now = make.at("2026-03-09T12:00")
    ids = {"consent_id": "consent-2", "chain_id": "chain-2", "referral_id": "referral-1"}
    tried = 0
    for path, method, operation in operations(description):
        if method != "post":
            continue
        place = path.format_map(ids).removeprefix("/api/v1")
        reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        schema = description["components"]["schemas"][reference.rsplit("/", 1)[1]]
        for example in schema["examples"]:
            revision = house.revision_of(place)
            answer = house.post(place, example, "example", If_Match=f'"{revision}"')
            assert answer.status_code in (200, 201), (path, answer.text)
            tried += 1
    assert tried == 9


@pytest.mark.parametrize("role", [Role.KUEMMERER, Role.COORDINATION])
def test_whatever_is_sent_the_answer_is_one_that_the_document_names(
    house: House, description: dict[str, Any], role: Role
) -> None:
    """Made-up requests, good and bad, on every operation; no 5xx, every answer as described."""
    schema = schemathesis.openapi.from_dict(description)
    schema.app = house.app
    statuses: set[int] = set()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        )
        @given(case=operation.as_strategy(), data=st.data())
        def ask(case: schemathesis.Case, data: st.DataObject) -> None:
            with_known_ids(case, data)
            headers = {**(case.headers or {}), **house.headers(str(role))}
            answer = case.call(headers=headers)
            statuses.add(answer.status_code)
            case.validate_response(answer, checks=CONFORMANCE)

        ask()
    # Good and bad ones got through to what they ask for: the keys were right, the values differed.
    assert statuses >= SEEN[role]
    assert json.loads(house.get("/openapi.json").text) == description
