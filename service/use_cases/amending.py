"""Changes by hand to what the house shares: each with a note of who made it and what was before."""

from dataclasses import dataclass
from datetime import datetime

from graph_model.domain.amendments import Amendment, Occasion
from graph_model.domain.records import Record, kind_of
from graph_model.store.port import (
    Delete,
    Filter,
    GraphStore,
    Idempotency,
    Put,
    Versioned,
)
from graph_model.store.walking import every
from service.access import Principal
from service.use_cases.ids import new_id
from service.use_cases.importing import amended, digest_of_record

NOTHING = "0"
"""Stands for the content of what is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who changes something, when, and what lets a repeated call have its first answer."""

    principal: Principal
    now: datetime
    call: Idempotency | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why something is changed; ``actor_id`` names whose entry in the directory it is, if any."""

    occasion: Occasion
    actor_id: str | None = None


def put(
    store: GraphStore,
    record: Record,
    *,
    before: Versioned[Record] | None,
    author: Author,
    reason: Reason,
) -> None:
    """Make or replace a record; ``before`` is what it was when whoever changes it looked.

    Raises
    ------
    RevisionConflictError
        If it is another by now.
    BrokenReferenceError
        If it refers to what is not there.
    """
    expected = 0 if before is None else before.revision
    note = _note(record, digest_of_record(record), before=before, author=author, reason=reason)
    store.apply([Put(record, expected=expected), note], idempotency=author.call)


def remove(store: GraphStore, before: Versioned[Record], *, author: Author, reason: Reason) -> None:
    """Take a record away that nothing refers to.

    Raises
    ------
    RevisionConflictError
        If it is another by now.
    BrokenReferenceError
        If something refers to it.
    """
    record = before.record
    gone = Delete(kind_of(record), record.id, expected=before.revision)
    note = _note(record, NOTHING, before=before, author=author, reason=reason)
    store.apply([gone, note], idempotency=author.call)


def has_happened(store: GraphStore, author: Author) -> bool:
    """Whether the same call has come before, and need not be looked at again.

    Raises
    ------
    IdempotencyConflictError
        If its key was used for something else.
    """
    return author.call is not None and store.replay(author.call) is not None


def amendments_of(store: GraphStore, actor_id: str) -> list[Amendment]:
    """What was changed of somebody's entry by hand, the latest first."""
    found = (item.record for item in every(store, Amendment, where=Filter(actor_id=actor_id)))
    return sorted(found, key=lambda one: (one.made_at, one.id), reverse=True)


def _note(
    record: Record,
    digest: str,
    *,
    before: Versioned[Record] | None,
    author: Author,
    reason: Reason,
) -> Put:
    item = amended(record, digest, before=None if before is None else before.record)
    note = Amendment(
        id=new_id("note"),
        occasion=reason.occasion,
        made_at=author.now,
        made_by=author.principal.signature,
        actor_id=reason.actor_id,
        items=(item,),
    )
    return Put(note, expected=0)
