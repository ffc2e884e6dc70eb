"""The hops of a help chain in order, each with its times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from graph_model.analysis.calendar import (
    business_day_after,
    business_days_between,
    days_between,
)
from graph_model.analysis.standards import ResponseStandards
from graph_model.domain.checks import local_day
from graph_model.domain.referrals import OPEN_LOAD_STATUSES, Referral
from graph_model.domain.vocabulary import Outcome, Reason, ReferralStatus

_S = ReferralStatus
_OPEN = OPEN_LOAD_STATUSES | {_S.REQUESTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """How long something took, in days of 24 hours and in Saxon business days.

    ``is_over`` is false where it still runs, or was broken off before it was done.
    """

    days: float
    business_days: int
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One referral on the way: who asked whom, what came of it, and how long each part took.

    ``follows_id`` is the referral that this one continues: the try it replaces (``is_retry``) or
    the one whose recipient passes the person on; ``parent_id`` is the latter, of a retry too.
    ``depth`` counts how often the person was passed on before. ``waiting`` runs from the request to
    the decision, ``lead`` from acceptance to the start of help, ``help`` from there to the end.
    ``due_on`` is the last day for an answer.
    """

    referral_id: str
    follows_id: str | None
    parent_id: str | None
    is_retry: bool
    depth: int
    sender_id: str
    recipient_id: str
    service_id: str | None
    need_code: str
    status: ReferralStatus
    reason: Reason | None
    outcome: Outcome | None
    requested_at: datetime
    decided_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    waiting: Stretch
    lead: Stretch | None
    help: Stretch | None
    standard_business_days: int
    due_on: date
    is_overdue: bool

    @property
    def is_open(self) -> bool:
        """Whether the recipient still has an answer to give or a case to carry."""
        return self.status in _OPEN

    @property
    def helped_at(self) -> datetime | None:
        """When help began; for help that was done in one go, when it was completed."""
        if self.started_at is not None:
            return self.started_at
        return self.ended_at if self.status is _S.COMPLETED else None


@dataclass(frozen=True, slots=True)
class _Place:
    follows_id: str | None
    parent_id: str | None
    is_retry: bool
    depth: int


def hops_of(
    referrals: Iterable[Referral], *, until: datetime, standards: ResponseStandards
) -> tuple[Hop, ...]:
    """The hops of one chain along its links, then by time, then by id.

    Parameters
    ----------
    referrals
        One chain's referrals as they are known, in any order. Drafts, and what was entered in
        error, are no hops; a link to one of these, or to a missing referral, is no link.
    until
        The instant up to which open stretches run.
    standards
        How soon each need wants an answer.

    Returns
    -------
    A referral comes after the one that it follows, before whatever was requested later beside
    it: branch by branch. A retry has the depth of the try that it replaces. Should the links run
    in a circle, time alone orders the referrals in it.
    """
    sent = {
        referral.id: referral
        for referral in referrals
        if referral.requested_at is not None and referral.status is not _S.ENTERED_IN_ERROR
    }
    return tuple(
        _hop(sent[referral_id], place, until=until, standards=standards)
        for referral_id, place in _places(sent).items()
    )


def _link(referral: Referral, sent: Mapping[str, Referral]) -> tuple[str | None, bool]:
    if referral.previous_id in sent:
        return referral.previous_id, True
    return (referral.parent_id, False) if referral.parent_id in sent else (None, False)


def _places(sent: Mapping[str, Referral]) -> dict[str, _Place]:
    by_time = sorted(sent.values(), key=lambda referral: (referral.requested_at, referral.id))
    after: dict[str | None, list[str]] = {}
    for referral in by_time:
        after.setdefault(_link(referral, sent)[0], []).append(referral.id)
    places: dict[str, _Place] = {}
    for root in (*after.get(None, ()), *(referral.id for referral in by_time)):
        waiting = [root]
        while waiting:
            current = waiting.pop()
            if current not in places:
                places[current] = _place(sent[current], sent, places=places)
                waiting += reversed(after.get(current, ()))
    return places


def _place(
    referral: Referral, sent: Mapping[str, Referral], *, places: Mapping[str, _Place]
) -> _Place:
    link, is_retry = _link(referral, sent)
    parent = referral.parent_id if referral.parent_id in sent else None
    if link is None or link not in places:
        return _Place(follows_id=None, parent_id=parent, is_retry=False, depth=0)
    depth = places[link].depth + (0 if is_retry else 1)
    return _Place(follows_id=link, parent_id=parent, is_retry=is_retry, depth=depth)


def _hop(
    referral: Referral, place: _Place, *, until: datetime, standards: ResponseStandards
) -> Hop:
    # Only what was sent comes here; the first step stands in for the type checker's None.
    requested = referral.requested_at or referral.history[0].occurred_at
    decided = _first(referral, _S.ACCEPTED, _S.REJECTED)
    accepted = _first(referral, _S.ACCEPTED)
    started = _first(referral, _S.IN_PROGRESS)
    ended = None if referral.status in _OPEN else referral.history[-1].occurred_at
    last = ended or until
    standard = standards.for_need(referral.need_code)
    waiting = _stretch(requested, decided, last=last)
    changes = referral.history
    return Hop(
        referral_id=referral.id,
        follows_id=place.follows_id,
        parent_id=place.parent_id,
        is_retry=place.is_retry,
        depth=place.depth,
        sender_id=referral.sender_id,
        recipient_id=referral.recipient_id,
        service_id=referral.service_id,
        need_code=referral.need_code,
        status=referral.status,
        reason=next((c.reason for c in reversed(changes) if c.reason is not None), None),
        outcome=next((c.outcome for c in reversed(changes) if c.outcome is not None), None),
        requested_at=requested,
        decided_at=decided,
        started_at=started,
        ended_at=ended,
        waiting=waiting,
        lead=None if accepted is None else _stretch(accepted, started, last=last),
        help=None if started is None else _stretch(started, ended, last=last),
        standard_business_days=standard,
        due_on=business_day_after(local_day(requested), standard),
        is_overdue=waiting.business_days > standard,
    )


def _first(referral: Referral, *statuses: ReferralStatus) -> datetime | None:
    return next((c.occurred_at for c in referral.history if c.status in statuses), None)


def _stretch(start: datetime, end: datetime | None, *, last: datetime) -> Stretch:
    stop = last if end is None else end
    return Stretch(
        days=days_between(start, stop),
        business_days=business_days_between(start, stop),
        is_over=end is not None,
    )
