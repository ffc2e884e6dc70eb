"""Services that actors offer; fields and meanings follow Open Referral HSDS 3."""

from dataclasses import dataclass
from datetime import date, datetime

from graph_model.domain.areas import Position
from graph_model.domain.checks import (
    check_count,
    check_id,
    check_ids,
    check_instant,
    check_languages,
    check_member,
    check_number,
    check_order,
    check_text,
    refuse,
)
from graph_model.domain.vocabulary import AccessFeature, Cost, ServiceStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """Room of a service (HSDS ``service_capacity``): places in ``unit``, as of ``updated_at``."""

    unit: str = "places"
    maximum: int | None = None
    available: int | None = None
    updated_at: datetime | None = None

    def __post_init__(self) -> None:
        check_id("unit", self.unit)
        check_count("maximum", self.maximum)
        check_count("available", self.available)
        check_instant("updated_at", self.updated_at, optional=True)
        if self.maximum is not None and (self.available or 0) > self.maximum:
            raise refuse(
                "available", "mehr freie Plätze als Plätze", "more places free than there are"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Whom a service may take: ages in years and Pflegegrad, both ends included, open if unset."""

    age_from: int | None = None
    age_to: int | None = None
    care_level_from: int | None = None
    care_level_to: int | None = None

    def __post_init__(self) -> None:
        check_count("age_from", self.age_from, high=130)
        check_count("age_to", self.age_to, high=130)
        check_count("care_level_from", self.care_level_from, high=5)
        check_count("care_level_to", self.care_level_to, high=5)
        for low, high in (
            (self.age_from, self.age_to),
            (self.care_level_from, self.care_level_to),
        ):
            if low is not None and high is not None and low > high:
                raise refuse("eligibility", "von liegt über bis", "from lies above to")


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Help that an actor offers for needs in areas (an area covers everything below it)."""

    id: str
    actor_id: str
    name: str
    need_codes: tuple[str, ...]
    area_ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    access: tuple[AccessFeature, ...] = ()
    cost: Cost | None = None
    eligibility: Eligibility = Eligibility()
    capacity: Capacity = Capacity()
    typical_wait_days: float | None = None
    status: ServiceStatus = ServiceStatus.ACTIVE
    verified_at: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    position: Position | None = None

    def __post_init__(self) -> None:
        check_id("id", self.id)
        check_id("actor_id", self.actor_id)
        check_text("name", self.name)
        check_ids("need_codes", self.need_codes)
        if not self.need_codes:
            raise refuse("need_codes", "mindestens ein Bedarf", "at least one need")
        check_ids("area_ids", self.area_ids)
        check_languages("languages", self.languages)
        for feature in self.access:
            check_member("access", feature, AccessFeature)
        if self.cost is not None:
            check_member("cost", self.cost, Cost)
        check_member("status", self.status, ServiceStatus)
        check_number("typical_wait_days", self.typical_wait_days, high=3660)
        check_order("valid_to", self.valid_from, self.valid_to)

    def is_active_on(self, day: date) -> bool:
        """Whether it takes people on that day by its own word."""
        return (
            self.status is ServiceStatus.ACTIVE
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day < self.valid_to)
        )
