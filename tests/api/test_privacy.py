"""What a stranger must not learn: that a case exists, whose it is, or what others did in it."""

import pytest

from graph_model.domain.vocabulary import Role
from graph_model.store.port import Put
from service.use_cases.keys import KeyRequest, add_key
from tests import builders as make
from tests.api.conftest import NOW, House, same_but_for

CONTACT = {"from_id": "k2", "to_id": "t2", "channel": "phone"}
REFERRAL = {"chain_id": "c1", "sender_id": "k2", "recipient_id": "p1", "need_code": "debt"}
CHAIN = {"trigger": "hint", "initiator": "relative"}
CONSENT = {"recipient_ids": ["p1"], "valid_from": "2026-01-01"}


@pytest.mark.parametrize(
    ("path", "body", "foreign", "missing"),
    [
        ("/contacts", CONTACT | {"to_id": "?"}, "t1", "t9"),
        ("/contacts", CONTACT | {"from_id": "?", "to_id": "k2"}, "t1", "t9"),
        ("/contacts", CONTACT | {"chain_id": "?"}, "c1", "c9"),
        ("/chains", CHAIN | {"tenant_id": "?"}, "t1", "t9"),
        ("/consents", CONSENT | {"tenant_id": "?"}, "t1", "t9"),
        ("/consents/?/withdrawal", {}, "e1", "e9"),
        ("/chains/?/end", {"outcome": "resolved"}, "c1", "c9"),
        ("/referrals", REFERRAL | {"chain_id": "?"}, "c1", "c9"),
        # Faults in the rest of the body must not be told before whose case it is.
        ("/referrals", REFERRAL | {"chain_id": "?", "recipient_id": "k2"}, "c1", "c9"),
        (
            "/referrals",
            REFERRAL | {"chain_id": "?", "occurred_at": "2027-01-01T00:00:00Z"},
            "c1",
            "c9",
        ),
        ("/referrals", REFERRAL | {"chain_id": "c2", "parent_id": "?"}, "r1", "r9"),
        ("/referrals/?/steps", {"status": "accepted"}, "r1", "r9"),
        ("/referrals/?/steps", {"status": "rejected"}, "r1", "r9"),
        ("/unmet-searches", {"need_code": "debt", "area_id": "a1", "chain_id": "?"}, "c1", "c9"),
    ],
)
def test_a_foreign_case_and_none_at_all_are_answered_alike(
    house: House, path: str, body: dict[str, object], foreign: str, missing: str
) -> None:
    house.store.apply([Put(make.referral("r1", need="debt"))])
    before = house.store.revision()
    answers = []
    for found in (foreign, missing):
        asked = {name: found if value == "?" else value for name, value in body.items()}
        answer = house.post(path.replace("?", found), asked, "foreign", If_Match='"16"')
        answers.append(same_but_for(answer, found))
    assert answers[0] == answers[1]
    assert answers[0][0] in (404, 409)
    assert house.store.revision() == before


