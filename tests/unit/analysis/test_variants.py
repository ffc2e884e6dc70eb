"""Variants and process map, by hand and on the log that process mining teaches with."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from defusedxml import ElementTree

from graph_model.analysis.variants import Activity, DirectlyFollows, process_map, variants
from graph_model.domain.periods import Period
from graph_model.domain.records import Record
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as b
from tests.unit.snapshot.ledger import Ledger

ALL = Scope()
DAY_S = 86_400


def three_chains() -> tuple[Record, ...]:
    """c1 and c2 go to the partner and on to the office, c3 to the office alone.

    c1: p1 on 5, o1 on 7 January (2 days); c2: p1 on 6, o1 on 12 (6 days), p1 again on 13 (1 day).
    """
    chains = {
        "c1": (("p1", "s1", "2026-01-05"), ("o1", None, "2026-01-07")),
        "c2": (("p1", "s1", "2026-01-06"), ("o1", None, "2026-01-12"), ("p1", None, "2026-01-13")),
        "c3": (("o1", None, "2026-01-20"),),
    }
    hops = [
        b.referral(
            f"{chain}-{at}",
            chain=chain,
            recipient=recipient,
            service=service,
            steps=(f"requested {day}",),
        )
        for chain, path in chains.items()
        for at, (recipient, service, day) in enumerate(path)
    ]
    # Listed against the order of time, which alone decides.
    return (*b.directory(), *(b.chain(chain) for chain in chains), *reversed(hops))


def test_chains_that_took_the_same_way_are_one_variant() -> None:
    found = variants(Snapshot.from_records(three_chains()), Scope(period=Period()))
    assert [(v.trace, v.chains) for v in found.variants] == [
        (("o1",), 1),
        (("p1", "o1"), 1),
        (("p1", "o1", "p1"), 1),
    ]
    assert (found.chains, found.referrals) == (3, 6)
    assert [v.share for v in found.variants] == [1 / 3] * 3


def test_the_most_frequent_variant_comes_first() -> None:
    # Up to the 13th, c2 has gone to p1 and o1 only, as c1 has; c3 has not begun.
    found = variants(
        Snapshot.from_records(three_chains()), Scope(period=Period(end=b.at("2026-01-13")))
    )
    assert [(v.trace, v.chains, v.share) for v in found.variants] == [(("p1", "o1"), 2, 1.0)]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (
            "kind",
            {
                ("administration",),
                ("partner", "administration"),
                ("partner", "administration", "partner"),
            },
        ),
        ("service", {("-",), ("s1", "-"), ("s1", "-", "-")}),
    ],
)
def test_a_trace_can_be_told_at_a_coarser_level(level: str, expected: set[tuple[str, ...]]) -> None:
    found = variants(Snapshot.from_records(three_chains()), ALL, level=level)
    assert {v.trace for v in found.variants} == expected


def test_the_process_map_counts_what_followed_directly_and_how_long_it_took() -> None:
    found = process_map(Snapshot.from_records(three_chains()), ALL)
    # p1 to o1: 2 and 6 days; median 4, and 90 % of the way from 2 to 6 is 5.6.
    assert found.edges == (
        DirectlyFollows(source="o1", target="p1", count=1, median_days=1.0, p90_days=1.0),
        DirectlyFollows(
            source="p1", target="o1", count=2, median_days=4.0, p90_days=pytest.approx(5.6)
        ),
    )
    assert found.activities == (
        Activity(id="o1", kind="administration", label="Akteur o1", referrals=3, starts=1, ends=2),
        Activity(id="p1", kind="partner", label="Akteur p1", referrals=3, starts=2, ends=1),
    )
    assert (found.chains, found.referrals) == (3, 6)


def test_requests_of_the_same_instant_stand_in_order_of_their_ids() -> None:
    # r2 was recorded first and so has the lower key; the ids decide all the same.
    ledger = Ledger()
    ledger.put(*b.directory(), b.referral("r2", recipient="o1"))
    before = Snapshot.read(ledger)
    ledger.put(b.referral("r1", recipient="p1"))
    snapshot = before.caught_up(ledger)
    assert snapshot.referral_key("r2") == 0
    assert [v.trace for v in variants(snapshot, ALL).variants] == [("p1", "o1")]
    assert [(e.source, e.target) for e in process_map(snapshot, ALL).edges] == [("p1", "o1")]


def test_the_time_of_the_request_decides_not_the_order_in_which_it_was_recorded() -> None:
    later = b.referral("r1", recipient="o1", steps=("requested 2026-01-09",))
    earlier = b.referral("r2", recipient="p1", steps=("requested 2026-01-05",))
    snapshot = Snapshot.from_records([*b.directory(), later, earlier])
    assert [v.trace for v in variants(snapshot, ALL).variants] == [("p1", "o1")]
    assert [(e.source, e.target, e.median_days) for e in process_map(snapshot, ALL).edges] == [
        ("p1", "o1", 4.0)
    ]


def test_an_empty_network_has_no_variants_and_no_steps() -> None:
    snapshot = Snapshot.from_records([])
    for level in ("actor", "kind", "service"):
        assert variants(snapshot, ALL, level=level).variants == ()
        assert process_map(snapshot, ALL, level=level).activities == ()


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="street"):
        variants(Snapshot.from_records([]), ALL, level="street")


def running_example(file: Path) -> list[Record]:
    """Each trace a chain, each event a referral from ``entry`` to its resource."""
    records: list[Record] = []
    resources = set()
    for trace in ElementTree.parse(file).getroot().iter("trace"):
        case = trace.find("string[@key='concept:name']").get("value")
        for at, event in enumerate(trace.iter("event")):
            resource = event.find("string[@key='org:resource']").get("value")
            when = datetime.fromisoformat(event.find("date[@key='time:timestamp']").get("value"))
            resources.add(resource)
            moment = b.at(when - when.utcoffset()).isoformat().replace("+00:00", "")
            step = f"requested {moment[:16]}"
            assert when.second == 0
            records.append(
                b.referral(
                    f"{case}-{at:02}",
                    sender="entry",
                    recipient=resource,
                    chain=f"case{case}",
                    tenant=None,
                    steps=(step,),
                )
            )
        records.append(b.chain(f"case{case}", tenant=None, opened="2010-12-30"))
    return [*records, b.office("entry"), *(b.partner(name) for name in sorted(resources))]


@pytest.mark.shared
def test_the_running_example_has_six_cases_and_42_events(shared_data: Path) -> None:
    found = variants(
        Snapshot.from_records(running_example(shared_data / "running-example.xes")), ALL
    )
    assert (found.chains, found.referrals) == (6, 42)
    # Read off the file, case by case (1, 2, 3, 4, 5, 6); no two cases go the same way.
    cases = {
        "Pete Sue Mike Sara Pete",
        "Mike Mike Sean Sara Ellen",
        "Pete Mike Ellen Sara Sara Sean Pete Sara Ellen",
        "Pete Mike Sean Sara Ellen",
        "Ellen Mike Pete Sara Sara Ellen Mike Sara Sara Sue Pete Sara Mike",
        "Mike Ellen Mike Sara Mike",
    }
    assert {" ".join(v.trace) for v in found.variants} == cases
    assert {v.chains for v in found.variants} == {1}


@pytest.mark.shared
def test_the_running_example_gives_the_directly_follows_graph_counted_by_hand(
    shared_data: Path,
) -> None:
    log = running_example(shared_data / "running-example.xes")
    found = process_map(Snapshot.from_records(log), ALL)
    # Pairs counted off the six cases above, 42 - 6 = 36 of them.
    assert {(e.source, e.target): e.count for e in found.edges} == {
        ("Ellen", "Mike"): 3,
        ("Ellen", "Sara"): 1,
        ("Mike", "Ellen"): 2,
        ("Mike", "Mike"): 1,
        ("Mike", "Pete"): 1,
        ("Mike", "Sara"): 3,
        ("Mike", "Sean"): 2,
        ("Pete", "Mike"): 2,
        ("Pete", "Sara"): 3,
        ("Pete", "Sue"): 1,
        ("Sara", "Ellen"): 4,
        ("Sara", "Mike"): 2,
        ("Sara", "Pete"): 1,
        ("Sara", "Sara"): 3,
        ("Sara", "Sean"): 1,
        ("Sara", "Sue"): 1,
        ("Sean", "Pete"): 1,
        ("Sean", "Sara"): 2,
        ("Sue", "Mike"): 1,
        ("Sue", "Pete"): 1,
    }
    steps = {a.id: (a.referrals, a.starts, a.ends) for a in found.activities}
    assert steps == {
        "Ellen": (7, 1, 3),
        "Mike": (11, 2, 2),
        "Pete": (7, 3, 1),
        "Sara": (12, 0, 0),
        "Sean": (3, 0, 0),
        "Sue": (2, 0, 0),
    }
    # Sara to Ellen took 70:15, 72:43, 75:42 and 144:50 hours (cases 5, 2, 4, 3), so the median is
    # 74:12.5 hours = 267 150 s and the 90 % quantile 75:42 + 0.7 x 69:08 = 446 736 s.
    sara_ellen = next(e for e in found.edges if (e.source, e.target) == ("Sara", "Ellen"))
    assert sara_ellen.median_days == pytest.approx(267_150 / DAY_S)
    assert sara_ellen.p90_days == pytest.approx(446_736 / DAY_S)
    # Sue to Pete once, on 21 January from 9:06 to 11:34.
    sue_pete = next(e for e in found.edges if (e.source, e.target) == ("Sue", "Pete"))
    assert sue_pete.median_days == pytest.approx(timedelta(hours=2, minutes=28) / timedelta(days=1))
