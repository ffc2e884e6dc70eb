"""Taking an import back: all that it did, in one batch, or nothing and the reason why."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from graph_model.domain.actors import Actor, Tenant
from graph_model.domain.amendments import Amended, Amendment, ImportBatch
from graph_model.domain.areas import Area
from graph_model.domain.needs import Need
from graph_model.domain.records import RECORD_TYPES, Record, RecordKind, kind_of
from graph_model.domain.services import Service
from graph_model.errors import (
    BrokenReferenceError,
    RevisionConflictError,
    StoreDamagedError,
    UndoRefusedError,
    UnknownRecordError,
)
from graph_model.store.codec import from_json
from graph_model.store.port import Change, Delete, GraphStore, Put, Versioned, erased_mark
from graph_model.store.walking import every
from importers.rows import Progress, silent
from service.record_names import name_of_kind
from service.use_cases.importing import ABOUT_TENANTS, digest_of_record, undone

_NAMED = 5
_ORDER = {kind: number for number, kind in enumerate(RecordKind)}


@dataclass(frozen=True, slots=True)
class _Found:
    """What an import wrote, as it stands now; ``None`` if it is gone."""

    item: Amended
    kind: RecordKind
    now: Versioned[Record] | None

    @property
    def is_as_imported(self) -> bool:
        return self.now is not None and digest_of_record(self.now.record) == self.item.digest


def undo(
    store: GraphStore, import_id: str, *, by: str, now: datetime, progress: Progress = silent
) -> ImportBatch:
    """Take an import back; what it made goes, what it changed is again as it was.

    Raises
    ------
    UnknownRecordError
        If there is no such import.
    UndoRefusedError
        If it was taken back already, keeps no former versions, something of it was changed or
        deleted since, or something else hangs on what it made; nothing was written then.
    """
    held = store.get(ImportBatch, import_id)
    if held is None:
        raise UnknownRecordError(kind=RecordKind.IMPORT_BATCH, record_id=import_id)
    _demand_open(held.record)
    found = list(_found(store, held.record, progress=progress))
    touched = [one for one in found if not one.is_as_imported]
    if touched:
        raise _changed_since(import_id, touched)
    taken_back = undone(held.record, by=by, now=now)
    changes: list[Change] = [_back(one) for one in sorted(found, key=_latest_kind_first)]
    progress("write", done=0, total=len(changes))
    try:
        store.apply([*changes, Put(taken_back, expected=held.revision)])
    except BrokenReferenceError as error:
        raise _in_use(store, import_id, error=error) from error
    except RevisionConflictError as error:
        raise _just_changed(import_id) from error
    progress("write", done=len(changes), total=len(changes))
    return taken_back


def _demand_open(batch: ImportBatch) -> None:
    if batch.undone_at is not None:
        raise UndoRefusedError(
            import_id=batch.id,
            problem_de="sie wurde schon zurückgenommen",
            problem_en="it was taken back already",
        )
    if batch.parts == 0:
        raise UndoRefusedError(
            import_id=batch.id,
            problem_de=(
                "sie hat Einträge über Mieterinnen und Mieter geändert, und davon wird zu deren "
                "Schutz keine frühere Fassung aufbewahrt"
            ),
            problem_en=(
                "it changed entries about tenants, and for their protection no former version of "
                "those is kept"
            ),
        )


def _found(store: GraphStore, batch: ImportBatch, *, progress: Progress) -> Iterator[_Found]:
    total = sum(one.created + one.changed for one in batch.counts)
    done = 0
    tenants: dict[str, str] | None = None
    for part_id in batch.part_ids():
        part = store.get(Amendment, part_id)
        if part is None:
            raise StoreDamagedError(problem=f"{RecordKind.AMENDMENT} {part_id}")
        if tenants is None and any(one.kind == RecordKind.TENANT for one in part.record.items):
            tenants = _tenants_by_mark(store)
        names = {
            one: (RecordKind(one.kind), (tenants or {}).get(one.name, one.name))
            for one in part.record.items
        }
        held = store.find(list(names.values()))
        for item, name in names.items():
            yield _Found(item, name[0], held.get(name))
        done += len(names)
        progress("match", done=done, total=total)


def _tenants_by_mark(store: GraphStore) -> dict[str, str]:
    return {erased_mark(item.record.id): item.record.id for item in every(store, Tenant)}


def _latest_kind_first(one: _Found) -> int:
    return -_ORDER[one.kind]


def _back(one: _Found) -> Change:
    if one.now is None:
        raise AssertionError("what is gone was refused before")
    if one.item.before is None:
        return Delete(one.kind, one.now.record.id, expected=one.now.revision)
    return Put(from_json(RECORD_TYPES[one.kind], one.item.before), expected=one.now.revision)


def _changed_since(import_id: str, touched: list[_Found]) -> UndoRefusedError:
    named = list(islice((_name(one) for one in touched if one.kind not in ABOUT_TENANTS), _NAMED))
    by_kind = Counter(one.kind for one in touched)
    german, english = (
        ", ".join(f"{name_of_kind(kind, language)}: {n}" for kind, n in by_kind.items())
        for language in ("de", "en")
    )
    names = f"; {', '.join(named)}" if named else ""
    return UndoRefusedError(
        import_id=import_id,
        problem_de=f"seither wurde davon etwas geändert oder gelöscht ({german}{names})",
        problem_en=f"some of it was changed or deleted since ({english}{names})",
    )


def _name(one: _Found) -> str:
    return one.item.name if one.now is None else _title(one.now.record)


def _title(record: Record) -> str:
    match record:
        case Actor() | Area() | Service():
            return f"„{record.name}“"
        case Need():
            return f"„{record.label_de}“"
        case _:
            return f"{kind_of(record).value} {record.id}"


def _in_use(store: GraphStore, import_id: str, *, error: BrokenReferenceError) -> UndoRefusedError:
    user = RecordKind(str(error.details["kind"]))
    named = str(error.details["reference"]).rpartition(" ")
    # The end of a contact is an actor or a tenant; a tenant is not named to anybody.
    kind = RecordKind.ACTOR if " or " in named[0] else RecordKind(named[0])
    held = None if kind in ABOUT_TENANTS else store.find([(kind, named[2])]).get((kind, named[2]))
    german, english = (
        name_of_kind(kind, language) if held is None else _title(held.record)
        for language in ("de", "en")
    )
    return UndoRefusedError(
        import_id=import_id,
        problem_de=f"{german} wird inzwischen gebraucht ({name_of_kind(user, 'de')})",
        problem_en=f"{english} is in use by now ({name_of_kind(user, 'en')})",
    )


def _just_changed(import_id: str) -> UndoRefusedError:
    return UndoRefusedError(
        import_id=import_id,
        problem_de="eben hat jemand etwas davon geändert; bitte neu laden",
        problem_en="somebody has just changed some of it; please load the page again",
    )
