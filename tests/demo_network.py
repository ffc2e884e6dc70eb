"""The demo network as domain values, for the tests of its rules and rhythms."""

from collections import defaultdict
from collections.abc import Iterable

from graph_model.domain.records import Record, RecordKind, kind_of
from graph_model.domain.referrals import Referral

Records = dict[RecordKind, list[Record]]


def by_kind(records: Iterable[Record]) -> Records:
    """Records sorted out by kind, in their order."""
    found: Records = defaultdict(list)
    for record in records:
        found[kind_of(record)].append(record)
    return found


def referrals_of(records: Records) -> list[Referral]:
    """The referrals among them."""
    return [record for record in records[RecordKind.REFERRAL] if isinstance(record, Referral)]
