"""The figures of somebody's load as the map's panel shows them."""

from graph_model.analysis.overload.overload import ActorLoad
from graph_model.analysis.statistics.shares import Share
from graph_model.analysis.statistics.waiting import MedianWait
from visual.scene import Figure
from visual.strings import scene_text


def load_figures(load: ActorLoad, *, language: str) -> tuple[Figure, ...]:
    """Cases, places, weekly figures, waits and refusals, in this order, without what is unknown.

    Parameters
    ----------
    load
        One entry of an ``Overload``.
    language
        ``de`` or ``en``: labels, decimal comma or point.
    """
    entries = {
        "open_load": _count(load.open_load),
        "unanswered": _count(load.unanswered),
        "places": _number(load.places, language),
        "utilisation": _percent(load.utilisation, language),
        "requests_per_week": _number(load.requests_per_week, language),
        "arrivals_per_week": _number(load.arrivals_per_week, language),
        "completions_per_week": _number(load.completions_per_week, language),
        "weeks_until_full": _number(load.weeks_until_full, language),
        "wait_to_decision": _wait(load.wait_to_decision_business_days, language),
        "wait_to_start": _wait(load.wait_to_start_days, language),
        "refused_full": _share(load.refusals, language),
    }
    return tuple(
        Figure(label=scene_text(key, language), value=value)
        for key, value in entries.items()
        if value is not None
    )


def _count(value: int | None) -> str | None:
    return None if value is None else str(value)


def _number(value: float | None, language: str) -> str | None:
    if value is None:
        return None
    text = f"{value:.1f}".removesuffix(".0")
    return text.replace(".", ",") if language == "de" else text


def _percent(share: float | None, language: str) -> str | None:
    if share is None:
        return None
    return f"{round(share * 100)} %" if language == "de" else f"{round(share * 100)}%"


def _wait(wait: MedianWait | None, language: str) -> str | None:
    if wait is None:
        return None
    if wait.median is None:
        return scene_text("still_waiting", language)
    return _number(wait.median, language)


def _share(share: Share | None, language: str) -> str | None:
    if share is None:
        return None
    return scene_text("of_all", language, count=str(share.count), all=str(share.total))
