"""Whether an offer is one for this person: language, access, age, and the rules for companions."""

from collections.abc import Collection

from graph_model.analysis.capacity import hours_committed
from graph_model.analysis.offers import Offer
from graph_model.analysis.recommendation.query import Companionship
from graph_model.analysis.recommendation.situation import Person
from graph_model.domain.companions import CompanionMatch, broken_rules
from graph_model.domain.services import Eligibility
from graph_model.domain.vocabulary import AccessFeature, ActorKind, CompanionRule, Mobility

_AT_HOME = frozenset({AccessFeature.HOME_VISITS, AccessFeature.BY_PHONE})

REACHABLE_WITH = {
    Mobility.LIMITED: frozenset({AccessFeature.STEP_FREE, AccessFeature.ONLINE}) | _AT_HOME,
    Mobility.HOUSEBOUND: frozenset({AccessFeature.ONLINE}) | _AT_HOME,
}
"""One of these must be listed, where a service lists any, for tenants who do not get about."""


def fits(offer: Offer, person: Person) -> bool:
    """Whether nothing that is known of a person speaks against an offer."""
    return not (
        speaks_otherwise(offer, person)
        or is_unreachable(offer, person)
        or is_not_for(offer, person)
        or companion_rules_broken(offer, person)
    )


def speaks_otherwise(offer: Offer, person: Person) -> bool:
    """Whether they have no language in common."""
    return bool(person.languages) and person.languages.isdisjoint(offer.languages)


def is_unreachable(offer: Offer, person: Person, *, wanted: Collection[AccessFeature] = ()) -> bool:
    """Whether the person cannot get there, or a feature is missing that is wanted."""
    listed = _AT_HOME if offer.service is None else frozenset(offer.service.access)
    if not listed.issuperset(wanted):
        return True
    helpful = REACHABLE_WITH.get(person.mobility) if person.mobility is not None else None
    return helpful is not None and bool(listed) and listed.isdisjoint(helpful)


def is_not_for(offer: Offer, person: Person, *, care_level: int | None = None) -> bool:
    """Whether the whole age band, or the Pflegegrad, lies outside the limits."""
    if offer.service is None:
        return False
    terms = offer.service.eligibility
    band = person.age_band
    too_old = terms.age_to is not None and band is not None and band.youngest > terms.age_to
    too_young = (
        terms.age_from is not None
        and band is not None
        and band.oldest is not None
        and band.oldest < terms.age_from
    )
    return too_old or too_young or _has_other_care_level(terms, care_level)


def _has_other_care_level(terms: Eligibility, care_level: int | None) -> bool:
    if care_level is None:
        return False
    low, high = terms.care_level_from, terms.care_level_to
    return (low is not None and care_level < low) or (high is not None and care_level > high)


def companion_rules_broken(
    offer: Offer,
    person: Person,
    *,
    care_level: int | None = None,
    wanted: Companionship = Companionship(),  # noqa: B008 - frozen, shared on purpose
) -> tuple[CompanionRule, ...]:
    """Saxon rules for everyday companions that a match breaks; none for others."""
    if offer.actor.kind is not ActorKind.COMPANION:
        return ()
    return broken_rules(
        CompanionMatch(
            age_band=person.age_band,
            care_level=care_level,
            related_degree=wanted.related_degree,
            same_household=wanted.same_household,
            hours_committed=hours_committed(offer),
            hours_wanted=wanted.hours_wanted,
        )
    )
