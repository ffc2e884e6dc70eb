"""Departures from expected help chains, and how they are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from graph_model.analysis.calendar import dates_between
from graph_model.analysis.chains.deviations import Departure, DeviationCode
from graph_model.analysis.chains.sentences import Names
from graph_model.analysis.sentences import Sentence
from graph_model.domain.checks import local_day
from graph_model.domain.labels import label
from graph_model.domain.templates import TemplateStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """The first departure of a chain from the one expected for ``need_code``, in words.

    ``step`` counts from 1; it is the step that was due, ``due`` says what it asks for (``None``
    after the last). ``referral_id`` and ``actor_id`` name the hop that departs, ``None`` where none
    came. ``days`` are calendar days from the request of the step before, or from the opening of
    the chain (``since``), to that hop, or as long as it was waited for (``until``).
    """

    code: DeviationCode
    chain_id: str
    need_code: str
    step: int
    due: TemplateStep | None
    referral_id: str | None
    actor_id: str | None
    since: datetime
    until: datetime
    days: int
    german: str
    english: str


_LATE = Sentence(
    de="{plan}: Schritt {step} ({due}) kam spät: {actor} wurde am {on} angefragt, "
    "nach {days} statt nach höchstens {allowed}.",
    en="{plan}: step {step} ({due}) came late: {actor} was asked on {on}, "
    "after {days} instead of at most {allowed}.",
)
_OTHER = Sentence(
    de="{plan}: Statt Schritt {step} ({due}) ging es am {on} an {actor}.",
    en="{plan}: instead of step {step} ({due}), the person was sent to {actor} on {on}.",
)
_SKIPPED = Sentence(
    de="{plan}: Schritt {step} ({due}) wurde ausgelassen; am {on} ging es gleich an {actor}.",
    en="{plan}: step {step} ({due}) was left out; on {on} the person was sent straight to {actor}.",
)
_NOT_COME = Sentence(
    de="{plan}: Schritt {step} ({due}) fehlt, vorgesehen nach höchstens {allowed}; "
    "vergangen sind {passed}.",
    en="{plan}: step {step} ({due}) is missing, expected after at most {allowed}; "
    "{passed} have passed.",
)
_BEFORE = Sentence(
    de="{plan}: Vor Schritt {step} ({due}) ging es am {on} noch an {actor}.",
    en="{plan}: before step {step} ({due}), the person was sent to {actor} on {on}.",
)
_AFTER = Sentence(
    de="{plan}: Nach dem letzten Schritt ging es am {on} noch an {actor}.",
    en="{plan}: after the last step, the person was sent on to {actor} on {on}.",
)
_TEXTS: Mapping[tuple[DeviationCode, bool], Sentence] = {
    (DeviationCode.LATE, True): _LATE,
    (DeviationCode.OTHER, True): _OTHER,
    (DeviationCode.MISSING, True): _SKIPPED,
    (DeviationCode.MISSING, False): _NOT_COME,
}
"""By code, and by whether a hop came."""


def told_departure(departure: Departure, names: Names) -> Deviation:
    """The departure with its days and its sentences."""
    text = _text(departure)
    return Deviation(
        code=departure.code,
        chain_id=departure.chain_id,
        need_code=departure.template.need_code,
        step=departure.step,
        due=departure.due,
        referral_id=departure.referral_id,
        actor_id=departure.actor_id,
        since=departure.since,
        until=departure.until,
        days=dates_between(departure.since, departure.until),
        german=text.de.format(**_values(departure, names, language="de")),
        english=text.en.format(**_values(departure, names, language="en")),
    )


def due_label(step: TemplateStep, names: Names, *, language: str) -> str:
    """What a step asks for, as people read it: service, else kind, and its own need if it has one.

    Examples
    --------
    >>> from graph_model.domain.vocabulary import ActorKind
    >>> due_label(TemplateStep(kind=ActorKind.PARTNER, days=7), Names(), language="de")
    'Sozialpartner'
    """
    parts = []
    if step.service_id is not None:
        parts.append(names.services.get(step.service_id, step.service_id))
    elif step.kind is not None:
        parts.append(label(step.kind, language))
    if step.need_code is not None:
        parts.append(names.need(step.need_code, language))
    return ", ".join(parts)


def _text(departure: Departure) -> Sentence:
    if departure.code is DeviationCode.EXTRA:
        return _AFTER if departure.due is None else _BEFORE
    return _TEXTS[departure.code, departure.referral_id is not None]


def _values(departure: Departure, names: Names, *, language: str) -> dict[str, str]:
    need = names.need(departure.template.need_code, language)
    day = local_day(departure.until)
    days = dates_between(departure.since, departure.until)
    due = departure.due
    is_german = language == "de"
    return {
        "plan": f"Vereinbarte Hilfekette ({need})" if is_german else f"Expected chain ({need})",
        "step": str(departure.step),
        "due": "" if due is None else due_label(due, names, language=language),
        "actor": "" if departure.actor_id is None else names.actor(departure.actor_id),
        "on": f"{day:%d.%m.%Y}" if is_german else day.isoformat(),
        "days": _days(days, "Tagen" if is_german else "days", one="Tag" if is_german else "day"),
        "passed": _days(days, "Tage" if is_german else "days", one="Tag" if is_german else "day"),
        "allowed": _days(
            0 if due is None else due.days,
            "Tagen" if is_german else "days",
            one="Tag" if is_german else "day",
        ),
    }


def _days(count: int, several: str, *, one: str) -> str:
    return f"{count} {one if count == 1 else several}"
