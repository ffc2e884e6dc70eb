"""Who carries how much, how much that may be, and who has room for more."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from graph_model.analysis.overload.actors import actors_in, places_of
from graph_model.analysis.overload.figures import cases_of
from graph_model.analysis.overload.levels import OverloadRules
from graph_model.domain.actors import Actor
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """Somebody with their cases: ``open_load`` accepted and not ended, ``unanswered`` asked for.

    ``most`` is the highest load below the limit, ``None`` if nobody has said how many places there
    are.
    """

    actor: Actor
    open_load: int
    unanswered: int
    places: float | None
    most: int | None

    @property
    def excess(self) -> int:
        """Cases beyond the limit; 0 where it is not known."""
        return 0 if self.most is None else max(0, self.open_load - self.most)

    @property
    def free(self) -> int:
        """Cases that fit in below the limit; requests without an answer count as taken places."""
        return 0 if self.most is None else max(0, self.most - self.open_load - self.unanswered)


def most_below(places: float, limit: float) -> int:
    """The highest whole load whose share of the places lies below a limit; 0 if none does.

    Examples
    --------
    >>> most_below(20, 0.85), most_below(6, 0.85), most_below(1, 0.85), most_below(0, 0.85)
    (16, 5, 0, 0)
    """
    load = math.ceil(places * limit)
    # As the utilisation is worked out, so that rounding cannot make the two differ.
    while load > 0 and (places == 0 or load / places >= limit):
        load -= 1
    return load


def carriers_of(
    snapshot: Snapshot,
    rows: pl.DataFrame,
    *,
    now: datetime,
    rules: OverloadRules,
    staff_of: str | None,
) -> Mapping[str, Carrier]:
    """Everybody who carries cases, by id in order.

    ``rows`` are the cases of the whole network (``case_rows``). With ``staff_of``, people who work
    for another cooperative are left out.
    """
    actors = [
        actor
        for actor in actors_in(snapshot, Scope())
        if staff_of is None or actor.is_organisation or actor.cooperative_id == staff_of
    ]
    cases = cases_of([actor.id for actor in actors], rows)
    loads = cases.load.level([now])[:, 0].tolist()
    backlogs = cases.backlog.level([now])[:, 0].tolist()
    found: dict[str, Carrier] = {}
    for actor, load, backlog in zip(actors, loads, backlogs, strict=True):
        services = snapshot.directory.services_of(actor.id)
        places = places_of(actor, services, now=now, rules=rules)
        found[actor.id] = Carrier(
            actor=actor,
            open_load=load,
            unanswered=backlog - load,
            places=places,
            most=None if places is None else most_below(places, rules.amber_utilisation),
        )
    return found
