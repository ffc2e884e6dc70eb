"""Building a snapshot against fetching its rows, what it weighs, and catching up with one event.

``python -m benchmarks.snapshot big.sqlite small.sqlite out.json``, in a process of its own because
memory is measured too. The stores are those of ``benchmarks.data``, the small one a tenth.
"""

import sqlite3
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, alternating, best_seconds, seconds_of, write_result
from graph_model.domain.referrals import Referral, StatusChange
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.snapshot.cache import SnapshotCache
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import ROW_COLUMNS, Put, RowKind
from graph_model.store.sqlite.store import SqliteStore

SCRIPT = "benchmarks/snapshot.py"
BATCH_ROWS = 50_000
ROUNDS = 3
EVENTS = 21


def figures(big: Path, small: Path) -> tuple[list[Figure], list[str]]:
    """The figures, and remarks on what was measured beside them."""
    store = SqliteStore(big)
    memory_before = resident()
    snapshot = Snapshot.read(store)
    referrals = len(snapshot.referrals(Scope()))
    grown = (resident() - memory_before) / referrals
    held = snapshot.tables.nbytes / referrals
    steps = len(snapshot.steps(Scope())) / referrals
    fetching, building = alternating(
        lambda: _fetch(big), lambda: Snapshot.read(store), rounds=ROUNDS
    )
    catching_up = _catching_up(store, snapshot)
    small_store = SqliteStore(small)
    small_building = best_seconds(lambda: Snapshot.read(small_store), rounds=ROUNDS)
    writing, loading = _cached(store, snapshot)
    return (
        [
            _at_most("snapshot: build / fetch of the same rows", building / fetching, 3, "times"),
            _at_most("snapshot: memory, history included", held, 250, "bytes a referral"),
            _at_most(
                "snapshot: catching up with one event / build",
                100 * catching_up / building,
                1,
                "%",
            ),
            _at_most(
                "snapshot: build, ten times the referrals", building / small_building, 11, "times"
            ),
        ],
        [
            (
                f"{referrals} referrals with {steps:.2f} steps each on average; fetched in"
                f" {fetching:.1f} s, built in {building:.1f} s."
            ),
            (
                f"The memory is the sum of all columns and ids. The process grew by {grown:.0f}"
                " bytes a referral while it read the store for the first time; that holds what its"
                " allocators keep for the next work."
            ),
            f"One event is caught up with, and readable, after {1000 * catching_up:.1f} ms.",
            f"The columnar cache is written in {writing:.1f} s and read in {loading:.1f} s.",
        ],
    )


def _at_most(name: str, measured: float, goal: float, unit: str) -> Figure:  # noqa: PLR0917
    return Figure(
        name=name, measured=measured, goal=goal, unit=unit, is_at_least=False, script=SCRIPT
    )


def _fetch(path: Path) -> None:
    """The rows of the store's own statements handed to Python, and nothing done with them."""
    connection = sqlite3.connect(path)
    for kind, columns in ROW_COLUMNS.items():
        cursor = connection.execute(_statement(kind, columns))
        while cursor.fetchmany(BATCH_ROWS):
            pass
    connection.close()


def _statement(kind: RowKind, columns: tuple[str, ...]) -> str:
    if kind is RowKind.STATUS:
        steps = ", ".join(f"step.{column}" for column in columns if column != "referral_id")
        return (
            f"SELECT referral.id, {steps} FROM referral CROSS JOIN referral_status AS step"
            " ON step.referral_key = referral.key ORDER BY referral.key, step.position"
        )
    named = ", ".join(f'"{column}"' for column in columns)
    return f"SELECT {named} FROM {kind} ORDER BY key"


def _catching_up(store: SqliteStore, snapshot: Snapshot) -> float:
    """Median seconds from an event in the store to a timeline that shows it."""
    taken = []
    chain = snapshot.chain_id(0)
    for number in range(EVENTS):
        store.apply([Put(event(f"event-{time.time_ns()}-{number}", chain))])
        started = time.perf_counter()
        snapshot = snapshot.caught_up(store)
        snapshot.referrals(Scope())
        taken.append(time.perf_counter() - started)
    return sorted(taken)[EVENTS // 2]


def event(
    referral_id: str, chain_id: str, *, sender_id: str = "k0001", recipient_id: str = "p0001"
) -> Referral:
    """One more referral in a chain, not answered yet."""
    moment = datetime(2026, 3, 2, 8, tzinfo=UTC)
    change = StatusChange(
        status=ReferralStatus.REQUESTED,
        occurred_at=moment,
        recorded_at=moment,
        decided_by=sender_id,
        recorded_by=sender_id,
    )
    return Referral(
        id=referral_id,
        chain_id=chain_id,
        sender_id=sender_id,
        recipient_id=recipient_id,
        need_code="loneliness",
        history=(change,),
    )


def _cached(store: SqliteStore, snapshot: Snapshot) -> tuple[float, float]:
    with TemporaryDirectory() as folder:
        cache = SnapshotCache(Path(folder))
        writing = seconds_of(lambda: cache.write(snapshot, store))
        return writing, seconds_of(lambda: cache.read(store))


def resident() -> int:
    """Bytes of memory that the process has now; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return 0
    lines = status.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    write_result(figures, sys.argv[1:])
