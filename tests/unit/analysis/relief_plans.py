"""Relief plans of a few records, and the short form in which tests look at them."""

from typing import Any

from graph_model.analysis.relief.relief import relief
from graph_model.analysis.relief.results import Relief, Relieved
from graph_model.domain.records import Record
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests.crowded_advice import NOW


def plan(*records: Record, scope: Scope | None = None, **arguments: Any) -> Relief:
    snapshot = Snapshot.from_records(records)
    return relief(snapshot, scope or Scope(), **{"now": NOW, **arguments})


def moves_of(found: Relief) -> list[tuple[str, str, str, int]]:
    return [(move.from_id, move.area_id, move.to_id, move.cases) for move in found.moves]


def rests_of(found: Relief) -> list[tuple[str | None, int, str]]:
    return [(rest.area_id, rest.cases, rest.reason.value) for rest in found.rests]


def only(found: Relief) -> Relieved:
    (one,) = found.relieved
    return one
