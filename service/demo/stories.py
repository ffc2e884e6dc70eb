"""The planted faults as stories: chains that go a given way, spread over the three years."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from graph_model.domain.vocabulary import Outcome, Reason, ReferralStatus
from service.demo.life import Course
from service.demo.offering import DROWNING_NEED, FULL_NEED
from service.demo.profiles import BROKER_PROFILES
from service.demo.rhythm import Rhythm
from service.demo.truth import Fault
from service.demo.world import (
    BAUTZEN,
    BROKER_TOWN,
    CHEMNITZ,
    SINGLE_CELL,
    UNCOVERED_CELL,
    ZWICKAU,
    World,
)

_S = ReferralStatus

PING_PONG_NEED = "benefits"
PING_PONG_CHAINS = 6
BROKERED_CHAINS = 8
DEAD_ENDS = 8
_SEARCHES = 6
_SINGLE_CASES = 8

_FULL_SEATS = 6
_FULL_SINCE = 210
_REFUSED_CHAINS = 30
_LAST_START = 30
"""Days before the reference day from which nobody begins any more on a seat."""

_DROWNING_SEATS = 4
_DROWNING_SINCE = 182
_DROWNING_MORE = 12
_DROWNING_EVERY = 13


@dataclass(frozen=True, slots=True)
class Scene:
    """One referral of a story.

    ``offering`` is whom to ask (``None``: whom a regular chain would ask), ``sender`` the offering
    that passes on (``None``: the Kümmerer), ``course`` how it goes (``None``: as regular). A scene
    with a ``sender`` has the scene before as its parent; otherwise, one after a bad end follows it.
    """

    need: str
    offering: int | None = None
    course: Course | None = None
    sender: int | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A chain to be made: which fault it belongs to, where and when it opens, and its scenes.

    Without scenes it looks for somebody in vain for ``need``; ``is_left_open`` leaves it hanging.
    """

    fault: Fault
    town: int
    day: int
    need: str
    scenes: tuple[Scene, ...] = field(default=())
    is_left_open: bool = False


def make_stories(world: World, rhythm: Rhythm, *, rng: Random) -> list[Story]:
    """All stories of a network, in no order that matters."""
    return [
        *_full(world, rhythm, rng=rng),
        *_drowning(world, rhythm, rng=rng),
        *_brokered(world, rhythm, rng=rng),
        *_ping_pong(world, rhythm, rng=rng),
        *_dead_ends(world, rhythm, rng=rng),
        *_searches(rhythm, rng),
        *_single(rhythm, rng),
    ]


def _full(world: World, rhythm: Rhythm, *, rng: Random) -> Iterator[Story]:
    """All places taken for seven months, so that most who ask are turned away."""
    offering = world.staged(FULL_NEED)
    late = rhythm.days - _FULL_SINCE
    for _ in range(_FULL_SEATS):
        day = 10 + int(rng.random() * 90)
        while day < rhythm.days - _LAST_START:
            asked = rhythm.later(day, 0)
            stay = _stay(rhythm, rng, asked=asked, shortest=50)
            scene = Scene(FULL_NEED, offering, Course(1, lead=1, stay=stay, outcome=_well(rng)))
            yield Story(Fault.FULL_PARTNER, ZWICKAU, asked, FULL_NEED, (scene,))
            pause = 30 + int(rng.random() * 50) if asked + stay < late else 1
            day = rhythm.later(rhythm.later(asked, 2) + stay, 0) + pause
    refused = Course(1, _S.REJECTED, reason=Reason.NO_CAPACITY)
    for number in range(_REFUSED_CHAINS):
        day = late + 25 + number * (_FULL_SINCE - 45) // _REFUSED_CHAINS + int(rng.random() * 4)
        scenes = (Scene(FULL_NEED, offering, refused), Scene(FULL_NEED))
        yield Story(Fault.FULL_PARTNER, ZWICKAU, day, FULL_NEED, scenes)


def _drowning(world: World, rhythm: Rhythm, *, rng: Random) -> Iterator[Story]:
    """Steady for years, then more come than leave, and answers take longer each week."""
    offering = world.staged(DROWNING_NEED)
    since = rhythm.days - _DROWNING_SINCE
    for _ in range(_DROWNING_SEATS):
        day = 5 + int(rng.random() * 70)
        while day < rhythm.days - _LAST_START:
            asked = rhythm.later(day, 0)
            stay = _stay(rhythm, rng, asked=asked, shortest=55)
            wait = 1 if asked < since else 2 + 4 * (asked - since) // _DROWNING_SINCE
            course = Course(wait, lead=2, stay=stay, outcome=_well(rng))
            yield _drowning_story(offering, asked, course=course)
            day = rhythm.later(rhythm.later(asked, wait + 2) + stay, 1) + int(rng.random() * 4)
    for number in range(_DROWNING_MORE):
        asked = rhythm.later(since + number * _DROWNING_EVERY + int(rng.random() * 5), 0)
        wait = 3 + number * 3 // _DROWNING_MORE
        course = Course(wait, lead=3, stay=_DROWNING_SINCE + 60, outcome=_well(rng))
        yield _drowning_story(offering, asked, course=course)


