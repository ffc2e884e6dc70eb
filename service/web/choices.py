"""What can be chosen in the forms: pairs of code and text in the order of reading."""

from collections.abc import Iterable
from enum import StrEnum

from graph_model.domain.areas import AreaTree
from graph_model.domain.labels import LABELS, label
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.directory import Directory
from service.names import area_name, language_name

Choices = list[tuple[str, str]]


def of_needs(directory: Directory, language: str) -> list[tuple[str, Choices]]:
    """Needs under the name of their field; one without a field, and without needs below, alone."""
    fields = {need.parent_code for need in directory.needs.values()}
    groups: dict[str, Choices] = {}
    for need in directory.needs.values():
        if need.parent_code is not None or need.code not in fields:
            field = need.parent_code or need.code
            groups.setdefault(field, []).append((need.code, need.label(language)))
    named = [
        (directory.need_label(code, language), sorted(members, key=_by_text))
        for code, members in groups.items()
    ]
    return sorted(named)


def of_areas(tree: AreaTree) -> Choices:
    """Every area under the name of the town that it lies in, so that two of one name differ."""
    found = [(area_id, area_name(tree, area_id)) for area_id in tree.by_id]
    return sorted(found, key=lambda pair: (pair[1], pair[0]))


def of_colleagues(directory: Directory, cooperative_id: str | None) -> Choices:
    """The Kümmerer of a cooperative by name."""
    found = [
        (actor.id, actor.name)
        for actor in directory.actors.values()
        if actor.kind is ActorKind.KUEMMERER and actor.cooperative_id == cooperative_id
    ]
    return sorted(found, key=_by_text)


def of_cooperatives(directory: Directory, bound: str | None = None) -> Choices:
    """All cooperatives by name; none for whoever is bound to one and has no choice."""
    if bound is not None:
        return []
    found = [
        (actor.id, actor.name)
        for actor in directory.actors.values()
        if actor.kind is ActorKind.COOPERATIVE
    ]
    return sorted(found, key=_by_text)


def of_vocabulary(vocabulary: type[StrEnum], language: str) -> Choices:
    """All codes of a vocabulary in its own order."""
    return [(code, label(vocabulary(code), language)) for code in LABELS[vocabulary]]


def of_languages(codes: Iterable[str], language: str) -> Choices:
    """Languages by name."""
    return sorted(((code, language_name(code, language)) for code in set(codes)), key=_by_text)


def _by_text(pair: tuple[str, str]) -> tuple[str, str]:
    return pair[1], pair[0]
