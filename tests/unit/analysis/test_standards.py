"""Response standards."""

import polars as pl
import pytest

from graph_model.analysis.standards import ResponseStandards
from graph_model.errors import InvalidValueError


def test_two_business_days_unless_a_need_has_its_own() -> None:
    standards = ResponseStandards(by_need={"violence": 1, "debt": 5})
    assert [standards.for_need(code) for code in ("violence", "debt", "loneliness")] == [1, 5, 2]


def test_a_column_of_needs_gets_the_same_figures() -> None:
    standards = ResponseStandards(default_business_days=3, by_need={"violence": 1})
    needs = pl.DataFrame(
        {"need": ["loneliness", "violence", None]}, schema={"need": pl.Categorical}
    )
    assert needs.select(limit=standards.of(pl.col("need")))["limit"].to_list() == [3, 1, 3]
    assert needs.with_columns(limit=ResponseStandards().of(pl.col("need")))["limit"].to_list() == [
        2,
        2,
        2,
    ]


def test_changing_the_given_mapping_changes_nothing_afterwards() -> None:
    given = {"debt": 5}
    standards = ResponseStandards(by_need=given)
    given["debt"] = 1
    assert standards.for_need("debt") == 5


@pytest.mark.parametrize("business_days", [0, -1, 367, True, 1.5])
def test_a_standard_is_a_whole_number_of_days(business_days: int) -> None:
    with pytest.raises(InvalidValueError, match="default_business_days"):
        ResponseStandards(default_business_days=business_days)
    with pytest.raises(InvalidValueError, match="debt"):
        ResponseStandards(by_need={"debt": business_days})
