"""Where uploaded files wait between a dry run and the import, and how far the work on them is.

One folder an import, seen by every worker of a machine: the files, the rows with errors, and a
state that is replaced as a whole. Whoever looks finds there what any worker has done last.
"""

import csv
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Literal

from pydantic import TypeAdapter, ValidationError

from graph_model.analysis.sentences import Sentence
from graph_model.errors import SettingsError
from importers.cells import protect
from importers.report import FileSummary, RowProblem
from service.files import write_whole

KEPT = timedelta(hours=1)
"""So long files wait for somebody to decide; then they are thrown away."""

SILENT = timedelta(seconds=30)
"""Work of which nothing was heard for so long has been broken off."""

SHOWN_PROBLEMS = 20
"""So many rows with errors stand on the page; the file of them holds many more."""

_ID = re.compile(r"import-[0-9a-f]{20}")
_UNSAFE = re.compile(r"[^\w .-]+")
_LONGEST_NAME = 60
_ERROR_COLUMNS = ("Datei/file", "Zeile/row", "Spalte/column", "Code", "Deutsch", "English")
_STATE, _ERRORS, _FILES = "state.json", "errors.csv", "files"

Step = Literal["checking", "shown", "applying", "applied", "undoing", "refused"]
RUNNING = frozenset({"checking", "applying", "undoing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownKind:
    """Records of a kind by what the import would do with them."""

    kind: str
    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a dry run found, as its page shows it."""

    digest: str
    kinds: tuple[ShownKind, ...]
    files: tuple[FileSummary, ...]
    problems: tuple[RowProblem, ...]
    listed_problems: int
    bad_rows: int
    changes: int
    can_be_undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far an import is; ``owner`` is the key of whoever uploaded the files.

    ``done`` out of ``total`` tells how far the ``phase`` of running work is, heard of at
    ``seen_at``. ``need`` and ``attribute`` are what was chosen for event logs, ``refusal`` is
    why something was refused.
    """

    owner: str
    step: Step
    seen_at: datetime
    phase: str = ""
    done: int = 0
    total: int = 0
    need: str = ""
    attribute: str = ""
    shown: Shown | None = None
    refusal: Sentence | None = None

    def is_running(self, now: datetime) -> bool:
        """Whether somebody works on it; work that fell silent is over."""
        return self.step in RUNNING and now - self.seen_at < SILENT


_STATES: TypeAdapter[State] = TypeAdapter(State)


@dataclass(frozen=True, slots=True)
class Uploads:
    """The folder of all uploads of a service; every file in it is for its owner only."""

    folder: Path

    def new(self, import_id: str) -> "Upload":
        """Room for the files of a new import."""
        _private(self.folder)
        upload = Upload(self.folder / import_id)
        upload.folder.mkdir(mode=0o700, exist_ok=True)
        return upload

    def find(self, import_id: str) -> "tuple[Upload, State] | None":
        """The upload of that id and how far it is, if it is (still) there."""
        if not _ID.fullmatch(import_id):
            return None
        upload = Upload(self.folder / import_id)
        state = upload.state()
        return None if state is None else (upload, state)

    def tidy(self, now: datetime) -> None:
        """Throw away what nobody has decided on for ``KEPT``, and what never came in whole."""
        if not self.folder.is_dir():
            return
        for folder in self.folder.iterdir():
            upload = Upload(folder)
            if _ID.fullmatch(folder.name) and now - upload.touched_at() >= KEPT:
                upload.remove()


@dataclass(frozen=True, slots=True)
class Upload:
    """The files of one import and the state of the work on them."""

    folder: Path
    _opened: list[Path] = field(default_factory=list, repr=False, compare=False)

    @property
    def import_id(self) -> str:
        """The id of the import."""
        return self.folder.name

    def state(self) -> State | None:
        """How far it is; ``None`` if it is not there."""
        try:
            return _STATES.validate_json((self.folder / _STATE).read_bytes())
        except (OSError, ValidationError):
            return None

    def touched_at(self) -> datetime:
        """When somebody last did something about it; without a state, when its folder was made."""
        state = self.state()
        if state is not None:
            return state.seen_at
        try:
            return datetime.fromtimestamp(self.folder.stat().st_mtime, UTC)
        except FileNotFoundError:
            return datetime.max.replace(tzinfo=UTC)

    def put(self, state: State) -> None:
        """Say how far it is; an upload that was thrown away meanwhile stays away."""
        if self.folder.is_dir():
            write_whole(self.folder / _STATE, _STATES.dump_json(state).decode())

    def open_file(self, name: str) -> BinaryIO:
        """A file to write into; of the name that came, only what is harmless is kept."""
        place = self.folder / _FILES / f"{len(self._opened) + 1:02}" / safe_name(name)
        place.parent.mkdir(mode=0o700, parents=True)
        self._opened.append(place)
        return os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def paths(self) -> list[Path]:
        """The files, in the order in which they came."""
        return sorted((self.folder / _FILES).glob("*/*"))

    def write_errors(self, problems: Sequence[RowProblem]) -> None:
        """Keep the rows with errors as a table that a spreadsheet opens without running it."""
        place = self.folder / _ERRORS
        with place.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(_ERROR_COLUMNS)
            for one in problems:
                cells = (
                    one.file,
                    str(one.row),
                    one.column or "",
                    one.code,
                    one.german,
                    one.english,
                )
                writer.writerow([protect(cell) for cell in cells])

    def errors(self) -> bytes | None:
        """That table, if there is one."""
        try:
            return (self.folder / _ERRORS).read_bytes()
        except OSError:
            return None

    def drop_files(self) -> None:
        """Throw away what was uploaded; the state stays."""
        shutil.rmtree(self.folder / _FILES, ignore_errors=True)

    def remove(self) -> None:
        """Throw all of it away."""
        shutil.rmtree(self.folder, ignore_errors=True)


def heard(state: State, *, phase: str, done: int, total: int, now: datetime) -> State:
    """The state after somebody has heard of the work."""
    return replace(state, phase=phase, done=done, total=total, seen_at=now)


def safe_name(name: str) -> str:
    r"""A file name that is only a name: letters, digits, blanks, ``_ . -``, its ending kept.

    Examples
    --------
    >>> safe_name("C:\\Users\\x\\Kontakte Nord <b>.CSV")
    'Kontakte Nord b.csv'
    """
    last = re.split(r"[\\/]", name)[-1]
    stem, dot, ending = last.rpartition(".")
    kept = _UNSAFE.sub("", stem if dot else last).strip(" .")[:_LONGEST_NAME].strip(" .")
    suffix = re.sub(r"[^a-z]", "", ending.lower())[:10] if dot else ""
    return f"{kept or 'datei'}.{suffix}" if suffix else kept or "datei"


def folder_for(wanted: str, store: str) -> Path:
    """Where uploads wait: the folder that was set, or one of this user and store for a while."""
    if wanted:
        return Path(wanted)
    user = os.getuid() if hasattr(os, "getuid") else 0
    place = hashlib.sha256(store.encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"hilfenetz-{user}-{place}"


def _private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    is_foreign = hasattr(os, "getuid") and folder.stat().st_uid != os.getuid()
    if folder.is_symlink() or is_foreign:
        raise SettingsError(
            name="HILFENETZ_IMPORT_FOLDER",
            problem_de="der Ordner gehört jemand anderem",
            problem_en="the folder belongs to somebody else",
        )
