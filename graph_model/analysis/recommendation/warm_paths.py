"""The warm path: who among the sender's contacts already works with a partner."""

from dataclasses import dataclass
from datetime import date, datetime

from graph_model.analysis.recommendation.partner_statistics import PartnerStatistics, Tie
from graph_model.analysis.sentences import Sentence
from graph_model.domain.actors import Actor
from graph_model.domain.checks import local_day

_NO_TIE = Tie()


@dataclass(frozen=True, slots=True, kw_only=True)
class WarmPath:
    """Somebody whom the sender knows and who works with the partner.

    Between that somebody and the partner, over the last two years: ``referrals`` (accepted, either
    way), ``completed`` ones among them, ``contacts``, ``last_on`` the day of the latest of these,
    and an agreement in force. Between the sender and that somebody: ``own_referrals`` and
    ``own_contacts``; ``is_colleague`` says that both belong to the same cooperative.
    """

    actor_id: str
    name: str
    referrals: int
    completed: int
    contacts: int
    has_agreement: bool
    last_on: date | None
    is_colleague: bool
    own_referrals: int
    own_contacts: int
    sentence: Sentence


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
    """Those of ``known`` who work with the partner, best first.

    Colleagues come first, then who has completed most with them, sent most, met them most often,
    last worked with them, and whom the sender knows best; ties are broken by id.
    """
    actors = statistics.offers.directory.actors
    sender = actors.get(sender_id)
    own = statistics.ties.get(sender_id, {})
    ties = statistics.ties.get(partner_id, {})
    found = [
        (_order(actor, tie, own=own.get(actor.id, _NO_TIE), sender=sender), actor, tie)
        for actor_id, tie in ties.items()
        if actor_id in known and (actor := actors.get(actor_id)) is not None
    ]
    found.sort(key=lambda one: one[0])
    return tuple(
        _path(actor, tie, own=own.get(actor.id, _NO_TIE), sender=sender)
        for _, actor, tie in found[:limit]
    )


def _order(actor: Actor, tie: Tie, *, own: Tie, sender: Actor | None) -> tuple[float | str, ...]:
    return (
        not _are_colleagues(actor, sender),
        -tie.completed,
        -tie.referrals,
        -tie.contacts,
        0.0 if tie.last_at is None else -tie.last_at.timestamp(),
        -own.referrals - own.contacts,
        actor.id,
    )


def _are_colleagues(actor: Actor, sender: Actor | None) -> bool:
    cooperative = sender.cooperative_id if sender is not None else None
    return cooperative is not None and actor.cooperative_id == cooperative


def _path(actor: Actor, tie: Tie, *, own: Tie, sender: Actor | None) -> WarmPath:
    is_colleague = _are_colleagues(actor, sender)
    return WarmPath(
        actor_id=actor.id,
        name=actor.name,
        referrals=tie.referrals,
        completed=tie.completed,
        contacts=tie.contacts,
        has_agreement=tie.has_agreement,
        last_on=None if tie.last_at is None else local_day(tie.last_at),
        is_colleague=is_colleague,
        own_referrals=own.referrals,
        own_contacts=own.contacts,
        sentence=_sentence(actor.name, tie, is_colleague=is_colleague),
    )


def _sentence(name: str, tie: Tie, *, is_colleague: bool) -> Sentence:
    german, english = [], []
    if tie.referrals:
        german.append(_counted(tie.referrals, "Vermittlung", several="Vermittlungen"))
        english.append(_counted(tie.referrals, "referral", several="referrals"))
    if tie.completed:
        german[-1] += f" ({tie.completed} abgeschlossen)"
        english[-1] += f" ({tie.completed} completed)"
    if tie.contacts:
        german.append(_counted(tie.contacts, "Kontakt", several="Kontakte"))
        english.append(_counted(tie.contacts, "contact", several="contacts"))
    if tie.has_agreement:
        german.append("eine Vereinbarung")
        english.append("an agreement")
    who_de = f"{name} (eigene Genossenschaft)" if is_colleague else name
    who_en = f"{name} (own cooperative)" if is_colleague else name
    return Sentence(
        de=f"{who_de}: {', '.join(german)}{_lately(tie.last_at, ', zuletzt am {:%d.%m.%Y}')}.",
        en=f"{who_en}: {', '.join(english)}{_lately(tie.last_at, ', last on {:%Y-%m-%d}')}.",
    )


def _counted(count: int, one: str, *, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def _lately(instant: datetime | None, text: str) -> str:
    return "" if instant is None else text.format(local_day(instant))
