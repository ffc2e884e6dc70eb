"""Times and histories of referrals in short form; see ``builders``."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from graph_model.domain.referrals import TRANSITIONS, Party, StatusChange
from graph_model.domain.vocabulary import Outcome, Reason, ReferralStatus

When = str | datetime
Day = str | date


def at(when: When) -> datetime:
    """An instant in UTC from ``2026-01-05`` (08:00) or ``2026-01-05T14:30``."""
    if isinstance(when, datetime):
        return when
    moment = datetime.fromisoformat(when if "T" in when else f"{when}T08:00")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def day(text: Day) -> date:
    """A calendar day from ``2026-01-05``."""
    return date.fromisoformat(text) if isinstance(text, str) else text


def day_or_none(text: Day | None) -> date | None:
    """A calendar day, if one is given."""
    return None if text is None else day(text)


def history(
    steps: Sequence[str], *, sender: str = "k1", recipient: str = "p1"
) -> tuple[StatusChange, ...]:
    """The steps of a referral from their short form; see ``referral``."""
    changes: list[StatusChange] = []
    for text in steps:
        before = changes[-1].status if changes else None
        changes.append(_step(text, before, sides=(sender, recipient)))
    return tuple(changes)


def step(text: str, *, by: str) -> StatusChange:
    """One step from its short form, decided by ``by`` unless the text says otherwise."""
    return _step(text, None, sides=(by, by))


def _step(text: str, before: ReferralStatus | None, *, sides: tuple[str, str]) -> StatusChange:
    words = text.split()
    options = dict(word.split("=", 1) for word in words[2:] if "=" in word)
    codes = [word for word in words[2:] if "=" not in word]
    status = ReferralStatus(words[0])
    is_outcome = status is ReferralStatus.COMPLETED
    decided_by = options.pop("by", None) or _decider(before, status, sides)
    change = StatusChange(
        status=status,
        occurred_at=at(words[1]),
        recorded_at=at(options.pop("recorded", words[1])),
        decided_by=decided_by,
        recorded_by=options.pop("recorded_by", decided_by),
        reason=Reason(codes[0]) if codes and not is_outcome else None,
        outcome=Outcome(codes[0]) if codes and is_outcome else None,
    )
    if options or len(codes) > 1:
        raise ValueError(f"Not understood in step {text!r}: {options or codes[1:]}")
    return change


def _decider(before: ReferralStatus | None, status: ReferralStatus, sides: tuple[str, str]) -> str:
    transition = TRANSITIONS.get((before, status)) if before is not None else None
    is_recipients = transition is not None and Party.SENDER not in transition.parties
    return sides[1] if is_recipients else sides[0]
