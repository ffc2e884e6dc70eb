"""Imports over the web: each step works beside the requests, and tells how far it is."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from graph_model.analysis.sentences import Sentence
from graph_model.errors import HilfenetzError, ImportChangedError
from graph_model.store.port import GraphStore
from importers.report import ImportOptions
from service.uploads import (
    SHOWN_PROBLEMS,
    Shown,
    ShownKind,
    State,
    Step,
    Upload,
    heard,
)
from service.use_cases.importing import DryRun, Signed, carry_out, dry_run
from service.use_cases.undoing import undo

_log = logging.getLogger(__name__)

LISTED_PROBLEMS = 20_000
"""So many rows with errors can be downloaded; all are counted."""

_BEAT_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDesk:
    """Works on uploads for one service, one at a time; the state of each lies with its files.

    What was written stands in the store, under the id of the import: a step that was broken off
    has either done all of it or nothing.
    """

    store: GraphStore
    clock: Callable[[], datetime]
    largest_bytes: int
    turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def check(self, upload: Upload, begun: State) -> threading.Thread:
        """Begin a dry run."""
        return self._begin(upload, replace(begun, step="checking"), work=_Task.checked)

    def apply(
        self, upload: Upload, shown: State, *, digest: str, leaves_out: bool, by: str
    ) -> threading.Thread:
        """Begin to write exactly what the dry run with that digest showed."""
        return self._begin(
            upload,
            replace(shown, step="applying", refusal=None),
            work=lambda task: task.applied(digest, leaves_out=leaves_out, by=by),
        )

    def undo(self, upload: Upload, begun: State, *, by: str) -> threading.Thread:
        """Begin to take an import back."""
        return self._begin(
            upload, replace(begun, step="undoing"), work=lambda task: task.taken_back(by)
        )

    def _begin(
        self, upload: Upload, state: State, *, work: "Callable[[_Task], State]"
    ) -> threading.Thread:
        begun = replace(state, seen_at=self.clock(), phase="", done=0, total=0)
        upload.put(begun)
        task = _Task(self, upload, begun)
        thread = threading.Thread(target=task.run, args=(work,), name="import", daemon=True)
        thread.start()
        return thread


class _Task:
    """One step of one import, from ``begun`` to the state after it.

    It says again and again how far the work is, also while the work itself is silent.
    """

    def __init__(self, desk: ImportDesk, upload: Upload, begun: State) -> None:  # noqa: PLR0917 - three parts of one thing
        self._desk = desk
        self._upload = upload
        self._begun = begun
        self._at = ("", 0, 0)
        self._is_over = threading.Event()

    def run(self, work: "Callable[[_Task], State]") -> None:
        """Do the work and keep what came of it."""
        with self._telling():
            try:
                with self._desk.turn:
                    after = work(self)
            except ImportChangedError as error:
                after = self._shown_anew(error)
            except HilfenetzError as error:
                _log.info("import_refused", extra={"code": error.code})
                after = self._refused(error)
            except Exception:  # noqa: BLE001 - the outermost layer of this thread: nobody is above
                _log.exception("import_failed")
                after = self._refused(HilfenetzError())
        if after.step == "applied":
            self._upload.drop_files()
        self._upload.put(replace(after, seen_at=self._desk.clock()))

    def checked(self) -> State:
        """What the files would do."""
        found = self._dry_run(leaves_out=False)
        self._upload.write_errors(found.report.problems)
        return replace(self._begun, step="shown", shown=_shown(found))

    def applied(self, digest: str, *, leaves_out: bool, by: str) -> State:
        """Write the import, if it is still the one with that digest."""
        found = self._dry_run(leaves_out=leaves_out)
        if found.digest != digest:
            raise ImportChangedError(import_id=self._upload.import_id)
        signed = Signed(import_id=self._upload.import_id, by=by, now=self._desk.clock())
        carry_out(self._desk.store, found, signed=signed, progress=self._heard)
        return replace(self._begun, step="applied")

    def taken_back(self, by: str) -> State:
        """Take the import back."""
        desk = self._desk
        undo(desk.store, self._upload.import_id, by=by, now=desk.clock(), progress=self._heard)
        return replace(self._begun, step="applied")

    def _shown_anew(self, error: HilfenetzError) -> State:
        try:
            return replace(self.checked(), refusal=_sentence(error))
        except HilfenetzError as worse:
            return self._refused(worse)

    def _refused(self, error: HilfenetzError) -> State:
        # What was looked at stays to be looked at; files that could not be read are done with.
        step: Step = "shown" if self._begun.step == "applying" else "refused"
        return replace(self._begun, step=step, refusal=_sentence(error))

    def _dry_run(self, *, leaves_out: bool) -> DryRun:
        options = ImportOptions(
            skip_bad_rows=leaves_out,
            need=self._begun.need or ImportOptions().need,
            actor_attribute=self._begun.attribute or ImportOptions().actor_attribute,
            max_bytes=self._desk.largest_bytes,
            most_shown=LISTED_PROBLEMS,
        )
        return dry_run(
            self._desk.store, self._upload.paths(), options=options, progress=self._heard
        )

    def _heard(self, phase: str, *, done: int, total: int) -> None:
        self._at = (phase, done, total)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Tell how far the work is within this, and have stopped telling afterwards."""
        thread = threading.Thread(target=self._tell, name="import-beat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._is_over.set()
            thread.join()

    def _tell(self) -> None:
        while not self._is_over.wait(_BEAT_S):
            phase, done, total = self._at
            now = self._desk.clock()
            try:
                self._upload.put(heard(self._begun, phase=phase, done=done, total=total, now=now))
            except OSError as error:
                _log.warning("import_state_not_kept", extra={"errno": error.errno})


def _sentence(error: HilfenetzError) -> Sentence:
    return Sentence(de=error.sentence("de"), en=error.sentence("en"))


def _shown(found: DryRun) -> Shown:
    report = found.report
    return Shown(
        digest=found.digest,
        kinds=tuple(
            ShownKind(
                kind=kind.value,
                created=count.created,
                changed=count.changed,
                unchanged=count.unchanged,
            )
            for kind, count in report.counts.items()
        ),
        files=report.files,
        problems=report.problems[:SHOWN_PROBLEMS],
        listed_problems=len(report.problems),
        bad_rows=report.bad_rows,
        changes=len(found.plan.changes),
        can_be_undone=found.can_be_undone,
    )
