"""What a relief plan says: who carries too much, what could go to whom, and what stays."""

from dataclasses import dataclass
from datetime import datetime

from graph_model.analysis.hidden import Hidden
from graph_model.analysis.relief.takers import RestReason
from graph_model.analysis.sentences import Sentence
from graph_model.domain.vocabulary import ActorKind, AreaLevel
from graph_model.snapshot.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Referrals of one need from one area that could go to somebody else.

    ``need_code`` is ``None`` for whole help chains, which go from one Kümmerer to another;
    ``service_id`` is ``None`` for people who need no service. ``cases`` is how many places that
    frees in the long run, of ``held`` open cases of this kind; ``referrals_per_month`` what it
    takes for that, of ``accepted_per_month``. ``cost`` is the mean price of a case, from 0 (perfect
    in every part) to 1.
    """

    from_id: str
    from_name: str
    need_code: str | None
    area_id: str
    area_name: str
    to_id: str
    to_name: str
    service_id: str | None
    service_name: str | None
    cases: int | None
    held: int | None
    referrals_per_month: float | None
    accepted_per_month: float | None
    cost: float
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Cases of one need from one area that stay with somebody who still carries too much.

    ``cases`` counts all that stay there, of which only as many are too many as the actor's
    ``unsolved`` says. ``need_code`` is ``None`` for whole chains and where cases of all needs are
    meant, ``area_id`` where it is unknown or all areas are meant. ``other_ids`` are the actors that
    the reason speaks of, sorted.
    """

    actor_id: str
    actor_name: str
    need_code: str | None
    area_id: str | None
    area_name: str | None
    cases: int | None
    reason: RestReason
    other_ids: tuple[str, ...]
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Relieved:
    """Somebody who carries too much: ``open_load`` where ``most`` would be below the limit.

    ``excess`` is the difference, ``moved`` how much of it could go elsewhere, ``unsolved`` the
    rest. ``months`` is how long a case stays on average, so about how long it takes until what goes
    elsewhere is felt in full; ``None`` where nobody new came.
    """

    actor_id: str
    actor_name: str
    actor_kind: ActorKind
    open_load: int | None
    places: float
    most: int
    excess: int | None
    moved: int | None
    unsolved: int | None
    months: float | None
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Somebody who would take cases, with the load before and after; places are known."""

    actor_id: str
    actor_name: str
    actor_kind: ActorKind
    open_load: int | None
    unanswered: int | None
    places: float
    taken: int | None
    utilisation_after: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """A plan that brings as many as possible below the limit; see ``relief``.

    ``excess``, ``moved`` and ``unsolved`` count cases over everybody in ``relieved``.
    """

    scope: Scope
    now: datetime
    level: AreaLevel | None
    limit: float
    excess: int | None
    moved: int | None
    unsolved: int | None
    relieved: tuple[Relieved, ...]
    moves: tuple[Move, ...]
    rests: tuple[Rest, ...]
    receivers: tuple[Receiver, ...]
    hidden: Hidden | None = None
