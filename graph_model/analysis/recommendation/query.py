"""What is asked of a recommendation: for whom, for what, where, by whom."""

from dataclasses import dataclass

from graph_model.domain.areas import Position
from graph_model.domain.checks import (
    check_id,
    check_languages,
    check_member,
    check_number,
    refuse,
)
from graph_model.domain.vocabulary import AccessFeature, AgeBand

MOST_SUGGESTIONS = 200
"""Longest list that can be asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Companionship:
    """What only everyday companions must know: hours a month wanted, and how near they are."""

    hours_wanted: float = 0.0
    related_degree: int | None = None
    same_household: bool = False

    def __post_init__(self) -> None:
        check_number("hours_wanted", self.hours_wanted, high=744)
        check_number("related_degree", self.related_degree, high=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationQuery:
    """A need in an area, and what is known of the person; what is left out excludes nobody.

    With ``tenant_id`` (or a ``chain_id`` whose tenant is known) age, languages, mobility and
    consents come from the record where the query does not say otherwise, and who refused this
    tenant is left out. One of ``languages`` is enough; all of ``access`` are needed. ``care_level``
    is the Pflegegrad, 0 for none. ``limit`` bounds each list of suggestions, ``exclusion_limit``
    the list of exclusions, which are counted in full all the same.
    """

    need_code: str
    area_id: str
    sender_id: str | None = None
    tenant_id: str | None = None
    chain_id: str | None = None
    age_band: AgeBand | None = None
    care_level: int | None = None
    languages: tuple[str, ...] = ()
    access: tuple[AccessFeature, ...] = ()
    position: Position | None = None
    companionship: Companionship = Companionship()
    check_consent: bool = True
    limit: int = 10
    exclusion_limit: int = 100

    def __post_init__(self) -> None:
        check_id("need_code", self.need_code)
        check_id("area_id", self.area_id)
        for field in ("sender_id", "tenant_id", "chain_id"):
            check_id(field, getattr(self, field), optional=True)
        if self.age_band is not None:
            check_member("age_band", self.age_band, AgeBand)
        check_number("care_level", self.care_level, high=5)
        check_languages("languages", self.languages)
        for feature in self.access:
            check_member("access", feature, AccessFeature)
        check_number("limit", self.limit, low=1, high=MOST_SUGGESTIONS)
        check_number("exclusion_limit", self.exclusion_limit, high=10_000)
        if len(set(self.access)) != len(self.access):
            raise refuse("access", "jedes Merkmal nur einmal", "each feature only once")
