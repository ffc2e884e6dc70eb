"""The figures of the load against counting record by record."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.analysis.overload.overload import OverloadRules, overload
from graph_model.domain.chains import HelpChain
from graph_model.domain.records import Record
from graph_model.domain.referrals import Referral
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests.unit.analysis.random_chains import instant, network


@settings(max_examples=120, deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_all_figures_equal_counting_one_by_one(seed: int) -> None:
    rng = Random(seed)
    records = network(seed)
    now = instant(rng, days=40)
    known_on = rng.choice((None, instant(rng, days=30)))
    rules = OverloadRules(window_weeks=rng.choice((2, 3)), least_cases=1)
    found = overload(Snapshot.from_records(records), Scope(known_on=known_on), now=now, rules=rules)
    known = list(as_known(records, known_on))
    assert [load.actor_id for load in sorted(found.loads, key=lambda x: x.actor_id)] == [
        "k1",
        "p1",
        "p2",
    ]
    for load in found.loads:
        held, backlog = stays_one_by_one(known, load.actor_id, now)
        ends = [now - timedelta(weeks=week) for week in reversed(range(rules.window_weeks))]
        assert load.backlog.weekly == tuple(count(backlog, moment) for moment in ends)
        assert load.open_load == count(held, now)
        start = now - timedelta(weeks=rules.window_weeks)
        weeks = rules.window_weeks
        asked = sum(start < a <= now for a, _ in backlog)
        assert load.requests_per_week * weeks == pytest.approx(asked)
        assert load.arrivals_per_week * weeks == pytest.approx(
            sum(start < a <= now for a, _ in held)
        )
        ended = sum(b is not None and start < b <= now for _, b in held)
        assert load.completions_per_week * weeks == pytest.approx(ended)
        area_days = sum(
            max((min(b or now, now) - max(a, start)) / timedelta(days=1), 0) for a, b in held
        )
        assert load.mean_load == pytest.approx(area_days / (7 * weeks))


Stay = tuple[datetime, datetime | None]


def count(stays: Iterable[Stay], moment: datetime) -> int:
    return sum(start <= moment and (end is None or moment < end) for start, end in stays)


def as_known(
    records: tuple[Record, ...], known_on: datetime | None
) -> Iterable[HelpChain | Referral]:
    for record in records:
        if isinstance(record, HelpChain) and (known_on is None or record.recorded_at <= known_on):
            closed = record.closed_recorded_at
            is_open = closed is not None and known_on is not None and closed > known_on
            gone = {"closed_at": None, "closed_recorded_at": None, "outcome": None}
            yield replace(record, **gone) if is_open else record  # type: ignore[arg-type]
        if isinstance(record, Referral):
            known = record if known_on is None else record.known_on(known_on)
            if known is None or known.requested_at is None:
                continue
            if known.status is not ReferralStatus.ENTERED_IN_ERROR:
                yield known


def stays_one_by_one(
    known: list[HelpChain | Referral], actor_id: str, now: datetime
) -> tuple[list[Stay], list[Stay]]:
    """Stays at an actor as load and as backlog, by looking at each record."""
    held: list[Stay] = []
    backlog: list[Stay] = []
    own = {
        record.id
        for record in known
        if isinstance(record, HelpChain)
        and record.opened_by == actor_id
        and record.opened_at <= now
    }
    for record in known:
        if isinstance(record, HelpChain):
            if record.id in own:
                held.append((record.opened_at, record.closed_at))
                backlog.append((record.opened_at, record.closed_at))
            continue
        if record.recipient_id != actor_id or record.chain_id in own:
            continue
        times = {change.status: change.occurred_at for change in reversed(record.history)}
        end = None if record.is_open else record.history[-1].occurred_at
        backlog.append((times[ReferralStatus.REQUESTED], end))
        accepted = times.get(ReferralStatus.ACCEPTED)
        if accepted is not None and accepted <= now:
            held.append((accepted, end))
    return held, backlog
