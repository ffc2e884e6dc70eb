"""``/analyses/gaps`` tells of silence, with its figures and without the cases behind them."""

from graph_model.store.port import Put
from tests.api.conftest import House
from tests.networks import five_towns_one_silent


def test_a_silent_town_is_told_without_the_few_that_came_from_there(house: House) -> None:
    house.store.apply([Put(record) for record in five_towns_one_silent()])
    answer = house.get("/analyses/gaps", "coordination", level="municipality")
    (gap,) = [gap for gap in answer.json()["gaps"] if gap["area_id"] == "t5"]
    assert (gap["cause"], gap["need_code"]) == ("silent", None)
    assert (gap["evidence"]["cases"], gap["evidence"]["silence"]) == (None, None)
    assert gap["evidence"]["referral_ids"] == []
    assert answer.json()["compared"]["chains"] is None
    assert gap["sentence"]["en"].startswith("Gebiet t5: strikingly silent.")


def test_the_description_tells_what_silence_is_made_of(house: House) -> None:
    schemas = house.get("/openapi.json").json()["components"]["schemas"]
    assert "silent" in schemas["GapCause"]["enum"]
    assert {"chains", "expected", "p_value", "adjusted_p"} <= set(schemas["Silence"]["properties"])
