"""``/analyses/gaps`` tells of silence, with its figures and without the cases behind them."""

from graph_model.store.port import Put
from tests.api.conftest import House
from tests.networks import five_towns_one_silent


def test_a_silent_town_is_told_with_its_expectation_and_no_case(house: House) -> None:
    house.store.apply([Put(record) for record in five_towns_one_silent()])
    answer = house.get("/analyses/gaps", "coordination", level="municipality", need="debt")
    (gap,) = [gap for gap in answer.json()["gaps"] if gap["cause"] == "silent"]
    assert (gap["need_code"], gap["area_id"]) == ("debt", "t5")
    # As worked out by hand in the network, but a1 of the house is compared too: 300 residents of
    # 65 and over without a chain. 49 − 12 chains, 4,300 residents.
    silence = gap["evidence"]["silence"]
    assert silence["chains"] == 1
    assert round(silence["expected"], 6) == round(37 / 4300 * 1000, 6)
    assert gap["evidence"]["referral_ids"] == []
    assert gap["sentence"]["en"].startswith("'Debt' in Gebiet t5: strikingly silent.")


def test_the_description_tells_what_silence_is_made_of(house: House) -> None:
    schemas = house.get("/openapi.json").json()["components"]["schemas"]
    assert "silent" in schemas["GapCause"]["enum"]
    assert {"chains", "expected", "p_value", "adjusted_p"} <= set(schemas["Silence"]["properties"])
