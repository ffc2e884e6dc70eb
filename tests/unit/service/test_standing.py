"""On a large network, figures for many stand for some minutes while newer ones are made ready."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import GraphStore, Put
from service.bootstrap import open_store
from service.snapshots import SnapshotKeeper
from service.standing import OLDEST, PAUSE, Standing, StandingForMany
from tests import builders as make
from tests.builders import at

NOON = at("2026-03-02T12:00")
SECOND = timedelta(seconds=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[GraphStore]:
    opened = open_store(f"sqlite:///{tmp_path}/net.db")
    opened.apply([Put(record) for record in make.directory()])
    opened.apply([Put(make.referral("r1"))])
    yield opened
    opened.close()


@dataclass
class Desk:
    """Somebody who asks for figures; what is begun in the background waits to be done."""

    store: GraphStore
    large: int = 1
    wanted: frozenset[int] = frozenset()
    begun: list[Callable[[], None]] = field(default_factory=list)
    made_ready: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keeper = SnapshotKeeper(self.store)
        self.standing = StandingForMany(self._want, large=self.large, start=self.begun.append)

    def _want(self, revisions: frozenset[int]) -> None:
        self.wanted = revisions

    def ask(self, now: datetime) -> Standing:
        return self.standing.now(self.keeper.current(now), now, make_ready=self._make_ready)

    def _make_ready(self, snapshot: Snapshot) -> None:
        self.made_ready.append(snapshot.revision)

    def record(self, referral_id: str) -> int:
        self.store.apply([Put(make.referral(referral_id))])
        return self.store.revision()


def test_in_a_small_network_everything_counts_at_once(store: GraphStore) -> None:
    desk = Desk(store, large=3)
    desk.ask(NOON)
    newest = desk.record("r2")
    found = desk.ask(NOON + SECOND)
    assert (found.snapshot.revision, found.as_of) == (newest, NOON + SECOND)
    assert desk.wanted == frozenset()


def test_in_a_large_one_what_was_counted_stands_until_newer_is_ready(store: GraphStore) -> None:
    desk = Desk(store)
    first = desk.ask(NOON).snapshot.revision
    newest = desk.record("r2")
    stood = desk.ask(NOON + PAUSE)
    assert (stood.snapshot.revision, stood.as_of) == (first, NOON)
    assert desk.wanted == {first, newest}
    desk.begun.pop()()
    assert desk.made_ready == [newest]
    found = desk.ask(NOON + PAUSE + SECOND)
    assert (found.snapshot.revision, found.as_of) == (newest, NOON + PAUSE + SECOND)
    assert desk.wanted == {newest}


def test_as_long_as_nothing_changes_it_is_as_of_now(store: GraphStore) -> None:
    desk = Desk(store)
    desk.ask(NOON)
    assert desk.ask(NOON + 5 * PAUSE).as_of == NOON + 5 * PAUSE
    desk.record("r2")
    assert desk.ask(NOON + 5 * PAUSE + SECOND).as_of == NOON + 5 * PAUSE


def test_one_state_at_a_time_is_made_ready_and_one_a_minute(store: GraphStore) -> None:
    desk = Desk(store)
    desk.ask(NOON)
    desk.record("r2")
    desk.ask(NOON + PAUSE - SECOND)
    assert not desk.begun
    desk.ask(NOON + PAUSE)
    desk.record("r3")
    desk.ask(NOON + 3 * PAUSE)
    assert len(desk.begun) == 1
    desk.begun.pop()()
    desk.record("r4")
    desk.ask(NOON + 3 * PAUSE)
    assert len(desk.begun) == 1


def test_nothing_stands_for_longer_than_ten_minutes(store: GraphStore) -> None:
    desk = Desk(store)
    first = desk.ask(NOON).snapshot.revision
    newest = desk.record("r2")
    assert desk.ask(NOON + OLDEST - SECOND).snapshot.revision == first
    assert desk.ask(NOON + OLDEST).snapshot.revision == newest


def test_on_the_next_day_nothing_stands(store: GraphStore) -> None:
    desk = Desk(store)
    # Half a minute before midnight in Germany.
    before = at("2026-03-02T22:59") + 30 * SECOND
    desk.ask(before)
    newest = desk.record("r2")
    assert desk.ask(before + 30 * SECOND).snapshot.revision == newest


def test_who_corrects_the_directory_sees_it_at_once(store: GraphStore) -> None:
    desk = Desk(store)
    desk.ask(NOON)
    store.apply([Put(make.partner("p7"))])
    assert "p7" in desk.ask(NOON + SECOND).snapshot.directory.actors


def test_after_an_erasure_nothing_older_stands(store: GraphStore) -> None:
    store.apply([Put(make.tenant("t9"))])
    desk = Desk(store)
    desk.ask(NOON)
    desk.record("r2")
    desk.ask(NOON + PAUSE)
    store.erase("t9")
    newest = desk.ask(NOON + PAUSE + SECOND).snapshot
    assert newest.revision == store.revision()
    desk.standing.give_up(newest.deletions_at)
    # What was begun before is ready only now, and stands no more.
    desk.begun.pop()()
    assert desk.wanted == frozenset()
    assert desk.ask(NOON + PAUSE + SECOND).snapshot.revision == newest.revision


def test_what_could_not_be_made_ready_is_tried_again(store: GraphStore) -> None:
    desk = Desk(store)
    first = desk.ask(NOON).snapshot.revision
    newest = desk.record("r2")

    def fails(_: Snapshot) -> None:
        raise MemoryError

    snapshot = desk.keeper.current(NOON)
    desk.standing.now(snapshot, NOON + PAUSE, make_ready=fails)
    with pytest.raises(MemoryError):
        desk.begun.pop()()
    assert desk.ask(NOON + 2 * PAUSE).snapshot.revision == first
    desk.begun.pop()()
    assert desk.ask(NOON + 2 * PAUSE).snapshot.revision == newest


def test_answers_from_the_state_that_stands_are_remembered(store: GraphStore) -> None:
    keeper = SnapshotKeeper(store, large=1)
    old = keeper.current(NOON)
    keeper.for_many.now(old, NOON, make_ready=str)
    first = keeper.answer(old, "q", work=lambda _: object())
    store.apply([Put(make.referral("r2"))])
    newest = keeper.current(NOON)
    assert keeper.answer(old, "q", work=lambda _: object()) is first
    assert keeper.answer(newest, "q", work=lambda _: object()) is not first


def test_no_answer_from_before_an_erasure_is_remembered(store: GraphStore) -> None:
    store.apply([Put(make.tenant("t9"))])
    keeper = SnapshotKeeper(store, large=1)
    old = keeper.current(NOON)
    keeper.for_many.now(old, NOON, make_ready=str)
    first = keeper.answer(old, "q", work=lambda _: object())
    store.erase("t9")
    keeper.current(NOON)
    late = keeper.answer(old, "q", work=lambda _: object())
    assert late is not first
    assert keeper.answer(old, "q", work=lambda _: object()) is not late
