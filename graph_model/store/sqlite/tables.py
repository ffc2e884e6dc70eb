"""Which table keeps which kind, how a record becomes its row, and what a list can filter by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import MappingProxyType

from graph_model.domain.access_keys import AccessKey
from graph_model.domain.actors import Actor, Tenant
from graph_model.domain.amendments import Amendment
from graph_model.domain.areas import Area
from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.needs import Need
from graph_model.domain.records import RECORD_TYPES, Record, RecordKind
from graph_model.domain.referrals import Referral, StatusChange
from graph_model.domain.searches import UnmetSearch
from graph_model.domain.services import Service
from graph_model.errors import InvalidValueError, RuleError, StoreDamagedError
from graph_model.store.codec import from_json, to_json
from graph_model.store.port import ROW_COLUMNS, RowKind
from graph_model.store.sqlite.rows import (
    CONSENT_COLUMNS,
    STEP_COLUMNS,
    Row,
    chain_row,
    consent_row,
    contact_row,
    decoder,
    made,
    quoted,
    referral_row,
    step_rows,
    tenant_row,
)

PARTY = "party"
"""In the place of a table's name: an actor or a tenant."""

LIST_COLUMN = "recipient_ids"
"""The one column that refers to several records, ids with spaces between them."""

Facet = tuple[str, str]
"""Name of a filter (as in ``Filter``) and a value under which the record is found."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """One kind's table.

    ``columns`` come after ``key`` and ``revision``, the first is the id. ``refers`` names columns
    that hold the id of another record, ``parties`` those that hold an actor's or a tenant's.
    ``in_body`` says that the fields lie in a JSON body, with facets and links beside it.
    """

    kind: RecordKind
    columns: tuple[str, ...]
    encode: Callable[..., Row]
    decode_row: Callable[[Row, tuple[Row, ...]], Record]
    refers: Mapping[str, RecordKind] = field(default_factory=dict)
    parties: tuple[str, ...] = ()
    in_body: bool = False

    @cached_property
    def name(self) -> str:
        """The table's name, which is the kind's."""
        return str.__str__(self.kind)

    @cached_property
    def has_history(self) -> bool:
        """Whether rows of ``referral_status`` belong to it."""
        return self.kind is RecordKind.REFERRAL

    @cached_property
    def select(self) -> str:
        """Statement for key, revision and columns, up to its condition."""
        return f"SELECT key, revision, {quoted(self.columns)} FROM {self.name} WHERE "

    @cached_property
    def insert(self) -> str:
        """Statement that takes key, revision and columns."""
        marks = ", ".join("?" * (len(self.columns) + 2))
        return f"INSERT INTO {self.name} (key, revision, {quoted(self.columns)}) VALUES ({marks})"

    @cached_property
    def reference_columns(self) -> tuple[tuple[int, str], ...]:
        """Places in a row that hold ids, each with the name of the table, or ``PARTY``."""
        named = [(column, str.__str__(kind)) for column, kind in self.refers.items()]
        named += [(column, PARTY) for column in self.parties]
        return tuple((self.columns.index(column), target) for column, target in named)

    def decode(self, row: Row, steps: tuple[Row, ...] = ()) -> Record:
        """The record of a row and, for a referral, of its steps in order.

        Raises
        ------
        StoreDamagedError
            If what is stored breaks a rule that no record may break.
        """
        try:
            return self.decode_row(row, steps)
        except (InvalidValueError, RuleError, ValueError) as error:
            raise StoreDamagedError(problem=f"{self.kind} {row[0]}") from error


def _of_columns(record_type: type[Record], columns: tuple[str, ...]) -> Callable[..., Record]:
    values = decoder(record_type, columns)
    return lambda row, _steps: made(record_type, values(row))


def _of_body(record_type: type[Record], *, kept: int) -> Callable[..., Record]:
    @lru_cache(maxsize=kept)
    def value(body: str) -> Record:
        # The same text is the same value, and nobody can change a value.
        return from_json(record_type, body)

    return lambda row, _steps: value(str(row[2]))


def _referral_decoder() -> Callable[..., Record]:
    values = decoder(Referral, ROW_COLUMNS[RowKind.REFERRAL])
    step_values = decoder(StatusChange, STEP_COLUMNS[1:])

    def decode(row: Row, steps: tuple[Row, ...]) -> Record:
        history = tuple(made(StatusChange, step_values(step[1:])) for step in steps)
        return made(Referral, {**values(row[:-1]), "history": history})

    return decode


def steps_of(record: Record) -> tuple[Row, ...]:
    """Rows of a referral's history; nothing for other kinds."""
    return step_rows(record) if isinstance(record, Referral) else ()


