"""A big, seeded, plausible store, written column by column.

About 2.9 referrals a chain and 4 steps a referral, 3,000 organisations and helpers whatever the
number of referrals. A Kümmerer knows twelve partners and sends most people to few of them; a
refused person goes to the next one, others are passed on. Ids look like those that the service
gives out.
"""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.filling import (
    AREAS,
    COOPERATIVES,
    DAY_US,
    ENDED_BADLY,
    KUEMMERER,
    STORIES,
    Ints,
    Referrals,
    write,
)
from graph_model.domain.actors import Actor
from graph_model.domain.areas import Area
from graph_model.domain.needs import standard_needs
from graph_model.domain.vocabulary import ActorKind, AreaLevel
from graph_model.store.port import Put
from graph_model.store.sqlite.store import SqliteStore

PARTNERS = 2500
KNOWN = 12
PARTNERS_KNOWN = 5
_START_US = int(datetime(2016, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
_YEARS_US = 3650 * DAY_US


def make_store(path: Path, *, referrals: int, seed: int) -> None:
    """Fill a new SQLite store at ``path``."""
    rng = np.random.default_rng(seed)
    store = SqliteStore(path)
    store.apply([Put(record) for record in _directory()])
    revision = store.revision()
    store.close()
    columns = _referrals(rng, referrals)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA cache_size = -400000")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA temp_store = MEMORY")
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    connection.execute("BEGIN")
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    revision = write(connection, columns, rng=rng, revision=revision)
    for _, sql in indexes:
        connection.execute(sql)
    connection.execute("UPDATE store SET revision = ?", (revision,))
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _directory() -> list[Area | Actor]:
    areas = [
        Area(id=f"a{n:04}", name=f"Ort {n}", level=AreaLevel.MUNICIPALITY) for n in range(AREAS)
    ]
    cooperatives = [
        Actor(id=f"g{n:04}", kind=ActorKind.COOPERATIVE, name=f"Genossenschaft {n}")
        for n in range(COOPERATIVES)
    ]
    people = [
        Actor(
            id=f"k{n:04}",
            kind=ActorKind.KUEMMERER,
            name=f"Kümmerer {n}",
            cooperative_id=f"g{n % COOPERATIVES:04}",
            responsible_area_ids=(f"a{n % AREAS:04}",),
        )
        for n in range(KUEMMERER)
    ]
    partners = [
        Actor(
            id=f"p{n:04}",
            kind=ActorKind.ADMINISTRATION if n % 8 == 0 else ActorKind.PARTNER,
            name=f"Partner {n}",
            area_id=f"a{n % AREAS:04}",
        )
        for n in range(PARTNERS)
    ]
    return [*areas, *standard_needs(), *cooperatives, *people, *partners]


def _referrals(rng: np.random.Generator, count: int) -> Referrals:
    """Actors below ``KUEMMERER`` are Kümmerer, those from there on partners."""
    lengths = rng.geometric(0.35, size=int(count / 2.5) + 10)
    ends = np.cumsum(lengths)
    chains = int(np.searchsorted(ends, count)) + 1
    lengths = lengths[:chains]
    lengths[-1] -= int(lengths.sum()) - count
    chain = np.repeat(np.arange(chains), lengths)
    begins = np.repeat(np.cumsum(lengths) - lengths, lengths)
    rows = np.arange(count)
    helper = np.repeat(rng.integers(0, KUEMMERER, chains), lengths)
    story = rng.choice(len(STORIES), size=count, p=[share for share, _ in STORIES])
    is_later = rows > begins
    retried = is_later & np.isin(_before(story), ENDED_BADLY)
    passed_on = is_later & ~retried & (rng.random(count) < 0.5)
    recipient = _recipients(rng, helper, passed_on=passed_on)
    sender = np.where(passed_on, _before(recipient), helper)
    # A retry is for the need that the first try was for.
    need = rng.integers(0, len(standard_needs()), count)
    need = need[np.maximum.accumulate(np.where(retried, 0, rows))]
    opened = np.sort(rng.integers(0, _YEARS_US, chains))
    gaps = rng.exponential(12 * DAY_US, count).astype(np.int64) // 1_000_000 * 1_000_000
    since = np.cumsum(gaps)
    return Referrals(
        chain=chain,
        kuemmerer=helper,
        sender=sender,
        recipient=recipient,
        need=need,
        requested_at=_START_US + np.repeat(opened, lengths) + since - since[begins],
        story=story,
        retried=retried,
        passed_on=passed_on,
    )


def _before(column: Ints) -> Ints:
    return np.concatenate((column[:1], column[:-1]))


def _recipients(
    rng: np.random.Generator, helper: Ints, *, passed_on: npt.NDArray[np.bool_]
) -> Ints:
    """Whom each referral goes to: one whom the Kümmerer knows, or whom the partner before knows."""
    count = len(helper)
    known = rng.integers(0, PARTNERS, (KUEMMERER, KNOWN)) + KUEMMERER
    step = 1 + rng.integers(0, PARTNERS - 1, (PARTNERS, PARTNERS_KNOWN))
    liked = 1 / np.arange(1, KNOWN + 1)
    recipient = known[helper, rng.choice(KNOWN, size=count, p=liked / liked.sum())]
    choice = rng.integers(0, PARTNERS_KNOWN, count)
    # Along a run of passing on, each recipient depends on the one before: as many rounds as the
    # longest run has.
    depth = _run_lengths(passed_on)
    for length in range(1, int(depth.max(initial=0)) + 1):
        rows = np.flatnonzero(depth == length)
        partner = recipient[rows - 1] - KUEMMERER
        recipient[rows] = (partner + step[partner, choice[rows]]) % PARTNERS + KUEMMERER
    return recipient


def _run_lengths(marked: npt.NDArray[np.bool_]) -> Ints:
    rows = np.arange(len(marked))
    last = np.maximum.accumulate(np.where(marked, -1, rows))
    return rows - np.maximum(last, 0)
