"""When a help chain has come to a dead end."""

from collections.abc import Sequence

import pytest

from graph_model.analysis.chain_paths import ChainPath, chain_path
from graph_model.domain.records import Record
from graph_model.domain.vocabulary import Outcome
from tests.builders import at, chain, referral
from tests.networks import chain_file


def path_of(records: Sequence[Record], now: str = "2026-01-30") -> ChainPath:
    return chain_path(chain_file(records), now=at(now))


def codes(path: ChainPath) -> list[tuple[str, tuple[str, ...]]]:
    return [(finding.code.value, finding.referral_ids) for finding in path.findings]


@pytest.mark.parametrize(("now", "expected"), [("2026-01-21", []), ("2026-01-22", ["dead_end"])])
def test_after_more_than_ten_business_days_of_rest_a_refusal_is_a_dead_end(
    now: str, expected: list[str]
) -> None:
    # Refused on Wednesday 7: Thu 8, Fri 9, 12-16, 19-21 are ten, Thursday 22 the eleventh.
    refused = referral(steps=("requested 2026-01-05", "rejected 2026-01-07 no_capacity"))
    path = path_of((chain(), refused), now)
    assert [code for code, _ in codes(path)] == expected


REFUSED = ("requested 2026-01-05", "rejected 2026-01-07 no_capacity")
ACCEPTED = ("requested 2026-01-05", "accepted 2026-01-06")


@pytest.mark.parametrize(
    ("case", "others", "expected"),
    [
        ("a later try", [referral("r2", recipient="o1", steps=("requested 2026-01-08",))], []),
        ("a try beside it", [referral("r2", recipient="o1", steps=ACCEPTED)], []),
        (
            "another need goes on",
            [referral("r2", recipient="o1", need="debt", steps=ACCEPTED)],
            [("dead_end", ("r1",))],
        ),
        (
            "passed on for another need",
            [
                referral(
                    "r2",
                    sender="p1",
                    recipient="o1",
                    need="debt",
                    parent="r1",
                    steps=("requested 2026-01-07", "accepted 2026-01-08"),
                )
            ],
            [],
        ),
        (
            "both tries refused",
            [
                referral(
                    "r2",
                    recipient="o1",
                    steps=("requested 2026-01-05", "rejected 2026-01-08 no_capacity"),
                )
            ],
            [("dead_end", ("r2",))],
        ),
        (
            "settled beside it",
            [
                referral(
                    "r2",
                    recipient="o1",
                    steps=(*ACCEPTED, "completed 2026-01-06T12:00 resolved"),
                )
            ],
            [],
        ),
        (
            "settled long before",
            [
                referral(
                    "r2",
                    recipient="o1",
                    steps=(
                        "requested 2026-01-02",
                        "accepted 2026-01-02",
                        "completed 2026-01-02T12:00 resolved",
                    ),
                )
            ],
            [("dead_end", ("r1",))],
        ),
        (
            "withdrawn afterwards",
            [
                referral(
                    "r2",
                    recipient="o1",
                    steps=("requested 2026-01-06", "cancelled 2026-01-08 client_declined"),
                )
            ],
            [],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_refusal_is_a_dead_end_only_if_nothing_carries_on(
    case: str, others: list[Record], expected: list[object]
) -> None:
    assert case
    found = [
        finding
        for finding in codes(path_of((chain(), referral("r1", steps=REFUSED), *others)))
        if finding[0] == "dead_end"
    ]
    assert found == expected


@pytest.mark.parametrize("reason", ["need_met_elsewhere", "deceased", "moved", "duplicate"])
def test_where_nobody_is_left_waiting_there_is_no_dead_end(reason: str) -> None:
    refused = referral(steps=("requested 2026-01-05", f"rejected 2026-01-07 {reason}"))
    assert codes(path_of((chain(), refused))) == []


def test_help_that_failed_is_a_dead_end_too() -> None:
    failed = referral(steps=(*ACCEPTED, "failed 2026-01-08 client_declined"))
    assert codes(path_of((chain(), failed))) == [("dead_end", ("r1",))]


@pytest.mark.parametrize(
    ("closed", "expected"), [("2026-01-15", []), ("2026-01-28", [("dead_end", ("r1",))])]
)
def test_a_chain_closed_in_time_is_no_dead_end(closed: str, expected: list[object]) -> None:
    records = (chain(closed=closed, outcome="unresolved"), referral("r1", steps=REFUSED))
    path = path_of(records)
    assert codes(path) == expected
    assert path.holders == ()
    assert path.outcome is Outcome.UNRESOLVED
