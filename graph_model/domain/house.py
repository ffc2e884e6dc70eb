"""What a house has settled for itself on its settings page; without it the defaults hold."""

from dataclasses import dataclass
from datetime import datetime

from graph_model.domain.checks import check_count, check_id, check_instant, check_number, refuse

HOUSE = "house"
"""Id of the one record of its kind."""

LONGEST_STANDARD_DAYS = 60
"""Business days beyond which a house cannot set a response standard."""

LARGEST_WEIGHT = 100.0
"""A weight of the recommendation lies between 0 and this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedDays:
    """Business days within which a referral for one need is to be answered."""

    need_code: str
    days: int

    def __post_init__(self) -> None:
        check_id("need_code", self.need_code)
        _check_days(self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartWeight:
    """How much one part of the recommendation's score counts; only proportions matter."""

    part: str
    weight: float

    def __post_init__(self) -> None:
        check_id("part", self.part)
        check_number("weight", self.weight, high=LARGEST_WEIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseChoices:
    """Response standards and weights that hold instead of the defaults, as last changed by whom.

    ``response_days`` counts business days for every need that ``days_by_need`` does not name.
    """

    id: str = HOUSE
    response_days: int
    days_by_need: tuple[NeedDays, ...] = ()
    weights: tuple[PartWeight, ...] = ()
    changed_at: datetime
    changed_by: str

    def __post_init__(self) -> None:
        check_id("id", self.id)
        _check_days(self.response_days)
        _check_once("days_by_need", [one.need_code for one in self.days_by_need])
        _check_once("weights", [one.part for one in self.weights])
        if self.weights and not any(one.weight for one in self.weights):
            raise refuse("weights", "mindestens ein Gewicht über 0", "at least one above 0")
        check_instant("changed_at", self.changed_at)
        check_id("changed_by", self.changed_by)


def _check_days(days: int) -> None:
    check_count("response_days", days, high=LONGEST_STANDARD_DAYS)
    if days < 1:
        raise refuse("response_days", "mindestens ein Arbeitstag", "at least one business day")


def _check_once(field: str, names: list[str]) -> None:
    if len(set(names)) != len(names):
        raise refuse(field, "jede Kennung nur einmal", "each id only once")
