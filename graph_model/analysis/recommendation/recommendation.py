"""Whom to refer to: hard rules first, each exclusion named, then a score with all its parts."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from graph_model.analysis.capacity import room_of
from graph_model.analysis.offers import Offer
from graph_model.analysis.recommendation.exclusion import Exclusion, exclusion
from graph_model.analysis.recommendation.judging import Judged, Judgement, judgement_of
from graph_model.analysis.recommendation.partner_statistics import PartnerStatistics
from graph_model.analysis.recommendation.query import RecommendationQuery
from graph_model.analysis.recommendation.relaxation import Relaxation, emptied_by, relaxations
from graph_model.analysis.recommendation.scoring import PartScore, ScoreWeights, score_parts
from graph_model.analysis.recommendation.situation import Situation, situation_of
from graph_model.analysis.recommendation.warm_paths import WarmPath, acquaintances, warm_paths
from graph_model.analysis.sentences import Sentence
from graph_model.domain.checks import check_instant
from graph_model.domain.labels import label
from graph_model.domain.searches import RuleCount, UnmetSearch
from graph_model.domain.vocabulary import ActorKind, ExclusionRule
from graph_model.snapshot.snapshot import Snapshot

_RANKED_PLACES = 12
"""Decimal places by which scores are ranked: what lies behind them is the rounding of sums."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One offer with its rank (from 1), its score from 0 to 1 and how that came about.

    ``free_places`` is the last figure, ``figure_age_days`` its age; ``usual_wait_days`` the median
    until acceptance; each ``None`` where unknown.
    """

    rank: int
    actor_id: str
    actor_name: str
    actor_kind: ActorKind
    service_id: str | None
    service_name: str | None
    score: float
    parts: tuple[PartScore, ...]
    free_places: int | None
    figure_age_days: float | None
    usual_wait_days: float | None
    warm_paths: tuple[WarmPath, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """Ranked offers, those that only lack a consent, and who was left out by which rule.

    ``found`` and ``found_without_consent`` count the offers behind the two lists, which hold at
    most ``query.limit``; the parts of a score show the share that ``weights`` give them.
    ``excluded`` lists, nearest to being suggested first, at most ``query.exclusion_limit``;
    ``excluded_by`` counts all of them by their first rule. With nobody left, ``emptied_by`` names
    the rule, ``relaxations`` what might be relaxed (best first), and ``unmet_search`` is ready to
    be recorded.
    """

    query: RecommendationQuery
    now: datetime
    weights: ScoreWeights
    suggestions: tuple[Suggestion, ...]
    needs_consent: tuple[Suggestion, ...]
    found: int
    found_without_consent: int
    excluded: tuple[Exclusion, ...]
    excluded_by: tuple[RuleCount, ...]
    emptied_by: ExclusionRule | None
    relaxations: tuple[Relaxation, ...]
    unmet_search: UnmetSearch | None
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scored:
    offer: Offer
    parts: tuple[PartScore, ...]

    @property
    def score(self) -> float:
        return min(1.0, sum(part.points for part in self.parts))


def recommend(
    snapshot: Snapshot,
    query: RecommendationQuery,
    *,
    now: datetime,
    statistics: PartnerStatistics | None = None,
    weights: ScoreWeights = ScoreWeights(),  # noqa: B008 - frozen, shared on purpose
) -> Recommendation:
    """Rank who could help, and say of everybody else why not.

    Parameters
    ----------
    snapshot, query
        The network, and what is asked for.
    now
        The moment of asking, for consents, free places and refusals; aware UTC.
    statistics
        ``PartnerStatistics.of(snapshot, now=…)``, kept by the caller; made anew if left out, which
        is most of the work.
    weights
        Proportions of the parts of the score.

    Returns
    -------
    Recommendation
        For an empty network: nobody, and an unmet search.

    Raises
    ------
    InvalidValueError
        If ``now`` is not an instant in UTC.

    Notes
    -----
    Cost grows with the offers for the need, not with the network. Considered are offers for the
    need, its parent and its children anywhere, and offers for sister needs that cover the area.
    The sender's own offers are no suggestion. Free places and directory entries are as good as
    their last update.

    References
    ----------
    Project definition: docs/analyses/recommendation.md; weights, half-lives and prior:
    docs/decisions.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from graph_model.domain.actors import Actor
    >>> from graph_model.domain.services import Service
    >>> adviser = Actor(id="p1", kind=ActorKind.PARTNER, name="Schuldnerberatung")
    >>> advice = Service(
    ...     id="s1", actor_id="p1", name="Beratung", need_codes=("debt",), area_ids=("a1",)
    ... )
    >>> found = recommend(
    ...     Snapshot.from_records([adviser, advice]),
    ...     RecommendationQuery(need_code="debt", area_id="a1"),
    ...     now=datetime(2026, 3, 2, tzinfo=UTC),
    ... )
    >>> [(one.rank, one.service_id) for one in found.suggestions]
    [(1, 's1')]
    """
    check_instant("now", now)
    known = statistics or PartnerStatistics.of(snapshot, now=now)
    at = situation_of(snapshot, query, now=now, statistics=known)
    found = judgement_of(at)
    nobody = not found.ready and not found.waiting
    counts = found.counts
    emptied = emptied_by((count.rule,) for count in counts) if nobody else None
    ways = relaxations(found.all_out()) if nobody else ()
    return Recommendation(
        query=query,
        now=now,
        weights=weights,
        suggestions=_suggestions(found.ready, at=at, weights=weights),
        needs_consent=_suggestions(found.waiting, at=at, weights=weights),
        found=len(found.ready),
        found_without_consent=len(found.waiting),
        excluded=tuple(
            exclusion(one.offer, one.broken, at=at) for one in found.nearest(query.exclusion_limit)
        ),
        excluded_by=counts,
        emptied_by=emptied,
        relaxations=ways,
        unmet_search=_unmet_search(at, counts) if nobody else None,
        sentence=_sentence(found, emptied=emptied, ways=ways),
    )


def _suggestions(
    judged: Sequence[Judged], *, at: Situation, weights: ScoreWeights
) -> tuple[Suggestion, ...]:
    shares = weights.shares()
    scored = [
        _Scored(offer=one.offer, parts=score_parts(one.offer, one.match, at=at, shares=shares))
        for one in judged
        if one.match is not None
    ]
    scored.sort(
        key=lambda one: (-round(one.score, _RANKED_PLACES), one.offer.actor.id, one.offer.id)
    )
    sender = at.query.sender_id
    known = acquaintances(sender, at.statistics) if sender is not None else frozenset[str]()
    return tuple(
        _suggestion(one, rank=rank, at=at, known=known)
        for rank, one in enumerate(scored[: at.query.limit], start=1)
    )


def _suggestion(scored: _Scored, *, rank: int, at: Situation, known: frozenset[str]) -> Suggestion:
    actor, service = scored.offer.actor, scored.offer.service
    room = room_of(scored.offer, at.now)
    wait = at.statistics.waits.get(actor.id)
    sender = at.query.sender_id
    return Suggestion(
        rank=rank,
        actor_id=actor.id,
        actor_name=actor.name,
        actor_kind=actor.kind,
        service_id=service.id if service is not None else None,
        service_name=service.name if service is not None else None,
        score=scored.score,
        parts=scored.parts,
        free_places=room.available if room is not None else None,
        figure_age_days=room.age_days if room is not None else None,
        usual_wait_days=wait.median if wait is not None else None,
        warm_paths=warm_paths(actor.id, sender_id=sender, known=known, statistics=at.statistics)
        if sender is not None
        else (),
    )


def _unmet_search(at: Situation, counts: tuple[RuleCount, ...]) -> UnmetSearch:
    """The search for the caller to record; its id follows from what was asked and when."""
    query = at.query
    sender = at.statistics.offers.directory.actors.get(query.sender_id or "")
    asked = (query.need_code, query.area_id, query.sender_id, query.chain_id, at.now.isoformat())
    digest = hashlib.sha256("|".join(str(part) for part in asked).encode()).hexdigest()
    return UnmetSearch(
        id=f"search-{digest[:24]}",
        need_code=query.need_code,
        area_id=query.area_id,
        occurred_at=at.now,
        recorded_at=at.now,
        excluded_by=counts,
        searched_by=query.sender_id,
        chain_id=query.chain_id,
        cooperative_id=sender.cooperative_id if sender is not None else at.person.cooperative_id,
    )


def _sentence(
    found: Judgement,
    *,
    emptied: ExclusionRule | None,
    ways: Sequence[Relaxation],
) -> Sentence:
    if emptied is not None:
        advice = ways[0].sentence if ways else Sentence(de="", en="")
        return Sentence(
            de=f"Niemand kommt in Frage. Letzte Hürde: {label(emptied, 'de')}. {advice.de}".strip(),
            en=f"Nobody comes into question. Last hurdle: {label(emptied, 'en')}. "
            f"{advice.en}".strip(),
        )
    ready, waiting = len(found.ready), len(found.waiting)
    german = [f"{_offers(ready, 'de')} in Frage."] if ready else []
    english = [f"{_offers(ready, 'en')} into question."] if ready else []
    if waiting:
        german.append(f"Wo nur noch die Einwilligung fehlt: {waiting}.")
        english.append(f"Where only the consent is missing: {waiting}.")
    return Sentence(de=" ".join(german), en=" ".join(english))


def _offers(count: int, language: str) -> str:
    if language == "de":
        return "1 Angebot kommt" if count == 1 else f"{count} Angebote kommen"
    return "1 offer comes" if count == 1 else f"{count} offers come"
