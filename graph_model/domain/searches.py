"""Searches that found no partner: demand that would otherwise stay invisible."""

from dataclasses import dataclass
from datetime import datetime

from graph_model.domain.checks import (
    check_count,
    check_id,
    check_instant,
    check_member,
    refuse,
)
from graph_model.domain.vocabulary import ExclusionRule


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """How many services one rule excluded."""

    rule: ExclusionRule
    excluded: int

    def __post_init__(self) -> None:
        check_member("rule", self.rule, ExclusionRule)
        check_count("excluded", self.excluded)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmetSearch:
    """A need in an area for which nobody was left, with the rules that excluded everybody."""

    id: str
    need_code: str
    area_id: str
    occurred_at: datetime
    recorded_at: datetime
    excluded_by: tuple[RuleCount, ...] = ()
    searched_by: str | None = None
    chain_id: str | None = None
    cooperative_id: str | None = None

    def __post_init__(self) -> None:
        check_id("id", self.id)
        check_id("need_code", self.need_code)
        check_id("area_id", self.area_id)
        check_instant("occurred_at", self.occurred_at)
        check_instant("recorded_at", self.recorded_at)
        for field in ("searched_by", "chain_id", "cooperative_id"):
            check_id(field, getattr(self, field), optional=True)
        if self.recorded_at < self.occurred_at:
            raise refuse("recorded_at", "vor der Suche selbst", "before the search itself")
