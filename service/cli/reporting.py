"""``report``: a period's evaluation as one file."""

from pathlib import Path

import typer

from graph_model.domain.checks import refuse
from graph_model.domain.periods import Period
from service.bundle import Bundle
from service.cli import options as o
from service.cli.asking import asking
from service.cli.evaluating import CompareFrom, CompareTo
from service.files import write_whole
from service.use_cases.evaluation import EvaluationQuery
from service.web.reports.making import ReportKind, report_file

app = typer.Typer()

_KINDS = {".html": ReportKind.HTML, ".htm": ReportKind.HTML, ".pdf": ReportKind.PDF}


@app.command()
def report(
    output: o.Output = Path("report.html"),
    first: o.First = None,
    end: o.End = None,
    compare_from: CompareFrom = None,
    compare_to: CompareTo = None,
    area: o.AreaOf = None,
    need: o.Needs = None,
    cooperative: o.Cooperative = None,
    known_on: o.KnownOn = None,
    now: o.Now = None,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Schreibt die Auswertung eines Zeitraums als HTML zum Drucken oder als PDF.

    Was es wird, sagt die Endung der Datei. Ohne Zeitraum gelten die letzten vier ganzen Quartale.
    Zahlen über einzelne Menschen stehen nie darin.

    Writes the evaluation of a period as HTML to print, or as PDF; the file's ending says which.
    Without a period: the last four whole quarters. It never holds figures on single people.
    """
    kind = _KINDS.get(output.suffix.lower())
    if kind is None:
        raise refuse(
            "--output",
            "die Datei muss auf .html oder .pdf enden",
            "the file must end in .html or .pdf",
        )
    scope = o.scope_of(
        first, end, area=area, needs=need, cooperative=cooperative, known_on=known_on
    )
    other = o.scope_of(compare_from, compare_to).period
    query = EvaluationQuery(scope=scope, compared=None if other == Period() else other)
    with asking(store, language, now=now) as (screen, questions):
        content = report_file(
            questions, query, kind=kind, language=screen.language, drawer=Bundle().drawer
        )
        write_whole(output, content)
        screen.say(f"Bericht geschrieben: {output}", f"Report written: {output}")
