"""Records as rows of their tables and back; equal records make equal rows."""

import typing
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from graph_model.domain.actors import Tenant
from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.referrals import Referral

Row = tuple[object, ...]
"""Values of a row in the order of its table's columns."""

T = TypeVar("T")
_Convert = Callable[..., object]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_micros(instant: datetime) -> int:
    """Microseconds since 1970, exactly."""
    since = instant - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def from_micros(micros: int) -> datetime:
    """The instant in UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def _micros(instant: datetime | None) -> int | None:
    return None if instant is None else to_micros(instant)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


# The driver binds plain text at once, but a member of an enumeration only after a search for
# adapters; bulk writes feel that.
def _code(member: StrEnum | None) -> str | None:
    return None if member is None else str(member._value_)


def tenant_row(tenant: Tenant) -> Row:
    """A tenant in the order of ``ROW_COLUMNS``."""
    return (
        tenant.id,
        tenant.cooperative_id,
        tenant.area_id,
        _code(tenant.age_band),
        ",".join(tenant.languages),
        _code(tenant.mobility),
    )


def chain_row(chain: HelpChain) -> Row:
    """A chain in the order of ``ROW_COLUMNS``."""
    return (
        chain.id,
        chain.tenant_id,
        chain.cooperative_id,
        chain.area_id,
        chain.opened_by,
        _code(chain.trigger),
        _code(chain.initiator),
        to_micros(chain.opened_at),
        to_micros(chain.recorded_at),
        _micros(chain.closed_at),
        _micros(chain.closed_recorded_at),
        _code(chain.outcome),
    )


CONSENT_COLUMNS = (
    "id",
    "tenant_id",
    "purpose",
    "recipient_ids",
    "valid_from",
    "valid_to",
    "withdrawn_at",
)


def consent_row(consent: Consent) -> Row:
    """A consent in the order of ``CONSENT_COLUMNS``; recipients in one text, with spaces."""
    return (
        consent.id,
        consent.tenant_id,
        _code(consent.purpose),
        " ".join(consent.recipient_ids),
        _day(consent.valid_from),
        _day(consent.valid_to),
        _micros(consent.withdrawn_at),
    )


def contact_row(contact: Contact) -> Row:
    """A contact in the order of ``ROW_COLUMNS``."""
    return (
        contact.id,
        contact.from_id,
        contact.to_id,
        to_micros(contact.occurred_at),
        to_micros(contact.recorded_at),
        _code(contact.channel),
        _code(contact.initiator),
        contact.need_code,
        contact.chain_id,
        contact.recorded_by,
    )


def referral_row(referral: Referral) -> Row:
    """A referral in the order of ``ROW_COLUMNS``, then where it stands now."""
    return (
        referral.id,
        referral.chain_id,
        referral.tenant_id,
        referral.sender_id,
        referral.recipient_id,
        referral.service_id,
        referral.need_code,
        _code(referral.urgency),
        referral.previous_id,
        referral.parent_id,
        _code(referral.history[-1].status),
    )


STEP_COLUMNS = (
    "position",
    "status",
    "occurred_at",
    "recorded_at",
    "decided_by",
    "recorded_by",
    "reason",
    "outcome",
)


def step_rows(referral: Referral) -> tuple[Row, ...]:
    """The history of a referral in the order of ``STEP_COLUMNS``, positions from 0."""
    rows = []
    for position, change in enumerate(referral.history):
        occurred_at = to_micros(change.occurred_at)
        is_at_once = change.recorded_at is change.occurred_at
        rows.append(
            (
                position,
                change.status._value_,
                occurred_at,
                occurred_at if is_at_once else to_micros(change.recorded_at),
                change.decided_by,
                change.recorded_by,
                None if change.reason is None else change.reason._value_,
                None if change.outcome is None else change.outcome._value_,
            )
        )
    return tuple(rows)


def quoted(columns: Sequence[str]) -> str:
    """Columns for a statement; one of them (``trigger``) is a word of SQL."""
    return ", ".join(f'"{column}"' for column in columns)


def made(kind: type[T], values: Mapping[str, object]) -> T:
    """The dataclass with these values, which it checks itself."""
    return kind(**values)


def decoder(kind: type[T], columns: Sequence[str]) -> Callable[[Row], dict[str, object]]:
    """What turns a row into keyword arguments of a dataclass, by the dataclass's type hints."""
    hints = typing.get_type_hints(kind)
    steps = [(column, _conversion(hints[column], column)) for column in columns]

    def decode(row: Row) -> dict[str, object]:
        return {
            column: None if value is None else convert(value)
            for (column, convert), value in zip(steps, row, strict=True)
        }

    return decode


def _conversion(hint: object, column: str) -> _Convert:
    parts = [part for part in typing.get_args(hint) if part is not type(None)] or [hint]
    if typing.get_origin(hint) is tuple:
        return _split(" " if column == "recipient_ids" else ",")
    if parts[0] is datetime:
        return from_micros
    if parts[0] is date:
        return date.fromisoformat
    if isinstance(parts[0], type) and issubclass(parts[0], StrEnum):
        return parts[0]
    return str


def _split(separator: str) -> _Convert:
    return lambda text: tuple(text.split(separator)) if text else ()
