"""A small network whose every figure is known fact by fact, and somebody who adds and subtracts.

What a figure counts is worked out here from the records, in plain Python, without the code that
hides anything. The attacker knows which facts each shown figure counts, takes any weighted sum of
figures, and wins if one of them rests on one or two people only.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations, product
from random import Random
from typing import TypeVar

import numpy as np
import polars as pl

from graph_model.analysis.gaps.cases import topics_of
from graph_model.analysis.suppression.blocks import Blocks
from graph_model.analysis.suppression.views import Views
from graph_model.domain.checks import local_day, local_midnight
from graph_model.domain.periods import Period
from graph_model.domain.records import Record
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.house_rules import HouseRules
from service.use_cases.disclosure import Ground, disclosed
from tests import builders as make

T = TypeVar("T")

NOW = make.at("2026-03-31")
MINIMUM = 3
PARENT = {"a1": "a0", "a2": "a0", "a11": "a1", "a12": "a1", "n1": "n0", "n2": "n0"}
KINDS = {"k1": "kuemmerer", "k2": "kuemmerer", "p1": "partner", "p2": "partner"}
KINDS |= {"o1": "administration"}
HOUSE_OF = {"k1": "g1", "k2": "g2"}
_COURSES = (
    ("accepted", "completed resolved"),
    ("accepted", "in_progress"),
    ("accepted", "failed unreachable"),
    ("rejected no_capacity",),
    ("rejected not_eligible",),
    (),
)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One referral as the attacker knows it."""

    id: str
    person: str
    chain: str
    sender: str
    recipient: str
    need: str
    area: str
    house: str
    at: datetime
    decision: str | None
    reason: str | None
    status: str
    is_closed: bool
    trigger: str

    @property
    def is_open(self) -> bool:
        """Whether somebody carries it now."""
        return self.decision == "accepted" and self.status in ("accepted", "in_progress")


@dataclass(frozen=True, kw_only=True)
class Town:
    """The records of a network, and all its referrals."""

    records: tuple[Record, ...]
    facts: tuple[Fact, ...]

    @property
    def snapshot(self) -> Snapshot:
        """The network, ready for questions."""
        return Snapshot.from_records(self.records)

    def within(self, scope: Scope) -> frozenset[str]:
        """Ids of the referrals that a scope takes in."""
        return frozenset(
            fact.id
            for fact in self.facts
            if fact.at in scope.period
            and scope.area_id in (None, *_up(fact.area))
            and (not scope.need_codes or not set(scope.need_codes).isdisjoint(_up(fact.need)))
            and scope.cooperative_id in (None, fact.house)
        )


def _up(code: str) -> tuple[str, ...]:
    return (code, *_up(PARENT[code])) if code in PARENT else (code,)


def town(seed: int, *, people: int) -> Town:
    """Two houses in two towns with three quarters each, two needs, four to refer to, two years."""
    random = Random(seed)
    records: list[Record] = [
        make.area("a0", level="district"),
        *(make.area(area_id, "a0") for area_id in ("a1", "a2")),
        *(make.area(area_id, "a1", level="locality") for area_id in ("a11", "a12")),
        make.need("n0"),
        *(make.need(code, "n0") for code in ("n1", "n2")),
        *(make.cooperative(house) for house in ("g1", "g2")),
        *(make.kuemmerer(one, cooperative=house) for one, house in HOUSE_OF.items()),
        *(make.partner(one) for one in ("p1", "p2")),
        make.office("o1", area="a2"),
    ]
    facts: list[Fact] = []
    for number in range(people):
        tenant, helper = f"t{number}", random.choice(("k1", "k1", "k2"))
        house, area = HOUSE_OF[helper], random.choice(("a11", "a11", "a12", "a2"))
        records.append(make.tenant(tenant, cooperative=house, area=area))
        for chain in range(random.choice((1, 1, 2))):
            of_chain = tuple(_referrals(random, f"c{number}-{chain}", who=(tenant, helper, area)))
            records += _records(f"c{number}-{chain}", of_chain)
            facts += of_chain
    return Town(records=tuple(records), facts=tuple(facts))


