"""Results as tables for people: what each analysis found, in the order of urgency."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from graph_model.analysis.chain_findings import ChainFindings
from graph_model.analysis.chain_paths import ChainPath
from graph_model.analysis.flows import FlowGraph
from graph_model.analysis.gap_rules import GapCause
from graph_model.analysis.gaps import Gaps
from graph_model.analysis.chain_rules import FindingCode
from graph_model.analysis.overload import Level, Overload
from graph_model.analysis.recommendation import Recommendation, Suggestion
from graph_model.analysis.structural_gaps import StructuralGaps
from graph_model.analysis.variants import ProcessMap, Variants
from graph_model.domain.labels import label
from graph_model.snapshot.directory import Directory
from service.cli.console import Terminal

T = TypeVar("T")

CAUSES: Mapping[GapCause, tuple[str, str]] = {
    GapCause.NO_PROVIDER: ("kein Anbieter", "no provider"),
    GapCause.OUT_OF_AREA: ("nur anderswo", "only elsewhere"),
    GapCause.FULL: ("alle voll", "all full"),
    GapCause.NOT_ELIGIBLE: ("Voraussetzungen", "not eligible"),
    GapCause.ACCESS_BARRIER: ("nicht erreichbar", "access barrier"),
    GapCause.SINGLE_PROVIDER: ("hängt an einem", "hangs on one"),
    GapCause.NO_KUEMMERER: ("kein Kümmerer", "no Kümmerer"),
}

LEVELS: Mapping[Level, tuple[str, str]] = {
    Level.RED: ("rot", "red"),
    Level.AMBER: ("gelb", "amber"),
    Level.GREEN: ("grün", "green"),
}

FINDINGS: Mapping[FindingCode, tuple[str, str]] = {
    FindingCode.DEAD_END: ("Sackgasse", "dead end"),
    FindingCode.OVERDUE: ("überfällig", "overdue"),
    FindingCode.RETURNED: ("zurückgegeben", "handed back"),
    FindingCode.SENT_ROUND: ("im Kreis geschickt", "sent round"),
    FindingCode.REPEATED_REFUSAL: ("wiederholt abgelehnt", "refused again"),
}


def word(texts: tuple[str, str], language: str) -> str:
    """One of two texts: German, or English if asked for."""
    return texts[1] if language == "en" else texts[0]


def show_gaps(screen: Terminal, found: Gaps, directory: Directory, *, most: int) -> None:
    """Needs without an answer, the gravest cause first."""
    rows = [
        (
            word(CAUSES[gap.cause], screen.language),
            _need(directory, gap.need_code, screen.language),
            gap.area_name,
            gap.evidence.unmet,
            gap.unmet_per_1000,
            _in(screen, gap.sentence.de, gap.sentence.en),
        )
        for gap in found.gaps
    ]
    columns = _in(
        screen,
        ("Ursache", "Bedarf", "Gebiet", "ohne Hilfe", "je 1.000", "was das heißt"),
        ("cause", "need", "area", "not helped", "per 1,000", "what it means"),
    )
    _shown(screen, _in(screen, "Lücken", "Gaps"), columns, rows, most)


def show_structural(screen: Terminal, found: StructuralGaps, *, most: int) -> None:
    """Pairs that have the same needs and do not work together."""
    rows = [(gap.left.name, gap.right.name, _in(screen, gap.sentence.de, gap.sentence.en)) for gap in found.gaps]
    columns = _in(screen, ("eine Seite", "andere Seite", ""), ("one side", "other side", ""))
    _shown(screen, _in(screen, "Wer sich nicht kennt", "Who do not meet"), columns, rows, most)


def show_load(screen: Terminal, found: Overload, *, most: int) -> None:
    """Who carries how much, the worst first, each with its reasons."""
    rows = [
        (
            word(LEVELS[load.level], screen.language),
            load.actor_name,
            label(load.actor_kind, screen.language),
            load.open_load,
            load.places,
            None if load.utilisation is None else load.utilisation * 100,
            " ".join(_in(screen, reason.german, reason.english) for reason in load.reasons),
        )
        for load in found.loads
    ]
    columns = _in(
        screen,
        ("Stufe", "wer", "Art", "offen", "Plätze", "Auslastung %", "warum"),
        ("level", "who", "kind", "open", "places", "utilisation %", "why"),
    )
    _shown(screen, _in(screen, "Auslastung", "Load"), columns, rows, most)


def show_findings(
    screen: Terminal, found: ChainFindings, directory: Directory, *, most: int
) -> None:
    """Where chains get stuck: counts, pairs that send people back and forth, single findings."""
    counts = [
        (word(FINDINGS[count.code], screen.language), count.findings, count.chains)
        for count in found.counts
    ]
    columns = _in(screen, ("was", "Fälle", "Ketten"), ("what", "cases", "chains"))
    title = _in(screen, f"Hilfeketten: {found.chains}", f"Help chains: {found.chains}")
    screen.table(title, columns, counts)
    pairs = [
        (
            _actor(directory, pair.first_id),
            _actor(directory, pair.second_id),
            _need(directory, pair.need_code, screen.language),
            pair.chains,
        )
        for pair in found.ping_pong
    ]
    columns = _in(
        screen, ("eine Seite", "andere Seite", "Bedarf", "Ketten"), ("one", "other", "need", "chains")
    )
    title = _in(screen, "Schicken Menschen hin und her", "Send people back and forth")
    _shown(screen, title, columns, pairs, most)
    rows = [
        (
            word(FINDINGS[finding.code], screen.language),
            finding.chain_id,
            _in(screen, finding.german, finding.english),
        )
        for finding in found.findings
    ]
    columns = _in(screen, ("was", "Kette", ""), ("what", "chain", ""))
    _shown(screen, _in(screen, "Im Einzelnen", "In detail"), columns, rows, most)


def show_flows(screen: Terminal, found: FlowGraph, *, most: int) -> None:
    """Who refers to whom, the busiest first."""
    names = {node.id: node.label for node in found.nodes}
    busiest = sorted(found.edges, key=lambda edge: (-edge.referrals, edge.source, edge.target))
    rows = [
        (
            names[edge.source],
            names[edge.target],
            edge.referrals,
            edge.accepted,
            edge.rejected,
            edge.completed,
            edge.median_days_to_decision,
        )
        for edge in busiest
    ]
    columns = _in(
        screen,
        ("von", "an", "Vermittlungen", "angenommen", "abgelehnt", "abgeschlossen", "Tage bis Antwort"),
        ("from", "to", "referrals", "accepted", "rejected", "completed", "days to answer"),
    )
    title = _in(screen, "Vermittlungsnetz", "Referral network")
    _shown(screen, f"{title}: {found.referrals}", columns, rows, most)


def show_variants(screen: Terminal, found: Variants, *, most: int) -> None:
    """The ways that chains take."""
    rows = [
        (" → ".join(variant.trace), variant.chains, variant.share * 100)
        for variant in found.variants
    ]
    columns = _in(screen, ("Verlauf", "Ketten", "Anteil %"), ("way", "chains", "share %"))
    title = _in(screen, "Verläufe", "Variants")
    _shown(screen, f"{title}: {found.chains} / {found.referrals}", columns, rows, most)


def show_process_map(screen: Terminal, found: ProcessMap, *, most: int) -> None:
    """Which recipient directly follows which."""
    names = {activity.id: activity.label for activity in found.activities}
    edges = sorted(found.edges, key=lambda edge: (-edge.count, edge.source, edge.target))
    rows = [
        (names[edge.source], names[edge.target], edge.count, edge.median_days, edge.p90_days)
        for edge in edges
    ]
    columns = _in(
        screen,
        ("nach", "folgt", "mal", "Tage (Median)", "Tage (90 %)"),
        ("after", "comes", "times", "days (median)", "days (90 %)"),
    )
    _shown(screen, _in(screen, "Prozesskarte", "Process map"), columns, rows, most)


def show_path(screen: Terminal, path: ChainPath, directory: Directory) -> None:
    """One chain's way: hops in order, who holds it, what went wrong."""
    rows = [
        (
            _actor(directory, hop.sender_id),
            _actor(directory, hop.recipient_id),
            _need(directory, hop.need_code, screen.language),
            hop.requested_at.date().isoformat(),
            label(hop.status, screen.language),
            hop.waiting.days,
            None if hop.help is None else hop.help.days,
        )
        for hop in path.hops
    ]
    columns = _in(
        screen,
        ("von", "an", "Bedarf", "angefragt", "Stand", "Tage Warten", "Tage Hilfe"),
        ("from", "to", "need", "requested", "status", "days waiting", "days of help"),
    )
    screen.table(_in(screen, "Hilfekette", "Help chain") + f" {path.chain_id}", columns, rows)
    for holder in path.holders:
        name = _actor(directory, holder.actor_id)
        days = holder.business_days
        screen.say(
            f"Jetzt bei: {name}, seit {days} Werktagen.", f"Now with: {name}, {days} business days."
        )
    for finding in path.findings:
        screen.say(finding.german, finding.english)


