"""Records as properties and back; the one module where the driver's untyped values come in.

Properties are what Neo4j knows: text, numbers, truth values, days, instants, and lists of one of
these. A value inside a value becomes properties with its field's name in front
(``capacity_available``); a list of such values becomes JSON text, but a referral's history becomes
lists side by side, one for each field of a step.

On the way to the server and back an instant is a whole number: microseconds since 1970, UTC
(``instants`` says why).
"""

import dataclasses
import json
import typing
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from graph_model.domain.actors import Actor
from graph_model.domain.areas import Area
from graph_model.domain.chains import HelpChain
from graph_model.domain.needs import Need
from graph_model.domain.records import RECORD_TYPES, Record, RecordKind
from graph_model.domain.referrals import Referral, StatusChange
from graph_model.domain.services import Service
from graph_model.errors import InvalidValueError, RuleError, StoreDamagedError
from graph_model.store.codec import encoder, from_plain, without_none

Properties = dict[str, object]
"""What a node or relationship carries, its ``revision`` apart; instants as numbers."""

STEP_FIELDS = tuple(field.name for field in dataclasses.fields(StatusChange))
"""Fields of a step; each is a list ``step_…`` on the referral."""

_DERIVED = frozenset({"search_text", "is_open", "status"})
_NONE = ""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_AS_READ = frozenset({str, int, float, bool})


def encode(record: Record) -> Properties:
    """The properties of a record; equal records have equal properties."""
    properties: Properties = {}
    _fill(record, properties, parts=_parts_of(type(record)))
    if isinstance(record, Need):
        properties["id"] = properties.pop("code")
    properties.update(_derived(record))
    return properties


def decode(kind: RecordKind, properties: Mapping[str, object]) -> Record:
    """The record that ``encode`` made such properties of.

    Raises
    ------
    StoreDamagedError
        If what is stored breaks a rule that no record may break.
    """
    if kind in _ASKED_OFTEN:
        return _known(kind, tuple(_hashable(*one) for one in sorted(properties.items())))
    return _decoded(kind, properties)


_ASKED_OFTEN = frozenset({RecordKind.ACTOR, RecordKind.SERVICE})


def _hashable(name: str, value: object) -> tuple[str, type, object]:
    # What is equal but of another type (1 and 1.0) is not the same.
    return name, type(value), tuple(value) if isinstance(value, list) else value


@lru_cache(maxsize=8192)
def _known(kind: RecordKind, items: tuple[tuple[str, type, Any], ...]) -> Record:
    # The same properties are the same value, and nobody can change a value.
    return _decoded(kind, {name: list(value) if of is list else value for name, of, value in items})


def _decoded(kind: RecordKind, properties: Mapping[str, object]) -> Record:
    given = dict(properties)
    if kind is RecordKind.NEED:
        given["code"] = given.pop("id", None)
    derived = _DERIVED - _fields(RECORD_TYPES[kind]).keys()
    plain = {name: value for name, value in given.items() if name not in derived}
    try:
        return from_plain(RECORD_TYPES[kind], _deep(RECORD_TYPES[kind], plain))
    except (
        InvalidValueError,
        RuleError,
        ValueError,
        TypeError,
        KeyError,
        OverflowError,
    ) as error:
        raise StoreDamagedError(problem=f"{kind} {properties.get('id')}") from error


def stored(values: Mapping[str, Any]) -> tuple[int, Properties]:
    """Revision and properties of what the driver read."""
    properties = {name: native(value) for name, value in values.items() if value is not None}
    revision = properties.pop("revision", 0)
    return (revision if isinstance(revision, int) else 0), properties


def native(value: Any) -> object:
    """A value of the driver as one of Python's own."""
    if type(value) in _AS_READ:
        return value
    if isinstance(value, list):
        return value if value and type(value[0]) in _AS_READ else [native(one) for one in value]
    return value.to_native() if hasattr(value, "to_native") else value


def targets(properties: Mapping[str, object], field: str, *, carries: str | None) -> dict[str, Any]:
    """What a field names, by id, each with what a line to it carries."""
    value = properties.get(field)
    if value is None:
        return {}
    if carries is not None:
        return {item["area_id"]: {carries: item[carries]} for item in json.loads(str(value))}
    named = value if isinstance(value, list) else [value]
    return {str(one): {} for one in named}


def _derived(record: Record) -> Properties:
    match record:
        case Area() | Actor() | Service():
            return {"search_text": record.name.casefold()}
        case Need():
            return {"search_text": f"{record.label_de}\n{record.label_en}".casefold()}
        case HelpChain():
            return {"is_open": record.is_open}
        case Referral():
            return {"is_open": record.is_open, "status": str(record.status.value)}
        case _:
            return {}


_FIELDS: dict[type, dict[str, object]] = {}


def _fields(kind: type) -> dict[str, object]:
    """Each field's type, ``None`` taken off."""
    if kind not in _FIELDS:
        hints = typing.get_type_hints(kind)
        _FIELDS[kind] = {
            field.name: without_none(hints[field.name])[0] for field in dataclasses.fields(kind)
        }
    return _FIELDS[kind]


