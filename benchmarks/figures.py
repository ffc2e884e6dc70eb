"""A measured figure with its goal, as a line for the screen and a row for docs/performance.md."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What was measured, in ``unit``; the goal is a lower or an upper bound."""

    name: str
    measured: float
    goal: float
    unit: str
    is_at_least: bool
    script: str

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached."""
        return self.measured >= self.goal if self.is_at_least else self.measured <= self.goal

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """Name, measured, goal and verdict as text."""
        bound = "≥" if self.is_at_least else "≤"
        return (
            self.name,
            f"{_rounded(self.measured)} {self.unit}",
            f"{bound} {_rounded(self.goal)} {self.unit}",
            "ok" if self.is_met else "short",
        )


def _rounded(number: float) -> str:
    return f"{number:.3g}" if abs(number) < 100 else f"{number:.0f}"


def seconds_of(work: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def alternating(
    first: Callable[[], object], second: Callable[[], object], *, rounds: int
) -> tuple[float, float]:
    """Best seconds of two calls that take turns, so that both meet the same machine.

    The best round is the one that other work on the machine disturbed least; it is taken on both
    sides of every comparison.
    """
    taken = [(seconds_of(first), seconds_of(second)) for _ in range(rounds)]
    return min(one for one, _ in taken), min(other for _, other in taken)


def best_seconds(work: Callable[[], object], *, rounds: int) -> float:
    """Best seconds of a call."""
    return min(seconds_of(work) for _ in range(rounds))


def write_result(
    measure: Callable[[Path, Path], tuple[list[Figure], list[str]]], arguments: Sequence[str]
) -> None:
    """Run one script: big store, small store, and the file that its figures and remarks go to."""
    big, small, out = map(Path, arguments)
    found, remarks = measure(big, small)
    result = {"figures": [asdict(figure) for figure in found], "remarks": remarks}
    out.write_text(json.dumps(result), encoding="utf-8")
