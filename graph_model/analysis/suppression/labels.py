"""Columns of labels to divide facts by: names, places and needs from the top down, and time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import numpy as np
import polars as pl

from graph_model.analysis.calendar import months_on
from graph_model.analysis.suppression.people import Integers, dense
from graph_model.domain.checks import local_day, local_midnight
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.directory import Directory

_TOWNS = frozenset({AreaLevel.MUNICIPALITY, AreaLevel.DISTRICT_REGION})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """A column of text by its distinct values, to be labelled in several ways.

    ``texts`` has the distinct values in no order, null among them where it occurs, ``place`` the
    place of each row's value in it.
    """

    texts: Sequence[str | None]
    place: Integers

    @classmethod
    def of(cls, column: pl.Series) -> "Column":
        """Look through a column once."""
        distinct = column.unique()
        texts = distinct.cast(pl.String).to_list()
        if column.dtype != pl.Categorical:
            return cls(texts=texts, place=_looked_up(column, distinct))
        codes, known = (_codes(one) for one in (column, distinct))
        place_of = np.zeros(int(known.max(initial=0)) + 1, dtype=np.int64)
        place_of[known] = np.arange(len(known))
        return cls(texts=texts, place=place_of[codes])

    def labelled(self) -> Integers:
        """A number for each value, in order of the text; null comes first."""
        order = {text: place for place, text in enumerate(sorted(self.texts, key=_null_first))}
        return self._with([order[text] for text in self.texts])

    def numbered(self, meaning: Callable[[str | None], str]) -> Integers:
        """A number for what each value stands for, which is asked once a value."""
        return self._with(numbers_of([meaning(text) for text in self.texts]))

    def _with(self, labels: Sequence[int]) -> Integers:
        found: Integers = np.array(labels, dtype=np.int64)[self.place]
        return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """Two columns of text side by side.

    ``ends`` has, of each distinct pair, the places of its two values in ``source`` and ``target``;
    ``place`` the place of each row's pair among them.
    """

    source: Column
    target: Column
    ends: tuple[Integers, Integers]
    place: Integers

    @classmethod
    def of(cls, source: pl.Series, target: pl.Series) -> "Pairs":
        """Look through two columns of the same length once."""
        one, other = Column.of(source), Column.of(target)
        wide = max(len(other.texts), 1)
        pairs, place = dense(one.place * wide + other.place)
        return cls(source=one, target=other, ends=(pairs // wide, pairs % wide), place=place)

    @property
    def texts(self) -> list[tuple[str | None, str | None]]:
        """The two values of each distinct pair."""
        ends = zip(*(end.tolist() for end in self.ends), strict=True)
        return [(self.source.texts[one], self.target.texts[other]) for one, other in ends]

    def numbered(self, meaning: Callable[[str | None], str]) -> Integers:
        """A number for what the two values of each row stand for."""
        columns = zip((self.source, self.target), self.ends, strict=True)
        source, target = (
            np.array(numbers_of([meaning(text) for text in column.texts]), dtype=np.int64)[end]
            for column, end in columns
        )
        # What two ends mean is worked out once for each pair, not for each row.
        found: Integers = dense(source * (int(target.max(initial=0)) + 1) + target)[1][self.place]
        return found


def numbers_of(texts: Sequence[str]) -> list[int]:
    """A number for each text, in order of the distinct texts."""
    order = {text: place for place, text in enumerate(sorted(set(texts)))}
    return [order[text] for text in texts]


def _looked_up(column: pl.Series, distinct: pl.Series) -> Integers:
    names = pl.DataFrame({"name": distinct}).with_row_index("place")
    found = column.to_frame("name").join(
        names, on="name", how="left", nulls_equal=True, maintain_order="left"
    )
    return found["place"].to_numpy().astype(np.int64)


def _codes(column: pl.Series) -> Integers:
    """The code of each category, from 1 on; 0 for null."""
    codes = column.to_physical()
    if not codes.null_count():
        return codes.to_numpy().astype(np.int64) + 1
    return codes.cast(pl.Int64).fill_null(-1).to_numpy() + 1


def labelled(column: pl.Series) -> Integers:
    """A number for each value of a column of text, in order of the text; null comes first."""
    return Column.of(column).labelled()


def _null_first(text: str | None) -> tuple[bool, str]:
    return text is not None, text or ""


def numbered(column: pl.Series, meaning: Callable[[str | None], str]) -> Integers:
    """A number for what each value of a column stands for, which is asked once a value."""
    return Column.of(column).numbered(meaning)


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
    values = Column.of(column)
    paths = {text: tuple(path_of(text)) for text in values.texts if text is not None}
    depths = range(max(map(len, paths.values()), default=0))
    found = []
    for depth in depths:
        at = {text: path[: depth + 1][-1] for text, path in paths.items()}
        if len(set(at.values())) + (None in values.texts) > 1:
            found.append(values.numbered(partial(_above, at)))
    return tuple(found)


def _above(at: Mapping[str, str], text: str | None) -> str:
    return "" if text is None else at[text]


def of_time(column: pl.Series) -> tuple[Integers, Integers, Integers]:
    """Calendar years, quarters and months in Germany, each numbered on from the first one.

    What has no moment is before all that has one.
    """
    first, last = column.min(), column.max()
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        nothing = np.zeros(len(column), dtype=np.int64)
        return nothing, nothing, nothing
    begin = local_day(first).replace(month=1, day=1)
    count = (local_day(last).year - begin.year + 1) * 12
    # Looking up the month's beginning takes a fifth of the time of taking local dates apart.
    begins = pl.Series(
        [local_midnight(months_on(begin, month)) for month in range(count)], dtype=column.dtype
    )
    month = np.searchsorted(begins.to_physical(), column.to_physical().fill_null(0), side="right")
    month = np.where(column.is_null(), 0, month + 11)
    return month // 12, month // 3, month
