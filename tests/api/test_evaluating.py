"""Indicators and funnel over the API: a year counted by hand, as many are shown it."""

import pytest

from graph_model.store.port import Put
from tests import builders as make
from tests.api.conftest import House
from tests.crowds import fourfold
from tests.networks import a_year_of_two_cooperatives

YEAR = {"from": "2025-01-01", "to": "2026-01-01"}
WHO = "evaluation"


@pytest.fixture
def year(house: House) -> House:
    """The year of two cooperatives in the house, each person four times, seen from end of 2026."""
    house.store.apply([Put(record) for record in fourfold(a_year_of_two_cooperatives())])
    house.clock.now = make.at("2026-12-31")
    return house


def indicator(found: dict[str, list[dict[str, object]]], code: str) -> dict[str, object]:
    return next(one for one in found["indicators"] if one["code"] == code)


def counts(figure: object) -> tuple[int, float]:
    assert isinstance(figure, dict)
    return figure["numerator"], figure["denominator"]


def test_each_indicator_comes_with_definition_figure_and_sentence(year: House) -> None:
    found = year.get("/analyses/indicators", WHO, **YEAR).json()
    assert len(found["indicators"]) == 12
    early = indicator(found, "early_detection")
    # 3 of 5 in 2025, 1 of 1 in 2024, four times: see the network.
    assert counts(early["figure"]) == (12, 20)
    # A share is told only if some are counted beside it: those four were all.
    assert early["earlier"] is None
    assert "12 von 20 gezählten Hilfeketten" in str(early["sentence"])
    assert (found["counts_are_at_least"], found["hidden"]) == (True, {"minimum": 3})
    assert found["compared"]["start"] == "2023-12-31T23:00:00Z"


def test_another_period_can_be_named_and_none_is_the_last_four_quarters(year: House) -> None:
    named = {"compare_from": "2024-01-01", "compare_to": "2025-01-01"}
    found = year.get("/analyses/indicators", WHO, **YEAR, **named).json()
    # t2 had the one chain of 2024, four times; there are 1,500 flats.
    assert counts(indicator(found, "tenants_reached")["earlier"]) == (4, 1500)
    open_ended = year.get("/analyses/indicators", WHO).json()
    # The end of 2026 lies in its fourth quarter: October 2025 to September 2026 are whole.
    period = open_ended["scope"]["period"]
    assert (period["start"], period["end"]) == ("2025-09-30T22:00:00Z", "2026-09-30T22:00:00Z")
    backwards = {"compare_from": "2025-01-01", "compare_to": "2024-01-01"}
    assert year.get("/analyses/indicators", WHO, **backwards).status_code == 422


def test_who_is_bound_to_one_cooperative_gets_its_own_figures(year: House) -> None:
    year.add_key("bound", role="evaluation", cooperative="g1")
    found = year.get("/analyses/indicators", "bound", **YEAR).json()
    assert counts(indicator(found, "tenants_reached")["figure"]) == (12, 1000)
    funnel = year.get("/analyses/funnel", "bound", **YEAR).json()
    assert [point["cooperative_id"] for point in funnel["points"]] == ["g1"]
    assert year.get("/analyses/indicators", "bound", cooperative="g2").status_code == 404


def test_the_funnel_holds_each_cooperative_against_all(year: House) -> None:
    """Of g2 all 8 were answered in time: without others beside it is not there, nor said why."""
    found = year.get("/analyses/funnel", WHO, **YEAR).json()
    assert counts(found["target"]) == (12, 16)
    points = [(one["cooperative_id"], *counts(one["figure"])) for one in found["points"]]
    assert points == [("g1", 4, 8)]
    assert (found["without_cases"], found["counts_are_at_least"]) == ([], True)
    assert {one["position"] for one in found["points"]} == {"within"}


def test_only_shares_of_cases_have_a_funnel(year: House) -> None:
    assert year.get("/analyses/funnel", WHO, indicator="days_to_help").status_code == 422
    assert year.get("/analyses/funnel", WHO, indicator="return", **YEAR).status_code == 200
