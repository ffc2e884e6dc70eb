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
from graph_model.domain.templates import ChainTemplate, TemplateStep


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


_OFTEN = Sentence(
    de="Was hilft: kommt das öfter vor, den Schritt mit vereinbaren.",
    en="What helps: if this happens often, expect the step too.",
)
_LATE = Sentence(
    de="{plan}: Schritt {step} ({due}) kam spät: {actor} wurde am {on} angefragt, "
    "nach {days} statt nach höchstens {allowed}. Was hilft: klären, was aufgehalten hat.",
    en="{plan}: step {step} ({due}) came late: {actor} was asked on {on}, "
    "after {days} instead of at most {allowed}. What helps: find out what held it up.",
)
_OTHER = Sentence(
    de="{plan}: Statt Schritt {step} ({due}) ging es am {on} an {actor}. Was hilft: klären, ob "
    "der vereinbarte Weg hier nicht passte.",
    en="{plan}: instead of step {step} ({due}), the person was sent to {actor} on {on}. What "
    "helps: find out whether the expected way did not fit here.",
)
_SKIPPED = Sentence(
    de="{plan}: Schritt {step} ({due}) wurde ausgelassen; am {on} ging es gleich an {actor}. Was "
    "hilft: prüfen, ob der Schritt noch gebraucht wird.",
    en="{plan}: step {step} ({due}) was left out; on {on} the person was sent straight to {actor}. "
    "What helps: check whether the step is still needed.",
)
_NOT_COME = Sentence(
    de="{plan}: Schritt {step} ({due}) fehlt, vorgesehen nach höchstens {allowed}; "
    "vergangen sind {passed}. Was hilft: den Schritt jetzt gehen, wenn er noch gebraucht wird.",
    en="{plan}: step {step} ({due}) is missing, expected after at most {allowed}; "
    "{passed} have passed. What helps: take the step now, if it is still needed.",
)
_BEFORE = Sentence(
    de="{plan}: Vor Schritt {step} ({due}) ging es am {on} noch an {actor}. " + _OFTEN.de,
    en="{plan}: before step {step} ({due}), the person was sent to {actor} on {on}. " + _OFTEN.en,
)
_AFTER = Sentence(
    de="{plan}: Nach dem letzten Schritt ging es am {on} noch an {actor}. " + _OFTEN.de,
    en="{plan}: after the last step, the person was sent on to {actor} on {on}. " + _OFTEN.en,
)
_TEXTS: Mapping[tuple[DeviationCode, bool], Sentence] = {
    (DeviationCode.LATE, True): _LATE,
    (DeviationCode.OTHER, True): _OTHER,
    (DeviationCode.MISSING, True): _SKIPPED,
    (DeviationCode.MISSING, False): _NOT_COME,
}
"""By code, and by whether a hop came."""

_PLACES: Mapping[DeviationCode, Sentence] = {
    DeviationCode.MISSING: Sentence(
        de="{plan}: {place} fehlt in manchen Ketten. Was hilft: prüfen, ob er gebraucht wird, und "
        "klären, wer daran denkt.",
        en="{plan}: {place} is missing in some chains. What helps: check whether it is needed, and "
        "settle who sees to it.",
    ),
    DeviationCode.OTHER: Sentence(
        de="{plan}: Bei {place} geht es in manchen Ketten an jemand anderen. Was hilft: klären, ob "
        "der vereinbarte Weg noch passt.",
        en="{plan}: at {place}, some chains go to somebody else. What helps: find out whether the "
        "expected way still fits.",
    ),
    DeviationCode.LATE: Sentence(
        de="{plan}: {place} kommt in manchen Ketten zu spät. Was hilft: klären, was aufhält, oder "
        "eine Frist vereinbaren, die sich halten lässt.",
        en="{plan}: {place} comes too late in some chains. What helps: find out what holds it up, "
        "or agree on a time that can be kept.",
    ),
    DeviationCode.EXTRA: Sentence(
        de="{plan}: Vor {place} geht es in manchen Ketten noch an andere. " + _OFTEN.de,
        en="{plan}: before {place}, some chains go to others. " + _OFTEN.en,
    ),
}
_BEYOND = Sentence(
    de="{plan}: Nach dem letzten Schritt geht es in manchen Ketten noch an andere. " + _OFTEN.de,
    en="{plan}: after the last step, some chains go on to others. " + _OFTEN.en,
)


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


def told_place(
    template: ChainTemplate, step: int, *, code: DeviationCode, names: Names
) -> Sentence:
    """Where and how chains depart, and what might be done; it counts nobody."""
    steps = template.steps
    due = steps[step - 1] if step <= len(steps) else None
    text = _BEYOND if due is None else _PLACES[code]
    german, english = (
        {
            "plan": _plan(template, names, language=language),
            "place": ""
            if due is None
            else f"{noun} {step} ({due_label(due, names, language=language)})",
        }
        for language, noun in (("de", "Schritt"), ("en", "step"))
    )
    return Sentence(de=text.de.format(**german), en=text.en.format(**english))


def _plan(template: ChainTemplate, names: Names, *, language: str) -> str:
    need = names.need(template.need_code, language)
    return f"Vereinbarte Hilfekette ({need})" if language == "de" else f"Expected chain ({need})"


def _text(departure: Departure) -> Sentence:
    if departure.code is DeviationCode.EXTRA:
        return _AFTER if departure.due is None else _BEFORE
    return _TEXTS[departure.code, departure.referral_id is not None]


def _values(departure: Departure, names: Names, *, language: str) -> dict[str, str]:
    day = local_day(departure.until)
    days = dates_between(departure.since, departure.until)
    due = departure.due
    is_german = language == "de"
    return {
        "plan": _plan(departure.template, names, language=language),
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
