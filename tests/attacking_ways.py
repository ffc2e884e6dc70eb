"""What the attacker of ``attacking`` learns from ways and process maps, told by lower bounds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph_model.analysis.suppression.views import Views
from graph_model.analysis.suppression.ways import step_views, variant_views
from graph_model.analysis.variants import ProcessMap, TraceLevel, Variants, process_map, variants
from graph_model.snapshot.scope import Scope
from tests.attacking import (
    KINDS,
    MINIMUM,
    Attacker,
    Bounds,
    Fact,
    Town,
    attacker_of,
    facts_of,
    shown_of,
)


@dataclass(frozen=True, kw_only=True)
class Taking:
    """Takes down the counts of ways: as they are, or as lower bounds where things are hidden."""

    attacker: Attacker
    bounds: Bounds | None

    @classmethod
    def of(cls, place: Town, views: Views, names: Sequence[str], hides: bool) -> "Taking":
        """For one who knows a town; ``names`` are the facts behind the keys of the views."""
        attacker = attacker_of(place)
        bounds = Bounds.of(views, names, people=attacker.people) if hides else None
        return cls(attacker=attacker, bounds=bounds)

    def sees(self, figure: int | None, facts: Iterable[str], *, scope: Scope) -> None:
        if self.bounds is None:
            self.attacker.sees(figure, facts)
        else:
            self.attacker.sees_bound(figure, self.bounds.within(facts, scope))

    def sees_sum(self, figure: int | None, times: Mapping[str, int], *, scope: Scope) -> None:
        """A count of each fact as often as said, made of the whole ones of each number."""
        kept = frozenset(times)
        if self.bounds is not None:
            alike = (
                frozenset(fact for fact, own in times.items() if own == number)
                for number in set(times.values())
            )
            kept = frozenset(fact for same in alike for fact in self.bounds.within(same, scope))
        assert (figure or 0) == sum(times[fact] for fact in kept)
        self.attacker.sees(figure, (fact for fact in kept for _ in range(times[fact])))


def attack_variants(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """Facts are chains here: one of their referrals stands for each."""
    shown, snapshot = shown_of(place), place.snapshot
    first = {fact.chain: fact.id for fact in reversed(place.facts)}
    views = variant_views(snapshot, minimum=MINIMUM)
    names = [first[chain] for chain in snapshot.chain_ids(views.keys.tolist())]
    taking = Taking.of(place, views, names, hides)
    for scope in scopes:
        for level in (TraceLevel.KIND, TraceLevel.ACTOR):
            found = shown(variants(snapshot, scope, level=level), hides)
            assert isinstance(found, Variants)
            traces: dict[str, list[Fact]] = {}
            for fact in sorted(facts_of(place, scope), key=lambda one: (one.at, one.id)):
                traces.setdefault(fact.chain, []).append(fact)
            taking.sees(found.chains, (first[chain] for chain in traces), scope=scope)
            times = {first[chain]: len(steps) for chain, steps in traces.items()}
            taking.sees_sum(found.referrals, times, scope=scope)
            ways: dict[tuple[str, ...], list[str]] = {}
            for chain, steps in traces.items():
                way = tuple(_step(fact, level) for fact in steps)
                ways.setdefault(way, []).append(first[chain])
            told = {one.trace: one.chains for one in found.variants}
            assert told.keys() <= ways.keys()
            for way, own in ways.items():
                taking.sees(told.get(way), own, scope=scope)
    return taking.attacker


def attack_process_map(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    shown, snapshot = shown_of(place), place.snapshot
    views = step_views(snapshot, minimum=MINIMUM)
    names = snapshot.referral_ids(views.keys.tolist())
    taking = Taking.of(place, views, names, hides)
    for scope in scopes:
        for level in (TraceLevel.KIND, TraceLevel.ACTOR):
            found = shown(process_map(snapshot, scope, level=level), hides)
            assert isinstance(found, ProcessMap)
            _sees_process_map(taking, found, facts_of(place, scope))
    return taking.attacker


def _sees_process_map(taking: Taking, found: ProcessMap, steps: list[Fact]) -> None:
    scope, level = found.scope, found.level
    before = {fact.id: _before(fact, steps) for fact in steps}
    last = {fact.id for fact in steps} - {one.id for one in before.values() if one}
    taking.sees(found.referrals, before, scope=scope)
    taking.sees(found.chains, last, scope=scope)
    activities = {one.id: one for one in found.activities}
    here: dict[str, list[str]] = {}
    pairs: dict[tuple[str, str], list[str]] = {}
    for fact in steps:
        here.setdefault(_step(fact, level), []).append(fact.id)
        source = before[fact.id]
        if source is not None:
            pairs.setdefault((_step(source, level), _step(fact, level)), []).append(fact.id)
    assert activities.keys() <= here.keys()
    for step, own in here.items():
        one = activities.get(step)
        counts = (None,) * 3 if one is None else (one.referrals, one.starts, one.ends)
        starts = [fact for fact in own if before[fact] is None]
        for figure, facts in zip(counts, (own, starts, last & set(own)), strict=True):
            # Nobody began or ended there: what sees all says 0, what hides says nothing.
            taking.sees(figure, facts, scope=scope)
    told = {(edge.source, edge.target): edge.count for edge in found.edges}
    assert told.keys() <= pairs.keys()
    for pair, own in pairs.items():
        taking.sees(told.get(pair), own, scope=scope)


def _before(fact: Fact, steps: list[Fact]) -> Fact | None:
    """The step before in the same chain, by time and then by id."""
    own = sorted((one for one in steps if one.chain == fact.chain), key=lambda f: (f.at, f.id))
    place = own.index(fact)
    return own[place - 1] if place else None


def _step(fact: Fact, level: TraceLevel) -> str:
    return KINDS[fact.recipient] if level is TraceLevel.KIND else fact.recipient
