"""How many tests of the suite passed on each store, for the last lines of a run."""

from collections import Counter
from collections.abc import Iterable, Sequence

import pytest

STORE = "contract_store"
"""The property of a test of the suite that names its store."""

STORES = ("sqlite", "neo4j")


def passed(reports: Iterable[pytest.TestReport]) -> Counter[str]:
    """Number of tests of the suite per store among the reports of tests that passed."""
    return Counter(
        str(value) for report in reports for name, value in report.user_properties if name == STORE
    )


def line(counts: Counter[str]) -> str:
    """The counts in words.

    Examples
    --------
    >>> line(Counter(sqlite=3, neo4j=2))
    'contract suite: sqlite 3 passed, neo4j 2 passed'
    """
    return "contract suite: " + ", ".join(f"{store} {counts[store]} passed" for store in STORES)


def are_equal(counts: Counter[str], stores: Sequence[str] = STORES) -> bool:
    """Whether the suite has run, and as often on each store as on the others.

    Examples
    --------
    >>> are_equal(Counter(sqlite=3, neo4j=3)), are_equal(Counter(sqlite=3)), are_equal(Counter())
    (True, False, False)
    """
    return counts[stores[0]] > 0 and len({counts[store] for store in stores}) == 1
