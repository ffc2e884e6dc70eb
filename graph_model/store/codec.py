"""Records to plain values and back, driven by the type hints of the dataclasses alone.

Plain means what JSON knows: text, numbers, truth values, lists, objects. Equal records become equal
plain values and equal text, so that a store can compare bodies instead of records.
"""

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from graph_model.domain.checks import refuse
from graph_model.errors import InvalidValueError

T = TypeVar("T")

Plain = str | int | float | bool | list["Plain"] | dict[str, "Plain"] | None
"""What JSON can say."""

_Encode = Callable[..., Plain]
_Decode = Callable[[str, object], object]


@dataclasses.dataclass(frozen=True, slots=True)
class _Field:
    name: str
    encode: _Encode
    decode: _Decode
    required: bool


def to_plain(value: object) -> dict[str, Plain]:
    """A dataclass as an object, fields in their order, those without a value (``None``) left out.

    Days and instants are ISO 8601 text (instants in UTC with ``Z``), codes their text.

    Examples
    --------
    >>> from graph_model.domain.needs import Need
    >>> to_plain(Need(code="debt", label_de="Schulden", label_en="Debt"))
    {'code': 'debt', 'label_de': 'Schulden', 'label_en': 'Debt'}
    """
    return {
        field.name: field.encode(found)
        for field in _fields(type(value))
        if (found := getattr(value, field.name)) is not None
    }


def from_plain(kind: type[T], plain: Mapping[str, object]) -> T:
    """The dataclass that ``to_plain`` made such an object of.

    Raises
    ------
    InvalidValueError
        If a field is unknown, missing or of another type, or the value breaks a rule of its own.
    """
    fields = _fields(kind)
    for name in sorted(plain.keys() - {field.name for field in fields}):
        raise refuse(name, "dieses Feld gibt es nicht", "there is no such field")
    values: dict[str, object] = {}
    for field in fields:
        found = plain.get(field.name)
        if found is not None:
            values[field.name] = field.decode(field.name, found)
        elif field.required:
            raise refuse(field.name, "das Feld fehlt", "the field is missing")
    return kind(**values)


