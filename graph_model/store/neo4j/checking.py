"""The integrity check: what is stored against its own rules, problems as sentences."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, groupby, islice, pairwise
from types import MappingProxyType

from graph_model.domain.chains import check_link
from graph_model.domain.consents import Consent, check_consent
from graph_model.domain.records import Record, RecordKind
from graph_model.domain.referrals import Referral
from graph_model.errors import HilfenetzError, RuleError, StoreDamagedError
from graph_model.store.neo4j import check_statements, feed_statements, schema
from graph_model.store.neo4j.connection import Row, Run
from graph_model.store.neo4j.drawing import (
    ACTOR_LABELS,
    CALL,
    ENDS,
    LABELS,
    LEDGER,
    LINES,
    MENTIONS,
    TOMBSTONE,
    TYPES,
)
from graph_model.store.neo4j.feed import store_revision
from graph_model.store.neo4j.records import Properties, decode, encode, stored, targets
from graph_model.store.port import CheckReport

MOST_PROBLEMS = 1000

_PART = 2_000

Problem = tuple[str, str]
"""The sentence in German and in English."""

Found = tuple[RecordKind, Properties]


def check(run: Run, language: str) -> CheckReport:
    """Read everything and list what contradicts itself, at most ``MOST_PROBLEMS``."""
    revision = store_revision(run)
    problems = chain(
        _schema(run), _strangers(run), _records(run), _chains(run), _positions(run, revision)
    )
    return CheckReport(
        revision=revision,
        counts=MappingProxyType({kind: _count(run, kind) for kind in RecordKind}),
        problems=tuple(
            german if language == "de" else english
            for german, english in islice(problems, MOST_PROBLEMS)
        ),
    )


def _count(run: Run, kind: RecordKind) -> int:
    found = run.one(check_statements.count(kind))
    return found[0] if found is not None and isinstance(found[0], int) else 0


def _parts(run: Run, kind: RecordKind) -> Iterator[list[Properties]]:
    after = ""
    while rows := run.rows(check_statements.part(kind), after=after, limit=_PART):
        part = [stored(row[0])[1] for row in rows if isinstance(row[0], dict)]
        yield part
        after = str(part[-1]["id"])


def _schema(run: Run) -> Iterator[Problem]:
    """Constraints and indexes that somebody took away."""
    found = {name for (name,) in run.rows(check_statements.DEFINED)}
    for name in sorted(schema.DEFINED - found):
        yield (
            f"Der Index {name} fehlt oder ist nicht bereit.",
            f"The index {name} is missing or not ready.",
        )


def _strangers(run: Run) -> Iterator[Problem]:
    """What others have put into the graph."""
    own = {*LABELS.values(), TOMBSTONE, CALL, LEDGER}
    for labels, count in run.rows(check_statements.NODES):
        if own.isdisjoint(_texts(labels)):
            name = _name(labels)
            yield (
                f"Knoten ({name}), die nicht zum Netz gehören: {count}.",
                f"Nodes ({name}) that do not belong to the network: {count}.",
            )
    for row in run.rows(check_statements.ARROWS):
        type_, start, end, count = row
        if not _is_ours(row):
            arrow = f"({_name(start)})-[{type_}]->({_name(end)})"
            yield (
                f"Beziehungen {arrow}, die nicht zum Netz gehören: {count}.",
                f"Relationships {arrow} that do not belong to the network: {count}.",
            )


def _drawable() -> frozenset[tuple[str, str, str]]:
    """Start, type and end of all that is drawn, by the labels of kinds."""
    lines = (
        (LABELS[line.target], line.type, LABELS[kind])
        if line.points_in
        else (LABELS[kind], line.type, LABELS[line.target])
        for kind in LINES
        for line in LINES[kind]
    )
    actor, tenant = LABELS[RecordKind.ACTOR], LABELS[RecordKind.TENANT]
    contacted = TYPES[RecordKind.CONTACT]
    ties = ((actor, type_, actor) for type_ in TYPES.values())
    met = ((one, contacted, other) for one in (actor, tenant) for other in (actor, tenant))
    return frozenset({*lines, *ties, *met})


_DRAWABLE = _drawable()


def _is_ours(arrow: Row) -> bool:
    type_, start, end, _ = arrow
    return any((one, type_, other) in _DRAWABLE for one in _texts(start) for other in _texts(end))


def _texts(labels: object) -> list[str]:
    return [str(label) for label in labels] if isinstance(labels, list) else []


def _name(labels: object) -> str:
    return "".join(f":{label}" for label in sorted(_texts(labels))) or "-"


def _records(run: Run) -> Iterator[Problem]:
    """Each record's own rules, and that the drawing says what the record says."""
    for kind in RecordKind:
        yield from _unfindable(run, kind)
        for part in _parts(run, kind):
            yield from _twins(kind, part)
            for properties in part:
                yield from _own_rules(kind, properties)
            if kind in LABELS:
                yield from _lines(run, kind, part=part)
            else:
                yield from _ends(run, kind, part=part)
                yield from _mentions(run, kind, part=part)


