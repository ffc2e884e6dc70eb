"""Small networks with more people in them, so that many may be shown what happened there."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import Any

from graph_model.domain.actors import Tenant
from graph_model.domain.chains import HelpChain
from graph_model.domain.contacts import Contact
from graph_model.domain.records import Record
from graph_model.domain.referrals import Referral

_OF_PEOPLE = (Tenant, HelpChain, Referral, Contact)


def fourfold(records: Iterable[Record]) -> Iterator[Record]:
    """The records, and those about people three times more, with names of their own."""
    given = list(records)
    yield from given
    of_people = [record for record in given if isinstance(record, _OF_PEOPLE)]
    names = {record.id for record in of_people}
    for copy in ("x", "y", "z"):
        for record in of_people:
            held = {field.name: getattr(record, field.name) for field in fields(record)}
            ours: dict[str, Any] = {
                name: f"{value}-{copy}"
                for name, value in held.items()
                if isinstance(value, str) and value in names
            }
            yield replace(record, **ours)
