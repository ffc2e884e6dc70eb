"""The score of an offer: seven parts from 0 to 1, each with its figure and in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from graph_model.analysis.capacity import cases_at_once, room_of
from graph_model.analysis.offers import Match, Offer
from graph_model.analysis.recommendation.measures import (
    FIT,
    HALF_WAIT_DAYS,
    NEUTRAL,
    halving,
    nearness_of,
    speed_of,
)
from graph_model.analysis.recommendation.situation import Situation
from graph_model.analysis.sentences import Sentence
from graph_model.domain.checks import check_number, refuse

HALF_LIFE_DAYS = 30.0
"""Age at which a figure of free places has lost half its weight."""

UNDATED_DAYS = 60.0
"""Age that a figure without a date is taken to have."""

CROWDED = 0.85
"""Utilisation from which balance falls, to reach 0 at 1."""

FAMILIAR_CASES = 3.0
"""Own completed referrals at which familiarity is half way from neutral to 1."""

HOURS_PER_CASE = 8.0
"""Hours a month that one client takes, where a capacity counts hours and the query names none."""


class ScorePart(StrEnum):
    """What a score is made of."""

    FIT = "fit"
    NEARNESS = "nearness"
    ROOM = "room"
    SPEED = "speed"
    SUCCESS = "success"
    BALANCE = "balance"
    FAMILIARITY = "familiarity"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreWeights:
    """How much each part counts, at least 0; only their proportions matter.

    References
    ----------
    Project definition: docs/decisions, weights of the recommendation.
    """

    fit: float = 0.20
    nearness: float = 0.15
    room: float = 0.20
    speed: float = 0.15
    success: float = 0.15
    balance: float = 0.10
    familiarity: float = 0.05

    def __post_init__(self) -> None:
        for field in fields(self):
            check_number(field.name, getattr(self, field.name))
        if self.total == 0:
            raise refuse("weights", "mindestens ein Gewicht über 0", "at least one above 0")

    @property
    def total(self) -> float:
        """Sum of all weights."""
        return float(sum(getattr(self, field.name) for field in fields(self)))

    def shares(self) -> dict[ScorePart, float]:
        """Share of each part in the score, 0 to 1, 1 in all."""
        total = self.total
        return {part: float(getattr(self, part.value)) / total for part in ScorePart}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartScore:
    """One part of a score: its value from 0 to 1, its share, and what it rests on.

    ``points`` is value times share, what the part adds to the score. ``figure`` is what was
    measured, in the unit that the sentence names; ``None``: nothing known.
    """

    part: ScorePart
    value: float
    share: float
    points: float
    figure: float | None
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    value: float
    figure: float | None
    sentence: Sentence


def score_parts(
    offer: Offer, match: Match, *, at: Situation, shares: Mapping[ScorePart, float]
) -> tuple[PartScore, ...]:
    """All parts of an offer's score, in the order of ``ScorePart``; their points add up to it."""
    findings = {ScorePart.FIT: _fit(match)}
    findings.update((part, measure(offer, at)) for part, measure in _MEASURES.items())
    return tuple(
        PartScore(
            part=part,
            value=findings[part].value,
            share=shares[part],
            points=findings[part].value * shares[part],
            figure=findings[part].figure,
            sentence=findings[part].sentence,
        )
        for part in shares
    )


def _fit(match: Match) -> _Finding:
    words = {
        Match.EXACT: ("genau dieser Bedarf", "exactly this need"),
        Match.BROADER: ("das ganze Bedarfsfeld", "the whole field of needs"),
        Match.NARROWER: ("ein Teil des Bedarfs", "a part of the need"),
    }
    german, english = words[match]
    return _Finding(
        value=FIT[match],
        figure=None,
        sentence=Sentence(de=f"Passt: {german}.", en=f"Fits: {english}."),
    )


def _nearness(offer: Offer, at: Situation) -> _Finding:
    areas = at.statistics.offers.directory.areas
    found = nearness_of(offer, at.area_id, areas=areas, here=at.query.position)
    if found.distance_km is not None:
        return _Finding(
            value=found.value,
            figure=found.distance_km,
            sentence=Sentence(
                de=f"Etwa {_german(found.distance_km)} km entfernt (Luftlinie).",
                en=f"About {found.distance_km:.1f} km away (as the crow flies).",
            ),
        )
    if found.steps is None:
        return _unknown("Entfernung nicht bekannt.", "Distance not known.")
    steps = found.steps
    return _Finding(
        value=found.value,
        figure=float(steps),
        sentence=Sentence(
            de="Im selben Gebiet." if steps == 0 else f"{steps} Gebietsstufen entfernt.",
            en="In the same area." if steps == 0 else f"{steps} steps away in the area tree.",
        ),
    )


