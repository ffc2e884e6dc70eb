"""The integrity check: what is stored against its own rules, problems as sentences."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, groupby, islice
from types import MappingProxyType

from graph_model.domain.chains import check_link
from graph_model.domain.consents import Consent, check_consent
from graph_model.domain.records import Record, RecordKind, references
from graph_model.domain.referrals import Referral
from graph_model.errors import HilfenetzError, RuleError, StoreDamagedError
from graph_model.store.port import CheckReport
from graph_model.store.sqlite.fetching import Stored, among, store_revision, where
from graph_model.store.sqlite.references import unmet
from graph_model.store.sqlite.tables import TABLES, Table, facets_of

MOST_PROBLEMS = 1000

_PART = 2_000

Problem = tuple[str, str]
"""The sentence in German and in English."""


def check(connection: sqlite3.Connection, language: str) -> CheckReport:
    """Read everything and list what contradicts itself, at most ``MOST_PROBLEMS``."""
    problems = chain(
        _file(connection),
        _records(connection),
        _chains(connection),
        _references(connection),
        _positions(connection),
    )
    return CheckReport(
        revision=store_revision(connection),
        counts=_counts(connection),
        problems=tuple(
            german if language == "de" else english
            for german, english in islice(problems, MOST_PROBLEMS)
        ),
    )


def _counts(connection: sqlite3.Connection) -> MappingProxyType[RecordKind, int]:
    return MappingProxyType(
        {
            kind: int(connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0])
            for kind, table in TABLES.items()
        }
    )


def _file(connection: sqlite3.Connection) -> Iterator[Problem]:
    for (found,) in connection.execute("PRAGMA integrity_check"):
        if found != "ok":
            yield (
                f"Die Datei ist beschädigt: {found}. Bitte die letzte Sicherung einspielen.",
                f"The file is damaged: {found}. Please restore the last backup.",
            )
    for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield (
            f"Zu einer Zeile in {table} fehlt der Eintrag in {parent}.",
            f"A row in {table} lacks its entry in {parent}.",
        )


def _records(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Every record but referrals, which are read chain by chain."""
    for table in TABLES.values():
        if table.has_history:
            continue
        for stored in _in_parts(connection, table):
            try:
                record = _read(table, stored)
            except _FoundError as found:
                yield found.problem
                continue
            if table.in_body:
                yield from _findable(connection, table, record=record)


def _in_parts(connection: sqlite3.Connection, table: Table) -> Iterator[Stored]:
    last = 0
    condition = "key > ? ORDER BY key LIMIT ?"
    while part := where(connection, table, condition=condition, parameters=(last, _PART)):
        yield from part
        last = part[-1].key


class _FoundError(Exception):
    def __init__(self, german: str, english: str) -> None:
        super().__init__(english)
        self.problem = (german, english)


def _read(table: Table, stored: Stored) -> Record:
    name = f"{stored.record_id} ({table.name})"
    try:
        record = table.decode(stored.row, stored.steps)
    except StoreDamagedError as error:
        german, english = _sentences(error.__cause__)
        raise _FoundError(f"{name}: {german}", f"{name}: {english}") from error
    if table.encode(record) != stored.row:
        raise _FoundError(
            f"{name} ist anders abgelegt, als es geschrieben würde.",
            f"{name} is stored in another way than it would be written.",
        )
    return record


def _sentences(error: BaseException | None) -> Problem:
    if isinstance(error, HilfenetzError):
        return error.sentence("de"), error.sentence("en")
    return str(error), str(error)


def _findable(connection: sqlite3.Connection, table: Table, *, record: Record) -> Iterator[Problem]:
    found = set(
        connection.execute(
            "SELECT name, value FROM facet WHERE kind = ? AND id = ?", (table.name, record.id)
        )
    )
    linked = set(
        connection.execute(
            "SELECT to_kind, to_id FROM link WHERE kind = ? AND id = ?", (table.name, record.id)
        )
    )
    if found != set(facets_of(record)) or linked != set(references(record)):
        yield (
            f"{record.id} ({table.name}) ist über Filter oder Verweise nicht richtig zu finden.",
            f"{record.id} ({table.name}) is not found properly by filters or references.",
        )


def _chains(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Each chain's referrals: their histories, their links, and consents for what was sent."""
    chain_ids = [
        chain_id
        for (chain_id,) in connection.execute("SELECT DISTINCT chain_id FROM referral ORDER BY 1")
    ]
    for start in range(0, len(chain_ids), _PART):
        comparison, value = among(chain_ids[start : start + _PART])
        found = where(
            connection,
            TABLES[RecordKind.REFERRAL],
            condition=f"chain_id {comparison} ORDER BY chain_id, id",
            parameters=(value,),
        )
        referrals: list[Referral] = []
        for stored in found:
            try:
                record = _read(TABLES[RecordKind.REFERRAL], stored)
            except _FoundError as problem:
                yield problem.problem
                continue
            if isinstance(record, Referral):
                referrals.append(record)
        yield from _rules(connection, referrals)


def _rules(connection: sqlite3.Connection, referrals: Sequence[Referral]) -> Iterator[Problem]:
    consents = _consents(connection, {r.tenant_id for r in referrals if r.tenant_id is not None})
    for _, of_chain in groupby(referrals, key=lambda referral: referral.chain_id):
        by_id = {referral.id: referral for referral in of_chain}
        for referral in by_id.values():
            try:
                check_link(referral, by_id)
                check_consent(referral, consents[referral.tenant_id])
            except RuleError as error:
                german, english = _sentences(error)
                yield f"{referral.id} (referral): {german}", f"{referral.id} (referral): {english}"


def _consents(
    connection: sqlite3.Connection, tenant_ids: set[str]
) -> dict[str | None, list[Consent]]:
    consents: dict[str | None, list[Consent]] = defaultdict(list)
    table = TABLES[RecordKind.CONSENT]
    if tenant_ids:
        comparison, value = among(tenant_ids)
        condition = f"tenant_id {comparison} ORDER BY id"
        for stored in where(connection, table, condition=condition, parameters=(value,)):
            record = table.decode(stored.row)
            if isinstance(record, Consent):
                consents[record.tenant_id].append(record)
    return consents


def _references(connection: sqlite3.Connection) -> Iterator[Problem]:
    for by_kind, by_id, kind, missing in unmet(connection):
        yield (
            f"{by_id} ({by_kind}) verweist auf {missing} ({kind}); das fehlt.",
            f"{by_id} ({by_kind}) refers to {missing} ({kind}), which is missing.",
        )


def _positions(connection: sqlite3.Connection) -> Iterator[Problem]:
    names = [*(table.name for table in TABLES.values()), "tombstone"]
    every = " UNION ALL ".join(f"SELECT revision FROM {name}" for name in names)
    twice = f"SELECT revision FROM ({every}) GROUP BY revision HAVING count(*) > 1 ORDER BY 1"
    for (revision,) in connection.execute(twice):
        yield (
            f"Die Stelle {revision} im Änderungsverlauf ist doppelt vergeben.",
            f"Position {revision} of the change feed is taken twice.",
        )
    (last,) = connection.execute(f"SELECT max(revision) FROM ({every})").fetchone()
    if (last or 0) > store_revision(connection):
        yield (
            f"Der Änderungsverlauf reicht bis {last}, der Stand des Speichers nicht.",
            f"The change feed reaches {last}, the store's revision does not.",
        )
