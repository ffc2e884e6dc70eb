"""What the attacker of ``attacking`` learns from findings, circles, expected chains, structure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from graph_model.analysis.chains.deviations import DeviationCode
from graph_model.analysis.chains.findings import ChainFindings, chain_findings
from graph_model.analysis.chains.rules import ChainRules, FindingCode
from graph_model.domain.records import Record
from graph_model.domain.templates import ChainTemplate, TemplateStep
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.use_cases.disclosure import disclosed
from tests import builders as make
from tests.attacking import NOW, Attacker, Fact, Town, ground, is_unanswered

DAYS_ALLOWED = 120
EXPECTED = ChainTemplate(
    need_code="n1", steps=(TemplateStep(kind=ActorKind.PARTNER, days=DAYS_ALLOWED),)
)
RULES = ChainRules(templates=(EXPECTED,))


@dataclass(frozen=True, kw_only=True)
class Chain:
    """One chain as the attacker knows it, with its referrals; it is known by one of them."""

    id: str
    hops: tuple[Fact, ...]

    @classmethod
    def all_of(cls, place: Town) -> tuple["Chain", ...]:
        """The chains of a network."""
        ordered = sorted(place.facts, key=lambda fact: (fact.chain, fact.at, fact.id))
        return tuple(
            cls(id=hops[0].id, hops=hops)
            for _, found in groupby(ordered, key=lambda fact: fact.chain)
            for hops in [tuple(found)]
        )

    @property
    def person(self) -> str:
        """Whom it is about."""
        return self.hops[0].person

    @property
    def is_helped(self) -> bool:
        """Whether anybody got to work; what failed had not begun."""
        return any(fact.status in ("completed", "in_progress") for fact in self.hops)

    def times(self, code: FindingCode) -> int:
        """How often it has a finding that needs nobody to send the person back."""
        if code is FindingCode.DEAD_END:
            return sum(f.decision == "rejected" or f.status == "failed" for f in self.hops)
        if code is FindingCode.OVERDUE:
            return 0 if self.hops[0].is_closed else sum(map(is_unanswered, self.hops))
        if code is FindingCode.REPEATED_REFUSAL:
            refused = Counter(f.recipient for f in self.hops if f.decision == "rejected")
            return sum(count > 1 for count in refused.values())
        return 0

    def went(self) -> str | None:
        """How it went against the expected chain: one step, to a partner."""
        hop = next((fact for fact in self.hops if fact.need == EXPECTED.need_code), None)
        if hop is None:
            return None
        if hop.decision != "rejected":
            return "as_expected" if hop.recipient.startswith("p") else "deviating other"
        if hop.is_closed:
            return "ended_before"
        is_late = NOW - self.hops[0].at > timedelta(days=DAYS_ALLOWED)
        return "deviating missing" if is_late else "under_way"


def chains_within(place: Town, scope: Scope) -> list[Chain]:
    """The chains opened in a scope that have a referral for its needs."""
    known = place.within(Scope(area_id=scope.area_id, cooperative_id=scope.cooperative_id))
    of_need = place.within(Scope(need_codes=scope.need_codes))
    return [
        chain
        for chain in Chain.all_of(place)
        if chain.id in known
        and chain.hops[0].at in scope.period
        and any(fact.id in of_need for fact in chain.hops)
    ]


def attacker_on_chains(place: Town) -> Attacker:
    """An attacker to whom each chain is one fact."""
    return Attacker({chain.id: chain.person for chain in Chain.all_of(place)})


def answers(
    snapshot: Snapshot, scopes: Iterable[Scope], hides: bool
) -> Iterator[tuple[Scope, ChainFindings]]:
    """The findings of each scope."""
    known = ground(snapshot)
    for scope in scopes:
        found = chain_findings(snapshot, scope, now=NOW, rules=RULES)
        yield scope, disclosed(found, known) if hides else found


def attack_findings(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """Totals, hops, first help and findings; a chain counts as often as it has hops or findings."""
    attacker = attacker_on_chains(place)
    for scope, found in answers(place.snapshot, scopes, hides):
        chains = chains_within(place, scope)
        attacker.sees(found.chains, (one.id for one in chains))
        open_now = (one.id for one in chains if not one.hops[0].is_closed)
        attacker.sees(found.open_chains, open_now)
        attacker.sees(found.referrals, (one.id for one in chains for _ in one.hops))
        for count in found.hops:
            as_many = (one.id for one in chains if len(one.hops) == count.hops)
            attacker.sees(count.chains, as_many)
        helped = [one.id for one in chains if one.is_helped]
        others = [one.id for one in chains if not one.is_helped]
        attacker.sees(found.first_help.helped, helped)
        attacker.sees(found.first_help.not_helped, others)
        if found.first_help.wait is not None:
            attacker.sees(found.first_help.wait.open, others)
            attacker.sees(found.first_help.wait.cases, [*helped, *others])
        for kind in found.counts:
            times = [one.id for one in chains for _ in range(one.times(kind.code))]
            attacker.sees(kind.chains, set(times))
            attacker.sees(kind.findings, times)
    return attacker


def attack_expected(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """How chains went against what is expected, and where they departed."""
    attacker = attacker_on_chains(place)
    for scope, found in answers(place.snapshot, scopes, hides):
        (count,) = found.templates
        went = {one.id: one.went() for one in chains_within(place, scope)}
        attacker.sees(count.chains, (one for one, course in went.items() if course is not None))
        for name in ("as_expected", "under_way", "ended_before", "deviating"):
            of_course = (one for one, course in went.items() if (course or "").startswith(name))
            attacker.sees(getattr(count, name), of_course)
        for code in (DeviationCode.OTHER, DeviationCode.MISSING):
            shown = [one.chains for one in count.deviations if (one.step, one.code) == (1, code)]
            departed = [one for one, course in went.items() if course == f"deviating {code}"]
            for chains in shown:
                attacker.sees(chains, departed)
    return attacker


def attack_circles(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """Whom a partner helped is sent back, and some of them come again."""
    attacker = attacker_on_chains(place)
    sent_back = {fact.id: _times_back(fact) for fact in place.facts}
    snapshot = Snapshot.from_records([*place.records, *_circles(place)])
    for scope, found in answers(snapshot, scopes, hides):
        chains = chains_within(place, scope)
        back = [one.id for one in chains for hop in one.hops for _ in range(sent_back[hop.id])]
        (returned,) = (one for one in found.counts if one.code is FindingCode.RETURNED)
        attacker.sees(returned.chains, set(back))
        attacker.sees(returned.findings, back)
        for pair in found.ping_pong:
            between = [
                one.id
                for one in chains
                for hop in one.hops
                if (hop.sender, hop.recipient, hop.need)
                == (pair.first_id, pair.second_id, pair.need_code)
                for _ in range(sent_back[hop.id])
            ]
            attacker.sees(pair.chains, set(between))
            attacker.sees(pair.loops, between)
    return attacker


def _times_back(fact: Fact) -> int:
    if fact.status != "completed" or fact.recipient == "o1":
        return 0
    return 1 + (fact.at.month % 3 == 0)


def _circles(place: Town) -> Iterator[Record]:
    """The referrals that come back to who asked, and those that go there once more."""
    for fact in place.facts:
        for number in range(_times_back(fact)):
            ends = (fact.sender, fact.recipient)
            sender, recipient = ends if number else ends[::-1]
            day = (fact.at + timedelta(days=6 + number)).date()
            yield make.referral(
                f"{fact.id}-{number}",
                chain=fact.chain,
                tenant=fact.person,
                sender=sender,
                recipient=recipient,
                need=fact.need,
                steps=[f"requested {day}", f"accepted {day}", f"completed {day} resolved"],
            )
