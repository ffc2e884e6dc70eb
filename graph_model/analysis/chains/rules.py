"""When a help chain counts as going wrong: the limits, and the kinds of finding."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from graph_model.analysis.standards import ResponseStandards
from graph_model.domain.checks import check_ids, check_number
from graph_model.domain.templates import ChainTemplate
from graph_model.domain.vocabulary import Reason, ReferralStatus


class FindingCode(StrEnum):
    """What can go wrong on a chain's way, the most urgent first."""

    DEAD_END = "dead_end"
    OVERDUE = "overdue"
    RETURNED = "returned"
    SENT_ROUND = "sent_round"
    REPEATED_REFUSAL = "repeated_refusal"


LOOPS = frozenset({FindingCode.RETURNED, FindingCode.SENT_ROUND})
"""Both forms of A→B→A: B hands the person back to A, or A is asked again after B."""

REFUSED_OR_FAILED = frozenset({ReferralStatus.REJECTED, ReferralStatus.FAILED})
"""Ends after which somebody has to take the chain further."""

NOBODY_WAITS = frozenset(
    {
        Reason.ALREADY_SERVED,
        Reason.NEED_MET_ELSEWHERE,
        Reason.MOVED,
        Reason.DECEASED,
        Reason.DUPLICATE,
        Reason.MISTAKEN,
    }
)
"""Reasons of a refusal or failure after which nobody is left waiting for help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRules:
    """Limits that a chain's path is held against.

    ``loop_window_days`` is the longest time, in calendar days, from the first to the last referral
    of a loop; ``dead_end_business_days`` is how long a chain may rest after a refusal or failure.
    ``templates`` are the expected help chains, at most one a need.
    """

    standards: ResponseStandards = field(default_factory=ResponseStandards)
    loop_window_days: int = 90
    dead_end_business_days: int = 10
    templates: tuple[ChainTemplate, ...] = ()

    def __post_init__(self) -> None:
        check_number("loop_window_days", self.loop_window_days, low=1, high=3660)
        check_number("dead_end_business_days", self.dead_end_business_days, high=366)
        check_ids("templates", tuple(template.need_code for template in self.templates))

    @property
    def loop_window(self) -> timedelta:
        """``loop_window_days`` as a length of time."""
        return timedelta(days=self.loop_window_days)
