"""Reads text as a CSV file and hands back what was gathered, for the tests of this folder."""

from pathlib import Path

from importers.csv_files import open_source
from importers.report import FileSummary, ImportOptions, Problems, RowProblem
from importers.rows import Gathered, silent


def gather(folder: Path, **files: str | bytes) -> Gathered:
    """Read files given by their stem, steps first, as an import would."""
    sources = []
    for stem, content in files.items():
        path = folder / f"{stem}.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        sources.append(open_source(path, ImportOptions()))
    gathered = Gathered(problems=Problems())
    for source in sorted(sources, key=lambda source: source.rank):
        source.read(gathered, silent)
    return gathered


def found(gathered: Gathered) -> list[tuple[int, str | None, str]]:
    """Row, column and code of each problem, in order of row."""
    return sorted(
        ((problem.row, problem.column, problem.code) for problem in gathered.problems.kept),
        key=lambda problem: (problem[0], problem[1] or "", problem[2]),
    )


def only_problem(gathered: Gathered) -> RowProblem:
    """The problem, of which there must be one."""
    (problem,) = gathered.problems.kept
    return problem


def only_summary(gathered: Gathered) -> FileSummary:
    """The summary of the file, of which there must be one."""
    (summary,) = gathered.summaries
    return summary
