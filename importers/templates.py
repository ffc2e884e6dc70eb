"""The CSV file of expected help chains, which the service reads as part of its settings."""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import cast

from graph_model.domain.checks import check_id, refuse
from graph_model.domain.templates import LONGEST_TEMPLATE, ChainTemplate, TemplateStep
from graph_model.domain.vocabulary import ActorKind
from graph_model.errors import HilfenetzError, UnreadableFileError
from importers.columns import ID, WHOLE, Column, Layout, Values, code_of
from importers.csv_files import Converter
from importers.csv_rows import BadLine, open_csv, read_rows
from importers.report import ImportOptions, Problems
from importers.text_lines import unreadable

LARGEST_FILE_BYTES = 1_048_576

TEMPLATES = Layout(
    name="templates",
    german="Vereinbarte Hilfeketten",
    title_de="Vereinbarte Hilfeketten (Einstellung, kein Import)",
    title_en="Expected help chains (a setting, not imported)",
    columns=(
        Column(name="need_code", german="Bedarf", type=ID, required=True),
        Column(
            name="step",
            german="Schritt",
            type=WHOLE,
            required=True,
            note_de="1, 2, 3 … ohne Lücke",
            note_en="1, 2, 3 … without a gap",
        ),
        Column(name="kind", german="Art", type=code_of(ActorKind), aliases=("wer",)),
        Column(name="service_id", german="Angebot", type=ID),
        Column(name="step_need_code", german="Bedarf des Schritts", type=ID),
        Column(
            name="days",
            german="Tage",
            type=WHOLE,
            required=True,
            note_de="Kalendertage seit dem Schritt davor, beim ersten seit Beginn der Kette",
            note_en="calendar days since the step before, for the first since the chain began",
        ),
    ),
)

_make_step: Callable[..., TemplateStep] = TemplateStep

_Steps = dict[int, TemplateStep]


def read_templates(path: Path) -> tuple[ChainTemplate, ...]:
    r"""The expected help chains of a CSV file, in order of need; one row is one step.

    Parameters
    ----------
    path
        A CSV file as importers take them; its columns are described in docs/import-formats.md.

    Raises
    ------
    UnreadableFileError
        If the file cannot be read, or a row is bad; it names the first bad row and what to do.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "hilfeketten.csv")
    ...     rows = ["Bedarf;Schritt;Art;Tage", "debt;1;Sozialpartner;7", "debt;2;Amt;28"]
    ...     _ = path.write_text("\n".join(rows), encoding="utf-8")
    ...     (template,) = read_templates(path)
    >>> template.need_code, [step.days for step in template.steps]
    ('debt', [7, 28])
    """
    file = open_csv(path, ImportOptions(max_bytes=LARGEST_FILE_BYTES), tables=(TEMPLATES,))
    converter = Converter(file.columns, TEMPLATES.required)
    problems = Problems(most_shown=1)
    found: dict[str, _Steps] = defaultdict(dict)
    for row, cells in read_rows(file):
        place = (path.name, row)
        if isinstance(cells, BadLine):
            problems.add(cells.code, place, column=None, **cells.details)
            continue
        faults = converter.faults(cells)
        for index, fault in faults:
            if fault is None:
                problems.add("cell_missing", place, column=file.header[index])
            else:
                problems.add_error(fault, place, column=file.header[index])
        if not faults:
            try:
                _add(found, converter.values(cells))
            except HilfenetzError as error:
                problems.add_error(error, place)
    if problems.kept:
        raise _refused(path, problems)
    gaps = [need for need, steps in found.items() if sorted(steps) != _counted(steps)]
    if gaps:
        raise unreadable(
            path,
            german=f"bei {gaps[0]} fehlt ein Schritt; bitte ab 1 ohne Lücke zählen",
            english=f"a step is missing for {gaps[0]}; please count from 1 without a gap",
        )
    return tuple(
        ChainTemplate(need_code=need, steps=tuple(steps[number] for number in sorted(steps)))
        for need, steps in sorted(found.items())
    )


def _counted(steps: _Steps) -> list[int]:
    return list(range(1, len(steps) + 1))


def _add(found: dict[str, _Steps], values: Values) -> None:
    number, need = cast("int", values.pop("step")), cast("str", values.pop("need_code"))
    check_id("need_code", need)
    if "step_need_code" in values:
        values["need_code"] = values.pop("step_need_code")
    if not 1 <= number <= LONGEST_TEMPLATE:
        raise refuse("step", f"1 bis {LONGEST_TEMPLATE}", f"1 to {LONGEST_TEMPLATE}")
    if number in found[need]:
        raise refuse("step", "steht zweimal da", "stands there twice")
    found[need][number] = _make_step(**values)


def _refused(path: Path, problems: Problems) -> UnreadableFileError:
    first, rest = problems.kept[0], len(problems.rows) - 1
    more_de, more_en = (f" (und {rest} weitere)", f" (and {rest} more)") if rest else ("", "")
    return unreadable(
        path,
        german=f"Zeile {first.row}{more_de}: {first.german.rstrip('.')}",
        english=f"row {first.row}{more_en}: {first.english.rstrip('.')}",
    )
