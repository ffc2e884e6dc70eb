"""Every kind of answer is attacked, or it is said why there is nothing to attack."""

import pytest

from graph_model.analysis.access.access import SpatialAccess
from graph_model.analysis.chains.findings import ChainFindings
from graph_model.analysis.flows import FlowGraph
from graph_model.analysis.gaps.gaps import Gaps
from graph_model.analysis.gaps.structural import StructuralGaps
from graph_model.analysis.indicators.course import Course
from graph_model.analysis.indicators.funnel import Funnel
from graph_model.analysis.indicators.indicators import Indicators
from graph_model.analysis.overload.course import LoadCourse
from graph_model.analysis.overload.overload import Overload
from graph_model.analysis.relief.results import Relief
from graph_model.analysis.resilience.ranking import LossRanking
from graph_model.analysis.resilience.what_if import WhatIf
from graph_model.analysis.resilience.worst import WorstThree
from graph_model.analysis.structure.structure import Structure, structure
from graph_model.analysis.variants import ProcessMap, Variants
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.use_cases.disclosure import RULES, disclosed
from tests import builders as make
from tests.attacking import ground, months, town
from tests.unit.service.test_attacker import ATTACKS, attack_load

ATTACKED: dict[type, tuple[str, ...]] = {
    FlowGraph: ("flows", "flows of needs"),
    Gaps: ("gaps",),
    Overload: ("load",),
    LoadCourse: ("months of load", "waits"),
    Variants: ("variants",),
    ProcessMap: ("process map",),
    Funnel: ("funnel",),
    Indicators: ("faults", "people reached"),
    Course: ("course of an indicator",),
    ChainFindings: ("findings", "circles", "expected chains"),
    Structure: ("structure",),
}

NOT_ATTACKED: dict[type, str] = {
    StructuralGaps: "names organisations and what enough people need, and counts no people",
    SpatialAccess: "counts places and residents",
    WhatIf: "all figures on people are taken out",
    LossRanking: "all figures on people are taken out",
    WorstThree: "all figures on people are taken out",
    Relief: "has the open loads that Overload shows, of the same blocks; all else is taken out",
}


def test_every_kind_of_answer_is_attacked_or_it_is_said_why_not() -> None:
    assert ATTACKED.keys().isdisjoint(NOT_ATTACKED)
    assert ATTACKED.keys() | NOT_ATTACKED.keys() == RULES.keys()
    assert {name for names in ATTACKED.values() for name in names} == ATTACKS.keys()


@pytest.mark.parametrize(
    ("name", "seed", "people"), [("findings", 7, 8), ("findings", 9, 14), ("circles", 4, 60)]
)
def test_a_count_of_findings_less_that_of_chains_is_nobody_who_has_two(
    name: str, seed: int, people: int
) -> None:
    scopes = [Scope(), *(Scope(cooperative_id=house) for house in ("g1", "g2"))]
    attacker = ATTACKS[name](town(seed, people=people), scopes, True)
    assert attacker.shown
    assert attacker.victims() == set()


def test_there_is_no_load_of_one_period_to_be_taken_from_that_of_another() -> None:
    place = town(2, people=20)
    asked = Scope(period=months(2025, 1, count=12))
    with pytest.raises(TypeError, match="No rule for what of the load of a period"):
        attack_load(place, [asked], True)
    assert attack_load(place, [Scope()], True).victims() == set()


def test_ties_are_not_named_where_each_might_have_one_referral() -> None:
    """Three referrals on three ties; with five on three two have more, nobody knows which."""
    alone, more = (
        disclosed(structure(net, Scope()), ground(net))
        for net in (
            three_ways(straight=1, first=1, then=1),
            three_ways(straight=1, first=2, then=2),
        )
    )
    assert (alone.whole.pairs, alone.positions) == (0, ())
    assert (more.whole.pairs, more.whole.referrals) == (3, 3)
    assert more.counts_are_at_least


def three_ways(*, straight: int, first: int, then: int) -> Snapshot:
    """So many people referred from k1 to p2, from k1 to p1, and from p1 to p2."""
    ways = (("k1", "p2", straight), ("k1", "p1", first), ("p1", "p2", then))
    records = [make.area("a1"), make.need("n1"), make.cooperative("g1"), make.kuemmerer("k1")]
    records += [make.partner("p1"), make.partner("p2")]
    for sender, recipient, count in ways:
        for number in range(count):
            key = f"{sender}-{recipient}-{number}"
            records += [
                make.tenant(f"t-{key}"),
                make.chain(f"c-{key}", tenant=f"t-{key}"),
                make.referral(
                    f"r-{key}",
                    chain=f"c-{key}",
                    tenant=f"t-{key}",
                    sender=sender,
                    recipient=recipient,
                    need="n1",
                ),
            ]
    return Snapshot.from_records(records)


@pytest.mark.parametrize(("one", "other"), [((1, 3, 3), (2, 2, 3)), ((1, 4, 4), (2, 3, 4))])
def test_networks_that_differ_in_hidden_ties_only_are_told_alike(
    one: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    """The way over p1 is shorter than the straight one only where that has one referral.

    The referrals from k1 are one block, those from p1 another. Of the former both ties are named,
    since they have two referrals more than ties at least, and count as one.
    """
    nets = [three_ways(straight=a, first=b, then=c) for a, b, c in (one, other)]
    plain = [structure(net, Scope()) for net in nets]
    told = [disclosed(found, ground(net)) for found, net in zip(plain, nets, strict=True)]
    assert told[0].whole.referrals == 1 + 1 + one[2]
    assert plain[0].positions != plain[1].positions
    assert told[0] == told[1]
