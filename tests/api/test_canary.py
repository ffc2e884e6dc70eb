"""A marked name sent to every place that takes text: no log line and no problem repeats it."""

import io
import json
import logging
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from service.logs import JsonFormatter
from tests.api.conftest import House
from tests.api.desk import Desk
from tests.api.test_access import BODIES, IDS
from tests.api.test_form_guards import POSTS, token_of

NAME = "Käthe Kanarienvogel"
AS_ID = "kaethe-kanarienvogel"
MARKS = ("anarienvogel", "K%C3%A4the", "K\\u00e4the")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that anybody logs, from DEBUG on, as the service writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    level, known = root.level, logging.root.manager.loggerDict
    # Client and test tools log the requests that they send; the service is what is looked at.
    noisy = [name for name in known if name.split(".")[0] in ("httpx2", "httpcore2", "asyncio")]
    for name in noisy:
        logging.getLogger(name).setLevel(logging.WARNING)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.setLevel(level)
    root.removeHandler(handler)
    for name in noisy:
        logging.getLogger(name).setLevel(logging.NOTSET)


def marked(value: object) -> Iterator[object]:
    """The same body with the name in the place of each value and of each key in turn."""
    if isinstance(value, dict):
        for key in value:
            yield {**value, key: NAME}
            yield {**value, key: [NAME]}
            for inner in marked(value[key]):
                yield {**value, key: inner}
        yield {**value, NAME: 1}
        yield NAME
    elif isinstance(value, list):
        yield [NAME]


def in_parameters(parameters: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The name in each parameter of the query and each header."""
    for parameter in parameters:
        if parameter["in"] == "query":
            yield {"params": {parameter["name"]: NAME}}
        elif parameter["in"] == "header":
            yield {"headers": {parameter["name"]: NAME.encode("latin-1")}}


def requests(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation with the name in its path, its query, its headers and its body."""
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            plain = path
            for name, known in IDS.items():
                plain = plain.replace(name, known)
            for name in IDS:
                if name in path:
                    yield method, path.replace(name, NAME), {"json": BODIES.get(path)}
            for parts in in_parameters(operation.get("parameters", ())):
                yield method, plain, {"json": BODIES.get(path), **parts}
            yield method, plain, {"params": {NAME: NAME}}
            yield method, plain, {"headers": {"X-Request-Id": AS_ID, "User-Agent": AS_ID}}
            for body in marked(BODIES.get(path)):
                yield method, plain, {"json": body}
            if method == "post":
                yield method, plain, {"content": f'{{"{NAME}": '.encode()}
                yield method, plain, {"content": NAME.encode(), "headers": {"X-A": "b"}}


@pytest.mark.parametrize("who", ["kuemmerer", "coordination", None])
def test_a_name_leaves_no_trace_in_logs_and_problems(
    house: House, log: io.StringIO, who: str | None
) -> None:
    description = house.get("/openapi.json").json()
    sent = 0
    for method, path, parts in requests(description):
        headers = {} if who is None else house.headers(who, If_Match='"1"')
        headers = {"Content-Type": "application/json", **headers, **parts.pop("headers", {})}
        answer = house.client.request(method, path, headers=headers, **parts)
        sent += 1
        if answer.status_code >= 400:
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert not any(mark in answer.text for mark in MARKS), (method, path, parts)
    lines = log.getvalue()
    assert not any(mark in lines for mark in MARKS)
    assert len([line for line in lines.splitlines() if '"event": "request"' in line]) >= sent
    assert sent > 200


def test_an_id_is_in_no_log_line_whether_it_exists_or_not(house: House, log: io.StringIO) -> None:
    for name in (AS_ID, "c1"):
        for path in ("/chains/{}", "/actors/{}", "/referrals/{}", "/chains?tenant={}"):
            house.client.get(f"/api/v1{path.format(name)}", headers=house.headers("kuemmerer"))
    assert AS_ID not in log.getvalue()
    assert "c1" not in {
        value for line in log.getvalue().splitlines() for value in json.loads(line).values()
    }


@pytest.mark.parametrize("path", ["/sign-in/{}", "/chains/{}", "/?need={}&area=x", "/{}", "/?{}=1"])
def test_pages_repeat_and_log_nothing_either(house: House, log: io.StringIO, path: str) -> None:
    for method in ("GET", "POST"):
        answer = house.client.request(method, path.format(NAME), headers={"Cookie": f"a={AS_ID}"})
        assert not any(mark in answer.text for mark in MARKS)
    assert not any(mark in log.getvalue() for mark in MARKS)


@pytest.mark.parametrize("path", POSTS)
def test_what_is_typed_into_a_form_is_logged_nowhere(
    house: House, log: io.StringIO, path: str
) -> None:
    desk = Desk(house)
    good = {**POSTS[path], "token": token_of(desk), "key": "key-00000001", "tenant_id": "t1"}
    for name in good:
        desk.client.post(path, data={**good, name: NAME})
    desk.client.post(path, data={**good, NAME: NAME})
    assert log.getvalue().count('"method": "POST"') == len(good) + 1
    assert not any(mark in log.getvalue() for mark in MARKS)


def test_a_made_up_method_is_logged_as_other(house: House, log: io.StringIO) -> None:
    house.client.request("KANARIENVOGEL", "/health/live")
    (line,) = [line for line in log.getvalue().splitlines() if '"request"' in line]
    assert json.loads(line)["method"] == "other"


def test_what_the_program_trips_over_is_logged_by_place_not_by_content(log: io.StringIO) -> None:
    try:
        raise RuntimeError(NAME)
    except RuntimeError:
        logging.getLogger("service").exception("request_failed")
    entry = json.loads(log.getvalue().splitlines()[-1])
    assert entry["error"] == "RuntimeError"
    assert entry["where"][-1].startswith("test_canary.py:")
    assert not any(mark in log.getvalue() for mark in MARKS)
