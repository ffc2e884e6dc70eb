"""``analyse indicators`` and ``analyse funnel``: what the evaluation has agreed to look at."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import typer

from graph_model.analysis.indicators.figures import Figure
from graph_model.analysis.indicators.funnel import Funnel, Position
from graph_model.analysis.indicators.indicators import Indicator, Indicators
from graph_model.analysis.indicators.rules import IndicatorCode, Unit
from graph_model.domain.checks import local_day
from graph_model.domain.periods import Period
from service.cli import options as o
from service.cli.asking import All, asking, rows_of
from service.cli.console import Terminal
from service.cli.showing import chosen, headed, show_hidden, shown, word

analyses = typer.Typer()

_DAY = ["%Y-%m-%d"]

POSITIONS: Mapping[Position, tuple[str, str]] = {
    Position.WITHIN: ("im Rahmen", "within"),
    Position.BEYOND_95: ("außerhalb 95 %", "beyond 95%"),
    Position.BEYOND_998: ("außerhalb 99,8 %", "beyond 99.8%"),
}

CompareFrom = Annotated[
    datetime | None,
    typer.Option(
        "--compare-from",
        formats=_DAY,
        metavar="TAG",
        help="Erster Tag des Vergleichs, sonst der Zeitraum davor / first day to compare with.",
    ),
]
CompareTo = Annotated[
    datetime | None,
    typer.Option(
        "--compare-to",
        formats=_DAY,
        metavar="TAG",
        help="Erster Tag, der im Vergleich nicht mehr zählt / first day that no longer counts.",
    ),
]


@analyses.command()
def indicators(
    first: o.First = None,
    end: o.End = None,
    compare_from: CompareFrom = None,
    compare_to: CompareTo = None,
    area: o.AreaOf = None,
    need: o.Needs = None,
    cooperative: o.Cooperative = None,
    known_on: o.KnownOn = None,
    now: o.Now = None,
    every: All = False,
    as_json: o.AsJson = False,
    unsuppressed: o.Unsuppressed = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Wie steht es um die vereinbarten Indikatoren, und was hat sich geändert?

    Ohne Zeitraum gelten die letzten vier ganzen Quartale.

    How do the agreed indicators stand, and what has changed? Without a period: the last four whole
    quarters.
    """
    asked = o.scope_of(
        first, end, area=area, needs=need, cooperative=cooperative, known_on=known_on
    )
    other = o.scope_of(compare_from, compare_to).period
    with asking(store, language, now=now, unsuppressed=unsuppressed) as (screen, questions):
        found = questions.indicators(asked, compared=None if other == Period() else other)
        if as_json:
            screen.json(found)
        else:
            show_indicators(screen, found, most=rows_of(every=every))


