"""Hard rules of a recommendation: whom not to refer to, each by its rule and in words."""

from collections.abc import Callable
from dataclasses import dataclass

from graph_model.analysis.capacity import cases_at_once, is_known_full, room_of
from graph_model.analysis.offers import Match, Offer
from graph_model.analysis.recommendation.fitting import (
    companion_rules_broken,
    is_not_for,
    is_unreachable,
    speaks_otherwise,
)
from graph_model.analysis.recommendation.situation import Situation
from graph_model.analysis.sentences import Sentence
from graph_model.domain.checks import local_day
from graph_model.domain.labels import label
from graph_model.domain.vocabulary import CompanionRule, ExclusionRule

WEEKS_PER_MONTH = 52 / 12
"""Weeks in an average month, for hours a week against hours a month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """An offer that is left out: the first rule that it breaks, and the others."""

    offer_id: str
    actor_id: str
    service_id: str | None
    name: str
    rule: ExclusionRule
    also: tuple[ExclusionRule, ...]
    sentence: Sentence


def rules_broken(offer: Offer, match: Match | None, *, at: Situation) -> tuple[ExclusionRule, ...]:
    """Rules that an offer breaks, in their order; empty if it may be suggested.

    ``match`` is how it answers the need, ``None`` if it does not.
    """
    return tuple(
        rule for rule, breaks in _CHECKS if (match is None if breaks is None else breaks(offer, at))
    )


def exclusion(offer: Offer, broken: tuple[ExclusionRule, ...], *, at: Situation) -> Exclusion:
    """An excluded offer with its rules and the first one in words."""
    return Exclusion(
        offer_id=offer.id,
        actor_id=offer.actor.id,
        service_id=offer.service.id if offer.service is not None else None,
        name=offer.name,
        rule=broken[0],
        also=broken[1:],
        sentence=_sentence(offer, broken[0], at=at),
    )


def _companion_rules_broken(offer: Offer, at: Situation) -> tuple[CompanionRule, ...]:
    return companion_rules_broken(
        offer, at.person, care_level=at.query.care_level, wanted=at.query.companionship
    )


def _is_inactive(offer: Offer, at: Situation) -> bool:
    return offer.id in at.statistics.offers.idle_on(at.day)


def _is_elsewhere(offer: Offer, at: Situation) -> bool:
    return offer.id not in at.covering


def _speaks_otherwise(offer: Offer, at: Situation) -> bool:
    return speaks_otherwise(offer, at.person)


def _is_unreachable(offer: Offer, at: Situation) -> bool:
    return is_unreachable(offer, at.person, wanted=at.query.access)


def _is_not_for(offer: Offer, at: Situation) -> bool:
    return is_not_for(offer, at.person, care_level=at.query.care_level)


def _breaks_companion_rules(offer: Offer, at: Situation) -> bool:
    return bool(_companion_rules_broken(offer, at))


def _has_no_room(offer: Offer, at: Situation) -> bool:
    actor = offer.actor
    room = room_of(offer, at.now)
    services = at.statistics.offers.directory.services_of(actor.id)
    cases = cases_at_once(actor, services, day=at.day)
    if is_known_full(room, load=at.statistics.load.get(actor.id, 0), cases=cases):
        return True
    hours = at.query.companionship.hours_wanted
    if room is not None and room.in_hours and room.is_known() and room.available < hours:
        return True
    weekly = actor.weekly_hours
    return weekly is not None and hours > weekly * WEEKS_PER_MONTH


def _refused_before(offer: Offer, at: Situation) -> bool:
    return offer.actor.id in at.refused


def _lacks_consent(offer: Offer, at: Situation) -> bool:
    return at.consents is not None and not any(
        consent.covers(offer.actor.id, at.now) for consent in at.consents
    )


_BREAKS: dict[ExclusionRule, Callable[[Offer, Situation], bool]] = {
    ExclusionRule.NOT_ACTIVE: _is_inactive,
    ExclusionRule.AREA: _is_elsewhere,
    ExclusionRule.LANGUAGE: _speaks_otherwise,
    ExclusionRule.ACCESS: _is_unreachable,
    ExclusionRule.ELIGIBILITY: _is_not_for,
    ExclusionRule.COMPANION: _breaks_companion_rules,
    ExclusionRule.FULL: _has_no_room,
    ExclusionRule.REFUSED_BEFORE: _refused_before,
    ExclusionRule.CONSENT: _lacks_consent,
}

_CHECKS = tuple((rule, _BREAKS.get(rule)) for rule in ExclusionRule)
"""Every rule in its order with its check; the need is checked by how the offer was found."""

_SENTENCES = {
    ExclusionRule.NOT_ACTIVE: Sentence(
        de="{name}: nimmt zurzeit niemanden auf (pausiert, beendet oder noch nicht begonnen).",
        en="{name}: takes nobody at present (paused, ended or not begun yet).",
    ),
    ExclusionRule.NEED: Sentence(
        de="{name}: hilft bei verwandten Bedarfen, aber nicht bei diesem.",
        en="{name}: helps with related needs, but not with this one.",
    ),
    ExclusionRule.AREA: Sentence(
        de="{name}: arbeitet nicht in diesem Gebiet.",
        en="{name}: does not work in this area.",
    ),
    ExclusionRule.LANGUAGE: Sentence(
        de="{name}: spricht keine der gewünschten Sprachen (verzeichnet: {languages}).",
        en="{name}: speaks none of the languages wanted (listed: {languages}).",
    ),
    ExclusionRule.ACCESS: Sentence(
        de="{name}: für diese Person nicht erreichbar (verzeichnet: {access_de}).",
        en="{name}: cannot be reached by this person (listed: {access_en}).",
    ),
    ExclusionRule.ELIGIBILITY: Sentence(
        de="{name}: Alter oder Pflegegrad passen nicht zu den Voraussetzungen.",
        en="{name}: age or care level do not meet the conditions.",
    ),
    ExclusionRule.COMPANION: Sentence(
        de="{name}: nach den sächsischen Regeln für Alltagsbegleitung nicht möglich "
        "({companion_de}).",
        en="{name}: not possible under the Saxon rules for everyday companions ({companion_en}).",
    ),
    ExclusionRule.FULL: Sentence(
        de="{name}: hat nach letztem Stand keinen Platz.",
        en="{name}: has no room as far as is known.",
    ),
    ExclusionRule.REFUSED_BEFORE: Sentence(
        de="{name}: hat diese Person für diesen Bedarf am {refused} abgelehnt.",
        en="{name}: refused this person for this need on {refused}.",
    ),
    ExclusionRule.CONSENT: Sentence(
        de="{name}: Die Einwilligung fehlt noch. Liegt sie vor, kann vermittelt werden.",
        en="{name}: the consent is still missing. Once it is given, you can refer.",
    ),
}


def _sentence(offer: Offer, rule: ExclusionRule, *, at: Situation) -> Sentence:
    values = {"name": offer.name}
    if rule is ExclusionRule.LANGUAGE:
        values["languages"] = ", ".join(sorted(offer.languages))
    elif rule is ExclusionRule.ACCESS:
        listed = () if offer.service is None else offer.service.access
        values["access_de"] = ", ".join(label(one, "de") for one in listed) or "nichts"
        values["access_en"] = ", ".join(label(one, "en") for one in listed) or "nothing"
    elif rule is ExclusionRule.COMPANION:
        broken = _companion_rules_broken(offer, at)
        values["companion_de"] = ", ".join(label(one, "de") for one in broken)
        values["companion_en"] = ", ".join(label(one, "en") for one in broken)
    elif rule is ExclusionRule.REFUSED_BEFORE:
        values["refused"] = f"{local_day(at.refused[offer.actor.id]):%d.%m.%Y}"
    template = _SENTENCES[rule]
    return Sentence(de=template.de.format(**values), en=template.en.format(**values))
