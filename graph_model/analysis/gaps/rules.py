"""Causes of gaps in their order, and the thresholds from which a gap is called one."""

from dataclasses import dataclass
from enum import StrEnum

from graph_model.domain.checks import check_number
from graph_model.domain.vocabulary import ExclusionRule, Reason


class GapCause(StrEnum):
    """Why a need has no answer somewhere; the first one that holds names the gap."""

    NO_PROVIDER = "no_provider"
    OUT_OF_AREA = "out_of_area"
    FULL = "full"
    NOT_ELIGIBLE = "not_eligible"
    ACCESS_BARRIER = "access_barrier"
    SINGLE_PROVIDER = "single_provider"
    NO_KUEMMERER = "no_kuemmerer"
    SILENT = "silent"


CAUSE_OF_REASON = {
    Reason.NO_CAPACITY: GapCause.FULL,
    Reason.NOT_ELIGIBLE: GapCause.NOT_ELIGIBLE,
    Reason.ACCESS_BARRIER: GapCause.ACCESS_BARRIER,
    Reason.LANGUAGE: GapCause.ACCESS_BARRIER,
}
"""What the last refusal of an unmet need points to."""

CAUSE_OF_RULE = {
    ExclusionRule.LANGUAGE: GapCause.ACCESS_BARRIER,
    ExclusionRule.ACCESS: GapCause.ACCESS_BARRIER,
    ExclusionRule.ELIGIBILITY: GapCause.NOT_ELIGIBLE,
    ExclusionRule.COMPANION: GapCause.NOT_ELIGIBLE,
    ExclusionRule.FULL: GapCause.FULL,
}
"""What the rule that emptied a search points to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRules:
    """Thresholds of the gap analysis; the defaults are explained in ``docs/analyses/gaps.md``.

    Parameters
    ----------
    capacity_weeks
        Weeks before ``now`` in which refusals for lack of capacity count.
    figure_days
        Days for which a figure of free places is taken at its word.
    capacity_refusals, refusal_share
        So many refusals for lack of capacity in those weeks, and such a share (0 to 1) of the
        provider's decisions on that need, make it full.
    barrier_cases, barrier_share
        So many unmet cases for one cause, and such a share of the demand, make ``not_eligible`` or
        ``access_barrier``.
    single_demand
        Cases in the 365 days before ``now`` from which hanging on one provider is a gap.
    silent_level, silent_share
        Share (0 to 1) of false alarms among the silent cells that is put up with, and share of the
        expected chains (0 to 1) that a silent cell has at most.
    idle_days
        Days without any further step after which a refused case counts as unmet though its chain
        is open.
    evidence_limit
        Most ids that one gap lists.
    """

    capacity_weeks: float = 8
    figure_days: float = 90
    capacity_refusals: int = 2
    refusal_share: float = 0.5
    barrier_cases: int = 3
    barrier_share: float = 0.2
    single_demand: int = 5
    silent_level: float = 0.05
    silent_share: float = 0.5
    idle_days: float = 28
    evidence_limit: int = 20

    def __post_init__(self) -> None:
        check_number("capacity_weeks", self.capacity_weeks, high=520)
        check_number("figure_days", self.figure_days, high=3660)
        check_number("capacity_refusals", self.capacity_refusals, low=1)
        check_number("refusal_share", self.refusal_share, high=1)
        check_number("barrier_cases", self.barrier_cases, low=1)
        check_number("barrier_share", self.barrier_share, high=1)
        check_number("single_demand", self.single_demand, low=1)
        check_number("silent_level", self.silent_level, high=1)
        check_number("silent_share", self.silent_share, high=1)
        check_number("idle_days", self.idle_days, high=3660)
        check_number("evidence_limit", self.evidence_limit, high=1000)
