"""What the attacker of ``attacking`` learns from findings, circles, expected chains, structure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from graph_model.analysis.chains.deviations import DeviationCode
from graph_model.analysis.chains.findings import ChainFindings, FirstHelp, chain_findings
from graph_model.analysis.chains.rules import ChainRules, FindingCode
from graph_model.analysis.suppression.findings import finding_views, template_views
from graph_model.analysis.suppression.views import Views
from graph_model.domain.records import Record
from graph_model.domain.templates import ChainTemplate, TemplateStep
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.use_cases.disclosure import disclosed
from tests import builders as make
from tests.attacking import (
    MINIMUM,
    NOW,
    Attacker,
    Bounds,
    Fact,
    Town,
    ground,
    is_unanswered,
)
from tests.attacking_ways import Taking

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


def taking_of(place: Town, views: Views, hides: bool, *, snapshot: Snapshot) -> Taking:
    """Takes down counts of chains of one who knows a town; each chain is one fact."""
    attacker = attacker_on_chains(place)
    if not hides:
        return Taking(attacker=attacker, bounds=None)
    fact_of = {hop.chain: one.id for one in Chain.all_of(place) for hop in one.hops}
    names = [fact_of[chain] for chain in snapshot.chain_ids(views.keys.tolist())]
    return Taking(attacker=attacker, bounds=Bounds.of(views, names, people=attacker.people))


def sees_parts(
    taking: Taking, figure: float | None, parts: Iterable[Iterable[str]], *, scope: Scope
) -> None:
    """Take down the sum of what is counted of each of some sets that have no fact in common."""
    if taking.bounds is None:
        taking.attacker.sees(figure, (fact for part in parts for fact in part))
        return
    kept = [fact for part in parts for fact in taking.bounds.within(part, scope)]
    assert figure == len(kept) > 0
    taking.attacker.sees(figure, kept)


def attack_findings(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """Totals, hops, first help and findings; a chain counts as often as it has hops or findings."""
    snapshot = place.snapshot
    views = finding_views(snapshot, now=NOW, rules=RULES, minimum=MINIMUM)
    taking = taking_of(place, views, hides, snapshot=snapshot)
    for scope, found in answers(snapshot, scopes, hides):
        chains = chains_within(place, scope)
        taking.sees(found.chains, (one.id for one in chains), scope=scope)
        open_now = (one.id for one in chains if not one.hops[0].is_closed)
        taking.sees(found.open_chains, open_now, scope=scope)
        lengths = {one.id: len(one.hops) for one in chains}
        taking.sees_sum(found.referrals, lengths, scope=scope)
        told = {count.hops: count.chains for count in found.hops}
        assert told.keys() <= set(lengths.values())
        for number in set(lengths.values()):
            as_many = (one for one, hops in lengths.items() if hops == number)
            taking.sees(told.get(number), as_many, scope=scope)
        _sees_first_help(taking, found.first_help, chains, scope)
        for kind in found.counts:
            times = {one.id: one.times(kind.code) for one in chains if one.times(kind.code)}
            taking.sees(kind.chains, times, scope=scope)
            taking.sees_sum(kind.findings, times, scope=scope)
    return taking.attacker


def _sees_first_help(taking: Taking, first: FirstHelp, chains: list[Chain], scope: Scope) -> None:
    helped = [one.id for one in chains if one.is_helped]
    others = [one.id for one in chains if not one.is_helped]
    taking.sees(first.helped, helped, scope=scope)
    taking.sees(first.not_helped, others, scope=scope)
    if first.wait is not None:
        # Of the counted none may be left who waits: that is no more than ``not_helped`` says.
        taking.sees(first.wait.open or None, others, scope=scope)
        sees_parts(taking, first.wait.cases, (helped, others), scope=scope)


def attack_expected(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """How chains went against what is expected, and where they departed."""
    snapshot = place.snapshot
    views = template_views(snapshot, EXPECTED, now=NOW, rules=RULES, minimum=MINIMUM)
    taking = taking_of(place, views, hides, snapshot=snapshot)
    for scope, found in answers(snapshot, scopes, hides):
        (count,) = found.templates
        courses = ((one.id, one.went()) for one in chains_within(place, scope))
        went = {one: course for one, course in courses if course is not None}
        taking.sees(count.chains, went, scope=scope)
        for name in ("as_expected", "under_way", "ended_before", "deviating"):
            of_course = (one for one, course in went.items() if course.startswith(name))
            taking.sees(getattr(count, name), of_course, scope=scope)
        told = {(one.step, one.code): one.chains for one in count.deviations}
        for code in (DeviationCode.OTHER, DeviationCode.MISSING):
            departed = (one for one, course in went.items() if course == f"deviating {code}")
            taking.sees(told.get((1, code)), departed, scope=scope)
    return taking.attacker


def attack_circles(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """Whom a partner helped is sent back, and some of them come again."""
    sent_back = {fact.id: _times_back(fact) for fact in place.facts}
    snapshot = Snapshot.from_records([*place.records, *_circles(place)])
    views = finding_views(snapshot, now=NOW, rules=RULES, minimum=MINIMUM)
    taking = taking_of(place, views, hides, snapshot=snapshot)
    for scope, found in answers(snapshot, scopes, hides):
        back: Counter[str] = Counter()
        between: dict[tuple[str, str, str], Counter[str]] = {}
        for one in chains_within(place, scope):
            for hop in one.hops:
                if sent_back[hop.id]:
                    pair = (hop.sender, hop.recipient, hop.need)
                    back[one.id] += sent_back[hop.id]
                    between.setdefault(pair, Counter())[one.id] += sent_back[hop.id]
        (returned,) = (one for one in found.counts if one.code is FindingCode.RETURNED)
        taking.sees(returned.chains, back, scope=scope)
        taking.sees_sum(returned.findings, back, scope=scope)
        told = {(one.first_id, one.second_id, one.need_code): one for one in found.ping_pong}
        assert told.keys() <= between.keys()
        for pair, own in between.items():
            known = told.get(pair)
            taking.sees(None if known is None else known.chains, own, scope=scope)
            taking.sees_sum(None if known is None else known.loops, own, scope=scope)
    return taking.attacker


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
