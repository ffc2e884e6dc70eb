"""Records as properties and back; the one module where the driver's untyped values come in.

Properties are what Neo4j knows: text, numbers, truth values, days, instants, and lists of one of
these. A value inside a value becomes properties with its field's name in front
(``capacity_available``); a list of such values becomes JSON text, but a referral's history becomes
lists side by side, one for each field of a step.
"""

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from graph_model.domain.actors import Actor
from graph_model.domain.areas import Area
from graph_model.domain.chains import HelpChain
from graph_model.domain.needs import Need
from graph_model.domain.records import RECORD_TYPES, Record, RecordKind
from graph_model.domain.referrals import Referral, StatusChange
from graph_model.domain.services import Service
from graph_model.errors import InvalidValueError, RuleError, StoreDamagedError
from graph_model.store.codec import from_plain, to_plain

Properties = dict[str, object]
"""What a node or relationship carries, its ``revision`` apart."""

STEP_FIELDS = tuple(field.name for field in dataclasses.fields(StatusChange))
"""Fields of a step; each is a list ``step_…`` on the referral."""

_DERIVED = frozenset({"search_text", "is_open", "status"})
_NONE = ""


def encode(record: Record) -> Properties:
    """The properties of a record; equal records have equal properties."""
    properties = _flat(record, to_plain(record), prefix="")
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
    given = dict(properties)
    if kind is RecordKind.NEED:
        given["code"] = given.pop("id", None)
    derived = _DERIVED - _fields(RECORD_TYPES[kind]).keys()
    plain = {name: value for name, value in given.items() if name not in derived}
    try:
        return from_plain(RECORD_TYPES[kind], _deep(RECORD_TYPES[kind], plain))
    except (InvalidValueError, RuleError, ValueError, TypeError, KeyError) as error:
        raise StoreDamagedError(problem=f"{kind} {properties.get('id')}") from error


def stored(values: Mapping[str, Any]) -> tuple[int, Properties]:
    """Revision and properties of what the driver read."""
    properties = {name: native(value) for name, value in values.items()}
    revision = properties.pop("revision", 0)
    return (revision if isinstance(revision, int) else 0), properties


def native(value: Any) -> object:
    """A value of the driver as one of Python's own."""
    if isinstance(value, list):
        return [native(one) for one in value]
    if hasattr(value, "to_native"):
        found = value.to_native()
        return found.astimezone(UTC) if isinstance(found, datetime) else found
    return value


@cache
def instants(kind: RecordKind) -> Mapping[str, bool]:
    """Properties of a kind that are instants, and whether each is a list of them."""
    found = {f"step_{name}": True for name in STEP_FIELDS if name.endswith("_at")}
    return {**(found if kind is RecordKind.REFERRAL else {}), **_instants(RECORD_TYPES[kind])}


def _instants(of: type, prefix: str = "") -> dict[str, bool]:
    found: dict[str, bool] = {}
    for name, hint in _fields(of).items():
        if hint is datetime:
            found[prefix + name] = False
        elif isinstance(hint, type) and dataclasses.is_dataclass(hint):
            found |= _instants(hint, f"{prefix}{name}_")
    return found


def as_numbers(kind: RecordKind, properties: Mapping[str, Any]) -> Properties:
    """Properties with instants as microseconds since ``YEAR_1``.

    The driver takes 50 microseconds to make an instant ready for the server, next to nothing for a
    number.
    """
    numbers = dict(properties)
    for name, is_list in instants(kind).items():
        value = numbers.get(name)
        if value is not None:
            numbers[name] = [_micros(one) for one in value] if is_list else _micros(value)
    return numbers


YEAR_1 = datetime(1, 1, 1, tzinfo=UTC)
"""No instant is earlier, so no number is negative."""

_MICROSECOND = timedelta(microseconds=1)


def _micros(instant: datetime) -> int:
    return (instant - YEAR_1) // _MICROSECOND


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
            field.name: _without_none(hints[field.name]) for field in dataclasses.fields(kind)
        }
    return _FIELDS[kind]


def _without_none(hint: object) -> object:
    if not isinstance(hint, types.UnionType):
        return hint
    return next(part for part in typing.get_args(hint) if part is not types.NoneType)


def _is_nested(hint: object) -> bool:
    """Whether a list holds anything but codes and ids."""
    (first, *_) = typing.get_args(hint)
    return not (isinstance(first, type) and issubclass(first, str))


def _flat(value: object, plain: Mapping[str, Any], *, prefix: str) -> Properties:
    properties: Properties = {}
    for name, hint in _fields(type(value)).items():
        if name not in plain:
            continue
        found, as_plain = getattr(value, name), plain[name]
        if isinstance(value, Referral) and name == "history":
            properties.update(_steps(value.history))
        elif dataclasses.is_dataclass(found):
            properties.update(_flat(found, as_plain, prefix=f"{prefix}{name}_"))
        elif isinstance(found, datetime):
            properties[prefix + name] = found.astimezone(UTC)
        elif isinstance(found, date):
            properties[prefix + name] = found
        elif not isinstance(found, tuple):
            properties[prefix + name] = as_plain
        elif found:
            properties[prefix + name] = _json(as_plain) if _is_nested(hint) else as_plain
    return properties


def _json(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _steps(history: tuple[StatusChange, ...]) -> Properties:
    def column(read: Callable[[StatusChange], object]) -> list[object]:
        return [read(change) for change in history]

    return {
        "step_status": column(lambda change: str(change.status.value)),
        "step_occurred_at": column(lambda change: change.occurred_at.astimezone(UTC)),
        "step_recorded_at": column(lambda change: change.recorded_at.astimezone(UTC)),
        "step_decided_by": column(lambda change: change.decided_by),
        "step_recorded_by": column(lambda change: change.recorded_by),
        "step_reason": column(lambda change: _code(change.reason)),
        "step_outcome": column(lambda change: _code(change.outcome)),
    }


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
            is_json = typing.get_origin(hint) is tuple and isinstance(value, str)
            plain[name] = json.loads(value) if is_json else _iso(value)
    # What is left has no field; the codec refuses it by name.
    return {**plain, **left}


def _history(properties: dict[str, Any]) -> list[dict[str, object]]:
    columns = [properties.pop(f"step_{name}") for name in STEP_FIELDS]
    return [
        {name: _iso(v) for name, v in zip(STEP_FIELDS, step, strict=True) if v != _NONE}
        for step in zip(*columns, strict=True)
    ]


def _iso(value: Any) -> object:
    return value.isoformat() if isinstance(value, date) else value
