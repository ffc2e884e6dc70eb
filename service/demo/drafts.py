"""Events of a demo network while it is being made: lean, because a large one has millions of them.

Times are minutes since 1970 (see ``rhythm``), offerings are places in ``World.offerings``. The
domain's own checks come later: in ``records``, and in the importers that read what was written.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from graph_model.domain.vocabulary import (
    AgeBand,
    Channel,
    Initiator,
    Mobility,
    Outcome,
    Reason,
    ReferralStatus,
    Trigger,
    Urgency,
)


class Step(NamedTuple):
    """One change of a referral's status, as in ``domain.referrals.StatusChange``."""

    status: ReferralStatus
    occurred: int
    recorded: int
    decided_by: str
    recorded_by: str
    reason: Reason | None = None
    outcome: Outcome | None = None


@dataclass(slots=True)
class ReferralDraft:
    """A referral in the making; ``typist`` is who mostly records what others decide."""

    id: str
    chain_id: str
    tenant_id: str
    sender_id: str
    recipient_id: str
    offering: int | None
    need: str
    urgency: Urgency
    typist: str
    previous: "ReferralDraft | None" = None
    parent: "ReferralDraft | None" = None
    steps: list[Step] = field(default_factory=list)

    @property
    def status(self) -> ReferralStatus:
        """Where it stands in the end."""
        return self.steps[-1].status


class ContactDraft(NamedTuple):
    """A contact, as in ``domain.contacts.Contact``."""

    id: str
    from_id: str
    to_id: str
    occurred: int
    recorded: int
    channel: Channel
    initiator: Initiator
    need: str | None
    chain_id: str | None
    recorded_by: str


class ConsentDraft(NamedTuple):
    """A consent for the recipients of some referrals; days are those of ``rhythm``."""

    id: str
    tenant_id: str
    recipient_ids: tuple[str, ...]
    day: int
    end_day: int | None
    withdrawn: int | None


class SearchDraft(NamedTuple):
    """A search that found nobody, with how many services were left out by need and by area."""

    id: str
    need: str
    area_id: str
    occurred: int
    recorded: int
    searched_by: str
    chain_id: str
    cooperative_id: str
    without_need: int
    without_area: int


@dataclass(slots=True)
class TenantDraft:
    """A tenant; ``town`` is a place in the list of towns."""

    id: str
    cooperative_id: str
    town: int
    area_id: str
    age_band: AgeBand
    languages: str
    mobility: Mobility

    @property
    def is_elder(self) -> bool:
        """Whether the age band begins at 60 or later."""
        return self.age_band.youngest >= 60


@dataclass(slots=True)
class ChainDraft:
    """A help chain with all that belongs to it, and what its making has to remember.

    ``asked`` holds who was asked for which need, or asked others for it; ``refusers`` who refused.
    """

    id: str
    tenant: TenantDraft
    opened_by: str
    trigger: Trigger
    initiator: Initiator
    opened: int
    recorded: int
    closed: int | None = None
    closed_recorded: int | None = None
    outcome: Outcome | None = None
    referrals: list[ReferralDraft] = field(default_factory=list)
    contacts: list[ContactDraft] = field(default_factory=list)
    consents: list[tuple[ConsentDraft, ReferralDraft]] = field(default_factory=list)
    searches: list[SearchDraft] = field(default_factory=list)
    asked: set[tuple[str, str]] = field(default_factory=set)
    refusers: set[str] = field(default_factory=set)
