"""When a help chain has come to a dead end."""

from collections.abc import Sequence

import pytest

from graph_model.analysis.chains.findings import chain_findings
from graph_model.analysis.chains.paths import ChainPath, chain_path
from graph_model.domain.records import Record
from graph_model.domain.vocabulary import Outcome
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
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


def intake(*more: str) -> Record:
    """The cooperative hands somebody to its Kümmerer, who accepts."""
    steps = ("requested 2026-01-02", "accepted 2026-01-02", *more)
    return referral("r0", sender="g1", recipient="k1", steps=steps)


def asked(id: str, *, steps: Sequence[str] = REFUSED, **links: str | None) -> Record:
    """The Kümmerer asks a partner for the person taken in, and is refused."""
    return referral(id, steps=steps, **{"parent": "r0", **links})  # type: ignore[arg-type]


REFUSED_LATER = ("requested 2026-01-08", "rejected 2026-01-09 no_capacity")

# The last refusal is that of 7 or 9 January. Until Friday 30 there are 12-16, 19-23 and 26-30, that
# is fifteen business days after the 9th and two more after the 7th: more than ten in any case.
FROM_A_HOLDER: list[tuple[str, list[Record], list[str]]] = [
    ("the holder rests", [intake(), asked("r1")], ["r1"]),
    ("the holder helps alone", [intake("in_progress 2026-01-05"), asked("r1")], ["r1"]),
    (
        "a holder's holder rests too",
        [
            intake(),
            asked("r1", steps=ACCEPTED),
            asked("r2", steps=REFUSED_LATER, sender="p1", recipient="o1", parent="r1"),
        ],
        ["r2"],
    ),
    (
        "the second try refused as well",
        [
            intake(),
            asked("r1"),
            asked("r2", steps=REFUSED_LATER, recipient="o1", parent=None, previous="r1"),
        ],
        ["r2"],
    ),
    (
        "only the second try says whose it is",
        [
            intake(),
            asked("r1", parent=None),
            asked("r2", steps=REFUSED_LATER, recipient="o1", previous="r1"),
        ],
        ["r2"],
    ),
    (
        "the holder asked somebody else meanwhile",
        [intake(), asked("r1"), asked("r2", steps=ACCEPTED, recipient="o1")],
        [],
    ),
    (
        "somebody without a link to it is at work",
        [intake(), asked("r1"), asked("r2", steps=ACCEPTED, recipient="o1", parent=None)],
        [],
    ),
    ("the holder helped", [intake("completed 2026-01-20 resolved"), asked("r1")], []),
    ("it was withdrawn", [intake("cancelled 2026-01-20 client_declined"), asked("r1")], []),
    ("the holder gave up", [intake("failed 2026-01-09 client_declined"), asked("r1")], ["r0"]),
]


@pytest.mark.parametrize(
    ("others", "expected"),
    [case[1:] for case in FROM_A_HOLDER],
    ids=[case[0] for case in FROM_A_HOLDER],
)
def test_who_passed_somebody_on_and_merely_keeps_them_is_no_successor(
    others: list[Record], expected: list[str]
) -> None:
    records = (chain(), *others)
    assert codes(path_of(records)) == [("dead_end", (found,)) for found in expected]
    found = chain_findings(Snapshot.from_records(records), Scope(), now=at("2026-01-30"))
    assert found.findings == path_of(records).findings


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
