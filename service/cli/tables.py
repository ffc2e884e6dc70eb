"""Results as tables for people: what each analysis found, in the order of urgency."""

from collections.abc import Mapping
from datetime import datetime

from graph_model.analysis.chains.findings import ChainFindings
from graph_model.analysis.chains.paths import ChainPath
from graph_model.analysis.chains.rules import FindingCode
from graph_model.analysis.flows import FlowGraph
from graph_model.analysis.gaps.gaps import Gaps
from graph_model.analysis.gaps.rules import GapCause
from graph_model.analysis.gaps.structural import StructuralGaps
from graph_model.analysis.overload.overload import Level, Overload
from graph_model.analysis.variants import ProcessMap, TraceLevel, Variants
from graph_model.domain.checks import local_day
from graph_model.domain.labels import label
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.directory import Directory
from service.cli.console import HIDDEN, Terminal
from service.cli.expecting import show_expected
from service.cli.showing import chosen, count, few, headed, need_label, show_hidden, shown, word

CAUSES: Mapping[GapCause, tuple[str, str]] = {
    GapCause.NO_PROVIDER: ("kein Anbieter", "no provider"),
    GapCause.OUT_OF_AREA: ("nur anderswo", "only elsewhere"),
    GapCause.FULL: ("alle voll", "all full"),
    GapCause.NOT_ELIGIBLE: ("Voraussetzungen", "not eligible"),
    GapCause.ACCESS_BARRIER: ("nicht erreichbar", "access barrier"),
    GapCause.SINGLE_PROVIDER: ("hängt an einem", "hangs on one"),
    GapCause.NO_KUEMMERER: ("kein Kümmerer", "no Kümmerer"),
    GapCause.SILENT: ("auffällig still", "silent"),
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


def show_gaps(screen: Terminal, found: Gaps, directory: Directory, *, most: int) -> None:
    """Needs without an answer, the gravest cause first."""
    at_least = found.counts_are_at_least
    rows = [
        (
            word(CAUSES[gap.cause], screen.language),
            need_label(directory, gap.need_code, screen.language),
            gap.area_name,
            gap.evidence.unmet,
            gap.unmet_per_1000,
        )
        for gap in found.gaps
    ]
    shown(
        screen,
        chosen(screen, "Lücken", "Gaps"),
        chosen(
            screen,
            (
                *("Ursache", "Bedarf", "Gebiet"),
                headed("ohne Hilfe", "mind.", at_least=at_least),
                "je 1.000 Einw.",
            ),
            (
                *("cause", "need", "area"),
                headed("not helped", "at least", at_least=at_least),
                "per 1,000 residents",
            ),
        ),
        rows=rows,
        notes=[chosen(screen, gap.sentence.de, gap.sentence.en) for gap in found.gaps],
        most=most,
    )
    show_hidden(screen, found.hidden)
    if found.compared.left_out:
        areas = few(screen, found.compared.left_out)
        screen.print(
            "Nicht auf Stille geprüft (Menschen ab 65 unbekannt oder anderswo mitgezählt): "
            f"{areas}",
            "Not looked through for silence (people of 65 and over unknown or counted elsewhere): "
            f"{areas}",
        )


def show_structural(screen: Terminal, found: StructuralGaps, *, most: int) -> None:
    """Pairs that have the same needs and do not work together."""
    shown(
        screen,
        chosen(screen, "Wer noch nicht zusammenarbeitet", "Who do not work together yet"),
        chosen(screen, ("eine Seite", "andere Seite"), ("one side", "other side")),
        rows=[(gap.left.name, gap.right.name) for gap in found.gaps],
        notes=[chosen(screen, gap.sentence.de, gap.sentence.en) for gap in found.gaps],
        most=most,
    )


def show_load(screen: Terminal, found: Overload, *, most: int) -> None:
    """Who carries how much, the worst first, each with its reasons."""
    rows = [
        (
            HIDDEN if load.level is None else word(LEVELS[load.level], screen.language),
            load.actor_name,
            label(load.actor_kind, screen.language),
            count(load.open_load),
            load.places,
            None if load.utilisation is None else round(load.utilisation * 100),
            load.weeks_until_full,
            None if load.rough_wait is None else load.rough_wait.mean_days,
        )
        for load in found.loads
    ]
    figures = (found.red, found.amber, found.green)
    shown(
        screen,
        chosen(
            screen,
            "Auslastung: {} rot, {} gelb, {} grün".format(*figures),
            "Load: {} red, {} amber, {} green".format(*figures),
        ),
        chosen(
            screen,
            ("Stufe", "wer", "Art", "offen", "Plätze", "% voll", "voll in Wochen", "Tage*"),
            ("level", "who", "kind", "open", "places", "% full", "full in weeks", "days*"),
        ),
        rows=rows,
        notes=[chosen(screen, load.sentence.de, load.sentence.en) for load in found.loads],
        most=most,
        legend=chosen(
            screen,
            "* so lange wartet man im Mittel auf einen Platz, grob geschätzt (Erlang C)",
            "* mean wait for a place, roughly (Erlang C)",
        ),
    )
    show_hidden(screen, found.hidden)


def show_findings(
    screen: Terminal, found: ChainFindings, directory: Directory, *, most: int
) -> None:
    """Where chains get stuck: counts, pairs that send people back and forth, single findings."""
    at_least = found.counts_are_at_least
    screen.table(
        _findings_title(screen, found),
        (
            chosen(screen, "was", "what"),
            chosen(
                screen,
                headed("Fälle", "mind.", at_least=at_least),
                headed("cases", "at least", at_least=at_least),
            ),
            _chains_headed(screen, at_least=at_least),
        ),
        rows=[
            (word(FINDINGS[one.code], screen.language), one.findings, one.chains)
            for one in found.counts
        ],
    )
    _show_pairs(screen, found, directory, most=most)
    if not at_least:
        _show_single(screen, found, most=most)
    show_expected(screen, found, directory, most=most)
    show_hidden(screen, found.hidden)


def _show_single(screen: Terminal, found: ChainFindings, *, most: int) -> None:
    shown(
        screen,
        chosen(screen, "Im Einzelnen", "In detail"),
        chosen(screen, ("was", "Kette"), ("what", "chain")),
        rows=[(word(FINDINGS[one.code], screen.language), one.chain_id) for one in found.findings],
        notes=[chosen(screen, finding.german, finding.english) for finding in found.findings],
        most=most,
    )


def _findings_title(screen: Terminal, found: ChainFindings) -> str:
    if found.chains is None:
        return chosen(screen, "Was bei Hilfeketten auffällt", "Findings in help chains")
    bound = chosen(screen, "mindestens ", "at least ") if found.counts_are_at_least else ""
    chains = f"{bound}{screen.shown(found.chains)}"
    return chosen(
        screen, f"Was bei {chains} Hilfeketten auffällt", f"Findings in {chains} help chains"
    )


def _chains_headed(screen: Terminal, *, at_least: bool) -> str:
    return chosen(
        screen,
        headed("Ketten", "mind.", at_least=at_least),
        headed("chains", "at least", at_least=at_least),
    )


def _show_pairs(screen: Terminal, found: ChainFindings, directory: Directory, *, most: int) -> None:
    chains = _chains_headed(screen, at_least=found.counts_are_at_least)
    pairs = [
        (
            directory.actor_name(pair.first_id),
            directory.actor_name(pair.second_id),
            need_label(directory, pair.need_code, screen.language),
            pair.chains,
        )
        for pair in found.ping_pong
    ]
    shown(
        screen,
        chosen(screen, "Wer Menschen hin und her schickt", "Who send people back and forth"),
        chosen(
            screen,
            ("eine Seite", "andere Seite", "Bedarf", chains),
            ("one side", "other side", "need", chains),
        ),
        rows=pairs,
        notes=[chosen(screen, pair.sentence.de, pair.sentence.en) for pair in found.ping_pong],
        most=most,
    )


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
    number, count = (
        headed(name, bound, at_least=found.counts_are_at_least)
        for name, bound in (("Zahl", "mind."), ("count", "at least"))
    )
    shown(
        screen,
        _flows_title(screen, found),
        chosen(
            screen,
            ("von", "an", number, "ange- nommen", "abge- lehnt", "abge- schlossen", "Tage*"),
            ("from", "to", count, "accepted", "rejected", "completed", "days*"),
        ),
        rows=rows,
        most=most,
        legend=chosen(
            screen,
            "* so lange dauert es meist (Median), bis die Antwort kommt",
            "* median time until the answer",
        ),
    )
    show_hidden(screen, found.hidden)


def _flows_title(screen: Terminal, found: FlowGraph) -> str:
    if found.referrals is None:
        return chosen(screen, "Wer an wen vermittelt", "Referrals")
    bound = chosen(screen, "mindestens ", "at least ") if found.counts_are_at_least else ""
    total = f"{bound}{screen.shown(found.referrals)}"
    return chosen(screen, f"Wer an wen vermittelt: {total} Vermittlungen", f"{total} referrals")


def show_variants(screen: Terminal, found: Variants, directory: Directory, *, most: int) -> None:
    """The ways that chains take."""
    rows = [
        (
            variant.chains,
            variant.share * 100,
            " → ".join(_step(screen, directory, step, level=found.level) for step in variant.trace),
        )
        for variant in found.variants
    ]
    chains = _chains_headed(screen, at_least=found.counts_are_at_least)
    shown(
        screen,
        _ways_title(screen, found),
        chosen(
            screen,
            (chains, "Anteil %", "Verlauf"),
            (chains, "share %", "way"),
        ),
        rows=rows,
        most=most,
    )
    show_hidden(screen, found.hidden)


def show_process_map(screen: Terminal, found: ProcessMap, *, most: int) -> None:
    """Which recipient directly follows which."""
    names = {activity.id: activity.label for activity in found.activities}
    edges = sorted(found.edges, key=lambda edge: (-edge.count, edge.source, edge.target))
    at_least = found.counts_are_at_least
    times = chosen(
        screen,
        headed("mal", "mind.", at_least=at_least),
        headed("times", "at least", at_least=at_least),
    )
    shown(
        screen,
        chosen(screen, "Was auf was folgt", "What follows what"),
        chosen(
            screen,
            ("nach", "folgt", times, "Tage (Median)", "Tage (90 %)"),
            ("after", "comes", times, "days (median)", "days (90 %)"),
        ),
        rows=[
            (names[edge.source], names[edge.target], edge.count, edge.median_days, edge.p90_days)
            for edge in edges
        ],
        most=most,
    )
    show_hidden(screen, found.hidden)


def _ways_title(screen: Terminal, found: Variants) -> str:
    if found.chains is None or found.referrals is None:
        return chosen(screen, "Verläufe von Ketten", "Ways of chains")
    bound = chosen(screen, "mindestens ", "at least ") if found.counts_are_at_least else ""
    chains, referrals = (f"{bound}{screen.shown(one)}" for one in (found.chains, found.referrals))
    return chosen(
        screen,
        f"Verläufe von {chains} Ketten mit {referrals} Vermittlungen",
        f"Ways of {chains} chains with {referrals} referrals",
    )


def show_path(screen: Terminal, path: ChainPath, directory: Directory) -> None:
    """One chain's way: hops in order, who holds it, what went wrong."""
    rows = [
        (
            directory.actor_name(hop.sender_id),
            directory.actor_name(hop.recipient_id),
            need_label(directory, hop.need_code, screen.language),
            _day(screen, hop.requested_at),
            label(hop.status, screen.language),
            hop.waiting.days,
            None if hop.help is None else hop.help.days,
        )
        for hop in path.hops
    ]
    screen.table(
        chosen(screen, f"Hilfekette {path.chain_id}", f"Help chain {path.chain_id}"),
        chosen(
            screen,
            ("von", "an", "Bedarf", "angefragt am", "Stand", "Tage gewartet", "Tage Hilfe"),
            ("from", "to", "need", "asked on", "status", "days waited", "days of help"),
        ),
        rows=rows,
    )
    for holder in path.holders:
        name = directory.actor_name(holder.actor_id)
        days = holder.business_days
        screen.print(
            f"Jetzt bei {name}, seit {days} {'Arbeitstag' if days == 1 else 'Arbeitstagen'}.",
            f"Now with {name}, for {days} business {'day' if days == 1 else 'days'}.",
        )
    for finding in path.findings:
        screen.print(finding.german, finding.english)
    for deviation in path.deviations:
        screen.print(deviation.german, deviation.english)


def _day(screen: Terminal, instant: datetime) -> str:
    day = local_day(instant)
    return day.isoformat() if screen.language == "en" else f"{day:%d.%m.%Y}"


def _step(screen: Terminal, directory: Directory, step: str, *, level: TraceLevel) -> str:
    if level is TraceLevel.KIND:
        return label(ActorKind(step), screen.language)
    if level is TraceLevel.SERVICE:
        offered = directory.services.get(step)
        return chosen(screen, "ohne Angebot", "no service") if offered is None else offered.name
    return directory.actor_name(step)
