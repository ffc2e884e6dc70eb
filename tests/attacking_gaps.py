"""What the attacker of ``attacking`` learns from gaps, told by lower bounds."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from graph_model.analysis.gaps.gaps import Gap, Gaps, gaps
from graph_model.analysis.gaps.rules import GapCause, GapRules
from graph_model.analysis.suppression.gaps import gap_views, keyed
from graph_model.analysis.suppression.views import Views
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.scope import Scope
from tests.attacking import MINIMUM, NOW, Attacker, Fact, Town, facts_of, ground, shown_of
from tests.attacking_ways import Taking

Cell = tuple[str | None, str]
"""Need, none for all together, and area."""

_TOWNS = {"a11": "a1", "a12": "a1", "a2": "a2"}


def attack_gaps(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """Nobody offers anything, so every need in every area is a gap."""
    shown, snapshot = shown_of(place), place.snapshot
    topics = ground(snapshot).cases(Scope()).topics
    views = gap_views(snapshot, topics, now=NOW, rules=GapRules(), minimum=MINIMUM)
    taking = Taking.of(place, views, _names(place, views), hides)
    for scope in scopes:
        facts = facts_of(place, scope)
        for level in (None, AreaLevel.MUNICIPALITY, AreaLevel.DISTRICT):
            found = shown(gaps(snapshot, scope, now=NOW, level=level), hides)
            assert isinstance(found, Gaps)
            taking.sees(found.cases, (fact.id for fact in facts), scope=scope)
            told = {(gap.need_code, gap.area_id): gap for gap in found.gaps}
            cells: dict[Cell, list[Fact]] = {key: [] for key in told if key[0] is None}
            for fact in facts:
                area = _area(fact, level)
                cells.setdefault((fact.need, area), []).append(fact)
                if (None, area) in cells:
                    cells[None, area].append(fact)
            assert told.keys() <= cells.keys()
            for key, own in cells.items():
                _sees_gap(taking, told.get(key), own, scope=scope)
    return taking.attacker


def _names(place: Town, views: Views) -> Sequence[str]:
    """The referral behind each case: each need of a chain was asked for once."""
    topics = ground(place.snapshot).cases(Scope()).topics
    rows = keyed(topics, place.snapshot)
    chains = place.snapshot.chain_ids(rows["chain"].to_list())
    of_case = {(fact.chain, fact.need): fact.id for fact in place.facts}
    named = {
        key: of_case[chain, need]
        for key, chain, need in zip(rows["key"], chains, rows["need"], strict=True)
    }
    return [named[key] for key in views.keys.tolist()]


def _sees_gap(taking: Taking, gap: Gap | None, own: list[Fact], *, scope: Scope) -> None:
    parts = {
        "cases": own,
        "recent": [fact for fact in own if fact.at >= NOW - timedelta(days=365)],
        "helped": [f for f in own if f.decision == "accepted" and f.status != "failed"],
        "unmet": [fact for fact in own if _is_unmet(fact)],
    }
    for part, facts in parts.items():
        figure = None if gap is None else getattr(gap.evidence, part)
        if gap is not None or part == "cases":
            taking.sees(figure, (fact.id for fact in facts), scope=scope)
    if gap is not None and gap.need_code is not None:
        assert gap.cause is GapCause.NO_PROVIDER


def _area(fact: Fact, level: AreaLevel | None) -> str:
    if level is AreaLevel.DISTRICT:
        return "a0"
    return _TOWNS[fact.area] if level is AreaLevel.MUNICIPALITY else fact.area


def _is_unmet(fact: Fact) -> bool:
    """Refused, and nothing since; that somebody could not be reached is not for want of help."""
    return fact.decision == "rejected"