def _instants(kind: type, *, prefix: str = "") -> frozenset[str]:
    found: set[str] = set()
    for name, hint in _fields(kind).items():
        if hint is datetime:
            found.add(prefix + name)
        elif isinstance(hint, type) and dataclasses.is_dataclass(hint):
            found |= _instants(hint, prefix=f"{prefix}{name}_")
    return frozenset(found)


STEP_INSTANTS = _instants(StatusChange, prefix="step_")
"""Properties of a referral that are lists of instants."""

INSTANTS = MappingProxyType(
    {
        kind: _instants(RECORD_TYPES[kind])
        | (STEP_INSTANTS if kind is RecordKind.REFERRAL else frozenset())
        for kind in RecordKind
    }
)
"""Properties of each kind that are instants, or lists of them."""


def _is_nested(hint: object) -> bool:
    """Whether a list holds anything but codes and ids."""
    (first, *_) = typing.get_args(hint)
    return not (isinstance(first, type) and issubclass(first, str))


_Put = Callable[[Any, Properties], None]
"""Puts the value of a field where it belongs among the properties."""

_Parts = Sequence[tuple[str, _Put]]


def _fill(value: object, properties: Properties, *, parts: _Parts) -> None:
    for name, put in parts:
        found = getattr(value, name)
        if found is not None:
            put(found, properties)


_PARTS: dict[type, _Parts] = {}


def _parts_of(kind: type) -> _Parts:
    """For each field of a dataclass how it is put among the properties."""
    if kind not in _PARTS:
        _PARTS[kind] = _parts(kind, prefix="")
    return _PARTS[kind]


def _parts(kind: type, *, prefix: str) -> _Parts:
    return [(name, _part(prefix + name, hint)) for name, hint in _fields(kind).items()]


def _part(name: str, hint: object) -> _Put:
    if name == "history":
        return _put_steps
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        inner = _parts(hint, prefix=f"{name}_")
        return lambda found, properties: _fill(found, properties, parts=inner)
    if typing.get_origin(hint) is tuple:
        return _list_part(name, hint)
    encode_one = _encoder(hint)

    def put(found: Any, properties: Properties) -> None:
        properties[name] = encode_one(found)

    return put


def _encoder(hint: object) -> Callable[[Any], object]:
    if hint is datetime:
        return _micros
    # The driver knows days, and takes little time for them.
    return _unchanged if hint is date else encoder(hint)


def _list_part(name: str, hint: object) -> _Put:
    encode_all, is_nested = encoder(hint), _is_nested(hint)

    def put(found: Any, properties: Properties) -> None:
        if found:
            plain = encode_all(found)
            properties[name] = _json(plain) if is_nested else plain

    return put


def _unchanged(value: object) -> object:
    return value


def _micros(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND


def _json(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _put_steps(history: tuple[StatusChange, ...], properties: Properties) -> None:
    properties["step_status"] = [str.__str__(change.status) for change in history]
    properties["step_occurred_at"] = [_micros(change.occurred_at) for change in history]
    properties["step_recorded_at"] = [_micros(change.recorded_at) for change in history]
    properties["step_decided_by"] = [change.decided_by for change in history]
    properties["step_recorded_by"] = [change.recorded_by for change in history]
    properties["step_reason"] = [_code(change.reason) for change in history]
    properties["step_outcome"] = [_code(change.outcome) for change in history]


def _code(member: Any) -> str:
    return _NONE if member is None else str(member.value)


def _deep(kind: type, properties: Mapping[str, Any]) -> dict[str, object]:
    """Properties as the plain object that the codec reads."""
    left = dict(properties)
    plain: dict[str, object] = {}
    for name, hint in _fields(kind).items():
        if kind is Referral and name == "history":
            plain[name] = _history(left)
        elif isinstance(hint, type) and dataclasses.is_dataclass(hint):
            inner = {
                inside: left.pop(f"{name}_{inside}")
                for inside in _fields(hint)
                if f"{name}_{inside}" in left
            }
            if inner:
                plain[name] = _deep(hint, inner)
        elif name in left:
            value = left.pop(name)
            plain[name] = _plain(value, hint)
    # What is left has no field; the codec refuses it by name.
    return {**plain, **left}


def _plain(value: Any, hint: object) -> object:
    if hint is datetime:
        return _iso(value)
    if typing.get_origin(hint) is tuple and isinstance(value, str):
        return json.loads(value)
    return value.isoformat() if isinstance(value, date) else value


def _history(properties: dict[str, Any]) -> list[dict[str, object]]:
    columns = [properties.pop(f"step_{name}") for name in STEP_FIELDS]
    for place, name in enumerate(STEP_FIELDS):
        if f"step_{name}" in STEP_INSTANTS:
            columns[place] = [_iso(value) for value in columns[place]]
    return [
        {name: v for name, v in zip(STEP_FIELDS, step, strict=True) if v != _NONE}
        for step in zip(*columns, strict=True)
    ]


def _iso(value: Any) -> object:
    return instant(value).isoformat() if type(value) is int else value


def instant(micros: int) -> datetime:
    """The instant that a number stands for."""
    return _EPOCH + micros * _MICROSECOND
