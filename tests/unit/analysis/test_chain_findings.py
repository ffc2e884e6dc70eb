"""Findings over all chains."""

from collections import Counter, defaultdict
from datetime import datetime
from random import Random
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.analysis.chains.findings import (
    ChainFindings,
    FindingCount,
    HopCount,
    PingPong,
    chain_findings,
)
from graph_model.analysis.chains.paths import ChainPath, chain_path
from graph_model.analysis.chains.rules import LOOPS, ChainRules, FindingCode
from graph_model.analysis.chains.sentences import Names
from graph_model.analysis.sentences import Sentence
from graph_model.analysis.standards import ResponseStandards
from graph_model.domain.chains import HelpChain
from graph_model.domain.periods import Period
from graph_model.domain.records import Record
from graph_model.domain.templates import ChainTemplate, TemplateStep
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests.builders import area, at, chain, contact, need, referral
from tests.networks import sent_in_a_circle
from tests.unit.analysis.random_chains import instant, network

NOW = at("2026-01-30")
CODES = list(FindingCode)


def findings_of(*records: Record, scope: Scope | None = None, limit: int = 1000) -> ChainFindings:
    snapshot = Snapshot.from_records(records)
    return chain_findings(snapshot, scope or Scope(), now=NOW, limit=limit)


def test_one_chain_gives_what_its_path_gives() -> None:
    found = findings_of(*sent_in_a_circle())
    assert (found.chains, found.open_chains, found.referrals) == (1, 1, 4)
    assert found.hops == (HopCount(hops=4, chains=1),)
    assert [(count.code.value, count.findings, count.chains) for count in found.counts] == [
        ("dead_end", 0, 0),
        ("overdue", 1, 1),
        ("returned", 1, 1),
        ("sent_round", 1, 1),
        ("repeated_refusal", 1, 1),
    ]
    assert found.findings[1].german.startswith("Im Kreis vermittelt (Schulden): Sozialamt hat")
    assert found.first_help.median_days == pytest.approx(17 + 22 / 24)


def test_help_that_begins_later_is_no_help_yet() -> None:
    """Accepted on the 20th of January, begun on the 2nd of February; asked on the 30th."""
    steps = ("requested 2026-01-19", "accepted 2026-01-20", "in_progress 2026-02-02")
    records = [chain("c1", opened="2026-01-19"), referral("r1", chain="c1", steps=steps)]
    found = findings_of(*records).first_help
    assert (found.helped, found.not_helped, found.median_days) == (0, 1, None)
    file = Snapshot.from_records(records).chain_file("c1")
    assert file is not None
    names = Names.of(Snapshot.from_records(records).directory)
    path = chain_path(file, now=NOW, rules=ChainRules(), names=names)
    assert (path.first_help_at, path.days_to_first_help) == (None, None)


def test_a_pair_that_sends_people_back_and_forth_is_counted_by_chains() -> None:
    assert findings_of(*sent_in_a_circle()).ping_pong == (
        PingPong(
            first_id="o1",
            second_id="p1",
            need_code="debt",
            chains=1,
            loops=2,
            chain_ids=("c1",),
            sentence=Sentence(
                de="Sozialamt und Schuldnerberatung schicken einander Menschen hin und her"
                " (Schulden). Was hilft: verabreden, wer wofür da ist, und Menschen persönlich"
                " übergeben.",
                en="Sozialamt and Schuldnerberatung send people back and forth (Debt). What helps:"
                " agree on who is there for what, and hand people over in person.",
            ),
        ),
    )


def test_pairs_with_more_chains_come_first() -> None:
    def there_and_back(chain_id: str, first: str, second: str) -> tuple[Record, ...]:
        done = ("requested 2026-01-05", "accepted 2026-01-06")
        return (
            chain(chain_id),
            referral(f"{chain_id}a", chain=chain_id, sender=first, recipient=second, steps=done),
            referral(
                f"{chain_id}b",
                chain=chain_id,
                sender=second,
                recipient=first,
                steps=("requested 2026-01-08", "accepted 2026-01-09"),
            ),
        )

    found = findings_of(
        *there_and_back("c1", "a1", "a2"),
        *there_and_back("c2", "b1", "b2"),
        *there_and_back("c3", "b2", "b1"),
    )
    shown = [(pair.first_id, pair.second_id, pair.chain_ids) for pair in found.ping_pong]
    assert shown == [("b1", "b2", ("c2", "c3")), ("a1", "a2", ("c1",))]