def _unfindable(run: Run, kind: RecordKind) -> Iterator[Problem]:
    """Records that are there and yet not: without a name or a place, or with a tombstone."""
    for count, first in run.rows(check_statements.astray(kind)):
        if count:
            german = f"Ohne gültige Kennung oder Stelle im Änderungsverlauf ({kind}): {count}"
            english = f"Without a valid id or position in the change feed ({kind}): {count}"
            one = "" if first is None else f" ({first})"
            yield f"{german}{one}.", f"{english}{one}."
    for (record_id,) in run.rows(check_statements.risen(kind)):
        yield (
            f"{record_id} ({kind}) ist da und gilt zugleich als gelöscht.",
            f"{record_id} ({kind}) is there and counts as deleted as well.",
        )


def _own_rules(kind: RecordKind, properties: Properties) -> Iterator[Problem]:
    name = f"{properties.get('id')} ({kind})"
    try:
        record = decode(kind, properties)
    except StoreDamagedError as error:
        german, english = _sentences(error.__cause__)
        yield f"{name}: {german}", f"{name}: {english}"
        return
    if encode(record) != properties:
        yield (
            f"{name} ist anders abgelegt, als es geschrieben würde.",
            f"{name} is stored in another way than it would be written.",
        )


def _twins(kind: RecordKind, part: Sequence[Properties]) -> Iterator[Problem]:
    ids = [str(properties["id"]) for properties in part]
    for record_id in sorted({one for one, other in pairwise(ids) if one == other}):
        yield (
            f"{record_id} ({kind}) gibt es mehrmals.",
            f"{record_id} ({kind}) is there more than once.",
        )


def _sentences(error: BaseException | None) -> Problem:
    if isinstance(error, HilfenetzError):
        return error.sentence("de"), error.sentence("en")
    return "Was abgelegt ist, passt nicht zusammen.", "What is stored does not fit together."


def _lines(run: Run, kind: RecordKind, *, part: Sequence[Properties]) -> Iterator[Problem]:
    wanted = {str(properties["id"]): properties for properties in part}
    for record_id, labels, drawn in run.rows(check_statements.drawn(kind), ids=list(wanted)):
        properties = wanted[str(record_id)]
        lines = drawn if isinstance(drawn, list) else []
        name = f"{record_id} ({kind})"
        if set(labels if isinstance(labels, list) else []) != _labels(kind, properties):
            yield (
                f"{name} trägt die falschen Labels.",
                f"{name} carries the wrong labels.",
            )
        for line, found in zip(LINES[kind], lines, strict=True):
            expected = targets(properties, line.field, carries=line.carries)
            if sorted(map(repr, found)) != sorted(repr([*one]) for one in expected.items()):
                yield (
                    f"{name}: {line.type} ist anders gezeichnet, als {line.field} sagt.",
                    f"{name}: {line.type} is drawn differently from what {line.field} says.",
                )


