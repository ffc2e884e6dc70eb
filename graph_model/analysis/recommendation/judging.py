"""Who may be suggested and who may not: every offer in question held against the hard rules."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from graph_model.analysis.offers import Match, Offer
from graph_model.analysis.recommendation.exclusion import rules_broken
from graph_model.analysis.recommendation.situation import Situation
from graph_model.domain.searches import RuleCount
from graph_model.domain.vocabulary import ExclusionRule

_ONLY_CONSENT = (ExclusionRule.CONSENT,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An offer, how it answers the need (``None``: not at all), and the rules it breaks, in order.

    No rule broken: it may be suggested.
    """

    offer: Offer
    match: Match | None
    broken: tuple[ExclusionRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Every offer in question, once, each list in order of id.

    ``ready`` break no rule, ``waiting`` lack a consent only, ``out`` cover the area and break
    another. Of those that do not cover it, which are most, ``elsewhere`` and ``idle`` hold the ids:
    the latter take nobody at present. They are judged by every rule only where somebody looks.
    """

    at: Situation
    ready: tuple[Judged, ...]
    waiting: tuple[Judged, ...]
    out: tuple[Judged, ...]
    elsewhere: Sequence[str]
    idle: Sequence[str]

    @property
    def counts(self) -> tuple[RuleCount, ...]:
        """How many offers each rule left out; each counts for the first rule that it breaks."""
        counted = Counter(one.broken[0] for one in self.out)
        counted[ExclusionRule.AREA] += len(self.elsewhere)
        counted[ExclusionRule.NOT_ACTIVE] += len(self.idle)
        return tuple(
            RuleCount(rule=rule, excluded=counted[rule]) for rule in ExclusionRule if counted[rule]
        )

    def nearest(self, limit: int) -> list[Judged]:
        """The first of those left out by the last rules: who came furthest is nearest."""
        by_rule: dict[ExclusionRule, list[Judged]] = {rule: [] for rule in ExclusionRule}
        for one in self.out:
            by_rule[one.broken[0]].append(one)
        by_rule[ExclusionRule.AREA] += self._closely(self.elsewhere[:limit])
        by_rule[ExclusionRule.NOT_ACTIVE] += self._closely(self.idle[:limit])
        ranked = (
            sorted(by_rule[rule], key=lambda one: one.offer.id) for rule in reversed(ExclusionRule)
        )
        return list(islice(chain.from_iterable(ranked), limit))

    def all_out(self) -> Iterator[tuple[ExclusionRule, ...]]:
        """All rules that each of those left out breaks."""
        yield from (one.broken for one in self.out)
        yield from (one.broken for one in self._closely(self.elsewhere))
        yield from (one.broken for one in self._closely(self.idle))

    def _closely(self, offer_ids: Sequence[str]) -> Iterator[Judged]:
        answering = self.at.statistics.offers.answering(self.at.query.need_code)
        return (_judged(*answering[offer_id], at=self.at) for offer_id in offer_ids)


def judgement_of(at: Situation) -> Judgement:
    """Hold all offers for the need, and those here for sister needs, against the rules.

    The sender's own are left out.
    """
    answering = at.statistics.offers.answering(at.query.need_code)
    idle = at.statistics.offers.idle_on(at.day)
    own = _own(at)
    known: dict[str, tuple[Offer, Match | None]] = {
        offer_id: (offer, None) for offer_id, offer in at.related.items()
    }
    known.update((offer_id, answering[offer_id]) for offer_id in at.covering & answering.keys())
    judged = [_judged(*known[offer_id], at=at) for offer_id in sorted(known.keys() - own)]
    away = [offer_id for offer_id in answering if offer_id not in known and offer_id not in own]
    return Judgement(
        at=at,
        ready=tuple(one for one in judged if not one.broken),
        waiting=tuple(one for one in judged if one.broken == _ONLY_CONSENT),
        out=tuple(one for one in judged if one.broken and one.broken != _ONLY_CONSENT),
        elsewhere=[offer_id for offer_id in away if offer_id not in idle],
        idle=[offer_id for offer_id in away if offer_id in idle],
    )


def _judged(offer: Offer, match: Match | None, *, at: Situation) -> Judged:
    return Judged(offer=offer, match=match, broken=rules_broken(offer, match, at=at))


def _own(at: Situation) -> frozenset[str]:
    sender = at.query.sender_id
    if sender is None:
        return frozenset()
    services = at.statistics.offers.directory.services_of(sender)
    return frozenset({sender, *(service.id for service in services)})
