"""Where chains get stuck, by lower bounds: a small network worked out by hand.

Everybody has one chain, open since 1 March 2026, on 31 March:

- A: 4 people whom p1 refused, and nobody since: a dead end each;
- B: 3 people whom p1 refused for two needs: two dead ends each, and refused again;
- C: 5 people whom p1 helps;
- D: 2 people whom p1 has not answered: overdue.

Blocks are made by: helped (C, the rest), open (all), each kind of finding in order. Dead ends would
part A and B from D, who are too few; overdue, too; refused again parts B from A and D. So the
blocks are C (5), B (3), A with D (6).
"""

from collections.abc import Iterator, Sequence

import pytest

from graph_model.analysis.chains.findings import (
    ChainFindings,
    FindingCount,
    HopCount,
    chain_findings,
)
from graph_model.analysis.chains.rules import ChainRules, FindingCode
from graph_model.analysis.hidden import Hidden
from graph_model.domain.records import Record
from graph_model.domain.templates import ChainTemplate, TemplateStep
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.use_cases.disclosure import disclosed
from tests import builders as make
from tests.attacking import NOW, ground

REFUSED = ("requested 2026-03-01", "rejected 2026-03-03 no_capacity")
HELPED = ("requested 2026-03-01", "accepted 2026-03-03", "in_progress 2026-03-05")
WAITING = ("requested 2026-03-01",)
WAYS: dict[str, tuple[int, Sequence[Sequence[str]]]] = {
    "A": (4, (REFUSED,)),
    "B": (3, (REFUSED, REFUSED)),
    "C": (5, (HELPED,)),
    "D": (2, (WAITING,)),
}
EXPECTED = ChainTemplate(
    need_code="n1", steps=(TemplateStep(kind=ActorKind.ADMINISTRATION, days=7),)
)


def _snapshot(ways: dict[str, tuple[int, Sequence[Sequence[str]]]]) -> Snapshot:
    return Snapshot.from_records(_records(ways))


def _records(ways: dict[str, tuple[int, Sequence[Sequence[str]]]]) -> Iterator[Record]:
    yield from (make.area("a1"), make.need("n1"), make.cooperative("g1"), make.kuemmerer("k1"))
    yield from (make.need("n2"), make.partner("p1"))
    for name, (people, referrals) in ways.items():
        for number in range(people):
            tenant, chain = f"t{name}{number}", f"c{name}{number}"
            yield make.tenant(tenant)
            yield make.chain(chain, tenant=tenant, opened="2026-03-01")
            for place, steps in enumerate(referrals):
                yield make.referral(
                    f"r{name}{number}-{place}",
                    chain=chain,
                    tenant=tenant,
                    need=f"n{1 + place}",
                    steps=steps,
                )


def _told(
    ways: dict[str, tuple[int, Sequence[Sequence[str]]]], rules: ChainRules | None = None
) -> ChainFindings:
    snapshot = _snapshot(ways)
    found = chain_findings(snapshot, Scope(), now=NOW, rules=rules or ChainRules())
    return disclosed(found, ground(snapshot))


def test_totals_and_hops_count_all_whose_blocks_they_take_in() -> None:
    """14 chains are three whole blocks; 11 have one referral (A, C, D), 3 have two (B): 11 + 6."""
    found = _told(WAYS)
    assert (found.chains, found.open_chains, found.referrals) == (14, 14, 17)
    assert found.hops == (HopCount(hops=1, chains=11), HopCount(hops=2, chains=3))
    assert (found.counts_are_at_least, found.hidden) == (True, Hidden(minimum=3))


def test_findings_count_the_chains_of_whole_blocks_and_each_as_often_as_it_has_one() -> None:
    """Of 7 chains with dead ends A's are not told of, since D are too few to stand beside them.

    B's 3 have two each: 6. That D wait is not told, as if nobody did.
    """
    counts = {one.code: (one.chains, one.findings) for one in _told(WAYS).counts}
    assert counts[FindingCode.DEAD_END] == (3, 6)
    assert counts[FindingCode.REPEATED_REFUSAL] == (3, 3)
    assert counts[FindingCode.OVERDUE] == counts[FindingCode.RETURNED] == (None, None)


