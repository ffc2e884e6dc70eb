"""What the attacker of ``attacking`` learns from flows and structure, told by lower bounds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from graph_model.analysis.flows import FlowGraph, FlowLevel, flow_graph
from graph_model.analysis.structure.structure import Structure, structure
from graph_model.analysis.suppression.flows import flow_views
from graph_model.snapshot.scope import Scope
from tests.attacking import KINDS, MINIMUM, Attacker, Bounds, Fact, Town, facts_of, shown_of
from tests.attacking_ways import Taking

SEATS = {"k1": "a1", "k2": "a1", "p1": "a1", "p2": "a1", "o1": "a2"}

_BETWEEN = [level for level in FlowLevel if level is not FlowLevel.NEED]
Tie = tuple[str, str]
Ties = Mapping[Tie, list[str]]


def attack_flows(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    return _attack(place, scopes, levels=_BETWEEN, hides=hides)


def attack_flows_of_needs(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    return _attack(place, scopes, levels=[FlowLevel.NEED], hides=hides)


def _attack(
    place: Town, scopes: Iterable[Scope], *, levels: Sequence[FlowLevel], hides: bool
) -> Attacker:
    shown, snapshot = shown_of(place), place.snapshot
    taking = _taking(place, hides, by_need=FlowLevel.NEED in levels)
    for scope in scopes:
        for level in levels:
            found = shown(flow_graph(snapshot, scope, level=level), hides)
            assert isinstance(found, FlowGraph)
            _sees_flows(taking, found, facts_of(place, scope))
    return taking.attacker


def _taking(place: Town, hides: bool, *, by_need: bool = False) -> Taking:
    views = flow_views(place.snapshot, minimum=MINIMUM, by_need=by_need)
    return Taking.of(place, views, place.snapshot.referral_ids(views.keys.tolist()), hides)


def _flow_ends(fact: Fact, level: FlowLevel) -> Tie:
    ends = fact.sender, fact.recipient
    if level is FlowLevel.KIND:
        return KINDS[ends[0]], KINDS[ends[1]]
    if level is FlowLevel.AREA:
        return SEATS[ends[0]], SEATS[ends[1]]
    if level is FlowLevel.COOPERATIVE:
        return fact.house, ends[1]
    return ("-", fact.need) if level is FlowLevel.NEED else ends


def _sees_flows(taking: Taking, found: FlowGraph, facts: list[Fact]) -> None:
    scope = found.scope
    taking.sees(found.referrals, (fact.id for fact in facts), scope=scope)
    flows: dict[Tie, list[Fact]] = defaultdict(list)
    for fact in facts:
        flows[_flow_ends(fact, found.level)].append(fact)
    told = {(edge.source, edge.target): edge for edge in found.edges}
    assert told.keys() <= flows.keys()
    for ends, own in flows.items():
        edge = told.get(ends)
        parts = {
            "referrals": own,
            **{name: [f for f in own if f.decision == name] for name in ("accepted", "rejected")},
            **{name: [f for f in own if f.status == name] for name in ("completed", "failed")},
        }
        for name, counted in parts.items():
            figure = None if edge is None else getattr(edge, name)
            taking.sees(figure, (fact.id for fact in counted), scope=scope)
        by_reason = {} if edge is None else {one.value: n for one, n in edge.rejected_by.items()}
        for reason in {fact.reason for fact in own if fact.reason is not None}:
            refused = (fact.id for fact in own if fact.reason == reason)
            taking.sees(by_reason.get(reason), refused, scope=scope)


def attack_structure(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """Who sent and received how many, and how many the ties carry that hold others alone.

    A tie that is named though none of its referrals is counted adds one, which counts nobody.
    """
    shown, snapshot = shown_of(place), place.snapshot
    taking = _taking(place, hides)
    for scope in scopes:
        found = shown(structure(snapshot, scope), hides)
        assert isinstance(found, Structure)
        ties: dict[Tie, list[str]] = defaultdict(list)
        for fact in facts_of(place, scope):
            ties[fact.sender, fact.recipient].append(fact.id)
        told = _told(ties, taking.bounds, scope) if taking.bounds is not None else ties
        _sees_structure(taking.attacker, found, told)
    return taking.attacker


def _told(ties: Ties, bounds: Bounds, scope: Scope) -> Ties:
    """The ties that are there, with what may be counted of each."""
    kept = {tie: sorted(bounds.within(own, scope)) for tie, own in ties.items()}
    named = _named(ties, bounds) if scope == Scope() else set()
    return {tie: own for tie, own in kept.items() if own or tie in named}


def _named(ties: Ties, bounds: Bounds) -> set[Tie]:
    """Ties that stand only where there are at least two referrals more than ties.

    A part is what a block of the network and one of a house have in common.
    """
    parts = [one & other for one in bounds.network for other in bounds.house]
    tied = {fact: tie for tie, own in ties.items() for fact in own}
    found = set(ties) if parts else set()
    for part in parts:
        here = {tied[fact] for fact in part}
        if len(part) < len(here) + 2:
            found -= here
    return found


def _sees_structure(attacker: Attacker, found: Structure, told: Ties) -> None:
    assert {one.actor_id for one in found.positions} == {end for tie in told for end in tie}
    assert found.whole.pairs == len(told)
    sums = [
        (found.whole.referrals, list(told)),
        *((one.sent, [tie for tie in told if tie[0] == one.actor_id]) for one in found.positions),
        *(
            (one.received, [tie for tie in told if tie[1] == one.actor_id])
            for one in found.positions
        ),
        *(
            (one.referrals, [tie for tie in told if set(tie) == {one.near_id, one.far_id}])
            for one in found.bridges
        ),
    ]
    for figure, chosen in sums:
        named = sum(not told[tie] for tie in chosen)
        attacker.sees(figure - named, (fact for tie in chosen for fact in told[tie]))
