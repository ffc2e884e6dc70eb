"""What a batch comes down to, worked out before anything is written: no server in here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from graph_model.domain.contacts import Contact
from graph_model.domain.records import (
    Record,
    RecordKind,
    Reference,
    contact_parties,
    kind_of,
    references,
)
from graph_model.errors import BrokenReferenceError, RevisionConflictError, UnknownRecordError
from graph_model.store.neo4j.records import Properties, encode
from graph_model.store.port import Change, Delete, Expect, Put

Held = tuple[int, Properties]
"""Revision and properties of a record as it lies in the database."""

PARTIES = (RecordKind.ACTOR, RecordKind.TENANT)
"""Kinds that either end of a contact may be of, the first one preferred."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change made ready; the name of its record, and for ``Put`` properties and what it needs.

    Of each inner tuple of ``needs`` one record is enough.
    """

    change: Change
    name: Reference
    properties: Properties | None = None
    needs: tuple[tuple[Reference, ...], ...] = ()


def wanted(change: Change) -> Wanted:
    """Make one change ready; needs no server, so that it can be done before the turn to write."""
    if isinstance(change, Put):
        name = (kind_of(change.record), change.record.id)
        return Wanted(change, name, encode(change.record), _needs(change.record))
    return Wanted(change, (change.kind, change.record_id))


def _needs(record: Record) -> tuple[tuple[Reference, ...], ...]:
    found = [(reference,) for reference in references(record)]
    if isinstance(record, Contact):
        return (
            *found,
            *(tuple((kind, end) for kind in PARTIES) for end in contact_parties(record)),
        )
    return tuple(found)


@dataclass(slots=True)
class Plan:
    """The difference that a batch makes, record by record, and the revision after it.

    ``created`` and ``updated`` hold revision and properties to be there, ``before`` what was.
    """

    revision: int
    created: dict[Reference, Held] = field(default_factory=dict)
    updated: dict[Reference, Held] = field(default_factory=dict)
    before: dict[Reference, Held] = field(default_factory=dict)
    gone: list[Reference] = field(default_factory=list)
    tombstones: dict[Reference, int] = field(default_factory=dict)


class Draft:
    """Batches played through one after the other, before any of them is written.

    Parameters
    ----------
    held
        Revision and properties of the records that the batches name, as the database has them.
    there
        Those of the records referred to that are in the database.
    revision
        The store's, before the first batch.
    """

    def __init__(
        self, held: Mapping[Reference, Held], *, there: AbstractSet[Reference], revision: int
    ) -> None:
        self._held = held
        self._there = there
        self._now: dict[Reference, Held | None] = {}
        self._stamps: dict[Reference, int] = {}
        self.revision = revision

    def add(self, changes: Sequence[Wanted]) -> None:
        """Play one batch through; a refused one leaves the draft as it was.

        Raises
        ------
        RevisionConflictError, UnknownRecordError, BrokenReferenceError
            As the port says.
        """
        now: dict[Reference, Held | None] = {}
        stamps: dict[Reference, int] = {}
        revision = self.revision
        for one in changes:
            found = now[one.name] if one.name in now else self._found(one.name)
            _check_expected(one, 0 if found is None else found[0])
            if isinstance(one.change, Expect):
                continue
            if isinstance(one.change, Delete) and found is None:
                raise UnknownRecordError(kind=one.name[0], record_id=one.name[1])
            if found is not None and one.properties is not None and found[1] == one.properties:
                continue
            revision += 1
            stamps[one.name] = revision
            now[one.name] = None if one.properties is None else (revision, one.properties)
        self._check_needed(changes, now)
        self._now |= now
        self._stamps |= stamps
        self.revision = revision

    def plan(self) -> Plan:
        """What all batches together come down to."""
        made = Plan(self.revision)
        for name, stamp in self._stamps.items():
            _note(made, name, after=self._now[name], held=self._held.get(name), stamp=stamp)
        return made

    def _found(self, name: Reference) -> Held | None:
        return self._now[name] if name in self._now else self._held.get(name)

    def _check_needed(
        self, changes: Sequence[Wanted], now: Mapping[Reference, Held | None]
    ) -> None:
        """Refuse a batch whose records refer to what will not be there.

        The error names the first record missing, by kind and id, and who refers to it.
        """
        missing: dict[tuple[str, str], list[Reference]] = defaultdict(list)
        last = {one.name: one for one in changes if not isinstance(one.change, Expect)}
        for name, change in last.items():
            for choice in change.needs:
                if not any(self._will_be(one, now) for one in choice):
                    kind = choice[0][0] if len(choice) == 1 else "actor or tenant"
                    missing[str(kind), choice[0][1]].append(name)
        for (kind, record_id), users in sorted(missing.items()):
            by_kind, by_id = min(users)
            reference = f"{kind} {record_id}"
            raise BrokenReferenceError(kind=by_kind, record_id=by_id, reference=reference)

    def _will_be(self, name: Reference, now: Mapping[Reference, Held | None]) -> bool:
        for known in (now, self._now):
            if name in known:
                return known[name] is not None
        return name in self._held or name in self._there


def _note(
    made: Plan, name: Reference, *, after: Held | None, held: Held | None, stamp: int
) -> None:
    if held is not None:
        made.before[name] = held
    if after is None:
        made.tombstones[name] = stamp
        if held is not None:
            made.gone.append(name)
    elif held is None:
        made.created[name] = after
    else:
        made.updated[name] = after


def _check_expected(one: Wanted, found: int) -> None:
    change = one.change
    expected = change.revision if isinstance(change, Expect) else change.expected
    if expected is not None and expected != found:
        kind, record_id = one.name
        raise RevisionConflictError(kind=kind, record_id=record_id, expected=expected, found=found)
