"""What is supposed to change: who stops, who loses or gains places, which service opens."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

from graph_model.domain.actors import Actor
from graph_model.domain.checks import check_id, check_ids, check_number, refuse
from graph_model.domain.services import Capacity, Service
from graph_model.domain.vocabulary import ActorKind
from graph_model.errors import UnknownRecordError
from graph_model.snapshot.directory import Directory

_MOST = 20
_MOST_PLACES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceChange:
    """So many places more (above 0) or fewer (below 0) at somebody."""

    actor_id: str
    places: int

    def __post_init__(self) -> None:
        check_id("actor_id", self.actor_id)
        check_number("places", self.places, low=-_MOST_PLACES, high=_MOST_PLACES)
        if self.places == 0:
            raise refuse("places", "0 Plätze ändern nichts", "0 places change nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A service for one need in one area, with so many places, by somebody who is not there yet."""

    need_code: str
    area_id: str
    places: int

    def __post_init__(self) -> None:
        check_id("need_code", self.need_code)
        check_id("area_id", self.area_id)
        check_number("places", self.places, low=1, high=_MOST_PLACES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is supposed to change, all at once; nothing at all changes nothing.

    Raises
    ------
    InvalidValueError
        If somebody or some cell stands there twice, or there are more than 20 changes.
    """

    without: tuple[str, ...] = ()
    places: tuple[PlaceChange, ...] = ()
    opened: tuple[Opening, ...] = ()

    def __post_init__(self) -> None:
        check_ids("without", self.actor_ids)
        cells = [(one.need_code, one.area_id) for one in self.opened]
        if len(set(cells)) != len(cells):
            raise refuse("opened", "jede Zelle nur einmal", "each cell only once")
        if len(self.without) + len(self.places) + len(self.opened) > _MOST:
            raise refuse("without", f"höchstens {_MOST} auf einmal", f"at most {_MOST} at once")

    @property
    def actor_ids(self) -> tuple[str, ...]:
        """Those who stop, lose or gain places."""
        return (*self.without, *(change.actor_id for change in self.places))

    def check(self, directory: Directory) -> None:
        """Refuse what speaks of somebody or something that is not in the directory.

        Raises
        ------
        UnknownRecordError
            If an actor, need or area is not there.
        """
        for actor_id in self.actor_ids:
            _demand("actor", actor_id, known=directory.actors)
        for opening in self.opened:
            _demand("need", opening.need_code, known=directory.needs)
            _demand("area", opening.area_id, known=directory.areas.by_id)


def _demand(kind: str, record_id: str, *, known: Container[str]) -> None:
    if record_id not in known:
        raise UnknownRecordError(kind=kind, record_id=record_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A directory after changes; ``opened`` are the ids of those who were added."""

    directory: Directory
    opened: tuple[str, ...] = ()


def changed(directory: Directory, changes: Changes) -> Changed:
    """The directory without those who stop, and with those who open a service.

    Parameters
    ----------
    directory
        As it is.
    changes
        Whose ``places`` are left to who counts places.

    Returns
    -------
    Whoever stops is gone, with all services. Whoever opens one is a partner of its own.
    """
    gone = frozenset(changes.without)
    actors = {one.id: one for one in directory.actors.values() if one.id not in gone}
    services = {one.id: one for one in directory.services.values() if one.actor_id not in gone}
    ids = _free_ids(directory)
    opened = [(next(ids), opening) for opening in changes.opened]
    for new_id, opening in opened:
        actors[new_id] = _newcomer(directory, new_id, opening=opening)
        services[new_id] = _service(new_id, opening)
    return Changed(
        directory=replace(directory, actors=actors, services=services),
        opened=tuple(new_id for new_id, _ in opened),
    )


def _free_ids(directory: Directory) -> Iterator[str]:
    taken: Mapping[str, object] = {**directory.actors, **directory.services}
    return (new_id for new_id in (f"opened:{place}" for place in count(1)) if new_id not in taken)


def _newcomer(directory: Directory, new_id: str, *, opening: Opening) -> Actor:
    need = directory.need_label(opening.need_code, "de")
    area = directory.areas.by_id.get(opening.area_id)
    place = opening.area_id if area is None else area.name
    name = f"Neu: {need}, {place}"
    return Actor(id=new_id, kind=ActorKind.PARTNER, name=name[:200], area_id=opening.area_id)


def _service(new_id: str, opening: Opening) -> Service:
    return Service(
        id=new_id,
        actor_id=new_id,
        name=opening.need_code,
        need_codes=(opening.need_code,),
        area_ids=(opening.area_id,),
        capacity=Capacity(maximum=opening.places),
    )
