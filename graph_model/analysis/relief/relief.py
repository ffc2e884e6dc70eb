"""Who carries too much, which referrals could go to whom instead, and what cannot be solved so."""

from datetime import datetime

from graph_model.analysis.gaps.rules import GapRules
from graph_model.analysis.gaps.supply import Supply
from graph_model.analysis.overload.figures import (
    case_rows,
    chains_of_kuemmerer,
    referrals_until,
)
from graph_model.analysis.overload.levels import OverloadRules
from graph_model.analysis.recommendation.scoring import ScoreWeights
from graph_model.analysis.recommendation.track_record import track_record
from graph_model.analysis.relief.carriers import carriers_of
from graph_model.analysis.relief.groups import accepted_cases, kinds_of, per_month
from graph_model.analysis.relief.plan import plan_for
from graph_model.analysis.relief.results import Relief
from graph_model.analysis.relief.takers import Market
from graph_model.analysis.relief.telling import Telling
from graph_model.domain.checks import check_instant
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

_RULES = OverloadRules()
_GAP_RULES = GapRules()
_WEIGHTS = ScoreWeights()


def relief(  # noqa: PLR0913 - the common arguments, and the three rules that may be set
    snapshot: Snapshot,
    scope: Scope,
    *,
    now: datetime,
    level: AreaLevel | None = None,
    rules: OverloadRules = _RULES,
    weights: ScoreWeights = _WEIGHTS,
    staff_of: str | None = None,
) -> Relief:
    """The cheapest re-routing that brings as many cases as possible out of overload.

    Parameters
    ----------
    snapshot, scope
        Area, needs and cooperative choose the cases that may be steered elsewhere; how full
        everybody is, is read from the whole network. The period chooses the requests that say how
        many come a month (by default those of the last ``cohort_weeks``). A Kümmerer's cases are
        whole chains, which have no single need, so they are left out where needs are asked for.
    now
        The moment at which loads, offers and areas count; what happened later is left out.
    level
        Level of the areas in the answer; without one, areas as recorded with the chains. Who covers
        an area is always judged by the recorded one.
    rules
        ``amber_utilisation`` is the limit to come below; places and periods as for ``overload``.
    weights
        How much fit, nearness, speed and success count in the price; the others do not.
    staff_of
        A cooperative; people who work for another one are neither relieved nor take anything.

    Returns
    -------
    Relief
        ``relieved`` by what stays unsolved, then by excess, most first, then by id; ``moves`` and
        ``rests`` in that order of actors, then most cases first; ``receivers`` by id. Empty where
        nobody with known places carries too much.

    Raises
    ------
    InvalidValueError
        If ``now`` is not an instant in UTC.

    References
    ----------
    Project definition: docs/analyses/relief.md. The flow: ``routing.cheapest_flow``. From cases to
    referrals a month: J. D. C. Little (1961): A proof for the queuing formula L = λW. Operations
    Research 9, 383–387.

    Notes
    -----
    Events are read as columns. The plan grows with the cases of the overloaded times the offers
    that cover each of them, not with the events.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> empty = Snapshot.from_records(())
    >>> relief(empty, Scope(), now=datetime(2026, 3, 2, tzinfo=UTC)).moves
    ()
    """
    check_instant("now", now)
    referrals = referrals_until(snapshot, scope, now=now)
    rows = case_rows(referrals, chains=chains_of_kuemmerer(snapshot, scope), now=now)
    carriers = carriers_of(snapshot, rows, now=now, rules=rules, staff_of=staff_of)
    directory = snapshot.directory
    full = [carrier_id for carrier_id, carrier in carriers.items() if carrier.excess > 0]
    cases = accepted_cases(rows, scope, carrier_ids=full, directory=directory)
    weeks = rules.cohort_weeks
    rates = per_month(cases, scope, areas=directory.areas, now=now, weeks=weeks)
    kinds = kinds_of(snapshot, cases, rates=rates, now=now)
    market = Market(
        Supply.of(snapshot, scope, now=now, rules=_GAP_RULES),
        track_record(referrals, now=now),
        carriers=carriers,
        weights=weights,
        now=now,
    )
    plan = plan_for(kinds, carriers, market=market)
    told = Telling(plan, carriers, directory=directory, level=level)
    relieved = told.relieved()
    return Relief(
        scope=scope,
        now=now,
        level=level,
        limit=rules.amber_utilisation,
        excess=sum(one.excess or 0 for one in relieved),
        moved=sum(one.moved or 0 for one in relieved),
        unsolved=sum(one.unsolved or 0 for one in relieved),
        relieved=relieved,
        moves=told.moves(),
        rests=told.rests(),
        receivers=told.receivers(),
    )
