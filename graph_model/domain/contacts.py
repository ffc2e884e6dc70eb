"""Contacts: somebody met, rang or wrote to somebody."""

from dataclasses import dataclass
from datetime import datetime

from graph_model.domain.checks import check_id, check_instant, check_member, refuse
from graph_model.domain.vocabulary import Channel, Initiator


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One contact from one actor or tenant to another; coded fields only, no notes."""

    id: str
    from_id: str
    to_id: str
    occurred_at: datetime
    recorded_at: datetime
    channel: Channel
    initiator: Initiator
    need_code: str | None = None
    chain_id: str | None = None
    recorded_by: str | None = None

    def __post_init__(self) -> None:
        check_id("id", self.id)
        check_id("from_id", self.from_id)
        check_id("to_id", self.to_id)
        check_instant("occurred_at", self.occurred_at)
        check_instant("recorded_at", self.recorded_at)
        check_member("channel", self.channel, Channel)
        check_member("initiator", self.initiator, Initiator)
        check_id("need_code", self.need_code, optional=True)
        check_id("chain_id", self.chain_id, optional=True)
        check_id("recorded_by", self.recorded_by, optional=True)
        if self.from_id == self.to_id:
            raise refuse("to_id", "zwei verschiedene Beteiligte", "two different parties")
        if self.recorded_at < self.occurred_at:
            raise refuse("recorded_at", "vor dem Kontakt selbst", "before the contact itself")
