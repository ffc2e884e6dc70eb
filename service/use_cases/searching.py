"""Recording a search that found nobody, as the recommendation has made it ready."""

from dataclasses import replace
from datetime import datetime

from graph_model.analysis.recommendation.recommendation import Recommendation
from graph_model.domain.searches import UnmetSearch
from graph_model.store.port import GraphStore, Put


def record_search(store: GraphStore, found: Recommendation, *, now: datetime) -> UnmetSearch | None:
    """Record that nobody was found, with how many each rule left out; ``None`` if somebody was.

    The same question of the same moment is one search: asked for again, it is not recorded twice.

    Parameters
    ----------
    store
        Where it is recorded.
    found
        The answer; it may be of an earlier moment, when somebody enters it later.
    now
        When it is recorded. A moment asked for that still lies ahead counts as now.

    Raises
    ------
    BrokenReferenceError
        If need, area, sender or chain are not in the store.
    """
    search = found.unmet_search
    if search is None:
        return None
    held = store.get(UnmetSearch, search.id)
    if held is not None:
        return held.record
    kept = replace(search, occurred_at=min(search.occurred_at, now), recorded_at=now)
    store.apply([Put(kept, expected=0)])
    return kept