def to_json(value: object) -> str:
    """Canonical text of a dataclass: no spaces, fields in their order."""
    return json.dumps(to_plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def from_json(kind: type[T], text: str) -> T:
    """The dataclass that ``to_json`` wrote.

    Raises
    ------
    InvalidValueError
        If the text is not such an object.
    """
    try:
        plain = json.loads(text)
    except ValueError as error:
        raise refuse("json", "kein gültiges JSON", "not valid JSON") from error
    return from_plain(kind, _as_object("json", plain))


def encoder(hint: object) -> Callable[..., Plain]:
    """How values of a type hint become plain; ``None`` in it is left to the caller."""
    return _pair(without_none(hint)[0])[0]


_FIELDS: dict[type, tuple[_Field, ...]] = {}


def _fields(kind: type) -> tuple[_Field, ...]:
    if kind not in _FIELDS:
        _FIELDS[kind] = _fields_from_hints(kind)
    return _FIELDS[kind]


def _fields_from_hints(kind: type) -> tuple[_Field, ...]:
    hints = typing.get_type_hints(kind)
    found = []
    for field in dataclasses.fields(kind):
        hint, is_optional = without_none(hints[field.name])
        encode, decode = _pair(hint)
        required = field.default is dataclasses.MISSING and not is_optional
        found.append(_Field(field.name, encode, decode, required))
    return tuple(found)


def without_none(hint: object) -> tuple[object, bool]:
    """A type hint without the ``None`` in it, and whether there was one."""
    if not isinstance(hint, types.UnionType):
        return hint, False
    (inner,) = (part for part in typing.get_args(hint) if part is not types.NoneType)
    return inner, True


def _pair(hint: object) -> tuple[_Encode, _Decode]:
    """Encoder and decoder for one type hint; a hint that no record uses is a ``TypeError``."""
    if typing.get_origin(hint) is tuple:
        return _of_tuple(typing.get_args(hint))
    if isinstance(hint, type):
        if hint in _SCALARS:
            return _SCALARS[hint]
        if issubclass(hint, StrEnum):
            return _text, _member_decoder(hint)
        if dataclasses.is_dataclass(hint):
            return to_plain, lambda name, found: from_plain(hint, _as_object(name, found))
    raise TypeError(f"No plain form for {hint!r}")


def _of_tuple(parts: tuple[object, ...]) -> tuple[_Encode, _Decode]:
    if parts[-1] is Ellipsis:
        encode, decode = _pair(parts[0])
        return (
            lambda values: [encode(value) for value in values],
            lambda name, found: tuple(decode(name, value) for value in _as_list(name, found)),
        )
    pairs = [_pair(part) for part in parts]

    def encode_each(values: tuple[object, ...]) -> Plain:
        return [encode(value) for (encode, _), value in zip(pairs, values, strict=True)]

    def decode_each(name: str, found: object) -> tuple[object, ...]:
        values = _as_list(name, found)
        if len(values) != len(pairs):
            raise _wrong_type(name, de=f"{len(pairs)} Werte", en=f"{len(pairs)} values")
        return tuple(decode(name, value) for (_, decode), value in zip(pairs, values, strict=True))

    return encode_each, decode_each


def _text(value: str) -> str:
    return str.__str__(value)


def _whole(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _real(value: float) -> float:
    return float(value) + 0.0  # -0.0 equals 0.0 and must read the same


def _instant_text(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def _decode_text(name: str, found: object) -> str:
    if not isinstance(found, str):
        raise _wrong_type(name, de="ein Text", en="a text")
    return found


def _decode_number(name: str, found: object) -> int | float:
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise _wrong_type(name, de="eine Zahl", en="a number")
    return found


def _decode_truth(name: str, found: object) -> bool:
    if not isinstance(found, bool):
        raise _wrong_type(name, de="ja oder nein", en="true or false")
    return found


def _decode_day(name: str, found: object) -> date:
    try:
        return date.fromisoformat(_decode_text(name, found))
    except ValueError as error:
        raise _wrong_type(name, de="ein Tag wie 2026-01-31", en="a day like 2026-01-31") from error


def _decode_instant(name: str, found: object) -> datetime:
    try:
        instant = datetime.fromisoformat(_decode_text(name, found))
    except ValueError as error:
        raise _wrong_type(
            name,
            de="ein Zeitpunkt wie 2026-01-31T08:00:00Z",
            en="an instant like 2026-01-31T08:00:00Z",
        ) from error
    return instant.astimezone(UTC) if instant.tzinfo is not None else instant


def _member_decoder(vocabulary: type[StrEnum]) -> _Decode:
    def decode(name: str, found: object) -> StrEnum:
        try:
            return vocabulary(_decode_text(name, found))
        except ValueError as error:
            allowed = ", ".join(vocabulary)
            raise refuse(name, f"erlaubt sind: {allowed}", f"allowed are: {allowed}") from error

    return decode


def _as_list(name: str, found: object) -> list[object]:
    if not isinstance(found, list):
        raise _wrong_type(name, de="eine Liste", en="a list")
    return found


def _as_object(name: str, found: object) -> dict[str, object]:
    if not isinstance(found, dict):
        raise _wrong_type(name, de="ein Objekt", en="an object")
    return found


def _wrong_type(name: str, *, de: str, en: str) -> InvalidValueError:
    return refuse(name, f"{de} wird gebraucht", f"{en} is needed")


_SCALARS: dict[type, tuple[_Encode, _Decode]] = {
    str: (_text, _decode_text),
    int: (_whole, _decode_number),
    float: (_real, _decode_number),
    bool: (bool, _decode_truth),
    datetime: (_instant_text, _decode_instant),
    date: (date.isoformat, _decode_day),
}
