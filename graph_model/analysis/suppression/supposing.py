"""Suppositions and relief without figures on people, and without cells that hold too few."""

from collections.abc import Collection
from dataclasses import replace

import polars as pl

from graph_model.analysis.gaps.cases import cases_of
from graph_model.analysis.gaps.demand import Grid, in_cells
from graph_model.analysis.gaps.rules import GapRules
from graph_model.analysis.hidden import Hidden
from graph_model.analysis.relief.results import Move, Receiver, Relief, Relieved, Rest
from graph_model.analysis.relief.words import Topic, hidden_move, hidden_relieved, rest_sentence
from graph_model.analysis.resilience.ranking import LossRanking
from graph_model.analysis.resilience.standing import Standing
from graph_model.analysis.resilience.what_if import WhatIf
from graph_model.analysis.suppression.gaps import counted_cells, keyed
from graph_model.analysis.suppression.load import LoadViews
from graph_model.analysis.suppression.views import Views
from graph_model.snapshot.directory import Directory


def standing_for_many(standing: Standing, *, views: Views, topics: pl.DataFrame) -> Standing:
    """The network before anything is supposed, in names, and the cases that may be counted.

    What is made of it names needs in places of which cases may be counted, and holds one against
    the other by these. Nobody's load, free places and open cases are in it: who tries one number of
    places after the other would find them out. ``topics`` are those of the scope (see
    ``topics_of``).
    """
    snapshot = standing.snapshot
    grid = Grid(areas=snapshot.directory.areas, level=standing.level, now=standing.now)
    cases = keyed(cases_of(topics, now=standing.now, rules=GapRules()), snapshot)
    cells = counted_cells(in_cells(cases, grid), standing.scope, views=views, grid=grid)
    return replace(
        standing,
        cells=cells,
        supply=replace(standing.supply, load={}),
        taken_in={},
        hanging={},
        carried={},
        unmet={},
        is_in_names=True,
    )


def what_if_for_many(found: WhatIf, *, minimum: int) -> WhatIf:
    """What changes would do to whom, without figures on people; see ``standing_for_many``."""
    return replace(
        found,
        lost=tuple(replace(cell, per_month=None) for cell in found.lost),
        gained=tuple(replace(cell, per_month=None) for cell in found.gained),
        hanging=None,
        hanging_ids=(),
        beyond=None,
        per_month=None,
        seeking=None,
        placed=None,
        unplaced=None,
        moves=tuple(replace(move, cases=None) for move in found.moves),
        unmet_placed=None,
        hidden=Hidden(minimum=minimum),
    )


def ranking_for_many(found: LossRanking, *, minimum: int) -> LossRanking:
    """Partners and offices by how many needs in places hang on each alone, without other figures.

    The order is that number, then the id: the order by figures on people would tell of these.
    """
    ordered = sorted(found.losses, key=lambda one: (-one.lost_cells, one.actor_id))
    return replace(
        found,
        losses=tuple(
            replace(
                one,
                rank=rank,
                lost_per_month=None,
                hanging=None,
                per_month=None,
                seeking=None,
                placed=None,
                unplaced=None,
            )
            for rank, one in enumerate(ordered, start=1)
        ),
        hidden=Hidden(minimum=minimum),
    )


def relief_for_many(found: Relief, directory: Directory, *, views: LoadViews) -> Relief:
    """Who carries too much and who could take some of it, where enough people are concerned.

    How many could go and how many stay is not told: both are made of groups of few.
    """
    grid = Grid(areas=directory.areas, level=found.level, now=found.now)
    known = views.told("open")
    few = views.few(grid)
    relieved = tuple(_relieved(one) for one in found.relieved if one.actor_id in known)
    names = {one.actor_id for one in relieved}
    moves = tuple(
        _move(one, directory)
        for one in found.moves
        if one.from_id in names and (one.from_id, one.need_code, one.area_id) not in few
    )
    rests = tuple(
        _rest(one, directory)
        for one in found.rests
        if one.actor_id in names and (one.actor_id, one.need_code, one.area_id) not in few
    )
    receivers = _receivers(found, {move.to_id for move in moves}, known=known)
    return replace(
        found,
        excess=sum(one.excess or 0 for one in relieved) or None,
        moved=None,
        unsolved=None,
        relieved=tuple(sorted(relieved, key=lambda one: (-(one.excess or 0), one.actor_id))),
        moves=tuple(sorted(moves, key=_by_ends)),
        rests=tuple(
            sorted(
                rests,
                key=lambda one: (
                    one.actor_id,
                    one.need_code or "",
                    one.area_id or "",
                    one.reason.value,
                ),
            )
        ),
        receivers=receivers,
        hidden=Hidden(minimum=views.minimum),
    )


def _receivers(
    found: Relief, takers: Collection[str], *, known: Collection[str]
) -> tuple[Receiver, ...]:
    return tuple(
        _receiver(one, is_known=one.actor_id in known)
        for one in found.receivers
        if one.actor_id in takers
    )


def _by_ends(move: Move) -> tuple[str, str, str, str, str]:
    return move.from_id, move.need_code or "", move.area_id, move.to_id, move.service_id or ""


def _relieved(one: Relieved) -> Relieved:
    return replace(
        one,
        moved=None,
        unsolved=None,
        months=None,
        sentence=hidden_relieved(
            one.actor_name, open_load=one.open_load or 0, places=one.places, excess=one.excess or 0
        ),
    )


def _move(one: Move, directory: Directory) -> Move:
    offer = one.to_name if one.service_name is None else f"{one.to_name} ({one.service_name})"
    topic = _topic(one.need_code, one.area_name, directory=directory)
    return replace(
        one,
        cases=None,
        held=None,
        referrals_per_month=None,
        accepted_per_month=None,
        sentence=hidden_move(topic, giver=one.from_name, offer=offer),
    )


def _rest(one: Rest, directory: Directory) -> Rest:
    others = tuple(directory.actor_name(other) for other in one.other_ids)
    topic = _topic(one.need_code, one.area_name, directory=directory)
    return replace(
        one,
        cases=None,
        sentence=rest_sentence(one.reason, topic, name=one.actor_name, cases=None, others=others),
    )


def _topic(need_code: str | None, area: str | None, *, directory: Directory) -> Topic:
    if need_code is None:
        return Topic(need_de=None, need_en=None, area=area)
    german, english = (directory.need_label(need_code, language) for language in ("de", "en"))
    return Topic(need_de=german, need_en=english, area=area)


def _receiver(one: Receiver, *, is_known: bool) -> Receiver:
    return replace(
        one,
        open_load=one.open_load if is_known else None,
        unanswered=None,
        taken=None,
        utilisation_after=None,
    )
