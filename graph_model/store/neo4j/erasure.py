"""Taking a person out: their records, their id on what stays, and in answers that are kept."""

import re
from dataclasses import replace

from graph_model.domain.chains import HelpChain
from graph_model.domain.records import RecordKind
from graph_model.domain.referrals import Referral
from graph_model.errors import UnknownRecordError
from graph_model.store.neo4j import statements
from graph_model.store.neo4j.connection import Run
from graph_model.store.neo4j.feed import lock
from graph_model.store.neo4j.lookups import consents_of
from graph_model.store.neo4j.planning import wanted
from graph_model.store.neo4j.records import decode, stored
from graph_model.store.neo4j.writing import write
from graph_model.store.port import Change, Delete, Erasure, Put, erased_mark

_ID_CHARACTER = "[A-Za-z0-9._:-]"
_TENANT = str(RecordKind.TENANT.value)


def erase(run: Run, tenant_id: str) -> Erasure:
    """Take a tenant out of the graph, in the transaction that is open.

    Raises
    ------
    UnknownRecordError
        If there is no such tenant, and none was erased.
    """
    revision = lock(run)
    if run.one(statements.by_ids(RecordKind.TENANT), ids=[tenant_id]) is None:
        mark = erased_mark(tenant_id)
        if run.one(statements.IS_BURIED, kind=_TENANT, id=mark) is None:
            raise UnknownRecordError(kind=RecordKind.TENANT, record_id=tenant_id)
        return Erasure(revision=revision, deleted=0, anonymised=0)
    kept = _without_tenant(run, tenant_id)
    deleted = _deletions(run, tenant_id)
    after = write(run, [wanted(change) for change in (*kept, *deleted)], revision=revision)
    _mark(run, tenant_id, revision=after)
    return Erasure(revision=after, deleted=len(deleted), anonymised=len(kept))


def _without_tenant(run: Run, tenant_id: str) -> list[Change]:
    changes: list[Change] = []
    for kind in (RecordKind.CHAIN, RecordKind.REFERRAL):
        for (found,) in run.rows(statements.of_tenant(kind), id=tenant_id):
            record = decode(kind, stored(found if isinstance(found, dict) else {})[1])
            if isinstance(record, HelpChain | Referral):
                changes.append(Put(replace(record, tenant_id=None)))
    return changes


def _deletions(run: Run, tenant_id: str) -> list[Change]:
    # An actor may have the same id as a tenant; then the contact's end is taken for the tenant.
    return [
        *(
            Delete(RecordKind.CONTACT, str(contact_id))
            for (contact_id,) in run.rows(statements.CONTACTS_WITH, id=tenant_id)
        ),
        *(Delete(RecordKind.CONSENT, consent.record.id) for consent in consents_of(run, tenant_id)),
        Delete(RecordKind.TENANT, tenant_id),
    ]


def _mark(run: Run, tenant_id: str, *, revision: int) -> None:
    """Put the mark where the id would stay: the tombstone, and answers kept for repeated calls."""
    mark = erased_mark(tenant_id)
    run.do(statements.UNBURY, rows=[{"kind": _TENANT, "id": tenant_id}])
    run.do(statements.BURY, rows=[{"kind": _TENANT, "id": mark, "revision": revision}])
    whole_id = re.compile(f"(?<!{_ID_CHARACTER}){re.escape(tenant_id)}(?!{_ID_CHARACTER})")
    for key, answer in run.rows(statements.CALLS_NAMING, text=tenant_id):
        new_key = whole_id.sub(mark, str(key))
        if new_key != key:
            run.do(statements.FORGET_CALL, key=new_key)
        run.do(
            statements.RENAME_CALL,
            key=key,
            new_key=new_key,
            answer=whole_id.sub(mark, str(answer)),
        )
