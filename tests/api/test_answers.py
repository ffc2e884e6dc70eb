"""What the API answers to questions, on a network small enough to count by hand."""

import pytest

from graph_model.store.port import Put
from tests import builders as make
from tests.api.conftest import House, alike

# c1: k1 asks p1 (refused for lack of room after 2 days), then p2, which helps and ends well.
# Requests on Monday 5 and Thursday 8 January 2026, in order of time; p2 answers on Friday 9, starts
# on Monday 12, ends on Monday 26.
REFERRALS = (
    make.referral(
        "r1",
        need="debt",
        recipient="p1",
        steps=("requested 2026-01-05", "rejected 2026-01-07 no_capacity"),
    ),
    make.referral(
        "r2",
        need="debt",
        recipient="p2",
        previous="r1",
        steps=(
            "requested 2026-01-08",
            "accepted 2026-01-09",
            "in_progress 2026-01-12",
            "completed 2026-01-26 resolved",
        ),
    ),
)


@pytest.fixture
def told(house: House) -> House:
    """The house with what happened in ``c1``."""
    house.store.apply([Put(referral) for referral in REFERRALS])
    return house


@pytest.fixture
def crowd(told: House) -> House:
    """The same, and three more tenants with whom it went the same way."""
    told.store.apply([put for referral in REFERRALS for put in alike(referral)])
    return told


def test_the_path_of_a_chain_has_its_hops_in_order_with_days(told: House) -> None:
    path = told.get("/chains/c1/path").json()
    assert [(hop["sender_id"], hop["recipient_id"]) for hop in path["hops"]] == [
        ("k1", "p1"),
        ("k1", "p2"),
    ]
    assert [hop["waiting"]["days"] for hop in path["hops"]] == [2.0, 1.0]
    assert path["hops"][1]["help"]["days"] == 14.0


def test_flows_add_up_referrals_by_sender_and_recipient(crowd: House) -> None:
    flows = crowd.get("/analyses/flows", "coordination").json()
    edges = {(edge["source"], edge["target"]): edge for edge in flows["edges"]}
    assert set(edges) == {("k1", "p1"), ("k1", "p2")}
    assert edges["k1", "p1"]["rejected_by"] == {"no_capacity": 4}
    assert edges["k1", "p2"]["completed"] == 4
    past = crowd.get("/analyses/flows", "coordination", known_on="2026-01-07T00:00:00Z").json()
    assert past["referrals"] is None
    assert past["scope"]["known_on"] == "2025-12-31T23:00:00Z"


def test_a_period_is_widened_to_whole_months_and_the_answer_says_so(crowd: House) -> None:
    days = {"from": "2026-01-08", "to": "2026-01-20"}
    narrow = crowd.get("/analyses/flows", "coordination", **days).json()
    months = {"start": "2025-12-31T23:00:00Z", "end": "2026-01-31T23:00:00Z"}
    assert narrow["scope"]["period"] == months
    assert narrow["referrals"] == 8


def test_what_rests_on_fewer_than_three_is_left_out_and_how_much_is_not_told(
    house: House,
) -> None:
    house.store.apply([Put(referral) for referral in REFERRALS])
    house.store.apply(alike(REFERRALS[0], tenants=1))
    flows = house.get("/analyses/flows", "evaluation").json()
    assert (flows["referrals"], flows["edges"], flows["nodes"]) == (None, [], [])
    assert flows["counts_are_at_least"] is True
    assert flows["hidden"] == {"minimum": 3}


def test_variants_and_process_map_follow_the_recipients(crowd: House) -> None:
    variants = crowd.get("/analyses/variants", "coordination", level="actor").json()
    assert variants["variants"] == [{"trace": ["p1", "p2"], "chains": 4, "share": 1.0}]
    for told in (variants, crowd.get("/analyses/process-map", "coordination").json()):
        assert told["counts_are_at_least"] is True
        assert told["hidden"] == {"minimum": 3}
    process = crowd.get("/analyses/process-map", "coordination", level="actor").json()
    assert process["edges"] == [
        {"source": "p1", "target": "p2", "count": 4, "median_days": 3.0, "p90_days": 3.0}
    ]


def test_load_and_separations_answer_for_the_whole_network(told: House) -> None:
    load = told.get("/analyses/load", "coordination").json()
    assert {entry["actor_id"] for entry in load["loads"]} == {"k1", "k2", "p1", "p2"}
    assert load["standards"]["default_business_days"] == 2
    assert (
        told.get("/analyses/separations", "coordination", level="municipality").json()["gaps"] == []
    )