def _referrals(random: Random, chain: str, *, who: tuple[str, str, str]) -> Iterator[Fact]:
    """One referral for each need of a chain, so that each is a case of its own."""
    tenant, helper, area = who
    month = random.randrange(24)
    is_closed, trigger = random.random() < 0.7, random.choice(("crisis", "early_sign", "hint"))
    for code in random.sample(("n1", "n2"), random.choice((1, 1, 2))):
        course = random.choice(_COURSES)
        steps = [step.split(" ") for step in course]
        decision = steps[0][0] if steps else None
        yield Fact(
            id=f"r-{chain}-{code}",
            person=tenant,
            chain=chain,
            sender=helper,
            recipient=random.choice(("p1", "p1", "p2", "o1")),
            need=code,
            area=area,
            house=HOUSE_OF[helper],
            at=make.at(f"{2024 + month // 12}-{month % 12 + 1:02}-{10 + (code == 'n2')}"),
            decision=decision,
            reason=steps[0][1] if decision == "rejected" else None,
            status=steps[-1][0] if steps else "requested",
            is_closed=is_closed,
            trigger=trigger,
        )


def _records(chain: str, facts: tuple[Fact, ...]) -> Iterator[Record]:
    first = facts[0]
    opened = min(fact.at for fact in facts)
    yield make.chain(
        chain,
        tenant=first.person,
        cooperative=first.house,
        area=first.area,
        opened_by=first.sender,
        opened=opened,
        closed="2026-03-01" if first.is_closed else None,
        trigger=first.trigger,
    )
    for fact in facts:
        day = local_day(fact.at)
        steps = [f"requested {day}"]
        if fact.decision is not None:
            steps.append(f"{fact.decision} {day.replace(day=15)} {fact.reason or ''}".strip())
        if fact.status in ("completed", "failed", "in_progress"):
            end = {"completed": "resolved", "failed": "unreachable"}.get(fact.status, "")
            steps.append(f"{fact.status} {day.replace(day=20)} {end}".strip())
        yield make.referral(
            fact.id,
            chain=chain,
            tenant=fact.person,
            sender=fact.sender,
            recipient=fact.recipient,
            need=fact.need,
            steps=steps,
        )


def periods() -> tuple[Period, ...]:
    """All time, a year, a quarter of it and a month of that."""
    return Period(), *(
        months(2025, month, count=count) for month, count in ((1, 12), (4, 3), (4, 1))
    )


def months(year: int, month: int, *, count: int) -> Period:
    """So many calendar months from one on."""
    later, ending = divmod(month - 1 + count, 12)
    start = local_midnight(local_day(make.at(f"{year}-{month:02}-01")))
    return Period(
        start=start,
        end=local_midnight(local_day(make.at(f"{year + later}-{ending + 1:02}-01"))),
    )


def lattice(of: Iterable[Period]) -> Iterator[Scope]:
    """Every area with every need, every house and some periods."""
    areas = (None, "a1", "a11", "a2")
    needs: tuple[tuple[str, ...], ...] = ((), ("n1",), ("n2",))
    for area, codes, house, period in product(areas, needs, (None, "g1", "g2"), of):
        yield Scope(area_id=area, need_codes=codes, cooperative_id=house, period=period)


@dataclass(frozen=True)
class Cases:
    """The cases of a scope, looked up anew."""

    topics: pl.DataFrame


