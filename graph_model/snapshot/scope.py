"""Which part of the network a question is about."""

from dataclasses import dataclass
from datetime import datetime

from graph_model.domain.checks import check_id, check_ids, check_instant
from graph_model.domain.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Period, area, needs, cooperative and state of knowledge; what is left out limits nothing.

    A referral belongs to a period by the moment it was requested, a chain by its opening, a contact
    and a search by the moment they happened. ``area_id`` takes its whole subtree (for referrals
    the area of the chain), a need code its children. ``known_on`` leaves out what was recorded
    later, so that a report of that day comes out again.
    """

    period: Period = Period()  # noqa: RUF009 - frozen, shared on purpose
    area_id: str | None = None
    need_codes: tuple[str, ...] = ()
    cooperative_id: str | None = None
    known_on: datetime | None = None

    def __post_init__(self) -> None:
        check_id("area_id", self.area_id, optional=True)
        check_ids("need_codes", self.need_codes)
        check_id("cooperative_id", self.cooperative_id, optional=True)
        check_instant("known_on", self.known_on, optional=True)
