"""How soon a referral must be answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from graph_model.domain.checks import check_id, check_number, refuse

LONGEST_STANDARD = 366
"""Business days beyond which a standard would be none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseStandards:
    """Business days within which a recipient answers, for all needs and for single ones.

    Parameters
    ----------
    default_business_days
        For every need that ``by_need`` does not name, at least 1.
    by_need
        Business days by need code; a child need takes its own figure, never its parent's.

    Examples
    --------
    >>> ResponseStandards(by_need={"violence": 1}).for_need("violence")
    1
    """

    default_business_days: int = 2
    by_need: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_standard("default_business_days", self.default_business_days)
        for code, business_days in self.by_need.items():
            check_id("by_need", code)
            _check_standard(code, business_days)
        object.__setattr__(self, "by_need", MappingProxyType(dict(self.by_need)))

    def for_need(self, need_code: str) -> int:
        """Business days within which a referral for this need is to be answered."""
        return self.by_need.get(need_code, self.default_business_days)

    def of(self, needs: pl.Expr) -> pl.Expr:
        """``for_need`` for a column of need codes: Int32."""
        default = pl.lit(self.default_business_days, dtype=pl.Int32)
        if not self.by_need:
            return default
        return needs.cast(pl.String).replace_strict(
            dict(self.by_need), default=default, return_dtype=pl.Int32
        )


def _check_standard(field_name: str, business_days: int) -> None:
    if isinstance(business_days, float):
        raise refuse(field_name, "ganze Arbeitstage", "whole business days")
    check_number(field_name, business_days, low=1, high=LONGEST_STANDARD)
