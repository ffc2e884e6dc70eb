"""The indicators that the evaluation has agreed on, and the limits that they are held against."""

from dataclasses import dataclass, field
from enum import StrEnum

from graph_model.analysis.standards import ResponseStandards
from graph_model.domain.checks import check_number, refuse


class IndicatorCode(StrEnum):
    """What is measured, in the order in which it is told."""

    CLOSED_LOOP = "closed_loop"
    GOT_HELP = "got_help"
    ANSWERED_IN_TIME = "answered_in_time"
    DAYS_TO_HELP = "days_to_help"
    EARLY_DETECTION = "early_detection"
    SELF_HELP = "self_help"
    RETURN = "return"
    TENANTS_REACHED = "tenants_reached"
    OTHER_LANGUAGES = "other_languages"
    TENANTS_PER_KUEMMERER = "tenants_per_kuemmerer"
    NETWORK_GROWTH = "network_growth"
    SHARED_PARTNERS = "shared_partners"


class Unit(StrEnum):
    """What an indicator's figure is: a share from 0 to 1, days, or so many for a size."""

    SHARE = "share"
    DAYS = "days"
    RATE = "rate"


UNITS = {
    IndicatorCode.DAYS_TO_HELP: Unit.DAYS,
    IndicatorCode.TENANTS_REACHED: Unit.RATE,
    IndicatorCode.TENANTS_PER_KUEMMERER: Unit.RATE,
}
"""Units of the indicators that are no shares."""

SHARES_OF_CASES = (
    IndicatorCode.CLOSED_LOOP,
    IndicatorCode.GOT_HELP,
    IndicatorCode.ANSWERED_IN_TIME,
    IndicatorCode.EARLY_DETECTION,
    IndicatorCode.SELF_HELP,
    IndicatorCode.RETURN,
)
"""Shares of chains or referrals: each belongs to one cooperative, so these have a funnel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRules:
    """How long is waited before something counts, and what counts as late.

    ``follow_up_days`` are calendar days within which a referral is to be told of and a chain to
    find help; what began later than that before the report is left out, so that a young period is
    not held against an old one that had more time. ``return_months`` are calendar months after the
    end of a chain. Records entered more than ``late_days`` calendar days after they happened count
    as late.
    """

    standards: ResponseStandards = field(default_factory=ResponseStandards)
    follow_up_days: int = 90
    return_months: int = 6
    late_days: int = 7

    def __post_init__(self) -> None:
        for name, high in (("follow_up_days", 3660), ("return_months", 120), ("late_days", 366)):
            value = getattr(self, name)
            check_number(name, value, low=1, high=high)
            if isinstance(value, float):
                raise refuse(name, "eine ganze Zahl wird gebraucht", "a whole number is needed")
