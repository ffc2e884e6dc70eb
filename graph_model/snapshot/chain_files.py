"""Help chains out of the columns, as domain values again."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, TypeVar

import numpy as np
import polars as pl

from graph_model.domain.chains import HelpChain
from graph_model.domain.contacts import Contact
from graph_model.domain.referrals import Referral, StatusChange
from graph_model.domain.vocabulary import (
    Channel,
    Initiator,
    Outcome,
    Reason,
    ReferralStatus,
    Trigger,
    Urgency,
)
from graph_model.snapshot.columns import KEY
from graph_model.snapshot.ids import Ids
from graph_model.snapshot.tables import Tables, row_of
from graph_model.store.port import ChainFile, Versioned

Row = dict[str, Any]
E = TypeVar("E", Reason, Outcome)
V = TypeVar("V", Referral, Contact)


def chain_files(tables: Tables, ids: Collection[str]) -> dict[str, ChainFile]:
    """All that is known of those of the chains that exist, by id, drafts and errors too.

    The records' own revisions are not among the columns: each stands at revision 0.
    """
    chains = {
        chain_id: found for chain_id in ids if (found := help_chain(tables, chain_id)) is not None
    }
    keys = [tables.chain_ids.key(chain_id) for chain_id in chains]
    in_chains = pl.col("chain").is_in(pl.Series(keys, dtype=KEY).implode())
    rows = pl.concat([tables.sent.filter(in_chains), tables.unsent.filter(in_chains)])
    referrals = _by_chain(_referrals(tables, rows.rows(named=True)))
    contacts = _by_chain(
        [_contact(tables, row) for row in tables.contacts.filter(in_chains).iter_rows(named=True)]
    )
    return {
        chain_id: ChainFile(
            chain=Versioned(found, 0),
            referrals=_versioned(referrals[chain_id]),
            contacts=_versioned(contacts[chain_id]),
        )
        for chain_id, found in chains.items()
    }


def _by_chain(records: list[V]) -> dict[str | None, list[V]]:
    found: dict[str | None, list[V]] = defaultdict(list)
    for record in records:
        found[record.chain_id].append(record)
    return found


def help_chain(tables: Tables, chain_id: str) -> HelpChain | None:
    """One chain without what happened in it; ``None`` if there is no such chain."""
    row = row_of(tables.chains, tables.chain_ids.key(chain_id))
    return None if row is None else _chain(tables, row)


def referral(tables: Tables, referral_id: str) -> Referral | None:
    """One referral with its history, draft or error too; ``None`` if there is no such referral."""
    key = tables.referral_ids.key(referral_id)
    row = row_of(tables.sent, key) or row_of(tables.unsent, key)
    return None if row is None else _referrals(tables, [row])[0]


def _versioned(records: list[V]) -> tuple[Versioned[V], ...]:
    return tuple(Versioned(record, 0) for record in sorted(records, key=lambda found: found.id))


def _text(ids: Ids, key: int | None) -> str | None:
    return None if key is None else ids.text(key)


def _member(vocabulary: type[E], code: str | None) -> E | None:
    return None if code is None else vocabulary(code)


def _chain(tables: Tables, row: Row) -> HelpChain:
    return HelpChain(
        id=tables.chain_ids.text(row["chain"]),
        tenant_id=_text(tables.tenant_ids, row["tenant"]),
        cooperative_id=row["cooperative"],
        area_id=row["area"],
        opened_by=row["opened_by"],
        trigger=Trigger(row["trigger"]),
        initiator=Initiator(row["initiator"]),
        opened_at=row["opened_at"],
        recorded_at=row["recorded_at"],
        closed_at=row["closed_at"],
        closed_recorded_at=row["closed_recorded_at"],
        outcome=_member(Outcome, row["outcome"]),
    )


def _referrals(tables: Tables, rows: list[Row]) -> list[Referral]:
    histories: dict[int, list[Row]] = defaultdict(list)
    keys = np.array([row["referral"] for row in rows], dtype=np.uint32)
    for step in tables.history.frame(keys).iter_rows(named=True):
        histories[step["referral"]].append(step)
    return [
        Referral(
            id=tables.referral_ids.text(row["referral"]),
            chain_id=tables.chain_ids.text(row["chain"]),
            tenant_id=_text(tables.tenant_ids, row["tenant"]),
            sender_id=row["sender"],
            recipient_id=row["recipient"],
            service_id=row["service"],
            need_code=row["need"],
            urgency=Urgency(row["urgency"]),
            previous_id=_text(tables.referral_ids, row["previous"]),
            parent_id=_text(tables.referral_ids, row["parent"]),
            history=tuple(_change(row, step) for step in histories[row["referral"]]),
        )
        for row in rows
    ]


def _change(referral: Row, step: Row) -> StatusChange:
    return StatusChange(
        status=ReferralStatus(step["status"]),
        occurred_at=step["occurred_at"],
        recorded_at=step["recorded_at"],
        decided_by=referral["sender"] if step["by_sender"] else referral["recipient"],
        recorded_by=step["recorded_by"],
        reason=_member(Reason, step["reason"]),
        outcome=_member(Outcome, step["outcome"]),
    )


def _contact(tables: Tables, row: Row) -> Contact:
    return Contact(
        id=tables.contact_ids.text(row["contact"]),
        from_id=row["from_actor"] or tables.tenant_ids.text(row["from_tenant"]),
        to_id=row["to_actor"] or tables.tenant_ids.text(row["to_tenant"]),
        occurred_at=row["occurred_at"],
        recorded_at=row["recorded_at"],
        channel=Channel(row["channel"]),
        initiator=Initiator(row["initiator"]),
        need_code=row["need"],
        chain_id=_text(tables.chain_ids, row["chain"]),
        recorded_by=row["recorded_by"],
    )
