"""What a coordinator reads on a load: why, what it rests on, where it leads, what might help."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph_model.analysis.overload.levels import Level, LoadReason, ReasonCode
from graph_model.analysis.sentences import Sentence
from graph_model.analysis.statistics.queues import RoughWait

_FILLING_WEEKS = 26
"""Weeks up to which it is told when somebody will be full."""

_ELSEWHERE = Sentence(
    de="Was hilft: neue Anfragen eine Zeit lang an andere lenken (Auswertung „Entlastung“) und "
    "über weitere Plätze sprechen.",
    en="What helps: send new requests to others for a while (analysis 'relief') and talk about "
    "further places.",
)
_ANSWERS = Sentence(
    de="Was hilft: fragen, woran die Antworten hängen, und eine feste Ansprechperson vereinbaren.",
    en="What helps: ask what holds the answers up, and agree on one person to turn to.",
)

_ADVICE: dict[ReasonCode, Sentence] = {
    ReasonCode.FULL: _ELSEWHERE,
    ReasonCode.NO_PLACES: Sentence(
        de="Was hilft: klären, ob die Angabe stimmt, und für die Fälle jemanden suchen, der Plätze "
        "hat.",
        en="What helps: settle whether the figure is right, and find somebody with places for "
        "these cases.",
    ),
    ReasonCode.REFUSES: Sentence(
        de="Was hilft: vor dem Vermitteln nach freien Plätzen fragen und weitere Anbieter suchen.",
        en="What helps: ask for free places before referring, and look for further providers.",
    ),
    ReasonCode.WAIT_FAR_OVER: _ANSWERS,
    ReasonCode.WAIT_OVER: _ANSWERS,
    ReasonCode.NEARLY_FULL: _ELSEWHERE,
    ReasonCode.RISING: Sentence(
        de="Was hilft: einen Teil der neuen Anfragen an andere lenken, bevor nichts mehr frei ist.",
        en="What helps: send a part of the new requests to others before nothing is free.",
    ),
    ReasonCode.WITHIN_LIMITS: Sentence(de="", en=""),
    ReasonCode.PLACES_UNKNOWN: Sentence(
        de="Was hilft: nach der Zahl der Plätze fragen und sie eintragen.",
        en="What helps: ask for the number of places and enter it.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadFigures:
    """The figures that a sentence on a load tells; weekly ones over a window of ``weeks``."""

    open_load: int
    requests_per_week: float
    completions_per_week: float
    weeks: int
    weeks_until_full: float | None
    rough_wait: RoughWait | None


def sentence_for(
    name: str, reasons: Sequence[LoadReason], *, figures: LoadFigures | None
) -> Sentence:
    """The finding on somebody in full sentences; ``reasons`` are theirs, the worst first.

    Without ``figures`` they are not told; without reasons either, that they are too few.
    """
    if not reasons:
        return Sentence(
            de=f"{name} – Zu wenige Menschen, um etwas zu zeigen, ohne dass jemand erkennbar wird.",
            en=f"{name} – Too few people to show anything without giving somebody away.",
        )
    advice = _ADVICE[reasons[0].code]
    is_finding = reasons[0].level is not Level.GREEN
    german = [reason.german for reason in reasons]
    english = [reason.english for reason in reasons]
    if is_finding and figures is not None:
        evidence, outlook = _evidence(figures), _outlook(figures)
        german += [evidence.de, outlook.de]
        english += [evidence.en, outlook.en]
    return Sentence(
        de=f"{name} – {' '.join(part for part in (*german, advice.de) if part)}",
        en=f"{name} – {' '.join(part for part in (*english, advice.en) if part)}",
    )


def _evidence(figures: LoadFigures) -> Sentence:
    requests = round(figures.requests_per_week * figures.weeks)
    completions = round(figures.completions_per_week * figures.weeks)
    return Sentence(
        de=f"Grundlage: {_cases(figures.open_load)} offen; in {figures.weeks} Wochen "
        f"{requests} {'Anfrage' if requests == 1 else 'Anfragen'} und "
        f"{completions} {'Abschluss' if completions == 1 else 'Abschlüsse'}.",
        en=f"This rests on {figures.open_load} open {'case' if figures.open_load == 1 else 'cases'}"
        f"; in {figures.weeks} weeks {requests} {'request' if requests == 1 else 'requests'} came "
        f"and {completions} {'case' if completions == 1 else 'cases'} ended.",
    )


def _outlook(figures: LoadFigures) -> Sentence:
    weeks, wait = figures.weeks_until_full, figures.rough_wait
    german, english = [], []
    if weeks is not None and 0 < weeks <= _FILLING_WEEKS:
        german.append(f"Geht es so weiter, ist in etwa {_weeks(weeks, 'de')} kein Platz mehr frei.")
        english.append(f"If it goes on like this, no place is free in about {_weeks(weeks, 'en')}.")
    if wait is not None and wait.mean_days is None:
        german.append("Auf Dauer werden mehr Plätze gebraucht, als da sind: die Schlange wächst.")
        english.append("In the long run more places are needed than there are: the line grows.")
    elif wait is not None and wait.mean_days is not None and wait.mean_days >= 1:
        days = round(wait.mean_days)
        german.append(
            f"Grob geschätzt wartet man {days} {'Tag' if days == 1 else 'Tage'} auf einen Platz."
        )
        english.append(f"Roughly, people wait {days} {'day' if days == 1 else 'days'} for a place.")
    return Sentence(de=" ".join(german), en=" ".join(english))


def _cases(count: int) -> str:
    return "1 Fall" if count == 1 else f"{count} Fälle"


def _weeks(weeks: float, language: str) -> str:
    count = max(1, round(weeks))
    if language == "de":
        return "einer Woche" if count == 1 else f"{count} Wochen"
    return "one week" if count == 1 else f"{count} weeks"
