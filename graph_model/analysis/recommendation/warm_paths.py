"""The warm path: who among the sender's contacts already works with a partner."""

from dataclasses import dataclass

from graph_model.analysis.recommendation.partner_statistics import PartnerStatistics, Tie
from graph_model.domain.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class WarmPath:
    """Somebody whom the sender knows and who knows the partner.

    ``referrals`` (accepted, either way) and ``contacts`` are counts between that somebody and the
    partner; ``is_colleague`` says that sender and somebody belong to the same cooperative.
    """

    actor_id: str
    name: str
    referrals: int
    contacts: int
    has_agreement: bool
    is_colleague: bool


def acquaintances(sender_id: str, statistics: PartnerStatistics) -> frozenset[str]:
    """Everybody the sender works with: ties of their own, and colleagues of the cooperative."""
    sender = statistics.offers.directory.actors.get(sender_id)
    known = set(statistics.ties.get(sender_id, ()))
    if sender is not None and sender.cooperative_id is not None:
        known.update(statistics.members[sender.cooperative_id])
    return frozenset(known - {sender_id})


def warm_paths(
    partner_id: str,
    *,
    sender_id: str,
    known: frozenset[str],
    statistics: PartnerStatistics,
    limit: int = 3,
) -> tuple[WarmPath, ...]:
    """Those of ``known`` who work with the partner: colleagues first, then the strongest tie."""
    actors = statistics.offers.directory.actors
    ties = statistics.ties.get(partner_id, {})
    paths = [
        _path(actor, ties[actor.id], sender=actors.get(sender_id))
        for actor_id in ties
        if actor_id in known and (actor := actors.get(actor_id)) is not None
    ]
    paths.sort(key=_order)
    return tuple(paths[:limit])


def _path(actor: Actor, tie: Tie, *, sender: Actor | None) -> WarmPath:
    cooperative = sender.cooperative_id if sender is not None else None
    return WarmPath(
        actor_id=actor.id,
        name=actor.name,
        referrals=tie.referrals,
        contacts=tie.contacts,
        has_agreement=tie.has_agreement,
        is_colleague=cooperative is not None and actor.cooperative_id == cooperative,
    )


def _order(path: WarmPath) -> tuple[bool, int, int, str]:
    return not path.is_colleague, -path.referrals, -path.contacts, path.actor_id