def test_nothing_recorded_gives_zeros() -> None:
    found = findings_of()
    assert (found.chains, found.referrals, found.hops, found.findings, found.ping_pong) == (
        0,
        0,
        (),
        (),
        (),
    )
    assert found.first_help.median_days is None
    assert found.first_help.wait is None
    assert found.counts == tuple(
        FindingCount(code=code, findings=0, chains=0) for code in FindingCode
    )


def test_chains_without_help_count_as_still_waiting() -> None:
    # From first contact to help 2, 4 and 6 days; two more wait since 28 and 27 days.
    # Helped only: median 4. With all five: after 2 days 4/5, 4 days 3/5, 6 days 2/5: median 6.
    records: list[Record] = []
    for number, start in enumerate(("05", "07", "09")):
        begun = f"in_progress 2026-01-{int(start) + 2 * (number + 1):02}"
        steps = (f"requested 2026-01-{start}", f"accepted 2026-01-{start}", begun)
        records += [
            chain(f"c{number}", opened=f"2026-01-{start}"),
            referral(f"r{number}", chain=f"c{number}", steps=steps),
        ]
    records += [chain("c8", opened="2026-01-02"), chain("c9", opened="2026-01-03")]
    found = findings_of(*records).first_help
    assert (found.helped, found.not_helped, found.median_days) == (3, 2, 4.0)
    assert found.wait is not None
    assert (found.wait.median, found.wait.longest) == (6.0, 28.0)


def test_only_the_longest_are_listed_but_all_are_counted() -> None:
    records: list[Record] = []
    for number in range(1, 6):
        records += [
            chain(f"c{number}"),
            referral(f"r{number}", chain=f"c{number}", steps=(f"requested 2026-01-{number + 11}",)),
        ]
    found = findings_of(*records, limit=2)
    assert [finding.referral_ids for finding in found.findings] == [("r1",), ("r2",)]
    overdue = next(count for count in found.counts if count.code is FindingCode.OVERDUE)
    assert (overdue.findings, overdue.chains) == (5, 5)
    assert findings_of(*records, limit=0).findings == ()


def test_equal_lengths_come_in_order_of_id_whatever_the_limit() -> None:
    records: list[Record] = []
    for name in ("c3", "c1", "c2"):
        records += [
            chain(name),
            referral(f"{name}r", chain=name, steps=("requested 2026-01-12",)),
        ]
    for limit in (1, 2, 3):
        found = findings_of(*records, limit=limit)
        assert [f.chain_id for f in found.findings] == ["c1", "c2", "c3"][:limit]


def test_a_scope_chooses_chains_and_each_is_looked_at_whole() -> None:
    records = (
        area("a1"),
        area("a11", "a1"),
        area("a2"),
        need("debt"),
        need("loneliness"),
        # Opened in December, with a request in January.
        chain("c1", area="a11", opened="2025-12-29"),
        referral("r1", chain="c1", need="debt", steps=("requested 2026-01-12",)),
        referral("r2", chain="c1", steps=("requested 2026-01-13",)),
        chain("c2", area="a2", opened="2026-01-02", cooperative="g2"),
        referral("r3", chain="c2", steps=("requested 2026-01-12",)),
    )

    def chosen(scope: Scope) -> list[str]:
        return [f.referral_ids[0] for f in findings_of(*records, scope=scope).findings]

    december = Period(start=at("2025-12-01"), end=at("2026-01-01"))
    assert chosen(Scope(period=december)) == ["r1", "r2"]
    assert chosen(Scope(area_id="a1")) == ["r1", "r2"]
    assert chosen(Scope(need_codes=("debt",))) == ["r1", "r2"]
    assert chosen(Scope(cooperative_id="g2")) == ["r3"]
    assert chosen(Scope(area_id="a3")) == []


def test_a_late_contact_does_not_move_the_first_one() -> None:
    found = findings_of(
        chain("c1", opened="2026-01-05"),
        contact("n1", when="2026-01-09", chain="c1"),
        contact("n2", when="2026-01-02", chain=None),
    )
    assert found.first_help.wait is not None
    assert found.first_help.wait.longest == 25.0  # 5 to 30 January


