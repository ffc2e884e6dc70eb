"""What a house settles on its settings page: response standards, weights, and its list of needs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from graph_model.analysis.recommendation.scoring import ScorePart
from graph_model.domain.amendments import Occasion
from graph_model.domain.checks import refuse
from graph_model.domain.house import HOUSE, HouseChoices, NeedDays, PartWeight
from graph_model.domain.needs import Need
from graph_model.domain.records import RecordKind
from graph_model.errors import BrokenReferenceError, RevisionConflictError, UnknownRecordError
from graph_model.store.port import GraphStore, Versioned
from service.use_cases.amending import Author, Reason, has_happened, put, remove
from service.use_cases.revisions import demand_revision

SETTINGS = Reason(occasion=Occasion.SETTINGS)
"""Why anything here is changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedRules:
    """Response standards in business days, for all needs and single ones, and weights by part."""

    response_days: int
    days_by_need: Mapping[str, int]
    weights: Mapping[ScorePart, float]


def settled(store: GraphStore) -> Versioned[HouseChoices] | None:
    """What the house has settled, ``None`` while the defaults hold."""
    return store.get(HouseChoices, HOUSE)


def settle_rules(store: GraphStore, wanted: WantedRules, *, expected: int, author: Author) -> None:
    """Let other standards and weights hold, from the next question on.

    Parameters
    ----------
    expected
        Revision of what was settled before, as whoever changes it saw it; 0 for the defaults.

    Raises
    ------
    RevisionConflictError
        If somebody settled something else meanwhile.
    InvalidValueError
        If a figure is out of range, or all weights are 0.
    """
    if has_happened(store, author):
        return
    before = _demand_seen(store, expected)
    choices = HouseChoices(
        response_days=wanted.response_days,
        days_by_need=tuple(
            NeedDays(need_code=code, days=days)
            for code, days in sorted(wanted.days_by_need.items())
        ),
        weights=tuple(
            PartWeight(part=part.value, weight=weight) for part, weight in wanted.weights.items()
        ),
        changed_at=author.now,
        changed_by=author.principal.signature,
    )
    put(store, choices, before=before, author=author, reason=SETTINGS)


def back_to_defaults(store: GraphStore, *, expected: int, author: Author) -> None:
    """Let the defaults hold again.

    Raises
    ------
    RevisionConflictError
        If somebody settled something else meanwhile.
    """
    if has_happened(store, author):
        return
    before = _demand_seen(store, expected)
    if before is not None:
        remove(store, before, author=author, reason=SETTINGS)


def _demand_seen(store: GraphStore, expected: int) -> Versioned[HouseChoices] | None:
    found = settled(store)
    revision = 0 if found is None else found.revision
    if revision != expected:
        raise RevisionConflictError(
            kind=RecordKind.HOUSE_CHOICES, record_id=HOUSE, expected=expected, found=revision
        )
    return found


def add_need(store: GraphStore, need: Need, *, author: Author) -> None:
    """Put a need on the list; the one above it must be at the top.

    Raises
    ------
    UnknownRecordError
        If the one above is not there.
    InvalidValueError
        If there is a need with that code already, or the one above lies below another.
    """
    if has_happened(store, author):
        return
    _demand_free(store, need.code)
    if need.parent_code is not None and _need(store, need.parent_code).record.parent_code:
        raise refuse("parent_code", "es gibt nur zwei Ebenen", "there are only two levels")
    put(store, need, before=None, author=author, reason=SETTINGS)


def rename_need(
    store: GraphStore, code: str, *, labels: tuple[str, str], expected: int, author: Author
) -> None:
    """Call a need something else, in German and in English; its code stays.

    Raises
    ------
    UnknownRecordError, RevisionConflictError
        If it is gone, or another by now.
    """
    if has_happened(store, author):
        return
    found = _need(store, code)
    demand_revision(found, expected)
    german, english = labels
    renamed = replace(found.record, label_de=german, label_en=english)
    put(store, renamed, before=found, author=author, reason=SETTINGS)


def retire_need(store: GraphStore, code: str, *, expected: int, author: Author) -> None:
    """Take a need off the list; only one that nothing was recorded for can go.

    Raises
    ------
    UnknownRecordError, RevisionConflictError
        If it is gone, or another by now.
    InvalidValueError
        If services, referrals or needs below refer to it.
    """
    if has_happened(store, author):
        return
    found = _need(store, code)
    demand_revision(found, expected)
    try:
        remove(store, found, author=author, reason=SETTINGS)
    except BrokenReferenceError as error:
        raise refuse(
            "code",
            "der Bedarf wird noch gebraucht, von Angeboten, Vermittlungen oder anderen Bedarfen",
            "the need is still in use, by services, referrals or other needs",
        ) from error


def _demand_free(store: GraphStore, code: str) -> None:
    if store.get(Need, code) is not None:
        raise refuse("code", "dieses Kürzel gibt es schon", "there is this code already")


def _need(store: GraphStore, code: str) -> Versioned[Need]:
    found = store.get(Need, code)
    if found is None:
        raise UnknownRecordError(kind=RecordKind.NEED, record_id=code)
    return found
