"""Who takes part: tenants as pseudonyms, and the people and organisations that help them."""

from dataclasses import dataclass
from datetime import date

from graph_model.domain.areas import Position
from graph_model.domain.checks import (
    check_count,
    check_id,
    check_ids,
    check_languages,
    check_member,
    check_number,
    check_order,
    check_text,
    refuse,
)
from graph_model.domain.vocabulary import ActorKind, AgeBand, Mobility


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """A tenant as a pseudonym: nothing here says who it is, and nothing more may be added."""

    id: str
    cooperative_id: str | None = None
    area_id: str | None = None
    age_band: AgeBand | None = None
    languages: tuple[str, ...] = ()
    mobility: Mobility | None = None

    def __post_init__(self) -> None:
        check_id("id", self.id)
        check_id("cooperative_id", self.cooperative_id, optional=True)
        check_id("area_id", self.area_id, optional=True)
        check_languages("languages", self.languages)
        if self.age_band is not None:
            check_member("age_band", self.age_band, AgeBand)
        if self.mobility is not None:
            check_member("mobility", self.mobility, Mobility)

    @property
    def kind(self) -> ActorKind:
        """Always ``tenant``."""
        return ActorKind.TENANT


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatCount:
    """How many flats a cooperative has in an area."""

    area_id: str
    flats: int

    def __post_init__(self) -> None:
        check_id("area_id", self.area_id)
        check_count("flats", self.flats)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A helper or organisation, under the name that colleagues use.

    ``area_id`` is the seat; ``cooperative_id`` the membership of Kümmerer and companions;
    ``responsible_area_ids`` belong to Kümmerer; ``caseload`` (cases at once) is the capacity of
    Kümmerer, ``weekly_hours`` that of companions; ``flats`` belong to cooperatives. ``sector``
    groups partners (care, debt advice, …) for the structural measures. Outside
    ``[valid_from, valid_to)`` the actor takes nobody.
    """

    id: str
    kind: ActorKind
    name: str
    area_id: str | None = None
    cooperative_id: str | None = None
    responsible_area_ids: tuple[str, ...] = ()
    caseload: int | None = None
    weekly_hours: float | None = None
    languages: tuple[str, ...] = ()
    sector: str | None = None
    flats: tuple[FlatCount, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    position: Position | None = None

    def __post_init__(self) -> None:
        check_id("id", self.id)
        check_member("kind", self.kind, ActorKind)
        if self.kind is ActorKind.TENANT:
            raise refuse("kind", "Mieter:innen haben keinen Namen", "tenants have no name here")
        check_text("name", self.name)
        check_id("area_id", self.area_id, optional=True)
        check_id("cooperative_id", self.cooperative_id, optional=True)
        check_ids("responsible_area_ids", self.responsible_area_ids)
        check_count("caseload", self.caseload)
        check_number("weekly_hours", self.weekly_hours, high=168)
        check_languages("languages", self.languages)
        check_id("sector", self.sector, optional=True)
        check_order("valid_to", self.valid_from, self.valid_to)
        self._check_kind()

    def _check_kind(self) -> None:
        belongs = {
            "responsible_area_ids": (ActorKind.KUEMMERER,),
            "caseload": (ActorKind.KUEMMERER,),
            "weekly_hours": (ActorKind.COMPANION,),
            "flats": (ActorKind.COOPERATIVE,),
            "cooperative_id": (ActorKind.KUEMMERER, ActorKind.COMPANION),
        }
        for field, kinds in belongs.items():
            if getattr(self, field) not in (None, ()) and self.kind not in kinds:
                names = ", ".join(kinds)
                raise refuse(field, f"nur bei {names}", f"only for {names}")
        if self.kind is ActorKind.KUEMMERER and self.cooperative_id is None:
            raise refuse("cooperative_id", "Kümmerer brauchen eine Genossenschaft", "is needed")

    @property
    def is_organisation(self) -> bool:
        """Whether it is a body, not a person."""
        return self.kind in (
            ActorKind.COOPERATIVE,
            ActorKind.PARTNER,
            ActorKind.ADMINISTRATION,
        )

    def is_active_on(self, day: date) -> bool:
        """Whether the actor takes part on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )
