"""Results as plain values that JSON can hold, one way for the command line and the API."""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import cast

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
"""What JSON can hold."""

_AS_IT_IS = frozenset({type(None), bool, int, str})


def to_plain(result: object) -> Plain:
    """A result as dictionaries, lists and plain values, field by field in their order.

    Parameters
    ----------
    result
        A named result: frozen dataclasses of numbers, text, truth values, enumerations, times,
        tuples, sets and mappings of such. Enumerations give their value, instants text in UTC
        ending in ``Z``, days ``YYYY-MM-DD``. Mappings are given in the order of their keys, sets
        in the order of their members. Numbers are not rounded; what is not finite gives ``None``,
        because JSON has no word for it.

    Raises
    ------
    TypeError
        If something in the result is none of these.

    Examples
    --------
    >>> from graph_model.domain.periods import Period
    >>> to_plain(Period(start=datetime(2026, 1, 1, tzinfo=UTC)))
    {'start': '2026-01-01T00:00:00Z', 'end': None}
    """
    kind: type = type(result)
    if kind in _AS_IT_IS:
        return cast("Plain", result)
    names = _shown(kind)
    if names is not None:
        return {name: to_plain(getattr(result, name)) for name in names}
    if isinstance(result, Mapping):
        plain = {_key(key): to_plain(value) for key, value in result.items()}
        return {key: plain[key] for key in sorted(plain)}
    if isinstance(result, frozenset | set):
        return [to_plain(member) for member in sorted(result)]
    if isinstance(result, tuple | list):
        return [to_plain(member) for member in result]
    return _scalar(result)


@cache
def _shown(kind: type) -> tuple[str, ...] | None:
    """The fields of a dataclass that a reader sees; ``None`` for any other class."""
    if not is_dataclass(kind):
        return None
    return tuple(field.name for field in fields(kind) if not field.name.startswith("_"))


def _scalar(value: object) -> Plain:
    if isinstance(value, Enum):
        return to_plain(value.value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"A result must not hold a {type(value).__name__}")


def _key(key: object) -> str:
    return str(key.value) if isinstance(key, Enum) else str(key)
