"""A search that found nobody: recorded with its rules, and from then on demand that shows."""

from graph_model.store.port import Put
from tests import builders as make
from tests.api.conftest import House, alike


def search_in_vain(house: House) -> dict[str, object]:
    """Debt advice is asked for in ``a1``; its only service has no room, another lies elsewhere."""
    full = make.service("s2", actor="p2", needs=("debt",), places=3, free=0, counted="2026-03-01")
    away = make.service("s3", actor="p1", needs=("debt",), areas=("a2",))
    house.store.apply([Put(full), Put(away)])
    found = house.get("/recommendations", need="debt", area="a1").json()
    assert found["suggestions"] == []
    search: dict[str, object] = found["unmet_search"]
    return search


def test_the_answer_brings_the_search_with_its_rules_and_it_can_be_recorded(house: House) -> None:
    search = search_in_vain(house)
    rules = [{"rule": "area", "excluded": 1}, {"rule": "full", "excluded": 1}]
    assert search["excluded_by"] == rules
    body = {name: search[name] for name in ("need_code", "area_id", "excluded_by", "chain_id")}
    answer = house.post("/unmet-searches", body)
    assert answer.status_code == 201
    kept = answer.json()
    assert (kept["excluded_by"], kept["searched_by"], kept["cooperative_id"]) == (rules, "k1", "g1")


def test_a_recorded_search_counts_as_demand_of_its_cell_where_there_is_enough_of_it(
    house: House,
) -> None:
    search = search_in_vain(house)
    assert [gap["need_code"] for gap in gaps(house)] == []
    body = {name: search[name] for name in ("need_code", "area_id", "excluded_by")}
    house.post("/unmet-searches", body)
    assert [gap["need_code"] for gap in gaps(house)] == []
    refused = make.referral(
        "r1",
        need="debt",
        recipient="p2",
        steps=("requested 2026-01-05", "rejected 2026-01-07 no_capacity"),
    )
    house.store.apply([Put(refused), *alike(refused)])
    (gap,) = [gap for gap in gaps(house) if gap["need_code"] == "debt"]
    assert (gap["area_id"], gap["cause"], gap["evidence"]["cases"]) == ("a1", "full", 5)


def gaps(house: House) -> list[dict[str, object]]:
    found: list[dict[str, object]] = house.get("/analyses/gaps", "coordination").json()["gaps"]
    return [gap for gap in found if gap["need_code"] is not None]