def show_recommendation(screen: Terminal, found: Recommendation, *, most: int) -> None:
    """Whom to refer to, who only lacks a consent, and who was left out by which rule."""
    screen.say(found.sentence.de, found.sentence.en)
    title = _in(screen, "An wen vermitteln?", "Whom to refer to?")
    _shown(screen, title, *_suggestions(screen, found.suggestions), most)
    if found.needs_consent:
        title = _in(screen, "Einwilligung fehlt noch", "Consent still missing")
        _shown(screen, title, *_suggestions(screen, found.needs_consent), most)
    if found.excluded:
        rows = [
            (out.name, _in(screen, out.sentence.de, out.sentence.en)) for out in found.excluded
        ]
        columns = _in(screen, ("wer", "warum nicht"), ("who", "why not"))
        _shown(screen, _in(screen, "Ausgeschlossen", "Excluded"), columns, rows, most)
    for hint in found.relaxations:
        screen.say(hint.sentence.de, hint.sentence.en)


def _suggestions(
    screen: Terminal, suggestions: Sequence[Suggestion]
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    columns = _in(
        screen,
        ("", "wer", "Angebot", "Punkte", "freie Plätze", "Wartezeit (Tage)", "kennen sie schon"),
        ("", "who", "service", "score", "free places", "wait (days)", "known by"),
    )
    rows: list[tuple[object, ...]] = [
        (
            one.rank,
            one.actor_name,
            one.service_name,
            round(one.score * 100),
            one.free_places,
            one.usual_wait_days,
            ", ".join(path.name for path in one.warm_paths) or None,
        )
        for one in suggestions
    ]
    return columns, rows


def _shown(
    screen: Terminal,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    most: int,
) -> None:
    screen.table(title, columns, rows[:most])
    if len(rows) > most:
        rest = len(rows) - most
        screen.say(f"… und {rest} weitere (--all zeigt alle).", f"… and {rest} more (--all).")
    if not rows:
        screen.say("Nichts gefunden.", "Nothing found.")


def _in(screen: Terminal, german: T, english: T) -> T:
    return english if screen.language == "en" else german


def _need(directory: Directory, code: str | None, language: str) -> str | None:
    need = None if code is None else directory.needs.get(code)
    return code if need is None else need.label(language)


def _actor(directory: Directory, actor_id: str) -> str:
    actor = directory.actors.get(actor_id)
    return actor_id if actor is None else actor.name
