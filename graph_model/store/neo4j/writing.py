"""A batch written into an open transaction that holds the lock; nothing here commits."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_model.domain.records import RecordKind, Reference
from graph_model.errors import BrokenReferenceError
from graph_model.store.neo4j import statements
from graph_model.store.neo4j.connection import Run
from graph_model.store.neo4j.drawing import ENDS, LABELS, LINES, MENTIONS, TYPES
from graph_model.store.neo4j.planning import PARTIES, Draft, Held, Plan, Wanted
from graph_model.store.neo4j.records import Properties, stored, targets

_CHUNK = 5_000
_KIND_OF_LABEL = {label: kind for kind, label in LABELS.items()}
_KIND_OF_TYPE = {type_: kind for kind, type_ in TYPES.items()}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the database says of a batch's records before it: held, known by id, tombstones."""

    held: dict[Reference, Held]
    there: set[Reference]
    buried: set[Reference]


def write(run: Run, changes: Sequence[Wanted], *, revision: int) -> int:
    """Write one batch, the revision and tombstones with it; returns the revision after it.

    Raises
    ------
    RevisionConflictError, UnknownRecordError, BrokenReferenceError
        As the port says.
    """
    seen = look(run, changes)
    draft = Draft(seen.held, there=seen.there, revision=revision)
    draft.add(changes)
    write_plan(run, draft.plan(), seen=seen)
    if draft.revision != revision:
        run.do(statements.ADVANCE, revision=draft.revision, token=run.token, calls=[])
    return draft.revision


def write_plan(run: Run, made: Plan, *, seen: Seen) -> None:
    """Write what batches come down to; the revision is not advanced by it.

    Raises
    ------
    BrokenReferenceError
        If something deleted is still referred to.
    """
    _Writer(run, made, seen=seen).write()


def look(run: Run, changes: Sequence[Wanted]) -> Seen:
    """Read all that a batch depends on, in as few questions as possible."""
    seen = Seen({}, set(), set())
    names = {one.name for one in changes}
    needed = {reference for one in changes for choice in one.needs for reference in choice}
    for part in _parts(sorted(names), sorted(needed - names)):
        _look(run, part, seen=seen)
    seen.there.update(seen.held)
    return seen


Part = tuple[list[Reference], list[Reference]]


def _parts(names: list[Reference], there: list[Reference]) -> Iterator[Part]:
    for start in range(0, max(len(names), len(there)), _CHUNK):
        yield names[start : start + _CHUNK], there[start : start + _CHUNK]


def _look(run: Run, part: Part, *, seen: Seen) -> None:
    names, there = _by_kind(part[0]), _by_kind(part[1])
    parameters: dict[str, object] = {str(kind): ids for kind, ids in names.items()}
    parameters |= {f"{kind}_there": ids for kind, ids in there.items()}
    question = statements.look(tuple(names), tuple(there))
    for kind, record_id, found in run.rows(question, **parameters):
        name = (RecordKind(str(kind)), str(record_id))
        if isinstance(found, dict):
            seen.held[name] = stored(found)
        elif found == statements.BURIED:
            seen.buried.add(name)
        else:
            seen.there.add(name)


def _by_kind(names: Sequence[Reference]) -> dict[RecordKind, list[str]]:
    found: dict[RecordKind, list[str]] = defaultdict(list)
    for kind, record_id in names:
        found[kind].append(record_id)
    return found


def chunks(rows: Sequence[object]) -> Iterator[Sequence[object]]:
    """Parts of a long list that one statement takes."""
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]


