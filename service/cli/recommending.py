"""``recommend``: whom to refer to, and recording a search that found nobody."""

from collections.abc import Sequence
from typing import Annotated

import typer

from graph_model.analysis.recommendation.query import Companionship, RecommendationQuery
from graph_model.analysis.recommendation.recommendation import Recommendation, Suggestion
from graph_model.domain.vocabulary import AccessFeature, AgeBand
from service.cli import options as o
from service.cli.asking import FEW_ROWS, asking
from service.cli.console import Terminal
from service.cli.showing import chosen, shown
from service.clock import system_clock
from service.use_cases.searching import record_search

app = typer.Typer()


@app.command()
def recommend(
    need: Annotated[str, typer.Option("--need", metavar="CODE", help="Bedarf, etwa debt / need.")],
    area: Annotated[
        str, typer.Option("--area", metavar="ID", help="Gebiet, etwa 14612000 / area.")
    ],
    sender: Annotated[
        str | None, typer.Option(metavar="ID", help="Wer vermittelt / who refers.")
    ] = None,
    chain_id: Annotated[
        str | None, typer.Option("--chain", metavar="ID", help="Hilfekette / help chain.")
    ] = None,
    tenant: Annotated[
        str | None, typer.Option(metavar="ID", help="Mieter:in, ohne Kette / tenant, no chain.")
    ] = None,
    age_band: Annotated[AgeBand | None, typer.Option(help="Altersgruppe / age band.")] = None,
    care_level: Annotated[
        int | None, typer.Option(min=0, max=5, help="Pflegegrad, 0 für keinen / 0: none.")
    ] = None,
    speaks: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="Sprache der Person, mehrfach / language."),
    ] = None,
    access: Annotated[
        list[AccessFeature] | None, typer.Option(help="Zugang, mehrfach / access.")
    ] = None,
    hours: Annotated[
        float, typer.Option(min=0, help="Begleitung: Stunden im Monat / companion: hours a month.")
    ] = 0.0,
    related_degree: Annotated[
        int | None,
        typer.Option(
            min=0, max=20, metavar="GRAD", help="Begleitung: Verwandtschaftsgrad / degree."
        ),
    ] = None,
    same_household: Annotated[
        bool,
        typer.Option("--same-household", help="Begleitung: gleicher Haushalt / same household."),
    ] = False,
    record: Annotated[
        bool,
        typer.Option(
            "--record",
            help="Bleibt niemand, die vergebliche Suche erfassen / record a search in vain.",
        ),
    ] = False,
    now: o.Now = None,
    as_json: o.AsJson = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """An wen vermitteln? Mit allen Gründen, auch dafür, wer nicht in Frage kommt.

    Whom to refer to? With all reasons, also for who is out of the question.
    """
    query = RecommendationQuery(
        need_code=need,
        area_id=area,
        sender_id=sender,
        chain_id=chain_id,
        tenant_id=tenant,
        age_band=age_band,
        care_level=care_level,
        languages=tuple(speaks or ()),
        access=tuple(access or ()),
        companionship=Companionship(
            hours_wanted=hours, related_degree=related_degree, same_household=same_household
        ),
    )
    with asking(store, language, now=now, unsuppressed=True) as (screen, questions):
        found = questions.recommend(query)
        if as_json:
            screen.json(found)
        else:
            show_recommendation(screen, found, most=FEW_ROWS)
        if record:
            kept = record_search(questions.snapshots.store, found, now=system_clock())
            _say_recorded(screen, None if kept is None else kept.id)


def _say_recorded(screen: Terminal, search_id: str | None) -> None:
    if search_id is None:
        screen.say(
            "Es kommt jemand in Frage; es gibt nichts zu erfassen.",
            "Somebody comes into question; there is nothing to record.",
        )
    else:
        screen.say(
            f"Die vergebliche Suche ist erfasst: {search_id}.",
            f"The search in vain is recorded: {search_id}.",
        )


def show_recommendation(screen: Terminal, found: Recommendation, *, most: int) -> None:
    """Whom to refer to, who only lacks a consent, and who was left out by which rule."""
    screen.print(found.sentence.de, found.sentence.en)
    _suggestions(
        screen,
        chosen(screen, "An wen vermitteln?", "Whom to refer to?"),
        found.suggestions,
        most=most,
    )
    if found.needs_consent:
        title = chosen(
            screen, "Hier fehlt nur noch die Einwilligung", "Only the consent is missing"
        )
        _suggestions(screen, title, found.needs_consent, most=most)
    if found.excluded:
        shown(
            screen,
            chosen(
                screen, "Warum andere nicht in Frage kommen", "Why others are out of the question"
            ),
            chosen(screen, ("wer",), ("who",)),
            rows=[(out.name,) for out in found.excluded],
            notes=[chosen(screen, out.sentence.de, out.sentence.en) for out in found.excluded],
            most=most,
        )
    for hint in found.relaxations:
        screen.print(hint.sentence.de, hint.sentence.en)


def _suggestions(
    screen: Terminal, title: str, suggestions: Sequence[Suggestion], *, most: int
) -> None:
    rows = [
        (
            one.rank,
            one.actor_name,
            one.service_name,
            round(one.score * 100),
            one.free_places,
            one.usual_wait_days,
        )
        for one in suggestions
    ]
    columns = chosen(
        screen,
        ("", "wer", "Angebot", "Punkte", "freie Plätze", "Tage bis Zusage"),
        ("", "who", "service", "score", "free places", "days to answer"),
    )
    notes = [_note(screen, one) for one in suggestions]
    shown(screen, title, columns, rows=rows, notes=notes, most=most)


def _note(screen: Terminal, one: Suggestion) -> str:
    """What each part of the score rests on, and who knows them."""
    parts = [chosen(screen, part.sentence.de, part.sentence.en) for part in one.parts]
    known = [chosen(screen, path.sentence.de, path.sentence.en) for path in one.warm_paths]
    if known:
        parts.append(chosen(screen, "Kennt sie schon:", "Knows them already:"))
    return " ".join((*parts, *known))
