"""What was planted into a demo network, so that analyses can be held against it."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any


def truth_path(folder: Path) -> Path:
    """Where a network's truth lies: not among the files that an import of the folder takes."""
    return folder / "truth" / "truth.json"


class Fault(StrEnum):
    """Kinds of planted faults, each with the finding that an analysis must report."""

    NO_PROVIDER = "no_provider"
    OUT_OF_AREA = "out_of_area"
    SINGLE_PROVIDER = "single_provider"
    NO_KUEMMERER = "no_kuemmerer"
    SILENT = "silent"
    FULL_PARTNER = "full_partner"
    DROWNING_PARTNER = "drowning_partner"
    RELIEF = "relief"
    NO_RELIEF = "no_relief"
    BROKER = "broker"
    PING_PONG = "ping_pong"
    DEAD_END = "dead_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One planted fault: what it is, whom and what it concerns, and what must be found.

    ``expected`` names the analysis and the finding, in words; empty fields do not apply.
    """

    fault: Fault
    expected: str
    need_code: str | None = None
    area_ids: tuple[str, ...] = ()
    actor_ids: tuple[str, ...] = ()
    service_ids: tuple[str, ...] = ()
    chain_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """A demo network's seed, reference day, number of records by kind, and planted faults."""

    seed: int
    today: date
    counts: dict[str, int]
    planted: tuple[Planted, ...]

    def of(self, fault: Fault) -> tuple[Planted, ...]:
        """The planted faults of one kind."""
        return tuple(planted for planted in self.planted if planted.fault is fault)

    def save(self, path: Path) -> None:
        """Write it as JSON, readable and equal to the byte for equal content."""
        content = asdict(self) | {"today": self.today.isoformat()}
        text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8", newline="\n")

    @classmethod
    def load(cls, path: Path) -> "Truth":
        """Read what ``save`` wrote."""
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            seed=content["seed"],
            today=date.fromisoformat(content["today"]),
            counts=content["counts"],
            planted=tuple(_planted(item) for item in content["planted"]),
        )


def _planted(item: dict[str, Any]) -> Planted:
    return Planted(
        fault=Fault(item["fault"]),
        expected=item["expected"],
        need_code=item["need_code"],
        area_ids=tuple(item["area_ids"]),
        actor_ids=tuple(item["actor_ids"]),
        service_ids=tuple(item["service_ids"]),
        chain_ids=tuple(item["chain_ids"]),
    )
