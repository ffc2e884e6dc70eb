"""Rules between rows: references, chains, consents, held against files and store together."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from graph_model.domain.actors import Actor
from graph_model.domain.areas import Area
from graph_model.domain.contacts import Contact
from graph_model.domain.needs import Need
from graph_model.domain.records import Record, RecordKind, Reference, contact_parties, references
from graph_model.domain.referrals import Referral
from graph_model.errors import BrokenReferenceError
from importers.chain_rules import ChainRules
from importers.matching import Matched, Stored
from importers.rows import Gathered, Progress

Complaint = Callable[[tuple[str, int]], None]
"""Reports a problem once the place of its row is known."""


class Checker:
    """Takes out of the matched records those that break a rule, and those that depend on them."""

    def __init__(self, gathered: Gathered, matched: Matched, *, stored: Stored) -> None:
        self._gathered = gathered
        self._matched = matched
        self._stored = stored
        self._areas: dict[str, bool] = {}

    def run(self, progress: Progress) -> None:
        """Check kind by kind; nothing refers to a later kind, so one pass is enough."""
        self._report_lonely_steps()
        total = sum(len(self._matched.live(kind)) for kind in RecordKind)
        done = 0
        for kind in RecordKind:
            live = self._matched.live(kind)
            done += len(live)
            self._check_references(kind, live)
            if kind in (RecordKind.AREA, RecordKind.NEED):
                self._check_circles(kind)
            if kind is RecordKind.TENANT:
                self._drop_erased()
            if kind in (RecordKind.CHAIN, RecordKind.CONSENT, RecordKind.REFERRAL):
                rules = ChainRules(self._gathered, self._matched, stored=self._stored)
                self._drop_all(kind, rules.complaints(kind))
            progress("check", done=done, total=total)

    def _drop_erased(self) -> None:
        erased = self._stored.erased(self._matched.created[RecordKind.TENANT])
        complaints = (
            (tenant_id, self._problem("erased_tenant", tenant_id)) for tenant_id in erased
        )
        self._drop_all(RecordKind.TENANT, complaints)

    def _problem(self, code: str, record_id: str) -> Complaint:
        problems = self._gathered.problems
        return lambda place: problems.add(code, place, record_id=record_id)

    def _report_lonely_steps(self) -> None:
        for referral_id, place in self._gathered.steps.left():
            is_bad = referral_id in self._gathered.bad[RecordKind.REFERRAL]
            self._gathered.problems.add(
                "depends_on_bad_row" if is_bad else "steps_without_referral",
                self._gathered.named(place),
                record_id=referral_id,
                reference=f"{RecordKind.REFERRAL} {referral_id}",
            )

    def _check_references(self, kind: RecordKind, live: dict[str, Record]) -> None:
        records = self._gathered.records
        open_ends: dict[RecordKind, defaultdict[str, list[str]]] = {}
        for record_id, record in live.items():
            for target_kind, target in references(record):
                if target not in records[target_kind]:
                    ends = open_ends.setdefault(target_kind, defaultdict(list))
                    ends[target].append(record_id)
        complaints: dict[str, Complaint] = {}
        for target_kind, ends in open_ends.items():
            known = self._stored.find(target_kind, ends)
            for target, record_ids in ends.items():
                if target not in known:
                    for record_id in record_ids:
                        complaints[record_id] = self._broken(
                            kind, record_id, target=(target_kind, target)
                        )
        if kind is RecordKind.CONTACT:
            complaints.update(self._lost_parties(live))
        self._drop_all(kind, complaints.items())

    def _lost_parties(self, live: dict[str, Record]) -> Iterator[tuple[str, Complaint]]:
        known = self._gathered.records
        actors, tenants = known[RecordKind.ACTOR], known[RecordKind.TENANT]
        open_ends: defaultdict[str, list[str]] = defaultdict(list)
        for record in live.values():
            for party in contact_parties(record) if isinstance(record, Contact) else ():
                if party not in actors and party not in tenants:
                    open_ends[party].append(record.id)
        found = {
            *self._stored.find(RecordKind.ACTOR, open_ends),
            *self._stored.find(RecordKind.TENANT, open_ends),
        }
        for party, record_ids in open_ends.items():
            if party not in found:
                is_tenant = party in self._gathered.bad[RecordKind.TENANT]
                target = (RecordKind.TENANT if is_tenant else RecordKind.ACTOR, party)
                for record_id in record_ids:
                    yield record_id, self._broken(RecordKind.CONTACT, record_id, target=target)

    def _broken(self, kind: RecordKind, record_id: str, *, target: Reference) -> Complaint:
        problems = self._gathered.problems
        target_kind, target_id = target
        reference = f"{target_kind} {target_id}"
        if target_id in self._gathered.bad[target_kind]:
            return lambda place: problems.add("depends_on_bad_row", place, reference=reference)
        if target_kind is RecordKind.AREA and self._is_known_area(f"0{target_id}"):
            return lambda place: problems.add("key_damaged", place)
        error = BrokenReferenceError(kind=kind, record_id=record_id, reference=reference)
        return lambda place: problems.add_error(error, place)

    def _is_known_area(self, area_id: str) -> bool:
        if area_id not in self._areas:
            self._areas[area_id] = area_id in self._gathered.records[RecordKind.AREA] or bool(
                self._stored.find(RecordKind.AREA, [area_id])
            )
        return self._areas[area_id]

    def _check_circles(self, kind: RecordKind) -> None:
        settled: set[str] = set()
        complaints: dict[str, Complaint] = {}
        live = self._matched.live(kind)
        for record_id in live:
            path = self._climb(kind, record_id, settled=settled)
            if path[-1] in path[:-1]:
                for member in live.keys() & path[path.index(path[-1]) : -1]:
                    complaints[member] = self._problem("circle", member)
            settled.update(path)
        self._drop_all(kind, complaints.items())

    def _climb(self, kind: RecordKind, record_id: str, *, settled: set[str]) -> list[str]:
        path = [record_id]
        seen = {record_id}
        while (parent := self._parent_of(kind, path[-1])) is not None and parent not in settled:
            path.append(parent)
            if parent in seen:
                break
            seen.add(parent)
        return path

    def _parent_of(self, kind: RecordKind, record_id: str) -> str | None:
        record = self._gathered.records[kind].get(record_id)
        if record is None:
            record = self._stored.find(kind, [record_id]).get(record_id)
        match record:
            case Area():
                return record.parent_id
            case Need():
                return record.parent_code
            case _:
                return None

    def _drop_all(self, kind: RecordKind, complaints: Iterable[tuple[str, Complaint]]) -> None:
        """Drop records with their complaint, then those of the same kind that depend on them."""
        waiting = dict(complaints)
        dependents: dict[str, list[str]] | None = None
        while waiting:
            for record_id, complain in waiting.items():
                complain(self._gathered.named(self._gathered.drop(kind, record_id)))
                self._matched.drop(kind, record_id)
            if dependents is None:
                dependents = self._dependents(kind)
            gone = waiting.keys() - self._stored.find(kind, waiting).keys()
            live = self._matched.live(kind) if dependents else {}
            waiting = {
                dependent: self._broken(kind, dependent, target=(kind, record_id))
                for record_id in sorted(gone)
                for dependent in dependents.get(record_id, ())
                if dependent in live
            }

    def _dependents(self, kind: RecordKind) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for record_id, record in self._matched.live(kind).items():
            if isinstance(record, Area | Need | Actor | Referral):
                for target_kind, target in references(record):
                    if target_kind is kind:
                        found[target].append(record_id)
        return found
