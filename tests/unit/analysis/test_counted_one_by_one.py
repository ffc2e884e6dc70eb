"""Flows, variants and the process map of random networks against counting referral by referral."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.analysis.flows import FlowLevel, flow_graph
from graph_model.analysis.variants import process_map, variants
from graph_model.domain.records import Record
from graph_model.domain.referrals import Referral
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests.unit.analysis.crowded_networks import network

SEEDS = st.integers(0, 10_000)
ALL = Scope()
DAY = timedelta(days=1)
DECISIONS = (ReferralStatus.ACCEPTED, ReferralStatus.REJECTED)


def sent(records: tuple[Record, ...]) -> list[Referral]:
    """Referrals that were requested and not entered in error."""
    referrals = [one for one in records if isinstance(one, Referral)]
    return [
        one
        for one in referrals
        if one.requested_at is not None and one.status is not ReferralStatus.ENTERED_IN_ERROR
    ]


def decided_at(referral: Referral) -> datetime | None:
    return next((one.occurred_at for one in referral.history if one.status in DECISIONS), None)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_flows_are_the_referrals_counted_one_by_one(seed: int) -> None:
    records = network(seed)
    by_pair: dict[tuple[str, str], list[Referral]] = defaultdict(list)
    for one in sent(records):
        by_pair[one.sender_id, one.recipient_id].append(one)
    snapshot = Snapshot.from_records(records)
    edges = flow_graph(snapshot, ALL).edges
    assert [(edge.source, edge.target) for edge in edges] == sorted(by_pair)
    for edge in edges:
        members = by_pair[edge.source, edge.target]
        entered = Counter(step.status for one in members for step in one.history)
        ended = Counter(one.status for one in members)
        assert (edge.referrals, edge.accepted, edge.rejected) == (
            len(members),
            entered[ReferralStatus.ACCEPTED],
            entered[ReferralStatus.REJECTED],
        )
        assert (edge.completed, edge.failed) == (
            ended[ReferralStatus.COMPLETED],
            ended[ReferralStatus.FAILED],
        )
        waits = [
            (at - one.requested_at) / DAY
            for one in members
            if (at := decided_at(one)) is not None and one.requested_at is not None
        ]
        assert edge.median_days_to_decision == (pytest.approx(median(waits)) if waits else None)
    for level in FlowLevel:
        told = flow_graph(snapshot, ALL, level=level)
        assert sum(edge.referrals for edge in told.edges) == told.referrals == len(sent(records))


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_ways_are_the_recipients_of_each_chain_one_by_one(seed: int) -> None:
    records = network(seed)
    by_chain: dict[str, list[Referral]] = defaultdict(list)
    for one in sorted(sent(records), key=lambda one: (one.requested_at, one.id)):
        by_chain[one.chain_id].append(one)
    traces = Counter(tuple(one.recipient_id for one in way) for way in by_chain.values())
    snapshot = Snapshot.from_records(records)
    found = variants(snapshot, ALL)
    assert {variant.trace: variant.chains for variant in found.variants} == traces
    between: dict[tuple[str, str], list[float]] = defaultdict(list)
    for way in by_chain.values():
        for one, then in pairwise(way):
            assert one.requested_at is not None
            assert then.requested_at is not None
            days = (then.requested_at - one.requested_at) / DAY
            between[one.recipient_id, then.recipient_id].append(days)
    edges = process_map(snapshot, ALL).edges
    assert {(edge.source, edge.target): edge.count for edge in edges} == {
        pair: len(days) for pair, days in between.items()
    }
    for edge in edges:
        days = between[edge.source, edge.target]
        assert edge.median_days == pytest.approx(median(days))
        assert edge.p90_days == pytest.approx(float(np.quantile(days, 0.9)))