def _labels(kind: RecordKind, properties: Properties) -> set[str]:
    second = {ACTOR_LABELS[k] for k in ACTOR_LABELS if k == properties.get("kind")}
    return {LABELS[kind]} | (second if kind is RecordKind.ACTOR else set())


def _ends(run: Run, kind: RecordKind, *, part: Sequence[Properties]) -> Iterator[Problem]:
    wanted = {str(properties["id"]): properties for properties in part}
    start, end = ENDS[kind]
    for record_id, from_id, to_id in run.rows(check_statements.tied(kind), ids=list(wanted)):
        properties = wanted[str(record_id)]
        if (from_id, to_id) != (properties.get(start), properties.get(end)):
            yield (
                f"{record_id} ({kind}) verbindet andere, als es sagt.",
                f"{record_id} ({kind}) connects others than it says.",
            )


def _mentions(run: Run, kind: RecordKind, *, part: Sequence[Properties]) -> Iterator[Problem]:
    for field, target in MENTIONS.get(kind, {}).items():
        users = {str(p[field]): str(p["id"]) for p in reversed(part) if field in p}
        for (missing,) in run.rows(check_statements.unknown(target), ids=sorted(users)):
            by_id = users[str(missing)]
            yield (
                f"{by_id} ({kind}) verweist auf {missing} ({target}); das fehlt.",
                f"{by_id} ({kind}) refers to {missing} ({target}), which is missing.",
            )


def _chains(run: Run) -> Iterator[Problem]:
    """Each chain's referrals: their links, and consents for what was sent."""
    for part in _parts(run, RecordKind.CHAIN):
        rows = run.rows(check_statements.REFERRALS_OF_CHAINS, ids=[one["id"] for one in part])
        yield from _rules(run, [r for r in _readable(rows) if isinstance(r, Referral)])


def _readable(rows: Sequence[Sequence[object]]) -> Iterator[Record]:
    """Those that can be read; the others have been named before."""
    for (found,) in rows:
        if isinstance(found, dict):
            try:
                yield decode(RecordKind.REFERRAL, stored(found)[1])
            except StoreDamagedError:
                continue


def _rules(run: Run, referrals: Sequence[Referral]) -> Iterator[Problem]:
    consents = _consents(run, {r.tenant_id for r in referrals if r.tenant_id is not None})
    for _, of_chain in groupby(referrals, key=lambda referral: referral.chain_id):
        by_id = {referral.id: referral for referral in of_chain}
        for referral in by_id.values():
            try:
                check_link(referral, by_id)
                check_consent(referral, consents[referral.tenant_id])
            except RuleError as error:
                german, english = _sentences(error)
                yield f"{referral.id} (referral): {german}", f"{referral.id} (referral): {english}"


def _consents(run: Run, tenant_ids: set[str]) -> dict[str | None, list[Consent]]:
    consents: dict[str | None, list[Consent]] = defaultdict(list)
    for (found,) in run.rows(check_statements.CONSENTS_OF_MANY, tenants=sorted(tenant_ids)):
        if isinstance(found, dict):
            record = decode(RecordKind.CONSENT, stored(found)[1])
            if isinstance(record, Consent):
                consents[record.tenant_id].append(record)
    return consents


def _positions(run: Run, revision: int) -> Iterator[Problem]:
    seen: set[object] = set()
    last = 0
    for _, position in run.stream(
        feed_statements.positions(tuple(RecordKind)), first=-1, limit=2**62
    ):
        if position in seen:
            yield (
                f"Die Stelle {position} im Änderungsverlauf ist doppelt vergeben.",
                f"Position {position} of the change feed is taken twice.",
            )
        seen.add(position)
        last = max(last, position if isinstance(position, int) else 0)
    if last > revision:
        yield (
            f"Der Änderungsverlauf reicht bis {last}, der Stand des Speichers nicht.",
            f"The change feed reaches {last}, the store's revision does not.",
        )
