"""What was changed by hand or by an import, by whom and when, with the version before it.

Of records about a tenant no former version is ever kept: an erasure shall find nothing to clean up.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from graph_model.domain.checks import check_count, check_id, check_instant, check_member, refuse


class Occasion(StrEnum):
    """Why something was changed."""

    IMPORT = "import"
    CORRECTION = "correction"
    CONFIRMATION = "confirmation"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """One record that was changed.

    ``name`` is its id; a tenant stands here with the mark that erasure leaves, never with the id.
    ``digest`` stands for the content after the change, ``before`` is the former version as JSON,
    ``None`` for what is new.
    """

    kind: str
    name: str
    digest: str
    before: str | None = None

    def __post_init__(self) -> None:
        check_id("kind", self.kind)
        check_id("name", self.name)
        check_id("digest", self.digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """Changes that were made together, or a part of those of one import.

    ``actor_id`` names whose entry in the directory was changed, if it was one.
    """

    id: str
    occasion: Occasion
    made_at: datetime
    made_by: str
    actor_id: str | None = None
    items: tuple[Amended, ...] = ()

    def __post_init__(self) -> None:
        check_id("id", self.id)
        check_member("occasion", self.occasion, Occasion)
        check_instant("made_at", self.made_at)
        check_id("made_by", self.made_by)
        check_id("actor_id", self.actor_id, optional=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedKind:
    """How many records of a kind an import made, and how many it changed."""

    kind: str
    created: int = 0
    changed: int = 0

    def __post_init__(self) -> None:
        check_id("kind", self.kind)
        check_count("created", self.created)
        check_count("changed", self.changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFile:
    """What a file was about (never what it was called), and how many rows it had."""

    content: str
    rows: int

    def __post_init__(self) -> None:
        check_id("content", self.content)
        check_count("rows", self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportBatch:
    """An import that was written: what it brought, and whether it was taken back.

    ``left_out`` counts rows with errors that were not taken in. ``parts`` amendments hold what was
    written, under ``part_id``; with 0 of them it cannot be taken back.
    """

    id: str
    imported_at: datetime
    imported_by: str
    files: tuple[ImportedFile, ...] = ()
    counts: tuple[ImportedKind, ...] = ()
    left_out: int = 0
    parts: int = 0
    undone_at: datetime | None = None
    undone_by: str | None = None

    def __post_init__(self) -> None:
        check_id("id", self.id)
        check_instant("imported_at", self.imported_at)
        check_id("imported_by", self.imported_by)
        check_count("left_out", self.left_out)
        check_count("parts", self.parts)
        check_instant("undone_at", self.undone_at, optional=True)
        check_id("undone_by", self.undone_by, optional=True)
        if (self.undone_at is None) != (self.undone_by is None):
            raise refuse("undone_at", "nur zusammen mit undone_by", "only together with undone_by")

    def part_ids(self) -> tuple[str, ...]:
        """Ids of the amendments that hold what was written, in order."""
        return tuple(f"{self.id}.{number:05}" for number in range(1, self.parts + 1))