@pytest.mark.parametrize("query", ["tenant", "chain"])
def test_nobody_asks_on_behalf_of_a_foreign_case(house: House, query: str) -> None:
    foreign, missing = {"tenant": ("t1", "t9"), "chain": ("c1", "c9")}[query]
    answers = [
        same_but_for(
            house.get("/recommendations", "foreign", need="debt", area="a1", **{query: found}),
            found,
        )
        for found in (foreign, missing)
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_nobody_asks_in_the_name_of_another_cooperatives_kuemmerer(house: House) -> None:
    own = house.get("/recommendations", "foreign", need="debt", area="a1", sender="k2")
    other = house.get("/recommendations", "foreign", need="debt", area="a1", sender="k1")
    assert (own.status_code, other.status_code) == (200, 404)


def test_nobody_refers_in_the_name_of_another_cooperatives_kuemmerer(house: House) -> None:
    body = REFERRAL | {"chain_id": "c1", "sender_id": "k2"}
    answer = house.post("/referrals", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_value")
    assert "sender_id" in answer.json()["title"]


def test_who_was_asked_in_the_chain_may_pass_on_wherever_they_work(house: House) -> None:
    house.store.apply([Put(make.consent("e2", tenant="t1", recipients=("k2", "p1")))])
    first = house.post("/referrals", REFERRAL | {"sender_id": "k1", "recipient_id": "k2"})
    assert first.status_code == 201, first.text
    onward = house.post(
        "/referrals", REFERRAL | {"sender_id": "k2", "parent_id": first.json()["id"]}
    )
    assert onward.status_code == 201, onward.text


def test_contacts_between_others_are_not_ones_own_to_record(house: House) -> None:
    others = house.post("/contacts", {"from_id": "k2", "to_id": "p1", "channel": "phone"})
    assert (others.status_code, others.json()["code"]) == (422, "invalid_value")
    own = house.post("/contacts", {"from_id": "k2", "to_id": "k1", "channel": "phone"})
    assert own.status_code == 201, own.text


def test_a_contact_does_not_bring_another_tenant_into_a_chain(house: House) -> None:
    house.store.apply([Put(make.tenant("t3", cooperative="g1"))])
    body = {"from_id": "k1", "to_id": "t3", "channel": "phone", "chain_id": "c1"}
    answer = house.post("/contacts", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_value")


def test_a_service_of_somebody_else_does_not_go_with_a_referral(house: House) -> None:
    body = REFERRAL | {"sender_id": "k1", "recipient_id": "p1", "service_id": "s2"}
    answer = house.post("/referrals", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_value")


def test_figures_name_no_single_case(house: House) -> None:
    """``c1`` has a dead end and ``r1``, ``u1`` are unmet demand: neither told nor named."""
    house.store.apply(
        [
            Put(make.need("care")),
            Put(
                make.referral(
                    "r1", need="care", steps=("requested 2026-01-05", "rejected 2026-01-07 other")
                )
            ),
            Put(make.unmet_search("u1", need="care", when="2026-01-09")),
        ]
    )
    chains = house.get("/analyses/chains", "coordination").json()
    assert {"code": "dead_end", "findings": None, "chains": None} in chains["counts"]
    assert chains["findings"] == []
    gaps = house.get("/analyses/gaps", "coordination").json()
    assert [gap for gap in gaps["gaps"] if gap["need_code"] == "care"] == []
    # Somebody is there who may not be counted, which is told as if nobody were.
    assert (gaps["cases"], gaps["cells"], gaps["hidden"]) == (None, None, {"minimum": 3})
    assert gaps["counts_are_at_least"] is True
    paths = ("chains", "gaps", "flows", "load", "variants", "process-map", "separations")
    for path in (*paths, "structure", "access", "relief"):
        text = house.get(f"/analyses/{path}", "coordination").text
        assert not any(f'"{case}"' in text for case in ("c1", "r1", "u1", "t1", "e1")), path


def test_coordination_of_one_cooperative_sees_its_own_staff_only(house: House) -> None:
    request = KeyRequest(role=Role.COORDINATION, label="g1", cooperative_id="g1")
    house.secrets["own"] = add_key(house.store, request, now=NOW).secret
    house.store.apply(
        [
            Put(make.consent("e3", tenant="t1", recipients=("k2",))),
            Put(make.referral("r1", recipient="k2", steps=("requested 2026-01-05",))),
        ]
    )
    seen = {load["actor_id"] for load in house.get("/analyses/load", "own").json()["loads"]}
    everybody = house.get("/analyses/load", "coordination").json()["loads"]
    assert "k2" in {load["actor_id"] for load in everybody}
    assert "k1" in seen
    assert "k2" not in seen
    levels = house.get("/analyses/load", "own").json()
    told = [load["level"] for load in levels["loads"] if load["level"] is not None]
    assert levels["red"] + levels["amber"] + levels["green"] == len(told)


def test_coordination_of_one_cooperative_does_not_ask_about_another(house: House) -> None:
    request = KeyRequest(role=Role.COORDINATION, label="g1", cooperative_id="g1")
    house.secrets["own"] = add_key(house.store, request, now=NOW).secret
    own = house.get("/analyses/flows", "own", cooperative="g1")
    other = house.get("/analyses/flows", "own", cooperative="g2")
    assert (own.status_code, other.status_code) == (200, 404)
    assert house.get("/maps/network", "own", cooperative="g2").status_code == 404
    assert house.get("/analyses/flows", "own").json()["scope"]["cooperative_id"] == "g1"


def test_consents_are_listed_for_own_tenants_only(house: House) -> None:
    own = house.get("/consents", tenant="t1")
    assert [item["record"]["id"] for item in own.json()["items"]] == ["e1"]
    foreign = same_but_for(house.get("/consents", "foreign", tenant="t1"), "t1")
    missing = same_but_for(house.get("/consents", "foreign", tenant="t9"), "t9")
    assert foreign == missing
    assert foreign[0] == 404
