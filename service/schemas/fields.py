"""Field types of requests: strict, apart from codes and times, which JSON can only give as text."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict

from graph_model.domain import vocabulary as words


def _text_only(value: object) -> object:
    if not isinstance(value, str):
        message = "must be text"
        raise ValueError(message)
    return value


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        message = "needs a time zone, such as Z or +01:00"
        raise ValueError(message)
    return value.astimezone(UTC)


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$")]
"""An id of ours."""

Instant = Annotated[datetime, Strict(False), BeforeValidator(_text_only), AfterValidator(_aware)]
"""ISO 8601 with a time zone; kept as UTC."""

Day = Annotated[date, Strict(False), BeforeValidator(_text_only)]
"""ISO 8601 calendar day."""

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