def _label(record: Record) -> str:
    """What a text filter looks through."""
    match record:
        case Area() | Actor() | Service():
            return record.name.casefold()
        case Need():
            return f"{record.label_de}\n{record.label_en}".casefold()
        case _:
            return ""


def _body_row(record: Record) -> Row:
    return record.id, _label(record), to_json(record)


def facets_of(record: Record) -> tuple[Facet, ...]:
    """Under which values of which filters a record with a body is found."""
    found: list[tuple[str, str | None]] = []
    match record:
        case Area():
            found = [("parent_id", record.parent_id)]
        case Need():
            found = [("parent_id", record.parent_code)]
        case Actor():
            found = [
                ("actor_kind", str.__str__(record.kind)),
                ("cooperative", record.cooperative_id),
                ("area_ids", record.area_id),
            ]
        case Service():
            found = [("actor_id", record.actor_id)]
            found += [("need_code", code) for code in record.need_codes]
            found += [("area_ids", area_id) for area_id in record.area_ids]
        case UnmetSearch():
            found = [
                ("need_code", record.need_code),
                ("area_ids", record.area_id),
                ("cooperative", record.cooperative_id),
            ]
        case AccessKey():
            found = [("cooperative", record.cooperative_id), ("digest", record.digest)]
        case Amendment():
            found = [("actor_id", record.actor_id)]
    return tuple((name, value) for name, value in found if value is not None)


def _with_body(kind: RecordKind, *, kept: int = 8192) -> Table:
    return Table(
        kind=kind,
        columns=("id", "label", "body"),
        encode=_body_row,
        decode_row=_of_body(RECORD_TYPES[kind], kept=kept),
        in_body=True,
    )


_K = RecordKind

TABLES: Mapping[RecordKind, Table] = MappingProxyType(
    {
        _K.AREA: _with_body(_K.AREA),
        _K.NEED: _with_body(_K.NEED),
        _K.ACTOR: _with_body(_K.ACTOR),
        _K.TENANT: Table(
            kind=_K.TENANT,
            columns=ROW_COLUMNS[RowKind.TENANT],
            encode=tenant_row,
            decode_row=_of_columns(Tenant, ROW_COLUMNS[RowKind.TENANT]),
            refers={"cooperative_id": _K.ACTOR, "area_id": _K.AREA},
        ),
        _K.SERVICE: _with_body(_K.SERVICE),
        _K.COOPERATION: _with_body(_K.COOPERATION),
        _K.CHAIN: Table(
            kind=_K.CHAIN,
            columns=ROW_COLUMNS[RowKind.CHAIN],
            encode=chain_row,
            decode_row=_of_columns(HelpChain, ROW_COLUMNS[RowKind.CHAIN]),
            refers={
                "tenant_id": _K.TENANT,
                "cooperative_id": _K.ACTOR,
                "area_id": _K.AREA,
                "opened_by": _K.ACTOR,
            },
        ),
        _K.CONSENT: Table(
            kind=_K.CONSENT,
            columns=CONSENT_COLUMNS,
            encode=consent_row,
            decode_row=_of_columns(Consent, CONSENT_COLUMNS),
            refers={"tenant_id": _K.TENANT, "recipient_ids": _K.ACTOR},
        ),
        _K.CONTACT: Table(
            kind=_K.CONTACT,
            columns=ROW_COLUMNS[RowKind.CONTACT],
            encode=contact_row,
            decode_row=_of_columns(Contact, ROW_COLUMNS[RowKind.CONTACT]),
            refers={"need_code": _K.NEED, "chain_id": _K.CHAIN},
            parties=("from_id", "to_id"),
        ),
        _K.REFERRAL: Table(
            kind=_K.REFERRAL,
            columns=(*ROW_COLUMNS[RowKind.REFERRAL], "status"),
            encode=referral_row,
            decode_row=_referral_decoder(),
            refers={
                "chain_id": _K.CHAIN,
                "tenant_id": _K.TENANT,
                "sender_id": _K.ACTOR,
                "recipient_id": _K.ACTOR,
                "service_id": _K.SERVICE,
                "need_code": _K.NEED,
                "previous_id": _K.REFERRAL,
                "parent_id": _K.REFERRAL,
            },
        ),
        _K.UNMET_SEARCH: _with_body(_K.UNMET_SEARCH),
        _K.ACCESS_KEY: _with_body(_K.ACCESS_KEY),
        _K.HOUSE_CHOICES: _with_body(_K.HOUSE_CHOICES),
        _K.IMPORT_BATCH: _with_body(_K.IMPORT_BATCH),
        # Asked for seldom, and long: not worth keeping.
        _K.AMENDMENT: _with_body(_K.AMENDMENT, kept=16),
    }
)
"""All tables, in the order of ``RecordKind``."""
