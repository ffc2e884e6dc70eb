"""Field types of requests: strict, apart from codes and times, which JSON can only give as text."""

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict

from graph_model.domain import vocabulary as words

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)
_YEARS = range(1900, 2200)


def _text_only(value: object) -> object:
    if not isinstance(value, str):
        message = "must be text"
        raise ValueError(message)
    return value


def _day_text(value: object) -> object:
    # Left alone, pydantic would take "1772452800" for seconds since 1970.
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        message = "must be a day such as 2026-03-02"
        raise ValueError(message)
    return value


def _instant_text(value: object) -> object:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        message = "must be a time with its zone, such as 2026-03-02T14:30:00+01:00"
        raise ValueError(message)
    return value


def _in_reach(value: date) -> date:
    if value.year not in _YEARS:
        message = f"the year must be {_YEARS[0]} to {_YEARS[-1]}"
        raise ValueError(message)
    return value


def _utc(value: datetime) -> datetime:
    _in_reach(value)
    return value.astimezone(UTC)


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$")]
"""An id of ours."""

Text = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")]
"""A few words to search for."""

Instant = Annotated[datetime, Strict(False), BeforeValidator(_instant_text), AfterValidator(_utc)]
"""ISO 8601 with a time zone, years 1900 to 2199; kept as UTC."""

Day = Annotated[date, Strict(False), BeforeValidator(_day_text), AfterValidator(_in_reach)]
"""ISO 8601 calendar day, years 1900 to 2199."""

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$", examples=["de"])]
"""ISO 639 code."""

_lax = (Strict(False), BeforeValidator(_text_only))

Channel = Annotated[words.Channel, *_lax]
Initiator = Annotated[words.Initiator, *_lax]
Trigger = Annotated[words.Trigger, *_lax]
Urgency = Annotated[words.Urgency, *_lax]
ReferralStatus = Annotated[words.ReferralStatus, *_lax]
Reason = Annotated[words.Reason, *_lax]
Outcome = Annotated[words.Outcome, *_lax]
AgeBand = Annotated[words.AgeBand, *_lax]
Mobility = Annotated[words.Mobility, *_lax]
ConsentPurpose = Annotated[words.ConsentPurpose, *_lax]
ExclusionRule = Annotated[words.ExclusionRule, *_lax]


class RequestModel(BaseModel):
    """Base of all request bodies: nothing unknown, nothing converted."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)
