"""Demand counted by columns equals demand counted one chain at a time."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.analysis.gaps.gaps import gaps
from graph_model.analysis.outcomes import CLIENT_REASONS
from graph_model.domain.chains import HelpChain
from graph_model.domain.records import Record
from graph_model.domain.referrals import Referral
from graph_model.domain.vocabulary import Reason, ReferralStatus
from graph_model.snapshot.scope import Scope
from tests import builders as build
from tests.debt_town import debt_town

NOW = build.at("2026-06-01")
IDLE = timedelta(days=28)

ENDS = [
    [],
    ["accepted"],
    ["accepted", "completed resolved"],
    ["accepted", "failed other"],
    ["accepted", "cancelled moved"],
    ["rejected no_capacity"],
    ["rejected client_declined"],
    ["cancelled duplicate"],
]

REFERRALS = st.tuples(
    st.sampled_from(["debt", "forms"]), st.sampled_from(ENDS), st.integers(1, 20), st.booleans()
)

CHAINS = st.lists(
    st.tuples(st.sampled_from(["a1", "a2"]), st.booleans(), st.lists(REFERRALS, max_size=3)),
    max_size=6,
)


def records_of(
    chains: list[tuple[str, bool, list[tuple[str, list[str], int, bool]]]],
) -> list[Record]:
    records: list[Record] = [build.need("forms")]
    for number, (area, is_closed, referrals) in enumerate(chains):
        may_close = is_closed and all(end and end != ["accepted"] for _, end, _, _ in referrals)
        closed = "2026-05-30" if may_close else None
        chain_id = f"c{number}"
        records.append(build.chain(chain_id, area=area, opened="2026-04-01", closed=closed))
        for place, (need, end, day, is_late) in enumerate(referrals):
            # One referral after the other, so that "the latest one" is plain: an hour apart.
            month = "05" if is_late else "04"
            when = f"2026-{month}-{day:02d}T{8 + place:02d}:00"
            steps = [f"requested {when}"]
            for index, text in enumerate(end, start=1):
                status, *reason = text.split()
                moment = f"2026-{month}-{day + index:02d}T{8 + place:02d}:00"
                steps.append(" ".join([status, moment, *reason]))
            records.append(
                build.referral(f"r{number}-{place}", chain=chain_id, need=need, steps=steps)
            )
    return records


def counted_one_by_one(records: list[Record]) -> Counter[tuple[str, str, str]]:
    """Cases, helped and unmet per need and area, from the domain values alone."""
    found: Counter[tuple[str, str, str]] = Counter()
    referrals = [record for record in records if isinstance(record, Referral)]
    for chain in (record for record in records if isinstance(record, HelpChain)):
        for need in ("debt", "forms"):
            asked = [r for r in referrals if r.chain_id == chain.id and r.need_code == need]
            if not asked:
                continue
            cell = (need, chain.area_id or "")
            found[*cell, "cases"] += 1
            if any(is_help(referral) for referral in asked):
                found[*cell, "helped"] += 1
            elif is_unmet(chain, asked):
                found[*cell, "unmet"] += 1
    return found


def is_help(referral: Referral) -> bool:
    seen = {change.status for change in referral.history}
    return ReferralStatus.ACCEPTED in seen and not seen & {
        ReferralStatus.FAILED,
        ReferralStatus.CANCELLED,
    }


def is_unmet(chain: HelpChain, asked: list[Referral]) -> bool:
    if any(referral.is_open for referral in asked):
        return False
    latest = max(asked, key=lambda referral: referral.history[0].occurred_at)
    reason: Reason | None = latest.history[-1].reason
    if reason in CLIENT_REASONS:
        return False
    last_step = max(referral.history[-1].occurred_at for referral in asked)
    return chain.closed_at is not None or last_step < NOW - IDLE


@settings(max_examples=80, deadline=None)
@given(chains=CHAINS)
def test_columns_count_what_one_counts_by_hand(
    chains: list[tuple[str, bool, list[tuple[str, list[str], int, bool]]]],
) -> None:
    records = records_of(chains)
    # Nobody offers anything, so that every cell with demand is a gap and shows its counts.
    found = gaps(debt_town(*records, areas=("a1", "a2")), Scope(), now=NOW)
    shown: Counter[tuple[str, str, str]] = Counter()
    for gap in found.gaps:
        cell = (gap.need_code or "", gap.area_id)
        shown[*cell, "cases"] = gap.evidence.cases
        shown[*cell, "helped"] = gap.evidence.helped
        shown[*cell, "unmet"] = gap.evidence.unmet
    assert shown == counted_one_by_one(records)
