"""Agreements between two organisations."""

from dataclasses import dataclass
from datetime import date

from graph_model.domain.checks import check_id, check_member, check_order, refuse
from graph_model.domain.vocabulary import CooperationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Cooperation:
    """An agreement that both sides hold to, in force in ``[valid_from, valid_to)``."""

    id: str
    from_id: str
    to_id: str
    kind: CooperationKind = CooperationKind.AGREEMENT
    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self) -> None:
        check_id("id", self.id)
        check_id("from_id", self.from_id)
        check_id("to_id", self.to_id)
        check_member("kind", self.kind, CooperationKind)
        check_order("valid_to", self.valid_from, self.valid_to)
        if self.from_id == self.to_id:
            raise refuse("to_id", "zwei verschiedene Beteiligte", "two different parties")
