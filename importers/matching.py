"""Which record in the store a row means: new, changed, or there already, exactly so."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from graph_model.domain.areas import Area
from graph_model.domain.contacts import Contact
from graph_model.domain.needs import standard_needs
from graph_model.domain.records import RECORD_TYPES, Record, RecordKind, Reference
from graph_model.domain.referrals import Referral
from graph_model.domain.searches import UnmetSearch
from graph_model.domain.services import Service
from graph_model.store.port import EntryBatch, GraphStore, erased_mark
from importers.area_keys import with_parent
from importers.rows import Gathered, Progress

_AT_ONCE = 1000


class Stored:
    """What the store held when the import was planned.

    ``revision`` is taken first: whatever is read later may be newer, and then the store refuses the
    plan because it expects that revision.
    """

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self.revision = store.revision()

    def find(self, kind: RecordKind, ids: Iterable[str]) -> dict[str, Record]:
        """Those of the ids that exist, with their records."""
        if self.revision == 0:
            return {}
        found: dict[str, Record] = {}
        waiting = iter(ids)
        record_type = RECORD_TYPES[kind]
        while chunk := list(islice(waiting, _AT_ONCE)):
            several = self.store.get_many(record_type, chunk)
            found.update((record_id, known.record) for record_id, known in several.items())
        return found

    def erased(self, tenant_ids: Iterable[str]) -> set[str]:
        """Those of the tenants that were erased from the store on request."""
        marks = {erased_mark(tenant_id): tenant_id for tenant_id in tenant_ids}
        if self.revision == 0 or not marks:
            return set()
        found: set[str] = set()
        for item in self.store.read_since(0, kinds=(RecordKind.TENANT,)):
            # Tombstones come before all rows.
            if not isinstance(item, EntryBatch):
                break
            found.update(
                marks[entry.record_id] for entry in item.entries if entry.record_id in marks
            )
        return found


@dataclass(slots=True, kw_only=True)
class Matched:
    """Records to be written, by kind and id, and how many need not be; ``before`` is what was."""

    created: dict[RecordKind, dict[str, Record]] = field(default_factory=dict)
    changed: dict[RecordKind, dict[str, Record]] = field(default_factory=dict)
    unchanged: dict[RecordKind, int] = field(default_factory=dict)
    before: dict[Reference, Record] = field(default_factory=dict)

    def live(self, kind: RecordKind) -> dict[str, Record]:
        """Records of a kind that would be written, new and changed."""
        if not self.changed[kind]:
            return self.created[kind]
        return {**self.created[kind], **self.changed[kind]}

    def drop(self, kind: RecordKind, record_id: str) -> None:
        """Leave a record out because it turned out bad."""
        self.created[kind].pop(record_id, None)
        self.changed[kind].pop(record_id, None)
        self.before.pop((kind, record_id), None)


def match(gathered: Gathered, stored: Stored, *, progress: Progress) -> Matched:
    """Compare every record with the store.

    Areas whose parent was guessed from their key get the first candidate that is known; needs of
    the shipped list that rows use and nobody has yet are brought along.
    """
    _settle_parents(gathered, stored)
    _bring_needs(gathered, stored)
    matched = Matched()
    total = sum(len(records) for records in gathered.records.values())
    done = 0
    for kind in RecordKind:
        records = gathered.records[kind]
        _match_kind(kind, gathered, stored=stored, matched=matched)
        done += len(records)
        progress("match", done=done, total=total)
    return matched


def _match_kind(kind: RecordKind, gathered: Gathered, *, stored: Stored, matched: Matched) -> None:
    created: dict[str, Record] = {}
    changed: dict[str, Record] = {}
    waiting = iter(gathered.records[kind].items())
    while chunk := dict(islice(waiting, _AT_ONCE)):
        known = stored.find(kind, chunk)
        for record_id, record in chunk.items():
            before = known.get(record_id)
            if before is None:
                created[record_id] = record
            elif before != record and (kind, record_id) not in gathered.optional:
                changed[record_id] = record
                matched.before[kind, record_id] = before
    matched.created[kind] = created
    matched.changed[kind] = changed
    matched.unchanged[kind] = len(gathered.records[kind]) - len(created) - len(changed)


def _settle_parents(gathered: Gathered, stored: Stored) -> None:
    areas = gathered.records[RecordKind.AREA]
    candidates = {key for keys in gathered.guessed_parents.values() for key in keys}
    known = stored.find(RecordKind.AREA, sorted(candidates - areas.keys())).keys() | areas.keys()
    for area_id, keys in gathered.guessed_parents.items():
        area = areas.get(area_id)
        parent = next((key for key in keys if key in known), None)
        if isinstance(area, Area):
            areas[area_id] = with_parent(area, parent)


def _bring_needs(gathered: Gathered, stored: Stored) -> None:
    missing = needs_used(gathered) - gathered.records[RecordKind.NEED].keys()
    shipped = {need.code: need for need in standard_needs()}
    wanted = missing & shipped.keys()
    wanted |= {shipped[code].parent_code or code for code in wanted}
    wanted -= stored.find(RecordKind.NEED, sorted(wanted)).keys()
    gathered.bring_along((shipped[code] for code in sorted(wanted)), 0)


def needs_used(gathered: Gathered) -> set[str]:
    """Codes of all needs that rows refer to."""
    found: set[str] = set()
    for kind in (
        RecordKind.SERVICE,
        RecordKind.CONTACT,
        RecordKind.REFERRAL,
        RecordKind.UNMET_SEARCH,
    ):
        for record in gathered.records[kind].values():
            match record:
                case Referral() | UnmetSearch():
                    found.add(record.need_code)
                case Contact(need_code=str(code)):
                    found.add(code)
                case Service():
                    found.update(record.need_codes)
                case _:
                    pass
    return found
