"""Ids and their keys: found exactly, whatever their hashes."""

import numpy as np
import polars as pl
import pytest

from graph_model.snapshot.ids import FEW, Ids

# Of 300,000 known and as many unknown ids, about 300,000² / 2³² = 21 share the 32 bits of hash that
# are kept, and about 10 of the known ones share them among themselves.
MANY = 300_000


def names(prefix: str, count: int) -> pl.Series:
    return pl.Series([f"{prefix}-{number:06}" for number in range(count)])


def test_ids_are_found_among_many_and_strangers_are_not() -> None:
    known = names("known", MANY)
    ids = Ids.of(known)
    assert ids.keys(known).to_list() == list(range(MANY))
    assert ids.keys(known, column=known).to_list() == list(range(MANY))
    assert ids.keys(names("other", MANY)).null_count() == MANY
    assert ids.keys(names("other", MANY), column=known).null_count() == MANY
    assert ids.texts([0, 7, MANY - 1]) == ["known-000000", "known-000007", f"known-{MANY - 1:06}"]


def test_a_few_whose_hashes_are_like_others_are_found_too() -> None:
    known, others = names("known", MANY), names("other", MANY)
    ids = Ids.of(known)
    half = [texts.hash(seed=0).to_numpy() >> np.uint64(32) for texts in (known, others)]
    held, counts = np.unique(half[0], return_counts=True)
    twins = np.flatnonzero(np.isin(half[0], held[counts > 1]))[:FEW]
    strangers = np.flatnonzero(np.isin(half[1], held))[:FEW]
    assert min(len(twins), len(strangers)) > 1
    assert ids.keys(known.gather(twins)).to_list() == twins.tolist()
    assert ids.keys(others.gather(strangers)).null_count() == len(strangers)


@pytest.mark.parametrize("step", [1, 7, 500, 3000])
def test_new_ids_get_the_next_keys(step: int) -> None:
    every = names("id", 3000)
    ids = Ids()
    for start in range(0, 3000, step):
        ids = ids.extended(every.slice(start, step))
    assert len(ids) == 3000
    assert ids.column().to_list() == every.to_list()
    assert ids.keys(every).to_list() == list(range(3000))
    assert [ids.key("id-000000"), ids.key("id-002999"), ids.key("id-003000")] == [0, 2999, None]
    assert ids.text(2999) == "id-002999"


def test_an_older_state_does_not_know_the_ids_that_came_later() -> None:
    before = Ids.of(names("id", 10))
    after = before.extended(pl.Series(["new"]))
    assert (before.key("new"), after.key("new")) == (None, 10)


def test_null_has_no_key() -> None:
    ids = Ids.of(pl.Series(["a"])).extended(pl.Series(["b"]))
    assert ids.keys(pl.Series(["b", None, "a", "c"])).to_list() == [1, None, 0, None]


def test_a_removed_id_leaves_a_hole_whose_key_is_not_given_again() -> None:
    ids = Ids.of(names("id", 4)).extended(pl.Series(["late"]))
    fewer = ids.without(np.array([1, 4], dtype=np.uint32))
    assert fewer.texts(range(5)) == ["id-000000", "", "id-000002", "id-000003", ""]
    assert [fewer.key(text) for text in ("id-000001", "late", "", "id-000003")] == [
        None,
        None,
        None,
        3,
    ]
    again = fewer.extended(pl.Series(["late"])).without(np.array([0], dtype=np.uint32))
    assert (again.key("late"), again.key("id-000000"), again.key("id-000002")) == (5, None, 2)


def test_a_key_that_was_never_given_is_refused() -> None:
    with pytest.raises(IndexError, match="out of range"):
        Ids.of(names("id", 3)).text(3)
