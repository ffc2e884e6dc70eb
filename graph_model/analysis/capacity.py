"""What is known of the room that somebody has: free places, how old the figure is, how full."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from graph_model.analysis.offers import Offer
from graph_model.domain.actors import Actor
from graph_model.domain.services import Capacity, Service
from graph_model.domain.vocabulary import ActorKind

FIGURE_DAYS = 90
"""Days after which a figure of free places is no longer taken at its word (three half-lives)."""

_HOURS = "hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Free places as last told; ``age_days`` is ``None`` for a figure without a date.

    ``in_hours`` says that the figure counts hours a month, not cases.
    """

    available: int
    age_days: float | None
    in_hours: bool = False

    def is_known(self, within_days: float = FIGURE_DAYS) -> bool:
        """Whether the figure may be taken at its word; one without a date may."""
        return self.age_days is None or self.age_days <= within_days


def room_of(offer: Offer, now: datetime) -> Room | None:
    """The figure of free places, if one was given; a figure dated after ``now`` has age 0."""
    if offer.service is None:
        idle = offer.actor.kind is ActorKind.COMPANION and offer.actor.weekly_hours == 0
        return Room(available=0, age_days=None, in_hours=True) if idle else None
    capacity = offer.service.capacity
    if capacity.available is None:
        return None
    age = None
    if capacity.updated_at is not None:
        age = max(0.0, (now - capacity.updated_at).total_seconds() / 86_400)
    return Room(available=capacity.available, age_days=age, in_hours=counts_hours(capacity))


def counts_hours(capacity: Capacity) -> bool:
    """Whether a capacity is stated in hours a month."""
    return capacity.unit == _HOURS


def hours_committed(offer: Offer) -> float:
    """Hours a month that a companion has given away already, 0 where nobody has said."""
    if offer.service is None or not counts_hours(offer.service.capacity):
        return 0.0
    capacity = offer.service.capacity
    if capacity.maximum is None or capacity.available is None:
        return 0.0
    return float(capacity.maximum - capacity.available)


def cases_at_once(actor: Actor, services: Iterable[Service], *, day: date) -> int | None:
    """How many cases an actor can carry: a Kümmerer's caseload, else the places of all services.

    ``None`` where an active service does not say, counts hours, or there is none.
    """
    if actor.kind is ActorKind.KUEMMERER and actor.caseload is not None:
        return actor.caseload
    active = [service.capacity for service in services if service.is_active_on(day)]
    places = [capacity.maximum for capacity in active if not counts_hours(capacity)]
    if not active or len(places) < len(active):
        return None
    known = [maximum for maximum in places if maximum is not None]
    return sum(known) if len(known) == len(places) else None


def is_known_full(
    room: Room | None, *, load: int, cases: int | None, within_days: float = FIGURE_DAYS
) -> bool:
    """Whether nobody else fits in: a fresh figure of 0, or without one as many cases as places.

    Parameters
    ----------
    room
        The figure of free places, if one was given.
    load
        Cases accepted and not ended, a count.
    cases
        Cases that can be carried at once, ``None`` if unknown.
    within_days
        Age in days up to which the figure counts.
    """
    if room is not None and room.is_known(within_days):
        return room.available == 0
    return cases is not None and load >= cases
