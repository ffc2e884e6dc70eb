"""Whose loss costs most: all partners and offices in order of what the loss of each costs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from graph_model.analysis.gaps.demand import CellKey
from graph_model.analysis.hidden import Hidden
from graph_model.analysis.resilience.loss import Market, displaced
from graph_model.analysis.resilience.standing import MONTHS, Served, Standing
from graph_model.analysis.resilience.what_if import takers_of
from graph_model.analysis.resilience.words import (
    LossWords,
    Outcome,
    cell_words,
    loss_sentence,
    outcome_of,
)
from graph_model.analysis.sentences import Sentence
from graph_model.domain.actors import Actor
from graph_model.domain.vocabulary import ActorKind, AreaLevel
from graph_model.snapshot.scope import Scope

RANKED = frozenset({ActorKind.PARTNER, ActorKind.ADMINISTRATION})
"""Kinds of actors whose loss is ranked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedLoss:
    """What the loss of one partner or office costs; figures as in ``WhatIf``.

    ``lost_cells`` counts cells that lose their last service, ``lost_per_month`` the cases a month
    there.
    """

    rank: int
    actor_id: str
    actor_name: str
    actor_kind: ActorKind
    lost_cells: int
    lost_per_month: float | None
    hanging: int | None
    per_month: float | None
    seeking: float | None
    placed: float | None
    unplaced: float | None
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class LossRanking:
    """All partners and offices by what their loss costs, the dearest first; see ``rank_losses``.

    ``cells`` is how many cells with demand were looked at.
    """

    scope: Scope
    now: datetime
    level: AreaLevel | None
    cells: int
    losses: tuple[RankedLoss, ...]
    hidden: Hidden | None = None


def rank_losses(standing: Standing) -> LossRanking:
    """Rank partners and offices by what the loss of each alone costs.

    Returns
    -------
    In order of cases a month in cells that lose their last service, then of those who seek a place
    in the first month and find none, then of open referrals, then of referrals taken in a month,
    highest first, then by id. Ranked is who takes part on the day of ``standing``.

    Notes
    -----
    One maximum flow for each partner, over the cells that people came from.
    """
    costs = _Costs(standing)
    losses = sorted((costs.of(actor) for actor in partners(standing)), key=_dearest_first)
    return LossRanking(
        scope=standing.scope,
        now=standing.now,
        level=standing.level,
        cells=len(standing.cells),
        losses=tuple(replace(loss, rank=rank) for rank, loss in enumerate(losses, start=1)),
    )


def partners(standing: Standing) -> tuple[Actor, ...]:
    """Partners and offices that take part, by id."""
    actors = standing.directory.actors
    return tuple(
        actors[actor_id]
        for actor_id in sorted(actors)
        if actors[actor_id].kind in RANKED and actors[actor_id].is_active_on(standing.day)
    )


def _dearest_first(loss: RankedLoss) -> tuple[float, float, float, float, str]:
    costs = (loss.lost_per_month, loss.unplaced, loss.hanging, loss.per_month)
    first, second, third, fourth = (-(cost or 0) for cost in costs)
    return first, second, third, fourth, loss.actor_id


class _Costs:
    """What the loss of one costs, for many one after the other."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing
        served = standing.served()
        self._market = Market(standing, served, rooms=standing.rooms())
        self._hanging_on = _hanging_on(served)
        self._recent = {(cell.need_code, cell.area_id): cell.recent for cell in standing.cells}

    def of(self, actor: Actor) -> RankedLoss:
        lost = self._hanging_on.get(actor.id, ())
        gone = frozenset((actor.id,))
        people = displaced(self._standing, gone, partly={})
        placement = self._market.place(people.seeking, without=gone)
        directory = self._standing.directory
        unknown = self._market.unknown(people.seeking, without=gone)
        words = LossWords(
            names=(Sentence(de=actor.name, en=actor.name),),
            lost=tuple(cell_words(directory, cell) for cell in lost),
            outcome=Outcome.NOT_TOLD if self._standing.is_in_names else outcome_of(placement),
            takers=tuple(directory.actor_name(one) for one in takers_of(placement)),
            unknown=tuple(directory.actor_name(one) for one in unknown),
        )
        return RankedLoss(
            rank=0,
            actor_id=actor.id,
            actor_name=actor.name,
            actor_kind=actor.kind,
            lost_cells=len(lost),
            lost_per_month=sum(self._recent[cell] for cell in lost) / MONTHS,
            hanging=sum(people.hanging.values()),
            per_month=sum(people.yearly.values()) / MONTHS,
            seeking=placement.seeking / MONTHS,
            placed=placement.placed / MONTHS,
            unplaced=(placement.seeking - placement.placed) / MONTHS,
            sentence=loss_sentence(words),
        )


def _hanging_on(served: Served) -> Mapping[str, Sequence[CellKey]]:
    """Cells with a single provider, by that one, in order."""
    found: dict[str, list[CellKey]] = defaultdict(list)
    for cell, supply in sorted(served.cells.items()):
        if len(supply.providers) == 1:
            found[supply.providers[0]].append(cell)
    return found
