"""Keyword builders of the records about running the service; times as in ``builders``."""

from collections.abc import Mapping

from graph_model.domain.amendments import (
    Amended,
    Amendment,
    ImportBatch,
    ImportedFile,
    ImportedKind,
    Occasion,
)
from graph_model.domain.house import HOUSE, HouseChoices, NeedDays, PartWeight
from tests.histories import When, at


def house_choices(
    id: str = HOUSE,
    *,
    days: int = 3,
    by_need: Mapping[str, int] | None = None,
    weights: Mapping[str, float] | None = None,
    changed: When = "2026-01-02",
    by: str = "key1",
) -> HouseChoices:
    """What a house has settled: an answer within three days unless told otherwise."""
    return HouseChoices(
        id=id,
        response_days=days,
        days_by_need=tuple(NeedDays(need_code=code, days=n) for code, n in (by_need or {}).items()),
        weights=tuple(PartWeight(part=part, weight=w) for part, w in (weights or {}).items()),
        changed_at=at(changed),
        changed_by=by,
    )


def import_batch(
    id: str = "import1",
    *,
    files: Mapping[str, int] | None = None,
    created: Mapping[str, int] | None = None,
    left_out: int = 0,
    parts: int = 1,
    imported: When = "2026-01-02",
    by: str = "key1",
    undone: When | None = None,
) -> ImportBatch:
    """An import that brought new records, by kind; ``files`` are rows by content."""
    return ImportBatch(
        id=id,
        imported_at=at(imported),
        imported_by=by,
        files=tuple(ImportedFile(content=c, rows=n) for c, n in (files or {"actors": 2}).items()),
        counts=tuple(ImportedKind(kind=k, created=n) for k, n in (created or {"actor": 2}).items()),
        left_out=left_out,
        parts=parts,
        undone_at=None if undone is None else at(undone),
        undone_by=None if undone is None else by,
    )


def amendment(
    id: str = "amendment1",
    *,
    occasion: Occasion | str = Occasion.CORRECTION,
    actor: str | None = "p1",
    kind: str = "service",
    name: str = "s1",
    before: str | None = None,
    made: When = "2026-01-02",
    by: str = "key1",
) -> Amendment:
    """One record that was changed, somebody's service unless told otherwise."""
    return Amendment(
        id=id,
        occasion=Occasion(occasion),
        made_at=at(made),
        made_by=by,
        actor_id=actor,
        items=(Amended(kind=kind, name=name, digest="0" * 32, before=before),),
    )