class _Writer:
    """Brings the database from what was seen to what is planned.

    First what goes between records, then nodes, then what comes between them, last the nodes that
    go: whatever is still tied to one of those needs it.
    """

    def __init__(self, run: Run, made: Plan, *, seen: Seen) -> None:
        self._run = run
        self._made = made
        self._seen = seen
        self._created = _of_kinds(made.created)
        self._updated = _of_kinds(made.updated)
        self._gone = _by_kind(made.gone)

    def write(self) -> None:
        """All of it, in an order in which nothing is missing when it is needed."""
        self._delete_ties()
        for kind in LABELS:
            self._write_nodes(kind)
        for kind in LABELS:
            self._draw(kind)
        for kind in TYPES:
            self._write_ties(kind)
        for kind in LABELS:
            if LINES[kind]:
                self._ids(statements.erase_lines(kind), self._gone.get(kind, []))
        for kind in RecordKind:
            if self._gone.get(kind):
                self._refuse_if_needed(kind, self._gone[kind])
        for kind in LABELS:
            self._ids(statements.delete_nodes(kind), self._gone.get(kind, []))
        self._bury()

    def _rows(self, statement: str, rows: Sequence[object]) -> None:
        for part in chunks(rows):
            self._run.do(statement, rows=part)

    def _ids(self, statement: str, ids: Sequence[str]) -> None:
        for part in chunks(ids):
            self._run.do(statement, ids=part)

    def _delete_ties(self) -> None:
        for kind in TYPES:
            moved = [
                name[1]
                for name, (_, after) in self._updated[kind].items()
                if _ends(kind, after) != _ends(kind, self._made.before[name][1])
            ]
            self._ids(statements.delete_ties(kind), [*self._gone.get(kind, []), *moved])

    def _write_nodes(self, kind: RecordKind) -> None:
        created, updated = self._created[kind], self._updated[kind]
        self._rows(statements.create_nodes(kind), [_row(held) for held in created.values()])
        self._rows(statements.update_nodes(kind), [_row(held) for held in updated.values()])
        if kind is RecordKind.ACTOR:
            self._rows(
                statements.LABEL_ACTORS,
                [
                    {"id": name[1], "kind": after["kind"]}
                    for name, (_, after) in (created | updated).items()
                    if name in created or self._made.before[name][1]["kind"] != after["kind"]
                ],
            )

    def _draw(self, kind: RecordKind) -> None:
        new = [
            {"id": name[1], "add": add}
            for name, (_, after) in self._created[kind].items()
            if any(add := _told(kind, _gained(kind, before={}, after=after)))
        ]
        self._rows(statements.draw(kind), new)
        changed = []
        for name, (_, after) in self._updated[kind].items():
            before = self._made.before[name][1]
            add = _told(kind, _gained(kind, before=before, after=after))
            drop = [[*lost] for lost in _gained(kind, before=after, after=before)]
            if any(add) or any(drop):
                changed.append({"id": name[1], "add": add, "drop": drop})
        self._rows(statements.redraw(kind), changed)

    def _write_ties(self, kind: RecordKind) -> None:
        fresh: dict[tuple[RecordKind, RecordKind], list[object]] = defaultdict(list)
        kept: list[object] = []
        for name, held in (self._created[kind] | self._updated[kind]).items():
            start, end = _ends(kind, held[1])
            before = self._made.before.get(name)
            if before is not None and _ends(kind, before[1]) == (start, end):
                kept.append(_row(held))
            else:
                fresh[self._party(kind, start), self._party(kind, end)].append(_row(held))
        for (start_kind, end_kind), rows in fresh.items():
            self._rows(statements.create_ties(kind, start=start_kind, end=end_kind), rows)
        self._rows(statements.update_ties(kind), kept)

    def _party(self, kind: RecordKind, record_id: str) -> RecordKind:
        """Which of an actor and a tenant of one id an end is drawn to."""
        if kind is not RecordKind.CONTACT:
            return RecordKind.ACTOR
        return next(party for party in PARTIES if self._will_be((party, record_id)))

    def _will_be(self, name: Reference) -> bool:
        if name in self._made.created or name in self._made.updated:
            return True
        return name in self._seen.there and name not in self._made.tombstones

    def _refuse_if_needed(self, kind: RecordKind, ids: Sequence[str]) -> None:
        if kind in PARTIES:
            (heir,) = (party for party in PARTIES if party is not kind)
            staying = [one for one in ids if one not in set(self._gone.get(heir, []))]
            for statement in statements.move_contacts(kind, heir):
                self._ids(statement, staying)
        for part in chunks(ids):
            self._refuse_if_tied(kind, part)
            for by_kind, fields in MENTIONS.items():
                for name, target in fields.items():
                    if target is kind:
                        question = statements.still_mentioned(by_kind, name)
                        found = self._run.one(question, ids=part)
                        if found is not None:
                            raise _in_use(kind, found[0], by_kind=by_kind, by_id=found[1])

    def _refuse_if_tied(self, kind: RecordKind, ids: Sequence[object]) -> None:
        if kind not in LABELS:
            return
        found = self._run.one(statements.still_tied(kind), ids=ids)
        if found is not None:
            missing, type_, by_id, labels = found
            by_kind = _KIND_OF_TYPE.get(str(type_)) or _kind_of_labels(labels)
            raise _in_use(kind, missing, by_kind=by_kind, by_id=by_id)

    def _bury(self) -> None:
        there_again = [name for name in self._made.created if name in self._seen.buried]
        self._rows(statements.UNBURY, [_named(name) for name in there_again])
        self._rows(
            statements.BURY,
            [{**_named(name), "revision": at} for name, at in self._made.tombstones.items()],
        )


def _of_kinds(written: Mapping[Reference, Held]) -> dict[RecordKind, dict[Reference, Held]]:
    found: dict[RecordKind, dict[Reference, Held]] = defaultdict(dict)
    for name, held in written.items():
        found[name[0]][name] = held
    return found


def _row(held: Held) -> dict[str, object]:
    return {**held[1], "revision": held[0]}


def _named(name: Reference) -> dict[str, object]:
    return {"kind": str(name[0]), "id": name[1]}


def _ends(kind: RecordKind, properties: Properties) -> tuple[str, str]:
    start, end = ENDS[kind]
    return str(properties[start]), str(properties[end])


def _gained(kind: RecordKind, *, before: Properties, after: Properties) -> list[dict[str, Any]]:
    """By place of the line, what a node leads to afterwards and did not before, or not so."""
    found = []
    for line in LINES[kind]:
        old = targets(before, line.field, carries=line.carries)
        new = targets(after, line.field, carries=line.carries)
        found.append({one: says for one, says in new.items() if old.get(one) != says})
    return found


def _told(kind: RecordKind, gained: Sequence[dict[str, Any]]) -> list[list[object]]:
    """The same as statements take it."""
    return [
        [*new] if line.carries is None else [[*one] for one in new.items()]
        for line, new in zip(LINES[kind], gained, strict=True)
    ]


def _kind_of_labels(labels: object) -> RecordKind:
    found = labels if isinstance(labels, list) else []
    return next(kind for label, kind in _KIND_OF_LABEL.items() if label in found)


def _in_use(
    kind: RecordKind, record_id: object, *, by_kind: RecordKind, by_id: object
) -> BrokenReferenceError:
    return BrokenReferenceError(kind=by_kind, record_id=by_id, reference=f"{kind} {record_id}")