@analyses.command()
def funnel(
    indicator: Annotated[
        IndicatorCode, typer.Option(help="Welcher Anteil / which share.")
    ] = IndicatorCode.ANSWERED_IN_TIME,
    first: o.First = None,
    end: o.End = None,
    area: o.AreaOf = None,
    need: o.Needs = None,
    cooperative: o.Cooperative = None,
    known_on: o.KnownOn = None,
    now: o.Now = None,
    every: All = False,
    as_json: o.AsJson = False,
    unsuppressed: o.Unsuppressed = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Welche Genossenschaft liegt außerhalb dessen, was der Zufall erklärt? Keine Rangliste.

    Which cooperative lies beyond what chance explains? No ranking.
    """
    asked = o.scope_of(
        first, end, area=area, needs=need, cooperative=cooperative, known_on=known_on
    )
    with asking(store, language, now=now, unsuppressed=unsuppressed) as (screen, questions):
        found = questions.funnel(asked, indicator)
        if as_json:
            screen.json(found)
        else:
            show_funnel(screen, found, most=rows_of(every=every))


def show_indicators(screen: Terminal, found: Indicators, *, most: int) -> None:
    """Every indicator with its figure, the one before and the finding; then faults of records."""
    at_least = found.counts_are_at_least
    numbers = [
        chosen(
            screen,
            headed(german, "mind.", at_least=at_least),
            headed(english, "at least", at_least=at_least),
        )
        for german, english in (("Zähler", "numerator"), ("Nenner", "denominator"))
    ]
    shown(
        screen,
        chosen(
            screen,
            f"Indikatoren {_days(screen, found.scope.period)}",
            f"Indicators {_days(screen, found.scope.period)}",
        ),
        chosen(
            screen,
            ("was", "Wert", "95-%-Bereich", *numbers, "davor"),
            ("what", "value", "95% interval", *numbers, "before"),
        ),
        rows=[_row(screen, one) for one in found.indicators],
        notes=[chosen(screen, one.sentence.de, one.sentence.en) for one in found.indicators],
        most=most,
        legend=chosen(
            screen,
            f"„davor“ ist {_days(screen, found.compared)}",
            f"'before' is {_days(screen, found.compared)}",
        ),
    )
    if found.languages:
        spoken = ", ".join(f"{one.language} {one.tenants}" for one in found.languages)
        of = chosen(
            screen,
            headed("Sprachen der Erreichten", "mindestens", at_least=at_least),
            headed("Languages reached", "at least", at_least=at_least),
        )
        screen.print(f"{of}: {spoken}", f"{of}: {spoken}")
    _show_faults(screen, found, most=most)
    show_hidden(screen, found.hidden)


def _show_faults(screen: Terminal, found: Indicators, *, most: int) -> None:
    at_least = found.counts_are_at_least
    columns = chosen(
        screen,
        ("was auffällt", *(headed(one, "mind.", at_least=at_least) for one in ("Zahl", "von"))),
        ("fault", *(headed(one, "at least", at_least=at_least) for one in ("count", "of"))),
    )
    shown(
        screen,
        chosen(screen, "Wie gut die Angaben sind", "How good the records are"),
        columns,
        rows=[
            (chosen(screen, one.words.de, one.words.en), one.count, one.total)
            for one in found.quality
        ],
        most=most,
    )


def show_funnel(screen: Terminal, found: Funnel, *, most: int) -> None:
    """Every cooperative with its share and its limits, by name."""
    name = chosen(screen, found.name.de, found.name.en)
    at_least = found.counts_are_at_least
    target = _value(screen, found.target, Unit.SHARE)
    of = chosen(
        screen,
        headed("von", "gezählt", at_least=at_least),
        headed("of", "counted", at_least=at_least),
    )
    shown(
        screen,
        chosen(screen, f"{name}: alle zusammen {target}", f"{name}: all together {target}"),
        chosen(
            screen,
            ("Genossenschaft", "%", of, "95 % ab", "bis", "99,8 % ab", "bis", "Lage"),
            ("cooperative", "%", of, "95% from", "to", "99.8% from", "to", "position"),
        ),
        rows=[
            (
                one.cooperative_name,
                None if one.figure.value is None else 100 * one.figure.value,
                round(one.figure.denominator),
                100 * one.limits.low_95,
                100 * one.limits.high_95,
                100 * one.limits.low_998,
                100 * one.limits.high_998,
                word(POSITIONS[one.position], screen.language),
            )
            for one in found.points
        ],
        notes=[chosen(screen, one.sentence.de, one.sentence.en) for one in found.points],
        most=most,
    )
    show_hidden(screen, found.hidden)


def _row(screen: Terminal, one: Indicator) -> tuple[object, ...]:
    figure = one.figure
    return (
        chosen(screen, one.name.de, one.name.en),
        _value(screen, figure, one.unit),
        _bounds(screen, figure, one.unit),
        None if figure is None else figure.numerator,
        None if figure is None else figure.denominator,
        _value(screen, one.earlier, one.unit),
    )


def _value(screen: Terminal, figure: Figure | None, unit: Unit) -> str:
    return _amount(screen, None if figure is None else figure.value, unit)


def _bounds(screen: Terminal, figure: Figure | None, unit: Unit) -> str:
    if figure is None or figure.low is None or figure.high is None:
        return screen.shown(None)
    return f"{_amount(screen, figure.low, unit)} – {_amount(screen, figure.high, unit)}"


def _amount(screen: Terminal, value: float | None, unit: Unit) -> str:
    if value is None or unit is not Unit.SHARE:
        return screen.shown(value)
    return f"{screen.shown(100 * value)} %"


def _days(screen: Terminal, period: Period | None) -> str:
    if period is None:
        return screen.shown(None)
    first = None if period.start is None else local_day(period.start)
    texts = [
        "…" if day is None else chosen(screen, f"{day:%d.%m.%Y}", day.isoformat())
        for day in (first, period.last_day)
    ]
    return " – ".join(texts)
