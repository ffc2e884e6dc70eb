"""The coordinator's overview (gaps, overload, structure, flows) as the service answers it.

``python -m benchmarks.overview big.sqlite small.sqlite out.json``; both stores keep the services
and referrals that are put into them, so it runs after the benchmarks that read the stores as made.
"""

import gc
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import numpy as np
import polars as pl

from benchmarks.figures import Figure, seconds_of, write_result
from benchmarks.recommendation import services
from benchmarks.snapshot import event, resident
from graph_model.domain.referrals import Referral
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import Put
from graph_model.store.sqlite.store import SqliteStore
from service.bootstrap import questions_of
from service.settings import Settings
from service.snapshots import SnapshotKeeper
from service.use_cases.questions import Questions

SCRIPT = "benchmarks/overview.py"
EVENTS = 15
SUPPRESSED_EVENTS = 3
SEED = 7
_BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def _overview(asked: Questions) -> tuple[object, ...]:
    every = Scope()
    return asked.gaps(every), asked.load(every), asked.structure(every), asked.flows(every)


def _nothing(_: Snapshot) -> None:
    """Another state is made ready beside all this, and not while the clock runs."""


class _House:
    """A store with its snapshot read, and the overview as a running service gives it."""

    def __init__(self, path: Path) -> None:
        self.store = SqliteStore(path)
        self.store.apply([Put(service) for service in services()])
        self.keeper = SnapshotKeeper(self.store)
        self.now = _BEGIN
        self.keeper.current(self.now)

    def overview(self, *, for_many: bool = False) -> tuple[object, ...]:
        """Everything that the overview is made of, as of now; suppressed with ``for_many``."""
        asked = questions_of(self.store, Settings(), now=self.now, snapshots=self.keeper)
        return _overview(replace(asked, for_many=for_many))

    def after(self, referral: Referral) -> float:
        """Seconds from one more event in the store to an overview that knows it."""
        self.store.apply([Put(referral)])
        self.now += timedelta(minutes=1)
        return seconds_of(self.overview)

    def suppressed(self, referral: Referral | None = None) -> float:
        """Seconds that the overview takes for many, after one more event if there is one."""
        if referral is not None:
            self.store.apply([Put(referral)])
            self.now += timedelta(minutes=1)
        return seconds_of(lambda: self.overview(for_many=True))

    def for_many(self, referral: Referral) -> float:
        """Seconds from one more event to the overview that coordination and evaluation get."""
        self.store.apply([Put(referral)])
        self.now += timedelta(seconds=1)
        return seconds_of(self._as_given)

    def _as_given(self) -> tuple[object, ...]:
        asked = questions_of(
            self.store, Settings(), now=self.now, snapshots=self.keeper, for_many=True
        )
        standing = self.keeper.for_many.now(asked.snapshot, self.now, make_ready=_nothing)
        return _overview(replace(asked, source=lambda: standing.snapshot))

    def events(self) -> list[Referral]:
        """More referrals of the kind there is: between two who refer often, often."""
        rows = self.keeper.current(self.now).referrals(Scope())
        chosen = rows.sample(EVENTS, seed=SEED).select(
            pl.col("sender", "recipient").cast(pl.String), "chain"
        )
        snapshot = self.keeper.current(self.now)
        return [
            event(
                f"overview-{number}", snapshot.chain_id(chain), sender_id=sender, recipient_id=other
            )
            for number, (sender, other, chain) in enumerate(chosen.iter_rows())
        ]


def figures(big: Path, small: Path) -> tuple[list[Figure], list[str]]:
    """The figures, and remarks on what was measured beside them."""
    before = resident()
    less = _House(small)
    less_cold = seconds_of(less.overview)
    less_bytes = resident() - before
    before = resident()
    house = _House(big)
    cpu = time.process_time()
    cold = seconds_of(house.overview)
    cold_cpu = time.process_time() - cpu
    more_bytes = resident() - before
    again = seconds_of(house.overview)
    # As a worker does: the collector leaves alone what is there for good.
    gc.collect()
    gc.freeze()
    events = house.events()
    cpu = time.process_time()
    taken = [house.after(one) for one in events]
    cpu = (time.process_time() - cpu) / len(events)
    del house
    # As a service does that only coordination and evaluation have asked yet.
    for_many = _House(big)
    begun = time.process_time()
    suppressed_cold = for_many.suppressed()
    more_cold_cpu = time.process_time() - begun
    more = [replace(one, id=f"{one.id}-more") for one in events[:SUPPRESSED_EVENTS]]
    more_cpu = time.process_time()
    suppressed = [for_many.suppressed(one) for one in more]
    more_cpu = (time.process_time() - more_cpu) / len(suppressed)
    last = (replace(one, id=f"{one.id}-last") for one in events)
    for_many.for_many(next(last))
    given = [for_many.for_many(one) for one in last]
    return (
        [
            _at_most("overview: cold, the snapshot being there", cold, goal=15, unit="s"),
            _at_most("overview: asked again", again, goal=0.3, unit="s"),
            _at_most("overview: after one more event, median", median(taken), goal=2, unit="s"),
            _at_most("overview: after one more event, slowest", max(taken), goal=2, unit="s"),
            _at_most("overview, suppressed: cold", suppressed_cold, goal=15, unit="s"),
            _at_most(
                "overview, suppressed: after one more event, as given, slowest",
                max(given),
                goal=2,
                unit="s",
            ),
            _at_most(
                "overview, suppressed: after one more event, counted anew, median",
                median(suppressed),
                goal=2,
                unit="s",
            ),
            _at_most(
                "overview: cold, ten times the referrals", cold / less_cold, goal=11, unit="times"
            ),
            _at_most(
                "overview: memory of the process, ten times the referrals",
                more_bytes / less_bytes,
                goal=10,
                unit="times",
            ),
        ],
        [
            (
                "After one more referral the overview took, in seconds:"
                f" {', '.join(f'{one:.2f}' for one in np.sort(taken).tolist())}. Most of the"
                " difference is how many shortest ways the referral leads along. The processor"
                f" worked {cpu:.2f} s for each, and {cold_cpu:.1f} s for the cold one; what is more"
                " was waiting for other work on the machine."
            ),
            (
                "Suppressed, as coordination and evaluation see it, the cold overview took"
                f" {more_cold_cpu:.1f} s of processor time, and {more_cpu:.1f} s after an event:"
                " the blocks are made anew each time (decision 26). Given is the"
                " state counted last, with its moment, at most ten minutes old, while the newest is"
                " counted (decision 27)."
            ),
            (
                f"Snapshot and overview together took {more_bytes / 1e6:.0f} MB of the process's"
                f" memory, {less_bytes / 1e6:.0f} MB with a tenth of the referrals."
            ),
        ],
    )


def _at_most(name: str, measured: float, *, goal: float, unit: str) -> Figure:
    return Figure(
        name=name, measured=measured, goal=goal, unit=unit, is_at_least=False, script=SCRIPT
    )


if __name__ == "__main__":
    write_result(figures, sys.argv[1:])
