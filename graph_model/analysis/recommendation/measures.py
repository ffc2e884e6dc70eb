"""How near, fast and fitting an offer is, each from 0 to 1, whoever asks."""

from dataclasses import dataclass

from graph_model.analysis.offers import Match, Offer
from graph_model.analysis.places import distance_km, steps_between
from graph_model.analysis.recommendation.track_record import AnswerWait, TrackRecord
from graph_model.domain.areas import AreaTree, Position

NEUTRAL = 0.5
"""Value of a part about which nothing is known."""

HALF_DISTANCE_KM = 10.0
"""Distance at which nearness is one half."""

HALF_STEPS = 2.0
"""Steps in the area tree at which nearness is one half."""

HALF_WAIT_DAYS = 14.0
"""Days until acceptance at which speed is one half."""

FIT = {Match.EXACT: 1.0, Match.BROADER: 0.7, Match.NARROWER: 0.5}
"""Value of how an offer answers a need."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """How near an offer is, from 0 to 1, by kilometres where both places are known, else by steps.

    Without either the value is neutral.
    """

    value: float
    distance_km: float | None = None
    steps: int | None = None


def halving(amount: float, half: float) -> float:
    """1 at 0, one half at ``half``, a quarter at twice that, and so on."""
    return float(0.5 ** (amount / half))


def nearness_of(
    offer: Offer, area_id: str, *, areas: AreaTree, here: Position | None = None
) -> Nearness:
    """How near an offer is to somebody in an area, or at a position in it where one is given."""
    if here is None and (area := areas.by_id.get(area_id)) is not None:
        here = area.position
    if here is not None and offer.position is not None:
        distance = distance_km(here, offer.position)
        return Nearness(value=halving(distance, HALF_DISTANCE_KM), distance_km=distance)
    seats = (offer.actor.area_id,) if offer.actor.area_id is not None else offer.area_ids
    steps = [steps_between(areas, area_id, other=seat) for seat in seats]
    nearest = min((step for step in steps if step is not None), default=None)
    if nearest is None:
        return Nearness(value=NEUTRAL)
    return Nearness(value=halving(nearest, HALF_STEPS), steps=nearest)


def speed_of(offer: Offer, need_code: str, *, record: TrackRecord) -> float:
    """How soon an offer accepts: by its own median, else by its word or what is usual for the need.

    Waits that several saw are a floor for it, so that silence does not look neutral.
    """
    wait = record.waits.get(offer.actor.id)
    if wait is not None and wait.median is not None:
        return halving(wait.median, HALF_WAIT_DAYS)
    typical = offer.service.typical_wait_days if offer.service is not None else None
    neutral = (
        usual_speed(need_code, record) if typical is None else halving(typical, HALF_WAIT_DAYS)
    )
    return min(neutral, halving(wait.at_least if wait is not None else 0.0, HALF_WAIT_DAYS))


def usual_speed(need_code: str, record: TrackRecord) -> float:
    """How soon those who are asked for a need accept."""
    usual = record.need_waits.get(need_code, AnswerWait(cases=0, median=None, at_least=0.0))
    if usual.median is not None:
        return halving(usual.median, HALF_WAIT_DAYS)
    return min(NEUTRAL, halving(usual.at_least, HALF_WAIT_DAYS))
