"""Groups of facts and the people they are about, counted by neighbours and one by one."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.analysis.suppression.labels import Pairs, of_time
from graph_model.analysis.suppression.people import People, dense, in_order
from graph_model.domain.checks import local_day

FAR = 1 << 61
"""Keys this far apart leave no room for a place beside them in one number."""

FACTS = st.lists(
    st.tuples(st.integers(-5, 9), st.sampled_from((-FAR, -7, 0, 1, 2, FAR))), max_size=40
)


@given(FACTS)
def test_each_group_is_about_the_people_of_its_facts(rows: list[tuple[int, int]]) -> None:
    people = People.of(np.array([person for person, _ in rows], dtype=np.int64))
    found = people.groups(np.array([key for _, key in rows], dtype=np.int64))
    keys = sorted({key for _, key in rows})
    assert found.keys.tolist() == keys
    assert [keys[place] for place in found.of.tolist()] == [key for _, key in rows]
    assert found.crowd.tolist() == [
        len({person for person, other in rows if other == key}) for key in keys
    ]


@given(st.lists(st.sampled_from((-FAR, -3, 0, 4, 1_000_000, FAR))))
def test_distinct_keys_stand_in_order(values: list[int]) -> None:
    members, of = dense(np.array(values, dtype=np.int64))
    assert members.tolist() == sorted(set(values))
    assert [members.tolist()[place] for place in of.tolist()] == values


@given(st.lists(st.sampled_from((-FAR, 1, 2, FAR)), min_size=1))
def test_of_equal_keys_the_earlier_one_comes_first(values: list[int]) -> None:
    keys, place = in_order(np.array(values, dtype=np.int64))
    wanted = sorted(range(len(values)), key=lambda number: (values[number], number))
    assert place.tolist() == wanted
    assert keys.tolist() == [values[number] for number in wanted]


def test_pairs_are_told_apart_by_what_their_ends_mean() -> None:
    kinds = {"k1": "k", "k2": "k", "p1": "p", None: "-"}
    source = pl.Series(["k1", "k2", "k1", None], dtype=pl.Categorical())
    target = pl.Series(["p1", "p1", "k1", "p1"], dtype=pl.Categorical())
    pairs = Pairs.of(source, target)
    assert [pairs.texts[place] for place in pairs.place.tolist()] == [
        ("k1", "p1"),
        ("k2", "p1"),
        ("k1", "k1"),
        (None, "p1"),
    ]
    first, second, third, fourth = pairs.numbered(kinds.__getitem__).tolist()
    assert first == second
    assert len({first, third, fourth}) == 3


@pytest.mark.parametrize("hours", [1, 23, 24 * 27])
def test_months_begin_at_midnight_in_germany(hours: int) -> None:
    """From before a summer time to after it, by steps that fall on both sides of midnight."""
    start = datetime(2023, 12, 31, 22, 30, tzinfo=UTC)
    moments = [start + timedelta(hours=hours * step) for step in range(60)]
    column = pl.Series([*moments, None], dtype=pl.Datetime("us", "UTC"))
    years, quarters, months = (labels.tolist() for labels in of_time(column))
    days = [local_day(moment) for moment in moments]
    first = days[0].year
    wanted = [12 * (day.year - first) + day.month - 1 for day in days]
    assert [month - months[0] for month in months[:-1]] == [one - wanted[0] for one in wanted]
    assert [label == quarters[0] for label in quarters[:-1]] == [
        (day.year, (day.month - 1) // 3) == (first, 3) for day in days
    ]
    assert [label - years[0] for label in years[:-1]] == [day.year - first for day in days]
    assert (years[-1], quarters[-1], months[-1]) == (0, 0, 0)
    assert min(*years[:-1], *quarters[:-1], *months[:-1]) > 0
