"""Builders for those who take part; used through ``builders``."""

from collections.abc import Iterable
from typing import Any

from graph_model.domain.actors import Actor, Tenant
from graph_model.domain.vocabulary import ActorKind, AgeBand, Mobility
from tests.histories import day_or_none


def actor(id: str, kind: ActorKind | str, *, name: str | None = None, **fields: Any) -> Actor:
    """An actor of any kind; days may be given as text."""
    for field in ("valid_from", "valid_to"):
        fields[field] = day_or_none(fields.get(field))
    return Actor(id=id, kind=ActorKind(kind), name=name or f"Akteur {id}", **fields)


def kuemmerer(
    id: str = "k1",
    *,
    cooperative: str = "g1",
    areas: Iterable[str] = ("a1",),
    caseload: int | None = 60,
    **fields: Any,
) -> Actor:
    """A Kümmerer of a cooperative, responsible for ``areas``."""
    return actor(
        id,
        ActorKind.KUEMMERER,
        cooperative_id=cooperative,
        responsible_area_ids=tuple(areas),
        caseload=caseload,
        **fields,
    )


def partner(id: str = "p1", *, area: str | None = "a1", **fields: Any) -> Actor:
    """A partner organisation with its seat in ``area``."""
    return actor(id, ActorKind.PARTNER, area_id=area, **fields)


def office(id: str = "o1", *, area: str | None = "a1", **fields: Any) -> Actor:
    """A public office (kind ``administration``) with its seat in ``area``."""
    return actor(id, ActorKind.ADMINISTRATION, area_id=area, **fields)


def cooperative(id: str = "g1", *, area: str | None = "a1", **fields: Any) -> Actor:
    """A housing cooperative with its seat in ``area``."""
    return actor(id, ActorKind.COOPERATIVE, area_id=area, **fields)


def companion(
    id: str = "b1",
    *,
    cooperative: str | None = "g1",
    area: str | None = "a1",
    weekly_hours: float | None = 8.0,
    **fields: Any,
) -> Actor:
    """An everyday companion (Alltagsbegleiter:in)."""
    return actor(
        id,
        ActorKind.COMPANION,
        cooperative_id=cooperative,
        area_id=area,
        weekly_hours=weekly_hours,
        **fields,
    )


def tenant(
    id: str = "t1",
    *,
    cooperative: str | None = "g1",
    area: str | None = "a1",
    age_band: AgeBand | str | None = None,
    languages: Iterable[str] = (),
    mobility: Mobility | str | None = None,
) -> Tenant:
    """A tenant as a pseudonym."""
    return Tenant(
        id=id,
        cooperative_id=cooperative,
        area_id=area,
        age_band=None if age_band is None else AgeBand(age_band),
        languages=tuple(languages),
        mobility=None if mobility is None else Mobility(mobility),
    )
