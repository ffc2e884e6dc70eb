"""Several at the same time: one effect a call, nobody overwritten unseen, no page torn."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from graph_model.domain.chains import HelpChain
from graph_model.domain.contacts import Contact
from graph_model.domain.referrals import Referral
from graph_model.store.port import Put
from tests import builders as make
from tests.api.conftest import House

CONTACT = {"from_id": "k1", "to_id": "t1", "channel": "phone"}
REFERRAL = {"chain_id": "c1", "sender_id": "k1", "recipient_id": "p1", "need_code": "debt"}


def at_once(calls: list[Callable[[], object]]) -> list[object]:
    """Results of calls that all begin at the same moment."""
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        gate.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def test_the_same_call_from_eight_at_once_has_one_effect_and_one_answer(house: House) -> None:
    answers = at_once([lambda: house.post("/contacts", CONTACT, Idempotency_Key="call-0001")] * 8)
    assert {(answer.status_code, answer.text) for answer in answers} == {(201, answers[0].text)}
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers].count(None) == 1
    assert len(house.store.page(Contact).items) == 1


def test_a_chain_does_not_end_while_a_colleague_adds_a_referral(house: House) -> None:
    """Whoever is first: never a closed chain with an open referral in it."""
    for number in range(12):
        chain_id = f"chain-{number}"
        house.store.apply([Put(make.chain(chain_id, tenant="t1", cooperative="g1"))])
        tag = house.get(f"/chains/{chain_id}").headers["ETag"]
        ended, referred = at_once(
            [
                lambda chain_id=chain_id, tag=tag: house.post(
                    f"/chains/{chain_id}/end", {"outcome": "resolved"}, If_Match=tag
                ),
                lambda chain_id=chain_id: house.post(
                    "/referrals", REFERRAL | {"chain_id": chain_id}
                ),
            ]
        )
        assert (ended.status_code, referred.status_code) in {(200, 409), (200, 412), (409, 201)}
        found = house.store.get(HelpChain, chain_id)
        assert found is not None
        if not found.record.is_open:
            file = house.store.chain_file(chain_id)
            assert file is not None
            assert file.referrals == ()


def test_a_chain_ends_although_others_keep_recording(house: House) -> None:
    stop = threading.Event()

    def keep_recording() -> int:
        count = 0
        while not stop.is_set():
            house.post("/contacts", CONTACT)
            count += 1
        return count

    with ThreadPoolExecutor(1) as threads:
        recorded = threads.submit(keep_recording)
        tag = house.get("/chains/c1").headers["ETag"]
        ended = house.post("/chains/c1/end", {"outcome": "resolved"}, If_Match=tag)
        stop.set()
        assert recorded.result() > 0
    assert ended.status_code == 200, ended.text


def test_of_eight_who_move_one_referral_exactly_one_does(house: House) -> None:
    made = house.post("/referrals", REFERRAL)
    path, tag = f"/referrals/{made.json()['id']}/steps", made.headers["ETag"]
    answers = at_once(
        [
            lambda reason=reason: house.post(
                path, {"status": "rejected", "reason": reason}, If_Match=tag
            )
            for reason in ("no_capacity", "language", "other", "out_of_area") * 2
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7
    found = house.store.get(Referral, made.json()["id"])
    assert found is not None
    assert len(found.record.history) == 2


def test_pages_walk_through_all_that_was_there_while_somebody_writes(house: House) -> None:
    house.store.apply(
        [
            Put(make.contact(f"n{number:03}", ends=("k1", "p1"), chain="c1"))
            for number in range(0, 200, 2)
        ]
    )
    seen: list[str] = []
    after: dict[str, str] = {}
    for number in range(1, 200, 2):
        page = house.get("/contacts", limit="7", **after).json()
        seen += [item["record"]["id"] for item in page["items"]]
        if page["after"] is None:
            break
        after = {"after": page["after"]}
        # Others write before, at and behind the cursor.
        house.store.apply([Put(make.contact(f"n{number:03}", ends=("k1", "p1"), chain="c1"))])
    assert seen == sorted(set(seen))
    assert {f"n{number:03}" for number in range(0, 200, 2)} <= set(seen)


def test_questions_that_wait_do_not_hold_up_recording(house: House) -> None:
    """All threads for questions are taken by somebody slow; recording has threads of its own."""
    limiter = house.services.question_threads
    held = [object() for _ in range(int(limiter.total_tokens))]

    async def hold() -> None:
        for holder in held:
            await limiter.acquire_on_behalf_of(holder)

    async def let_go() -> None:
        for holder in held:
            limiter.release_on_behalf_of(holder)

    portal = house.client.portal
    assert portal is not None
    portal.call(hold)
    with ThreadPoolExecutor(60) as threads:
        waiting = [threads.submit(house.get, "/analyses/flows", "coordination") for _ in range(60)]
        recorded = house.post("/contacts", CONTACT)
        assert recorded.status_code == 201
        assert not any(question.done() for question in waiting)
        portal.call(let_go)
        assert {question.result().status_code for question in waiting} == {200}
