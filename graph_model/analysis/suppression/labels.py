"""Columns of labels to divide facts by: names, places and needs from the top down, and time."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import polars as pl

from graph_model.analysis.suppression.blocks import Integers
from graph_model.domain.checks import LOCAL_ZONE
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.directory import Directory

_TOWNS = frozenset({AreaLevel.MUNICIPALITY, AreaLevel.DISTRICT_REGION})


def labelled(column: pl.Series) -> Integers:
    """A number for each value of a column of text, in order of the text; null comes first."""
    distinct = column.unique()
    texts = distinct.cast(pl.String).to_list()
    order = {text: place for place, text in enumerate(sorted(texts, key=_null_first))}
    return _placed(column, distinct, labels=[order[text] for text in texts])


def _null_first(text: str | None) -> tuple[bool, str]:
    return text is not None, text or ""


def numbered(column: pl.Series, number_of: Callable[[str | None], str]) -> Integers:
    """A number for what each value of a column stands for, which is asked once a value."""
    distinct = column.unique()
    meant = [number_of(text) for text in distinct.cast(pl.String).to_list()]
    order = {text: place for place, text in enumerate(sorted(set(meant)))}
    return _placed(column, distinct, labels=[order[text] for text in meant])


def _placed(column: pl.Series, distinct: pl.Series, *, labels: Sequence[int]) -> Integers:
    """The label of each value; those of categories are looked up by their codes."""
    if column.dtype != pl.Categorical:
        names = pl.DataFrame(
            {"name": distinct, "label": labels}, schema_overrides={"label": pl.Int64()}
        )
        found = column.to_frame("name").join(
            names, on="name", how="left", nulls_equal=True, maintain_order="left"
        )
        return found["label"].to_numpy().astype(np.int64)
    codes, known = (
        one.to_physical().cast(pl.Int64).fill_null(-1).to_numpy() + 1 for one in (column, distinct)
    )
    label_of = np.zeros(int(known.max(initial=0)) + 1, dtype=np.int64)
    label_of[known] = labels
    placed: Integers = label_of[codes]
    return placed


def of_places(column: pl.Series, directory: Directory) -> tuple[Integers, ...]:
    """Areas from the widest that divides anything down to those recorded."""
    return _from_the_top(column, lambda area_id: directory.areas.path(area_id)[::-1])


def of_towns(column: pl.Series, directory: Directory) -> tuple[Integers, ...]:
    """The same down to municipalities, in Berlin to Bezirksregionen."""
    areas = directory.areas

    def path(area_id: str) -> tuple[str, ...]:
        above = areas.path(area_id)
        town = next((one for one in above if one in areas and areas.by_id[one].level in _TOWNS), "")
        return above[above.index(town) if town else 0 :][::-1]

    return _from_the_top(column, path)


def of_needs(column: pl.Series, directory: Directory) -> tuple[Integers, ...]:
    """Needs from those above down to those recorded."""

    def path(code: str) -> tuple[str, ...]:
        need = directory.needs.get(code)
        above = None if need is None else need.parent_code
        return (code,) if above is None or above == code else (*path(above), code)

    return _from_the_top(column, path)


def _from_the_top(
    column: pl.Series, path_of: Callable[[str], Sequence[str]]
) -> tuple[Integers, ...]:
    paths = {text: tuple(path_of(text)) for text in column.unique().drop_nulls().to_list()}
    depths = range(max(map(len, paths.values()), default=0))
    found = []
    for depth in depths:
        at = {text: path[: depth + 1][-1] for text, path in paths.items()}
        if len(set(at.values())) + column.has_nulls() > 1:
            found.append(numbered(column, partial(_above, at)))
    return tuple(found)


def _above(at: Mapping[str, str], text: str | None) -> str:
    return "" if text is None else at[text]


def of_time(column: pl.Series) -> tuple[Integers, Integers, Integers]:
    """Calendar years, quarters and months in Germany, each numbered on from the first one."""
    local = column.dt.convert_time_zone(str(LOCAL_ZONE))
    year = local.dt.year().fill_null(0).cast(pl.Int64).to_numpy()
    month = local.dt.month().fill_null(1).cast(pl.Int64).to_numpy() - 1
    first = int(year.min()) if len(year) else 0
    months = (year - first) * 12 + month
    return year - first, months // 3, months
