"""Suppositions as people write them: ``PARTNER=-5``, ``NEED@AREA=PLACES``."""

import re
from collections.abc import Iterable

from graph_model.analysis.resilience.changes import Changes, Opening, PlaceChange
from graph_model.domain.checks import refuse

PLACES_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}=[+-]?[0-9]{1,6}$"
"""So many places more or fewer at somebody."""

OPEN_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}@[A-Za-z0-9][A-Za-z0-9._:-]{0,63}=[0-9]{1,6}$"
"""A service for a need in an area, with so many places."""


def changes_of(
    without: Iterable[str] = (), places: Iterable[str] = (), *, opened: Iterable[str] = ()
) -> Changes:
    """What is supposed to change, from text.

    Parameters
    ----------
    without
        Ids of those who stop.
    places
        ``PARTNER=-5`` for five places fewer, ``PARTNER=3`` for three more.
    opened
        ``NEED@AREA=PLACES``.

    Raises
    ------
    InvalidValueError
        If a text does not look like that, or the changes make no sense.

    Examples
    --------
    >>> changes_of(["p1"], ["p2=-5"], opened=["debt@14612000=4"]).places
    (PlaceChange(actor_id='p2', places=-5),)
    """
    return Changes(
        without=tuple(sorted(set(without))),
        places=tuple(_place_change(text) for text in places),
        opened=tuple(_opening(text) for text in opened),
    )


def _place_change(text: str) -> PlaceChange:
    if not re.match(PLACES_PATTERN, text):
        raise refuse("places", "so schreiben: PARTNER=-5", "write it so: PARTNER=-5")
    actor_id, places = text.split("=")
    return PlaceChange(actor_id=actor_id, places=int(places))


def _opening(text: str) -> Opening:
    if not re.match(OPEN_PATTERN, text):
        raise refuse("open", "so schreiben: BEDARF@GEBIET=PLÄTZE", "write it so: NEED@AREA=PLACES")
    cell, places = text.split("=")
    need_code, area_id = cell.split("@")
    return Opening(need_code=need_code, area_id=area_id, places=int(places))
