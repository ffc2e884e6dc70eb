"""The columns of the SQLite store against the domain: nothing that refers is forgotten."""

from dataclasses import fields

import pytest

from graph_model.domain.contacts import Contact
from graph_model.domain.records import Record, RecordKind, contact_parties, kind_of, references
from graph_model.store.port import Filter
from graph_model.store.sqlite.lists import CONDITIONS
from graph_model.store.sqlite.rows import from_micros, to_micros
from graph_model.store.sqlite.tables import LIST_COLUMN, PARTY, TABLES, steps_of
from tests import builders as b
from tests.contract.test_apply import EVERY_KIND

# Every optional reference set, so that no column is left out of the comparison.
FULL: tuple[Record, ...] = (
    b.tenant(),
    b.chain(),
    b.consent(recipients=["p1", "o1"]),
    b.contact(need="loneliness", chain="c1"),
    b.referral("r2", service="s1", previous="r0", parent="r1", tenant="t1"),
)


@pytest.mark.parametrize("record", FULL, ids=lambda record: type(record).__name__)
def test_columns_refer_to_what_the_record_refers_to(record: Record) -> None:
    table = TABLES[kind_of(record)]
    row = table.encode(record)
    found = set()
    for index, target in table.reference_columns:
        value = str(row[index])
        ids = value.split() if table.columns[index] == LIST_COLUMN else [value]
        found |= {(target, record_id) for record_id in ids}
    expected = {(str(kind), record_id) for kind, record_id in references(record)}
    if isinstance(record, Contact):
        expected |= {(PARTY, end) for end in contact_parties(record)}
    assert found == expected


@pytest.mark.parametrize("record", EVERY_KIND, ids=lambda r: f"{type(r).__name__}-{r.id}")
def test_a_row_has_a_value_for_each_column_and_makes_the_record(record: Record) -> None:
    table = TABLES[kind_of(record)]
    row = table.encode(record)
    assert len(row) == len(table.columns)
    assert row[0] == record.id
    assert table.decode(row, steps_of(record)) == record


def test_every_kind_has_a_table_and_conditions() -> None:
    assert list(TABLES) == list(CONDITIONS) == list(RecordKind)
    names = {field.name for field in fields(Filter)}
    assert {name for conditions in CONDITIONS.values() for name in conditions} == names


def test_instants_are_microseconds_since_1970() -> None:
    # date -d 2026-01-05T08:00Z +%s gives 1767600000.
    assert to_micros(b.at("2026-01-05")) == 1_767_600_000_000_000
    for instant in (b.at("1900-01-01"), b.at("2026-01-05T08:00:00.000001"), b.at("2199-12-31")):
        assert from_micros(to_micros(instant)) == instant
