"""Groups of facts, and how many people each of them is about."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

_TABLE_AT_MOST = 1 << 23
"""Widest span of keys that are looked up in a table instead of being sorted."""

_WORD = 63


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Groups:
    """Facts that share a key: the ``keys`` in order, and for each how many people it is about.

    ``of`` has the place of its key for each fact that was grouped, in their order.
    """

    keys: Integers
    of: Integers
    crowd: Integers


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Whom each fact is about.

    ``number`` has a number for the person of each fact, ``order`` the positions of all facts,
    those of one person beside one another. Whoever goes through facts in this order counts people
    by looking at neighbours.
    """

    number: Integers
    order: Integers

    @classmethod
    def of(cls, people: Integers) -> "People":
        """From any number for each person, one entry a fact."""
        return cls(people, in_order(people)[1])

    def groups(self, keys: Integers) -> Groups:
        """All facts grouped by a key each."""
        found = self.groups_among(self.order, keys[self.order])
        of = np.empty_like(found.of)
        of[self.order] = found.of
        return Groups(keys=found.keys, of=of, crowd=found.crowd)

    def groups_among(self, facts: Integers, keys: Integers) -> Groups:
        """Some facts grouped by a key each.

        Parameters
        ----------
        facts
            Positions of facts, none twice, in the order in which they stand in ``order``.
        keys
            The key of each of them.
        """
        if not len(facts):
            return Groups(keys=keys, of=facts, crowd=facts)
        sorted_keys, place = in_order(keys)
        is_first = _is_other(sorted_keys)
        # Of one key, those about one person still stand beside one another.
        is_new = is_first | _is_other(self.number[facts[place]])
        begin = np.flatnonzero(is_first)
        of = np.empty(len(keys), dtype=np.int64)
        of[place] = np.cumsum(is_first) - 1
        crowd = np.add.reduceat(is_new, begin, dtype=np.int64)
        return Groups(keys=sorted_keys[begin], of=of, crowd=crowd)


def _is_other(values: Integers) -> Truths:
    """Whether each value is another one than that before it; the first one is."""
    found = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def in_order(keys: Integers) -> tuple[Integers, Integers]:
    """The keys sorted, and where each of them stood; of equal keys the earlier one comes first."""
    if not len(keys):
        return keys, np.empty(0, dtype=np.int64)
    low, bits = int(keys.min()), len(keys).bit_length()
    if (int(keys.max()) - low).bit_length() + bits > _WORD:
        place = np.argsort(keys, kind="stable")
        return keys[place], place
    # Key and place as one number: sorting these takes a fourth of the time of an ``argsort``.
    both = (keys - low) << bits
    both |= np.arange(len(keys))
    both.sort()
    return (both >> bits) + low, both & ((1 << bits) - 1)


def dense(keys: Integers) -> tuple[Integers, Integers]:
    """The distinct keys in order, and for each entry the place of its key among them."""
    if not len(keys):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    low = int(keys.min())
    span = int(keys.max()) - low + 1
    if span > min(_TABLE_AT_MOST, 1024 + 16 * len(keys)):
        sorted_keys, place = in_order(keys)
        is_first = _is_other(sorted_keys)
        of = np.empty(len(keys), dtype=np.int64)
        of[place] = np.cumsum(is_first) - 1
        return sorted_keys[is_first], of
    is_there = np.zeros(span, dtype=np.bool_)
    is_there[keys - low] = True
    members = np.flatnonzero(is_there)
    at = np.empty(span, dtype=np.int32)
    at[members] = np.arange(len(members), dtype=np.int32)
    return members + low, at[keys - low].astype(np.int64)
