"""Who and what there is: areas, needs, actors, services, agreements, what the house has settled."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from graph_model.domain.actors import Actor
from graph_model.domain.areas import AreaTree
from graph_model.domain.cooperations import Cooperation
from graph_model.domain.house import HouseChoices
from graph_model.domain.needs import Need
from graph_model.domain.services import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The directory at one revision; mappings by id, cooperations in order of id.

    ``house`` is ``None`` while the house has settled nothing of its own.
    """

    areas: AreaTree = field(default_factory=lambda: AreaTree(()))
    needs: Mapping[str, Need] = field(default_factory=dict)
    actors: Mapping[str, Actor] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    cooperations: tuple[Cooperation, ...] = ()
    house: HouseChoices | None = None
    _by_actor: Mapping[str, tuple[Service, ...]] = field(init=False, repr=False, compare=False)
    _by_need: Mapping[str, tuple[Service, ...]] = field(init=False, repr=False, compare=False)
    _children: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        services = sorted(self.services.values(), key=lambda service: service.id)
        ordered = tuple(sorted(self.cooperations, key=lambda cooperation: cooperation.id))
        object.__setattr__(self, "cooperations", ordered)
        object.__setattr__(self, "_by_actor", _grouped((s.actor_id, s) for s in services))
        object.__setattr__(
            self, "_by_need", _grouped((code, s) for s in services for code in s.need_codes)
        )
        children: dict[str, list[str]] = defaultdict(list)
        for need in self.needs.values():
            if need.parent_code is not None:
                children[need.parent_code].append(need.code)
        object.__setattr__(
            self, "_children", {code: tuple(sorted(below)) for code, below in children.items()}
        )

    def actor_name(self, actor_id: str) -> str:
        """What people call an actor; the id where nobody of that id is known."""
        actor = self.actors.get(actor_id)
        return actor_id if actor is None else actor.name

    def need_label(self, code: str, language: str) -> str:
        """A need for people to read, German unless ``en`` is asked for; its code if unknown."""
        need = self.needs.get(code)
        return code if need is None else need.label(language)

    def services_of(self, actor_id: str) -> tuple[Service, ...]:
        """What an actor offers, in order of id, whatever its status; empty for a stranger."""
        return self._by_actor.get(actor_id, ())

    def services_for(self, need_code: str, area_id: str) -> tuple[Service, ...]:
        """Services that address the need and cover the area, in order of id, whatever their status.

        A service for a parent need addresses its children too; one without areas covers none.
        """
        path = frozenset(self.areas.path(area_id))
        found = {
            service.id: service
            for code in self._ancestry(need_code)
            for service in self._by_need.get(code, ())
            if not path.isdisjoint(service.area_ids)
        }
        return tuple(found[service_id] for service_id in sorted(found))

    def needs_below(self, codes: Iterable[str]) -> frozenset[str]:
        """The codes themselves and every need below one of them."""
        found: set[str] = set()
        waiting = list(codes)
        while waiting:
            code = waiting.pop()
            if code not in found:
                found.add(code)
                waiting += self._children.get(code, ())
        return frozenset(found)

    def _ancestry(self, need_code: str) -> list[str]:
        path: list[str] = []
        current: str | None = need_code
        while current is not None and current not in path:
            path.append(current)
            need = self.needs.get(current)
            current = need.parent_code if need is not None else None
        return path


def _grouped(pairs: Iterable[tuple[str, Service]]) -> Mapping[str, tuple[Service, ...]]:
    groups: dict[str, list[Service]] = defaultdict(list)
    for key, service in pairs:
        groups[key].append(service)
    return MappingProxyType({key: tuple(found) for key, found in groups.items()})