def test_with_one_more_who_waits_all_are_counted() -> None:
    """Three overdue are a block: so are A's four, and 4 + 6 dead ends are told of."""
    counts = {one.code: one for one in _told({**WAYS, "D": (3, (WAITING,))}).counts}
    assert counts[FindingCode.DEAD_END] == FindingCount(
        code=FindingCode.DEAD_END, findings=10, chains=7
    )
    assert counts[FindingCode.OVERDUE].chains == 3


def test_first_help_is_that_of_the_chains_counted() -> None:
    """C's five were helped after 4 days, nine were not; of 14 fewer than half are helped."""
    first = _told(WAYS).first_help
    assert (first.helped, first.not_helped, first.median_days) == (5, 9, 4.0)
    assert first.wait is not None
    assert (first.wait.cases, first.wait.open) == (14, 9)
    assert (first.wait.median, first.wait.longest) == (None, None)
    few = _told({"C": (5, (HELPED,)), "D": (2, (WAITING,))}).first_help
    assert (few.helped, few.not_helped, few.median_days, few.wait) == (None,) * 4
    alone = _told({"C": (5, (HELPED,))}).first_help
    assert (alone.helped, alone.not_helped, alone.median_days) == (5, None, 4.0)


def test_courses_against_what_is_expected_are_bounds_of_their_own() -> None:
    """An office is asked within 7 days: p1 is somebody else. Who was refused has not been there.

    A and B (7) went past the 7 days without: missing. C and D went to somebody else (7). No chain
    is as expected, under way or ended, which is not told.
    """
    (count,) = _told(WAYS, ChainRules(templates=(EXPECTED,))).templates
    assert (count.chains, count.deviating) == (14, 14)
    assert (count.as_expected, count.under_way, count.ended_before) == (None, None, None)
    assert [(one.code.value, one.chains) for one in count.deviations] == [
        ("missing", 7),
        ("other", 7),
    ]


@pytest.mark.parametrize("people", [1, 2])
def test_too_few_chains_are_told_of_as_if_there_were_none(people: int) -> None:
    rules = ChainRules(templates=(EXPECTED,))
    for _, referrals in WAYS.values():
        assert _told({"X": (people, referrals)}, rules) == _told({}, rules)


def test_a_pair_of_whom_nobody_may_be_counted_is_not_named() -> None:
    """p1 sent back 5, p2 4, p3 1: that one joins the smaller, p2. So only those of p1 are told."""
    snapshot = Snapshot.from_records(_circles({"p1": 5, "p2": 4, "p3": 1}))
    found = chain_findings(snapshot, Scope(), now=NOW)
    assert [(one.second_id, one.chains) for one in found.ping_pong] == [
        ("p1", 5),
        ("p2", 4),
        ("p3", 1),
    ]
    told = disclosed(found, ground(snapshot)).ping_pong
    assert [(one.second_id, one.chains, one.loops, one.chain_ids) for one in told] == [
        ("p1", 5, 5, ())
    ]


def _circles(people: dict[str, int]) -> Iterator[Record]:
    """k1 asks somebody, who helps and sends the person back to k1."""
    yield from (make.area("a1"), make.need("n1"), make.cooperative("g1"), make.kuemmerer("k1"))
    for partner, count in people.items():
        yield make.partner(partner)
        for number in range(count):
            tenant, chain = f"t{partner}-{number}", f"c{partner}-{number}"
            yield make.tenant(tenant)
            yield make.chain(chain, tenant=tenant, opened="2026-03-01")
            for ends, day in ((("k1", partner), 1), ((partner, "k1"), 8)):
                yield make.referral(
                    f"r{partner}-{number}-{day}",
                    chain=chain,
                    tenant=tenant,
                    sender=ends[0],
                    recipient=ends[1],
                    need="n1",
                    steps=(
                        f"requested 2026-03-{day:02}",
                        f"accepted 2026-03-{day + 1:02}",
                        f"completed 2026-03-{day + 2:02} resolved",
                    ),
                )


def test_who_sees_all_is_told_exact_counts_that_are_not_called_bounds() -> None:
    found = chain_findings(_snapshot(WAYS), Scope(), now=NOW)
    counts = {one.code: (one.chains, one.findings) for one in found.counts}
    assert counts[FindingCode.DEAD_END] == (7, 10)
    assert counts[FindingCode.OVERDUE] == (2, 2)
    assert counts[FindingCode.RETURNED] == (0, 0)
    assert (found.counts_are_at_least, found.hidden) == (False, None)
