"""Generated columns written into a store's tables as the store itself would have left them."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph_model.domain.needs import standard_needs

Ints = npt.NDArray[np.int64]

COOPERATIVES = 60
KUEMMERER = 440
AREAS = 400
DAY_US = 86_400_000_000

STORIES: tuple[tuple[float, tuple[str, ...]], ...] = (
    (0.55, ("requested", "accepted", "in_progress", "completed")),
    (0.15, ("requested", "accepted", "in_progress", "on_hold", "in_progress", "completed")),
    (0.17, ("requested", "rejected")),
    (0.05, ("requested", "accepted", "failed")),
    (0.05, ("draft", "requested", "accepted", "in_progress", "completed")),
    (0.02, ("requested", "accepted", "in_progress")),
    (0.01, ("requested",)),
)
"""Histories with their shares."""

ENDED_BADLY = (2, 3)
"""Stories after which another try may follow."""

_BY_SENDER = frozenset({"draft", "requested"})
_WITH_REASON = frozenset({"rejected", "failed", "on_hold"})
_REASONS = ("no_capacity", "not_eligible", "out_of_area", "unreachable", "language")
_OUTCOMES = ("resolved", "partly_resolved", "unresolved", "self_help")


@dataclass(frozen=True, kw_only=True)
class Referrals:
    """Columns of all referrals in order of chain and time.

    Actors are numbers: those below ``KUEMMERER`` are Kümmerer, the others partners.
    """

    chain: Ints
    kuemmerer: Ints
    sender: Ints
    recipient: Ints
    need: Ints
    requested_at: Ints
    story: Ints
    retried: npt.NDArray[np.bool_]
    passed_on: npt.NDArray[np.bool_]


def write(
    connection: sqlite3.Connection, columns: Referrals, *, rng: np.random.Generator, revision: int
) -> int:
    """Insert tenants, chains, referrals and steps; the revision after the last of them."""
    begins = np.flatnonzero(np.diff(columns.chain, prepend=-1))
    chains = len(begins)
    tenant_ids = _ids("ten", max(chains * 3 // 10, 1), rng=rng)
    chain_ids = _ids("chain", chains, rng=rng)
    referral_ids = _ids("referral", len(columns.chain), rng=rng)
    tenant_of = rng.integers(0, len(tenant_ids), chains)
    helper = columns.kuemmerer[begins]
    opened = (columns.requested_at[begins] - DAY_US).tolist()
    revision = _insert(
        connection,
        "tenant",
        columns=[
            tenant_ids,
            _texts("g", rng.integers(0, COOPERATIVES, len(tenant_ids))),
            _texts("a", rng.integers(0, AREAS, len(tenant_ids))),
            ["75_84"] * len(tenant_ids),
            ["de"] * len(tenant_ids),
            [None] * len(tenant_ids),
        ],
        revision=revision,
    )
    revision = _insert(
        connection,
        "chain",
        columns=[
            chain_ids,
            [tenant_ids[at] for at in tenant_of.tolist()],
            _texts("g", helper % COOPERATIVES),
            _texts("a", helper % AREAS),
            _texts("k", helper),
            ["early_sign"] * chains,
            ["kuemmerer"] * chains,
            opened,
            opened,
            [None] * chains,
            [None] * chains,
            [None] * chains,
        ],
        revision=revision,
    )
    return _write_referrals(
        connection,
        columns,
        ids=(referral_ids, chain_ids, tenant_ids),
        tenant_of=tenant_of,
        revision=revision,
        rng=rng,
    )


def _write_referrals(  # noqa: PLR0913 - what belongs together in one table
    connection: sqlite3.Connection,
    columns: Referrals,
    *,
    ids: tuple[list[str], list[str], list[str]],
    tenant_of: Ints,
    revision: int,
    rng: np.random.Generator,
) -> int:
    referral_ids, chain_ids, tenant_ids = ids
    count = len(referral_ids)
    needs = [need.code for need in standard_needs()]
    before: list[str | None] = [None, *referral_ids[:-1]]
    sender, recipient = actor_ids(columns.sender), actor_ids(columns.recipient)
    last = [steps[-1] for _, steps in STORIES]
    first_key = revision + 1
    revision = _insert(
        connection,
        "referral",
        columns=[
            referral_ids,
            [chain_ids[at] for at in columns.chain.tolist()],
            [tenant_ids[at] for at in tenant_of[columns.chain].tolist()],
            sender,
            recipient,
            [None] * count,
            [needs[at] for at in columns.need.tolist()],
            ["routine"] * count,
            [text if is_so else None for text, is_so in zip(before, columns.retried, strict=True)],
            [
                text if is_so else None
                for text, is_so in zip(before, columns.passed_on, strict=True)
            ],
            [last[at] for at in columns.story.tolist()],
        ],
        revision=revision,
    )
    connection.executemany(
        "INSERT INTO referral_status VALUES (?,?,?,?,?,?,?,?,?)",
        _steps(columns, sender, recipient=recipient, keys=range(first_key, revision + 1), rng=rng),
    )
    return revision


def _steps(
    columns: Referrals,
    sender: list[str],
    *,
    recipient: list[str],
    keys: Iterable[int],
    rng: np.random.Generator,
) -> Iterable[tuple[object, ...]]:
    count = len(sender)
    waits = (rng.exponential(4 * DAY_US, (count, 6)) // 1_000_000 * 1_000_000).astype(np.int64)
    late = (rng.integers(0, 2 * DAY_US, (count, 6))).tolist()
    choice = rng.integers(0, 20, count).tolist()
    rows = zip(
        keys,
        columns.story.tolist(),
        columns.requested_at.tolist(),
        sender,
        recipient,
        waits.tolist(),
        late,
        choice,
        strict=True,
    )
    for key, story, moment, from_id, to_id, wait, lag, chosen in rows:
        happened, learnt = moment, 0
        for position, status in enumerate(STORIES[story][1]):
            sends = status in _BY_SENDER
            if not sends:
                happened += wait[position]
            learnt = max(learnt, happened + (0 if sends else lag[position]))
            yield (
                key,
                position,
                status,
                happened,
                learnt,
                from_id if sends else to_id,
                from_id,
                _REASONS[chosen % 5] if status in _WITH_REASON else None,
                _OUTCOMES[chosen % 4] if status == "completed" else None,
            )


def _insert(
    connection: sqlite3.Connection, table: str, *, columns: list[list[object]], revision: int
) -> int:
    after = revision + len(columns[0])
    numbers = range(revision + 1, after + 1)
    marks = ", ".join("?" * (len(columns) + 2))
    rows = zip(numbers, numbers, *columns, strict=True)
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    return after


def actor_ids(numbers: Ints) -> list[str]:
    """Ids of actors from their numbers."""
    return [
        f"k{number:04}" if number < KUEMMERER else f"p{number - KUEMMERER:04}"
        for number in numbers.tolist()
    ]


def _where(marked: npt.NDArray[np.bool_], texts: list[str | None]) -> list[str | None]:
    return [text if is_so else None for text, is_so in zip(texts, marked.tolist(), strict=True)]


def _texts(prefix: str, numbers: Ints) -> list[str]:
    return [f"{prefix}{number:04}" for number in numbers.tolist()]


def _ids(prefix: str, count: int, *, rng: np.random.Generator) -> list[str]:
    text = rng.bytes(10 * count).hex()
    return [f"{prefix}-{text[at : at + 20]}" for at in range(0, 20 * count, 20)]