def ground(snapshot: Snapshot, *, minimum: int = MINIMUM) -> Ground:
    """What answers are suppressed with, and a memory for it."""
    known: dict[Hashable, object] = {}

    def kept(question: Hashable, work: Callable[[Snapshot], T]) -> T:
        if question not in known:
            known[question] = work(snapshot)
        return known[question]  # type: ignore[return-value]

    return Ground(
        snapshot=snapshot,
        now=NOW,
        house=HouseRules(minimum_count=minimum),
        kept=kept,
        cases=lambda scope: Cases(topics_of(snapshot, scope)),
    )


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Blocks of facts, as the attacker knows them, and the people in each counted anew.

    ``network`` and ``house`` are those for questions to all and to one house.
    """

    network: tuple[frozenset[str], ...]
    house: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, views: Views, names: Sequence[str], *, people: Mapping[str, str]) -> "Bounds":
        """From the blocks that answers are made with; ``names`` are the facts behind their keys."""

        def safe(blocks: Blocks) -> tuple[frozenset[str], ...]:
            members: dict[int, set[str]] = {}
            for name, block in zip(names, blocks.of.tolist(), strict=True):
                members.setdefault(block, set()).add(name)
            wholes = map(frozenset, members.values())
            return tuple(one for one in wholes if len({people[name] for name in one}) >= MINIMUM)

        return cls(network=safe(views.network), house=safe(views.house))

    def within(self, facts: Iterable[str], scope: Scope) -> frozenset[str]:
        """What of some facts lies in blocks that they take in whole."""
        of_all = frozenset(facts)
        blocks = self.network if scope.cooperative_id is None else self.house
        return frozenset(fact for block in blocks if block <= of_all for fact in block)


@dataclass
class Attacker:
    """Collects shown figures, each with the facts it counts, and works with them.

    ``people`` says whom each fact is about. A figure that counts a fact more than once (hops of
    chains, findings in chains) is a weighted sum of facts.
    """

    people: Mapping[str, str]
    shown: set[frozenset[tuple[str, int]]] = field(default_factory=set)

    def sees(self, figure: float | None, facts: Iterable[str]) -> None:
        """Take down a figure, if it is shown; it must be the number of its facts."""
        if figure is None:
            return
        counted = Counter(iter(facts))
        assert figure == counted.total()
        self.shown.add(frozenset(counted.items()))

    def sees_bound(self, figure: int | None, kept: frozenset[str]) -> None:
        """Take down a lower bound: it must be the number of all facts that may be counted."""
        assert figure != 0
        assert (figure or 0) == len(kept)
        self.sees(figure, kept)

    def victims(self) -> set[frozenset[str]]:
        """One or two people on whom alone some weighted sum of the figures rests.

        A sum that is 0 for all facts but theirs exists if the figures have a lower rank without
        those facts. Facts that stand in the same figures cannot be told apart: they are one.
        """
        figures = [dict(figure) for figure in sorted(self.shown, key=sorted)]
        alike: dict[tuple[int, ...], set[str]] = {}
        for fact in sorted(self.people):
            column = tuple(figure.get(fact, 0) for figure in figures)
            alike.setdefault(column, set()).add(self.people[fact])
        columns = [column for column in alike if any(column)]
        table = np.array(columns, dtype=np.float64)
        if not table.size:
            return set()
        # The same sums from as few figures as can be: all others are sums of these.
        sides, lengths, _ = np.linalg.svd(table, full_matrices=False)
        table = sides[:, lengths > 1e-9 * lengths.max()]
        rank = table.shape[1]
        few = {frozenset(alike[column]) for column in columns if len(alike[column]) <= 2}
        suspects = few | {one | other for one, other in combinations(few, 2)}
        found = set()
        for suspect in suspects:
            if len(suspect) <= 2:
                rest = [place for place, one in enumerate(columns) if not alike[one] <= suspect]
                if _rank(table[rest]) < rank:
                    found.add(suspect)
        return found


def _rank(table: np.typing.NDArray[np.float64]) -> int:
    return int(np.linalg.matrix_rank(table)) if table.size else 0


def is_unanswered(fact: Fact) -> bool:
    """Whether nobody has decided on it."""
    return fact.status == ReferralStatus.REQUESTED.value


def attacker_of(place: Town) -> Attacker:
    """Somebody who knows all facts of a town, and of no figure yet."""
    return Attacker({fact.id: fact.person for fact in place.facts})


def shown_of(place: Town) -> Callable[[object, bool], object]:
    """What is shown of an answer, with suppression or without."""
    known = ground(place.snapshot)
    return lambda answer, hides: disclosed(answer, known) if hides else answer


def facts_of(place: Town, scope: Scope) -> list[Fact]:
    """The referrals that a scope takes in."""
    inside = place.within(scope)
    return [fact for fact in place.facts if fact.id in inside]
