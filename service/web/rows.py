"""Results as rows of the pages' tables: text, or text with a link or a class."""

from dataclasses import dataclass
from datetime import date, datetime

from graph_model.analysis.chains.paths import ChainPath
from graph_model.analysis.flows import FlowGraph
from graph_model.analysis.gaps.gaps import Gaps
from graph_model.analysis.overload.overload import Overload
from graph_model.domain.checks import local_day
from graph_model.snapshot.directory import Directory
from service.words import words
from visual.catalogues import written_day


@dataclass(frozen=True, slots=True)
class Marked:
    """Text with a link behind it, or in a class of the style sheet."""

    text: str
    href: str = ""
    css: str = ""


Cell = str | int | None | Marked
Row = tuple[Cell, ...]


def of_load(found: Overload, language: str) -> list[Row]:
    """Level, who, open cases, places, why."""
    texts = words(language)
    return [
        (
            texts["hidden"]
            if load.level is None
            else Marked(texts[f"level_{load.level}"], css=f"level level-{load.level}"),
            load.actor_name,
            _count(load.open_load, language),
            None if load.places is None else f"{load.places:.0f}",
            " ".join(reason.said(language) for reason in load.reasons) or texts["too_few"],
        )
        for load in found.loads
    ]


def of_gaps(found: Gaps, directory: Directory, language: str) -> list[Row]:
    """Need, area, cases without help (at least so many, or not told), what that means."""
    return [
        (
            None if gap.need_code is None else directory.need_label(gap.need_code, language),
            gap.area_name,
            gap.evidence.unmet,
            gap.sentence.said(language),
        )
        for gap in found.gaps
    ]


def of_flows(found: FlowGraph, language: str) -> list[Row]:
    """From, to, referrals, rejected; the busiest first."""
    names = {node.id: node.label for node in found.nodes}
    edges = sorted(found.edges, key=lambda edge: (-edge.referrals, edge.source, edge.target))
    return [
        (
            names[edge.source],
            names[edge.target],
            edge.referrals,
            words(language)["no_figure"] if edge.rejected is None else edge.rejected,
        )
        for edge in edges
    ]


def _count(value: int | None, language: str) -> Cell:
    return words(language)["hidden"] if value is None else value


def holders(path: ChainPath, directory: Directory, language: str) -> list[str]:
    """Who has the person now, and for how long, as sentences."""
    texts = words(language)
    return [
        texts.many("held_days", one.business_days, name=directory.actor_name(one.actor_id))
        for one in path.holders
    ]


def told(path: ChainPath, language: str) -> list[str]:
    """What went wrong, and where the chain departs from the expected one, as sentences."""
    is_german = language == "de"
    found = [one.german if is_german else one.english for one in path.findings]
    departed = [one.german if is_german else one.english for one in path.deviations]
    return found + departed


def day(instant: datetime, language: str) -> str:
    """A day in Germany, as people write it."""
    return date_text(local_day(instant), language)


def date_text(found: date, language: str) -> str:
    """A calendar day, as people write it."""
    return written_day(found, language)


def days(count: int, language: str) -> str:
    """A number of days in words."""
    return words(language).many("days", count)


def ago(count: int, language: str) -> str:
    """So many days before today, in words; what lies ahead counts as today."""
    texts = words(language)
    return texts["today"] if count <= 0 else texts.many("ago_days", count)
