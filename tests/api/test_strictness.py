"""Bodies and headers that must be refused, each with a 4xx problem and nothing written."""

import pytest

from graph_model.domain.contacts import Contact
from tests.api.conftest import House

GOOD = '"from_id":"k1","to_id":"t1","channel":"phone"'


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{" + GOOD + ',"channel":"email"}', 400),
        ('{"from_id":"k1","to_id":"t1","channel":NaN}', 400),
        ("{" + GOOD + ',"occurred_at":1e400}', 400),
        ("{" + GOOD + ',"need_code":"\\ud800"}', 400),
        ("{" + GOOD + ',"need_code":"a\\u0000b"}', 400),
        ("[" * 100_000, 400),
        ("{" + GOOD, 400),
        ("", 422),
        ("[]", 422),
        ('"text"', 422),
        ("{" + GOOD + ',"note":"Frau Muster"}', 422),
        ("{" + GOOD + ',"occurred_at":1772452800}', 422),
        ("{" + GOOD + ',"occurred_at":"2026-03-02T12:00:00"}', 422),
        ("{" + GOOD + ',"occurred_at":"1066-03-02T12:00:00Z"}', 422),
        ("{" + GOOD + ',"occurred_at":"0001-01-01T00:00:00+14:00"}', 422),
        ("{" + GOOD + ',"occurred_at":"9999-12-31T23:59:59-14:00"}', 422),
        ("{" + GOOD + ',"occurred_at":"1772452800"}', 422),
        ("{" + GOOD + ',"occurred_at":"2026-03-02T12:00:00+99:00"}', 422),
        ("{" + GOOD + ',"need_code":' + "9" * 5000 + "}", 400),
        ("{" + GOOD + ',"need_code":' + "9" * 4000 + "}", 422),
        ("\ufeff{" + GOOD + "}", 400),
        ('{"from_id":true,"to_id":"t1","channel":"phone"}', 422),
        ('{"from_id":"k1","to_id":"t1","channel":"smoke"}', 422),
        ('{"from_id":"k1","to_id":"k1","channel":"phone"}', 422),
        ('{"from_id":"../etc","to_id":"t1","channel":"phone"}', 422),
    ],
)
def test_a_body_that_could_be_misread_is_refused(house: House, body: str, status: int) -> None:
    answer = house.client.post(
        "/api/v1/contacts",
        content=body.encode(),
        headers=house.headers("kuemmerer", Content_Type="application/json"),
    )
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Muster" not in answer.text
    assert house.store.page(Contact).items == ()


def test_a_body_over_the_limit_is_refused_whether_announced_or_not(house: House) -> None:
    large = b" " * 1_100_000
    headers = house.headers("kuemmerer", Content_Type="application/json")
    announced = house.client.post("/api/v1/contacts", content=large, headers=headers)
    chunked = house.client.post(
        "/api/v1/contacts", content=(large[:60_000] for _ in range(20)), headers=headers
    )
    for answer in (announced, chunked):
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("key", ["short", "x" * 65, "with blank in", "k\u00e4sekuchen"])
def test_a_wrong_idempotency_key_is_refused(house: House, key: str) -> None:
    answer = house.client.post(
        "/api/v1/contacts",
        json={"from_id": "k1", "to_id": "t1", "channel": "phone"},
        headers=house.headers("kuemmerer") | {"Idempotency-Key": key.encode("latin-1")},
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        "from=0001-01-01",
        "to=9999-12-31",
        "from=1772452800",
        "from=2026-02-30",
        "from=2026-03-01&to=2026-02-01",
        "known_on=2026-03-02",
        "known_on=0001-01-01T00:00:00%2B14:00",
        "need=debt&need=" + "x" * 65,
        "&".join(["need=debt"] * 51),
        "area=%ED%A0%80",
        "cooperative=",
        "level=galaxy",
        "from=2026-01-01%00",
    ],
)
def test_a_wrong_question_is_refused(house: House, query: str) -> None:
    for path in ("gaps", "flows"):
        answer = house.client.get(
            f"/api/v1/analyses/{path}?{query}", headers=house.headers("coordination")
        )
        assert answer.status_code == 422, answer.text


@pytest.mark.parametrize(
    "query",
    ["text=%00", "text=" + "x" * 101, "text=%0A", "text=", "kind=robot", "after=../x", "limit=1e3"],
)
def test_a_wrong_search_is_refused(house: House, query: str) -> None:
    answer = house.client.get(f"/api/v1/actors?{query}", headers=house.headers("kuemmerer"))
    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize("tag", ["", "*", '"x"', 'W/"5"', '"99999999999999999999"', "5"])
def test_what_is_no_tag_of_ours_is_no_precondition(house: House, tag: str) -> None:
    answer = house.post("/chains/c1/end", {"outcome": "resolved"}, If_Match=tag)
    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")


@pytest.mark.parametrize(
    "authorization",
    ["Bearer", "Bearer ", "Basic abc", "Bearer " + "x" * 201, "bearer wrong", "Bearer a b", "\xff"],
)
def test_what_is_no_key_opens_nothing(house: House, authorization: str) -> None:
    for path in ("/api/v1/actors", "/api/v1/analyses/flows"):
        answer = house.client.get(path, headers={"Authorization": authorization.encode("latin-1")})
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "after=%00", "unknown=1"])
def test_a_wrong_list_query_is_refused(house: House, query: str) -> None:
    answer = house.client.get(f"/api/v1/actors?{query}", headers=house.headers("kuemmerer"))
    assert answer.status_code == 422


def test_problems_come_in_the_language_that_is_asked_for(house: House) -> None:
    german = house.client.get("/api/v1/actors/none", headers=house.headers("kuemmerer"))
    english = house.client.get(
        "/api/v1/actors/none", headers=house.headers("kuemmerer", Accept_Language="en-GB,de;q=0.3")
    )
    assert german.json()["title"].startswith("Unter none ist nichts verzeichnet")
    assert english.json()["title"].startswith("Nothing is recorded under none")
    assert english.headers["Content-Language"] == "en"
