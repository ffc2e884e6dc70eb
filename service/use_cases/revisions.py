"""Whether somebody looked at the newest state of what they are about to change."""

from graph_model.domain.records import Record, kind_of
from graph_model.errors import RevisionConflictError
from graph_model.store.port import Versioned


def demand_revision(found: Versioned[Record], expected: int) -> None:
    """Refuse a change to something that has changed since it was looked at.

    Raises
    ------
    RevisionConflictError
        If its revision is another.
    """
    if found.revision != expected:
        raise RevisionConflictError(
            kind=kind_of(found.record),
            record_id=found.record.id,
            expected=expected,
            found=found.revision,
        )
