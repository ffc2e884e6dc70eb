"""Which reasons and outcomes speak for or against the help, and which say nothing of it."""

from graph_model.domain.vocabulary import Outcome, Reason

CLIENT_REASONS = frozenset(
    {
        Reason.CLIENT_DECLINED,
        Reason.NEED_MET_ELSEWHERE,
        Reason.MOVED,
        Reason.DECEASED,
        Reason.DUPLICATE,
        Reason.MISTAKEN,
        Reason.ALREADY_SERVED,
        Reason.UNREACHABLE,
    }
)
"""Reasons that lie with the person or the record, not with the network."""

HELPED_OUTCOMES = frozenset({Outcome.RESOLVED, Outcome.PARTLY_RESOLVED, Outcome.SELF_HELP})
"""Outcomes of a completed referral that count as help."""

LEFT_OUTCOMES = frozenset({Outcome.MOVED, Outcome.DECEASED})
"""Outcomes that say nothing of the help."""