def test_a_recommendation_names_who_fits_and_who_does_not(told: House) -> None:
    found = told.get("/recommendations", need="debt", area="a1", chain="c1", limit="5").json()
    assert [one["service_id"] for one in found["suggestions"]] == ["s2"]
    assert found["query"]["sender_id"] == "k1"
    assert found["suggestions"][0]["parts"]
    other = told.get("/recommendations", need="loneliness", area="a2").json()
    assert other["suggestions"] == []
    assert other["unmet_search"]["need_code"] == "loneliness"
    assert other["sentence"]["de"]


def test_the_map_is_a_document_that_nothing_of_ours_is_lent_to(told: House) -> None:
    answer = told.get("/maps/network", "coordination", need="debt")
    assert answer.headers["Content-Type"].startswith("text/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox allow-scripts" in policy
    assert "allow-same-origin" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Akteur p2" in answer.text
    assert "t1" not in answer.text.split("vis-network")[0]


def test_an_event_changes_the_next_answer(crowd: House) -> None:
    before = crowd.get("/analyses/flows", "coordination").json()["referrals"]
    body = {"chain_id": "c1", "sender_id": "k1", "recipient_id": "p2", "need_code": "debt"}
    assert crowd.post("/referrals", body).status_code == 201
    assert crowd.get("/analyses/flows", "coordination").json()["referrals"] == before + 1


def test_the_same_question_has_the_same_bytes(told: House) -> None:
    for path in (
        "flows",
        "gaps",
        "access",
        "load",
        "relief",
        "chains",
        "variants",
        "process-map",
        "separations",
        "structure",
    ):
        first = told.get(f"/analyses/{path}", "coordination")
        assert first.status_code == 200
        assert first.content == told.get(f"/analyses/{path}", "evaluation").content
        assert first.headers["Cache-Control"] == "no-store"


def test_records_are_read_with_the_tag_that_changes_them(told: House) -> None:
    for path in ("/chains/c1", "/referrals/r1", "/actors/p1"):
        answer = told.get(path)
        assert answer.status_code == 200
        assert answer.json()["id"] == path.rsplit("/", 1)[1]
        assert int(answer.headers["ETag"].strip('"')) > 0
    assert told.get("/services/s1").json()["actor_id"] == "p1"


@pytest.mark.parametrize(
    ("path", "query", "ids"),
    [
        ("/actors", {"kind": "partner"}, ["p1", "p2"]),
        ("/actors", {"cooperative": "g1"}, ["k1"]),
        ("/actors", {"text": "AKTEUR P1"}, ["p1"]),
        ("/actors", {"text": "%"}, []),
        ("/services", {"need": "debt"}, ["s2"]),
        ("/services", {"actor": "p1"}, ["s1"]),
        ("/services", {"area": "a1"}, ["s1", "s2"]),
        ("/areas", {"text": "gebiet"}, ["a1", "a2"]),
        ("/areas", {"parent": "a1"}, []),
        ("/needs", {}, ["debt", "loneliness"]),
        ("/chains", {"is_open": "true"}, ["c1"]),
        ("/chains", {"tenant": "t1"}, ["c1"]),
        ("/chains", {"tenant": "t2"}, []),
        ("/referrals", {"is_open": "false"}, ["r1", "r2"]),
        ("/referrals", {"actor": "p2"}, ["r2"]),
        ("/referrals", {"chain": "c1", "need": "debt"}, ["r1", "r2"]),
        ("/contacts", {"chain": "c1"}, []),
    ],
)
def test_lists_are_narrowed_by_their_filters(
    told: House, path: str, query: dict[str, str], ids: list[str]
) -> None:
    page = told.get(path, **query).json()
    found = [item["record"].get("id") or item["record"]["code"] for item in page["items"]]
    assert found == ids
    assert page["after"] is None


def test_a_place_to_read_again_comes_with_what_is_made(told: House) -> None:
    body = {"tenant_id": "t1", "trigger": "hint", "initiator": "relative"}
    first = told.post("/chains", body, Idempotency_Key="call-0001")
    again = told.post("/chains", body, Idempotency_Key="call-0001")
    assert first.headers["Location"] == again.headers["Location"]
    found = told.client.get(first.headers["Location"], headers=told.headers("kuemmerer"))
    assert found.json() == first.json()
