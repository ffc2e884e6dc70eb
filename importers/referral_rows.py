"""Rows of referrals and of their steps put together to referrals with a history."""

from collections.abc import Callable
from datetime import datetime

from graph_model.domain.records import RecordKind
from graph_model.domain.referrals import Referral, StatusChange
from graph_model.domain.vocabulary import ReferralStatus
from importers.columns import Values
from importers.rows import Gathered, Place
from importers.tables_events import STEP_DAYS

_S = ReferralStatus
_SENDERS = frozenset({_S.DRAFT, _S.REQUESTED, _S.CANCELLED, _S.ENTERED_IN_ERROR})
_WITH_REASON = frozenset({_S.REJECTED, _S.FAILED, _S.CANCELLED, _S.ENTERED_IN_ERROR})
_STATUS_OF = {name: status for status, (name, _) in STEP_DAYS.items()}
_ORDER = {status: number for number, status in enumerate(STEP_DAYS)}
_ABOUT_STEPS = ("reason", "on_hold_reason", "outcome", "recorded_by")

_make_change: Callable[..., StatusChange] = StatusChange
_make_referral: Callable[..., Referral] = Referral


def shelve_step(values: Values, place: Place, *, gathered: Gathered) -> None:
    """Keep a row of the file of steps for its referral."""
    referral_id = str(values.pop("referral_id"))
    position = values.pop("position", None)
    if "recorded_at" not in values:
        values["recorded_at"] = values["occurred_at"]
    if "recorded_by" not in values:
        values["recorded_by"] = values["decided_by"]
    gathered.steps.put(
        referral_id,
        _make_change(**values),
        position=position if isinstance(position, int) else None,
        place=place,
    )


def add_referral(values: Values, place: Place, *, gathered: Gathered) -> None:
    """Take in a row of referrals with the steps in it or those that wait for it."""
    referral_id = str(values["id"])
    days = [(values.pop(name), _STATUS_OF[name]) for name in _STATUS_OF if name in values]
    about = {name: values.pop(name) for name in _ABOUT_STEPS if name in values}
    problem = None
    history: tuple[StatusChange, ...] | None = None
    try:
        history = gathered.steps.take(referral_id)
    except ValueError:
        problem = "steps_disordered"
    if gathered.steps.is_spoilt(referral_id):
        problem = "depends_on_bad_row"
    elif history is not None and days:
        problem = "steps_given_twice"
    elif history is None and not days:
        problem = problem or "steps_missing"
    if problem is not None:
        reference = f"referral_steps {referral_id}"
        gathered.problems.add(
            problem, gathered.named(place), record_id=referral_id, reference=reference
        )
        gathered.bad[RecordKind.REFERRAL].add(referral_id)
        return
    values["history"] = history or _history(values, days, about=about)
    gathered.add(_make_referral(**values), place)


def _history(
    values: Values, days: list[tuple[object, ReferralStatus]], *, about: Values
) -> tuple[StatusChange, ...]:
    moments = [(day, status) for day, status in days if isinstance(day, datetime)]
    moments.sort(key=lambda pair: (pair[0], _ORDER[pair[1]]))
    return tuple(_change(values, moment, about=about) for moment in moments)


def _change(
    values: Values, moment: tuple[datetime, ReferralStatus], *, about: Values
) -> StatusChange:
    occurred_at, status = moment
    reason = about.get("on_hold_reason") if status is _S.ON_HOLD else None
    return _make_change(
        status=status,
        occurred_at=occurred_at,
        recorded_at=occurred_at,
        decided_by=values["sender_id" if status in _SENDERS else "recipient_id"],
        recorded_by=about.get("recorded_by", values["sender_id"]),
        reason=about.get("reason") if status in _WITH_REASON else reason,
        outcome=about.get("outcome") if status is _S.COMPLETED else None,
    )
