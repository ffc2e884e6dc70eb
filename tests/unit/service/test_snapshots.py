"""The keeper of the snapshot: up to date, worked out once, cached on disk without the erased."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from graph_model.errors import StoreUnavailableError
from graph_model.snapshot.cache import SnapshotCache
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import GraphStore, Put
from service.bootstrap import cache_of, open_store, questions_of
from service.house_rules import HouseRules
from service.settings import Settings
from service.snapshots import SnapshotKeeper
from service.use_cases.questions import Questions
from tests import builders as make
from tests.builders import at

NOW = at("2026-03-02T12:00")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[GraphStore]:
    opened = open_store(f"sqlite:///{tmp_path}/net.db")
    opened.apply([Put(record) for record in make.directory()])
    yield opened
    opened.close()


def asking(keeper: SnapshotKeeper, now: str = "2026-03-02T12:00") -> Questions:
    return Questions(snapshots=keeper, now=at(now), defaults=HouseRules())


def test_an_event_changes_the_answer_of_who_asks_next(store: GraphStore) -> None:
    keeper = SnapshotKeeper(store)
    before = asking(keeper)
    assert before.flows(Scope()).referrals == 0
    store.apply([Put(make.referral("r1"))])
    assert asking(keeper).flows(Scope()).referrals == 1
    # One who asks several questions gets all answers from one state.
    assert before.flows(Scope(need_codes=("loneliness",))).referrals == 0


def test_the_same_question_is_worked_out_once_a_day_and_state(store: GraphStore) -> None:
    keeper = SnapshotKeeper(store)
    first = asking(keeper).load(Scope())
    assert asking(keeper, "2026-03-02T18:00").load(Scope()) is first
    # 23:30 UTC is half past midnight of the next day in Germany.
    assert asking(keeper, "2026-03-02T23:30").load(Scope()) is not first
    store.apply([Put(make.referral("r1"))])
    assert asking(keeper).load(Scope()) is not first


def test_eight_who_ask_at_once_share_one_working_out(store: GraphStore) -> None:
    keeper = SnapshotKeeper(store)
    snapshot = keeper.current(NOW)
    worked = []
    gate = threading.Barrier(8)

    def work(_: Snapshot) -> object:
        worked.append(1)
        return object()

    def ask(_: int) -> object:
        gate.wait()
        return keeper.answer(snapshot, "q", work=work)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, range(8)))
    assert len(worked) == 1
    assert len(set(map(id, answers))) == 1


def test_a_working_out_that_fails_is_tried_again(store: GraphStore) -> None:
    keeper = SnapshotKeeper(store)
    snapshot = keeper.current(NOW)

    def fail(_: Snapshot) -> object:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        keeper.answer(snapshot, "q", work=fail)
    assert keeper.answer(snapshot, "q", work=lambda _: 7) == 7


def test_many_questions_do_not_fill_the_memory(store: GraphStore) -> None:
    keeper = SnapshotKeeper(store)
    snapshot = keeper.current(NOW)
    answers = [keeper.answer(snapshot, number, work=lambda _: object()) for number in range(65)]
    again = [keeper.answer(snapshot, number, work=lambda _: object()) for number in (64, 0)]
    assert again[0] is answers[64]
    assert again[1] is not answers[0]


def test_a_restart_reads_the_cache_and_catches_up(store: GraphStore, tmp_path: Path) -> None:
    settings = replace(Settings(), snapshot_folder=str(tmp_path / "cache"))
    SnapshotKeeper(store, cache_of(settings)).keep(NOW)
    assert (tmp_path / "cache" / "manifest.json").exists()
    store.apply([Put(make.referral("r1"))])
    questions = questions_of(store, settings, now=NOW)
    assert questions.flows(Scope()).referrals == 1
    assert cache_of(Settings()) is None


def test_nothing_of_an_erased_person_stays_in_the_cache(store: GraphStore, tmp_path: Path) -> None:
    store.apply([Put(make.tenant("tenant-to-be-erased"))])
    keeper = SnapshotKeeper(store, SnapshotCache(tmp_path / "cache"))
    keeper.keep(NOW)
    store.erase("tenant-to-be-erased")
    assert keeper.current(NOW).tenant_key("tenant-to-be-erased") is None
    files = [file for file in (tmp_path / "cache").rglob("*") if file.is_file()]
    assert all(b"tenant-to-be-erased" not in file.read_bytes() for file in files)


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(
    store: GraphStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    keeper = SnapshotKeeper(store, SnapshotCache(tmp_path / "file" / "cache"))
    keeper.keep(NOW)
    assert [record.message for record in caplog.records] == ["snapshot_not_cached"]
    assert keeper.current(NOW).revision == store.revision()
    SnapshotKeeper(store).keep(NOW)


def test_the_last_snapshot_stays_with_the_moment_at_which_it_was_known_to_be_current(
    store: GraphStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keeper = SnapshotKeeper(store, SnapshotCache(tmp_path / "cache"))
    assert keeper.last() is None
    snapshot = keeper.current(NOW)
    assert keeper.current(NOW + timedelta(minutes=7)) is snapshot
    # One who came earlier and was served later makes it no older.
    assert keeper.current(NOW + timedelta(minutes=2)) is snapshot
    store.close()
    with pytest.raises(StoreUnavailableError, match="closed"):
        keeper.current(NOW + timedelta(minutes=9))
    keeper.keep(NOW + timedelta(minutes=9))
    assert [record.message for record in caplog.records] == ["snapshot_not_cached"]
    last = keeper.last()
    assert last is not None
    assert last.snapshot is snapshot
    assert last.as_of == NOW + timedelta(minutes=7)


def test_a_first_reading_holds_up_questions_but_not_recording(store: GraphStore) -> None:
    """A store whose bulk reading waits: the keeper waits with it, ``apply`` does not."""
    release = threading.Event()
    begun = threading.Event()

    class Slow:
        def revision(self) -> int:
            return store.revision()

        def read_since(self, revision: int) -> object:
            begun.set()
            release.wait(60)
            return store.read_since(revision)

    keeper = SnapshotKeeper(Slow())  # type: ignore[arg-type]
    with ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(keeper.current, NOW) for _ in range(4)]
        begun.wait(60)
        store.apply([Put(make.referral("r1"))])
        assert not any(one.done() for one in waiting)
        release.set()
        assert {one.result().revision for one in waiting} == {store.revision()}


TODAY = NOW.date()


class Counted:
    """A work that remembers how it was made."""

    def __init__(self, snapshot: Snapshot, before: "Counted | None" = None) -> None:
        self.revision = snapshot.revision
        self.begun_at: int = snapshot.revision if before is None else before.begun_at

    def after(self, snapshot: Snapshot) -> "Counted":
        return Counted(snapshot, self)


def followed(keeper: SnapshotKeeper, snapshot: Snapshot, *, day: date = TODAY) -> Counted:
    return keeper.followed(
        snapshot, "q", day=day, begin=Counted, go_on=lambda work, later: work.after(later)
    )


def test_a_work_goes_on_from_the_snapshot_before(store: GraphStore) -> None:
    keeper = SnapshotKeeper(store)
    first = followed(keeper, keeper.current(NOW))
    assert followed(keeper, keeper.current(NOW)) is first
    store.apply([Put(make.referral("r1"))])
    after = followed(keeper, keeper.current(NOW))
    assert (after.revision, after.begun_at) == (store.revision(), first.revision)
    next_day = followed(keeper, keeper.current(NOW), day=TODAY + timedelta(days=1))
    assert next_day is not after
    assert next_day.begun_at == first.revision


def test_one_who_holds_an_older_snapshot_gets_its_answer_and_changes_nothing(
    store: GraphStore,
) -> None:
    keeper = SnapshotKeeper(store)
    old = keeper.current(NOW)
    store.apply([Put(make.referral("r1"))])
    latest = followed(keeper, keeper.current(NOW))
    assert followed(keeper, old).revision == old.revision
    assert followed(keeper, keeper.current(NOW)) is latest


def test_after_an_erasure_no_work_goes_on(store: GraphStore) -> None:
    store.apply([Put(make.tenant("t9"))])
    keeper = SnapshotKeeper(store)
    old = keeper.current(NOW)
    followed(keeper, old)
    store.erase("t9")
    held = keeper.current(NOW)
    # Who still holds the old one must not leave behind what was made of it.
    assert followed(keeper, old).begun_at == old.revision
    assert followed(keeper, held).begun_at == held.revision


def test_few_works_are_kept(store: GraphStore) -> None:
    keeper = SnapshotKeeper(store)
    snapshot = keeper.current(NOW)

    def ask(question: int, asked: Snapshot) -> Counted:
        return keeper.followed(
            asked,
            question,
            day=TODAY,
            begin=Counted,
            go_on=lambda work, later: work.after(later),
        )

    for question in range(9):
        ask(question, snapshot)
    store.apply([Put(make.referral("r1"))])
    later = keeper.current(NOW)
    assert ask(8, later).begun_at == snapshot.revision
    assert ask(0, later).begun_at == later.revision
