"""Coarser views: actors grouped by kind, area or cooperative, in columns."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from graph_model.domain.actors import Actor
from graph_model.domain.labels import label
from graph_model.domain.vocabulary import ActorKind, AreaLevel
from graph_model.snapshot.columns import NAME
from graph_model.snapshot.directory import Directory

OUTSIDE = "-"
"""Group of what has none at a level; never the id of a record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A node of a view: its id, what it is (an actor kind, ``area``, ``need``, …), its name."""

    id: str
    kind: str
    label: str


def regrouped(column: pl.Series, group_of: Callable[[str], str]) -> pl.Series:
    """A column of ids with each id replaced by its group, null by ``OUTSIDE``; asks once per id."""
    codes = column.to_physical()
    members = column.unique().drop_nulls()
    groups = pl.Series([OUTSIDE, *(group_of(text) for text in members.to_list())], dtype=NAME)
    highest = codes.max()
    place = np.zeros((int(highest) if isinstance(highest, int) else -1) + 2, dtype=np.uint32)
    place[members.to_physical().to_numpy() + 1] = np.arange(1, len(members) + 1, dtype=np.uint32)
    shifted = (codes.cast(pl.Int64) + 1).fill_null(0)
    return groups.gather(pl.Series(place[shifted.to_numpy()])).alias(column.name)


def kind_of_actor(directory: Directory, actor_id: str) -> str:
    """The kind of an actor, by its code."""
    actor = directory.actors.get(actor_id)
    return actor.kind.value if actor is not None else OUTSIDE


def cooperative_of_actor(directory: Directory, actor_id: str) -> str:
    """The cooperative that an actor is or belongs to; who belongs to none stays alone."""
    actor = directory.actors.get(actor_id)
    return (actor.cooperative_id if actor is not None else None) or actor_id


def area_of_actor(directory: Directory, actor_id: str, *, level: AreaLevel | None) -> str:
    """The area that an actor sits in, or the one at a level above it.

    Without a seat a Kümmerer sits where all areas of responsibility meet, a companion where the
    cooperative does.
    """
    actor = directory.actors.get(actor_id)
    area_id = None if actor is None else _seat(directory, actor)
    if area_id is None or level is None:
        return area_id or OUTSIDE
    return directory.areas.at_level(area_id, level) or OUTSIDE


def _seat(directory: Directory, actor: Actor) -> str | None:
    if actor.area_id is not None:
        return actor.area_id
    paths = [directory.areas.path(area_id) for area_id in actor.responsible_area_ids]
    if paths:
        shared = set(paths[0]).intersection(*paths[1:])
        return next((area_id for area_id in paths[0] if area_id in shared), None)
    cooperative = directory.actors.get(actor.cooperative_id or "")
    return cooperative.area_id if cooperative is not None else None


def named(directory: Directory, node_id: str) -> Named:
    """What a node is and what people call it; the name of a kind or need is German."""
    if node_id in directory.actors:
        actor = directory.actors[node_id]
        return Named(id=node_id, kind=actor.kind.value, label=actor.name)
    return Named(id=node_id, kind=OUTSIDE, label=node_id)


def named_kind(directory: Directory, code: str) -> Named:  # noqa: ARG001 - one shape for all
    """A kind of actor as a node."""
    text = code if code == OUTSIDE else label(ActorKind(code), "de")
    return Named(id=code, kind=code, label=text)


def named_area(directory: Directory, area_id: str) -> Named:
    """An area as a node."""
    area = directory.areas.by_id.get(area_id)
    return Named(id=area_id, kind="area", label=area.name if area is not None else area_id)


def named_need(directory: Directory, code: str) -> Named:
    """A need as a node."""
    need = directory.needs.get(code)
    return Named(id=code, kind="need", label=need.label_de if need is not None else code)


def named_service(directory: Directory, service_id: str) -> Named:
    """A service as a node."""
    service = directory.services.get(service_id)
    text = service.name if service is not None else service_id
    return Named(id=service_id, kind="service", label=text)