def _stay(rhythm: Rhythm, rng: Random, *, asked: int, shortest: int) -> int:
    """A stay of some weeks; the last one on a seat lasts beyond the reference day."""
    stay = shortest + int(rng.random() * 35)
    if asked + stay <= rhythm.days - 2 * _LAST_START:
        return stay
    return rhythm.days - asked + 20 + int(rng.random() * 40)


def _drowning_story(offering: int, day: int, *, course: Course) -> Story:
    scene = Scene(DROWNING_NEED, offering, course)
    return Story(Fault.DROWNING_PARTNER, CHEMNITZ, day, DROWNING_NEED, (scene,))


def _brokered(world: World, rhythm: Rhythm, *, rng: Random) -> Iterator[Story]:
    """To the broker, and from there on to those whom nobody else knows."""
    broker, *behind = (world.staged(profile.needs[0]) for profile in BROKER_PROFILES)
    needs = {place: world.offerings[place].needs[0] for place in (broker, *behind)}
    for number in range(BROKERED_CHAINS):
        path = (broker, behind[number % 2], behind[number % 2 + 1])
        scenes = []
        for sender, place in zip((None, *path), path, strict=False):
            course = Course(1, lead=2, stay=10 + int(rng.random() * 20), outcome=_well(rng))
            scenes.append(Scene(needs[place], place, course, sender))
        day = rhythm.days - 800 + number * 75 + int(rng.random() * 40)
        yield Story(Fault.BROKER, BROKER_TOWN, day, needs[broker], tuple(scenes))


def ping_pong_pair(world: World) -> tuple[int, int]:
    """Places of the two offerings that send people back and forth: an office and a partner."""
    places = list(world.providers(PING_PONG_NEED, BAUTZEN))
    office = next((place for place in places if world.offerings[place].is_office), places[0])
    others = [p for p in places if world.offerings[p].actor_id != world.offerings[office].actor_id]
    partner = next((p for p in others if not world.offerings[p].is_office), others[0])
    return office, partner


def _ping_pong(world: World, rhythm: Rhythm, *, rng: Random) -> Iterator[Story]:
    """To the office, from there to the partner, and back, and at times once more."""
    office, partner = ping_pong_pair(world)
    in_vain = Course(1, lead=3, stay=12, outcome=Outcome.UNRESOLVED)
    for number in range(PING_PONG_CHAINS):
        scenes = [
            Scene(PING_PONG_NEED, office, in_vain),
            Scene(PING_PONG_NEED, partner, in_vain, sender=office),
            Scene(PING_PONG_NEED, office, in_vain, sender=partner),
        ]
        if number % 2:
            scenes.append(Scene(PING_PONG_NEED, partner, in_vain, sender=office))
        last = scenes.pop()
        ended = Course(2, lead=4, stay=30, outcome=Outcome.PARTLY_RESOLVED)
        scenes.append(Scene(last.need, last.offering, ended, last.sender))
        day = rhythm.days - 480 + number * 55 + int(rng.random() * 30)
        yield Story(Fault.PING_PONG, BAUTZEN, day, PING_PONG_NEED, tuple(scenes))


def _dead_ends(world: World, rhythm: Rhythm, *, rng: Random) -> Iterator[Story]:
    """Refused or broken off, and nobody went on from there."""
    cells = [cell for cell, places in sorted(world.offered.items()) if len(places) >= 3]
    for number in range(DEAD_ENDS):
        need, town = cells[int(rng.random() * len(cells))]
        offering = world.offered[need, town][0]
        scene = Scene(need, offering, _DEAD_COURSES[number % len(_DEAD_COURSES)])
        day = rhythm.days - 300 + number * 27 + int(rng.random() * 20)
        yield Story(Fault.DEAD_END, town, day, need, (scene,), is_left_open=True)


_DEAD_COURSES = (
    Course(1, _S.REJECTED, reason=Reason.NOT_OFFERED),
    Course(1, lead=3, stay=14, ending=_S.FAILED, reason=Reason.UNREACHABLE),
    Course(2, _S.REJECTED, reason=Reason.OTHER),
    Course(0, lead=2, stay=9, ending=_S.FAILED, reason=Reason.OTHER),
)


def _searches(rhythm: Rhythm, rng: Random) -> Iterator[Story]:
    """Demand for what is not offered in one town; for what nobody offers there is enough anyway."""
    need, town = UNCOVERED_CELL
    for number in range(_SEARCHES):
        day = 120 + number * (rhythm.days - 150) // _SEARCHES + int(rng.random() * 60)
        yield Story(Fault.OUT_OF_AREA, town, day, need)


def _single(rhythm: Rhythm, rng: Random) -> Iterator[Story]:
    """Demand of the last year that one provider answers alone."""
    need, town = SINGLE_CELL
    for number in range(_SINGLE_CASES):
        day = rhythm.days - 340 + number * 290 // _SINGLE_CASES + int(rng.random() * 30)
        yield Story(Fault.SINGLE_PROVIDER, town, day, need, (Scene(need),))


def _well(rng: Random) -> Outcome:
    return Outcome.RESOLVED if rng.random() < 0.7 else Outcome.PARTLY_RESOLVED