def _room(offer: Offer, at: Situation) -> _Finding:
    room = room_of(offer, at.now)
    if room is None:
        return _unknown("Freie Plätze: keine Angabe.", "Free places: not stated.")
    places = float(room.available)
    if room.in_hours:
        places /= at.query.companionship.hours_wanted or HOURS_PER_CASE
    fresh = 0.0 if places == 0 else (places + 1) / (places + 2)
    age = UNDATED_DAYS if room.age_days is None else room.age_days
    value = NEUTRAL + (fresh - NEUTRAL) * halving(age, HALF_LIFE_DAYS)
    unit_de, unit_en = ("Stunden", "hours") if room.in_hours else ("Plätze", "places")
    if room.age_days is None:
        german, english = "ohne Datum", "no date"
    else:
        german, english = f"vor {room.age_days:.0f} Tagen", f"{room.age_days:.0f} days ago"
    return _Finding(
        value=value,
        figure=float(room.available),
        sentence=Sentence(
            de=f"Freie {unit_de}: {room.available} (Stand: {german}).",
            en=f"Free {unit_en}: {room.available} (as of: {english}).",
        ),
    )


def _speed(offer: Offer, at: Situation) -> _Finding:
    value = speed_of(offer, at.query.need_code, record=at.statistics)
    wait = at.statistics.waits.get(offer.actor.id)
    if wait is not None and wait.median is not None:
        return _Finding(
            value=value,
            figure=wait.median,
            sentence=Sentence(
                de=f"Zusage meist nach {_german(wait.median)} Tagen.",
                en=f"Usually accepts after {wait.median:.1f} days.",
            ),
        )
    floor = wait.at_least if wait is not None else 0.0
    typical = offer.service.typical_wait_days if offer.service is not None else None
    if floor > 0 and value == halving(floor, HALF_WAIT_DAYS):
        german = f"Mehrere warten oder warteten {_german(floor)} Tage und länger ohne Zusage."
        english = f"Several waited {floor:.1f} days and longer without being accepted."
    elif typical is not None:
        german = f"Nach eigener Angabe {_german(typical)} Tage Wartezeit."
        english = f"By their own word {typical:.1f} days of waiting."
    else:
        german = "Noch zu wenige Zusagen; es zählt, was bei diesem Bedarf üblich ist."
        english = "Too few acceptances yet; what is usual for this need counts."
    return _Finding(value=value, figure=typical, sentence=Sentence(de=german, en=english))


def _success(offer: Offer, at: Situation) -> _Finding:
    share, counts = at.statistics.success_of(offer.actor.id, at.query.need_code)
    if counts.ended == 0:
        german = "Noch ohne Ergebnisse; es zählt, was bei diesem Bedarf üblich ist."
        english = "No outcomes yet; what is usual for this need counts."
    else:
        german = f"{counts.helped} von {counts.ended} beendeten Vermittlungen haben geholfen."
        english = f"{counts.helped} of {counts.ended} referrals that ended have helped."
    return _Finding(
        value=share,
        figure=counts.helped / counts.ended if counts.ended else None,
        sentence=Sentence(de=german, en=english),
    )


def _balance(offer: Offer, at: Situation) -> _Finding:
    load = at.statistics.load.get(offer.actor.id, 0)
    services = at.statistics.offers.directory.services_of(offer.actor.id)
    cases = cases_at_once(offer.actor, services, day=at.day)
    if cases is None:
        if load == 0:
            return _Finding(
                value=1.0,
                figure=None,
                sentence=Sentence(de="Keine offenen Fälle bekannt.", en="No open cases known."),
            )
        return _unknown(
            f"{load} offene Fälle, Plätze nicht bekannt.",
            f"{load} open cases, places not known.",
        )
    utilisation = load / cases if cases else 1.0
    return _Finding(
        value=min(1.0, max(0.0, (1 - utilisation) / (1 - CROWDED))),
        figure=utilisation,
        sentence=Sentence(
            de=f"{load} offene Fälle auf {cases} Plätze.",
            en=f"{load} open cases on {cases} places.",
        ),
    )


def _familiarity(offer: Offer, at: Situation) -> _Finding:
    sender = at.query.sender_id
    if sender is None:
        return _unknown("Absender nicht genannt.", "Sender not named.")
    cases = at.statistics.familiarity.get((sender, offer.actor.id), 0)
    return _Finding(
        value=1 - (1 - NEUTRAL) * FAMILIAR_CASES / (FAMILIAR_CASES + cases),
        figure=float(cases),
        sentence=Sentence(
            de=f"Eigene abgeschlossene Vermittlungen dorthin: {cases}.",
            en=f"Own completed referrals to them: {cases}.",
        ),
    )


_MEASURES: dict[ScorePart, Callable[[Offer, Situation], _Finding]] = {
    ScorePart.NEARNESS: _nearness,
    ScorePart.ROOM: _room,
    ScorePart.SPEED: _speed,
    ScorePart.SUCCESS: _success,
    ScorePart.BALANCE: _balance,
    ScorePart.FAMILIARITY: _familiarity,
}


def _unknown(german: str, english: str) -> _Finding:
    return _Finding(value=NEUTRAL, figure=None, sentence=Sentence(de=german, en=english))


def _german(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")