TO_PARTNER = TemplateStep(kind=ActorKind.PARTNER, days=4)
BACK = TemplateStep(kind=ActorKind.KUEMMERER, days=9)
FOR_DEBT = TemplateStep(need_code="debt", days=2)

RULES = tuple(
    ChainRules(
        loop_window_days=window,
        dead_end_business_days=rest,
        standards=ResponseStandards(default_business_days=days, by_need={"loneliness": 3}),
        templates=templates,
    )
    for window, rest, days, templates in (
        (90, 10, 2, ()),
        (3, 1, 1, (ChainTemplate(need_code="debt", steps=(TO_PARTNER, TO_PARTNER, BACK)),)),
        (
            10,
            4,
            4,
            (
                ChainTemplate(need_code="loneliness", steps=(FOR_DEBT,)),
                ChainTemplate(need_code="debt", steps=(BACK, FOR_DEBT)),
            ),
        ),
    )
)


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_all_chains_at_once_equal_one_by_one(seed: int) -> None:
    rng = Random(seed)
    records = network(seed, held=0.4)
    rules = rng.choice(RULES)
    now = instant(rng, days=60)
    known_on = rng.choice((None, None, instant(rng, days=30)))
    snapshot = Snapshot.from_records(records)
    found = chain_findings(snapshot, Scope(known_on=known_on), now=now, rules=rules)
    paths = one_by_one(snapshot, records, now=now, known_on=known_on, rules=rules)
    singly = [finding for path in paths for finding in path.findings]
    singly.sort(key=lambda f: (CODES.index(f.code), f.since - f.until, f.chain_id, f.referral_ids))
    assert list(found.findings) == singly
    assert {count.code: (count.findings, count.chains) for count in found.counts} == {
        code: (
            sum(finding.code is code for finding in singly),
            len({finding.chain_id for finding in singly if finding.code is code}),
        )
        for code in FindingCode
    }
    hops = Counter(len(path.hops) for path in paths)
    assert {count.hops: count.chains for count in found.hops} == hops
    assert found.open_chains == sum(path.closed_at is None for path in paths)
    helped = [path.days_to_first_help for path in paths if path.days_to_first_help is not None]
    assert found.first_help.helped == len(helped)
    assert found.first_help.median_days == (pytest.approx(median(helped)) if helped else None)
    assert pairs_of(found) == pairs_one_by_one(paths)
    deviations = [deviation for path in paths for deviation in path.deviations]
    deviations.sort(key=lambda d: (d.need_code, -d.days, d.chain_id))
    assert list(found.deviations) == deviations
    assert [
        (count.deviating, count.as_expected + count.under_way + count.ended_before)
        for count in found.templates
    ] == [
        (
            sum(deviation.need_code == code for deviation in deviations),
            sum(
                any(hop.need_code == code for hop in path.hops)
                and all(deviation.need_code != code for deviation in path.deviations)
                for path in paths
            ),
        )
        for code in sorted(template.need_code for template in rules.templates)
    ]


def one_by_one(
    snapshot: Snapshot,
    records: tuple[Record, ...],
    *,
    now: datetime,
    known_on: datetime | None,
    rules: ChainRules,
) -> list[ChainPath]:
    paths = []
    for record in records:
        if isinstance(record, HelpChain) and (known_on is None or record.recorded_at <= known_on):
            file = snapshot.chain_file(record.id)
            assert file is not None
            names = Names.of(snapshot.directory)
            paths.append(chain_path(file, now=now, rules=rules, known_on=known_on, names=names))
    return paths


def pairs_of(found: ChainFindings) -> dict[tuple[str, str, str], tuple[int, int, tuple[str, ...]]]:
    return {
        (pair.first_id, pair.second_id, pair.need_code): (pair.loops, pair.chains, pair.chain_ids)
        for pair in found.ping_pong
    }


def pairs_one_by_one(
    paths: list[ChainPath],
) -> dict[tuple[str, str, str], tuple[int, int, tuple[str, ...]]]:
    met: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for path in paths:
        for finding in path.findings:
            if finding.code in LOOPS:
                low, high = sorted(finding.actor_ids)
                met[low, high, finding.need_code or ""].append(path.chain_id)
    return {
        pair: (len(chains), len(set(chains)), tuple(sorted(set(chains))))
        for pair, chains in met.items()
    }
