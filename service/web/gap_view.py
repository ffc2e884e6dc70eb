"""Gaps as the page shows them: a table of needs and places, a map, and what a cell rests on."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from graph_model.analysis.gaps.gaps import Gap, GapEvidence, Gaps
from graph_model.analysis.gaps.rules import GapCause
from graph_model.domain.areas import Area
from graph_model.domain.checks import local_day
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.directory import Directory
from service.words import words
from visual.charts.chart import Chart
from visual.charts.choropleth import Place, choropleth

LinkTo = Callable[[Gap], str]
"""The address that shows what a gap rests on."""

_SIGNS = {
    GapCause.NO_PROVIDER: ("none", "■"),
    GapCause.OUT_OF_AREA: ("none", "■"),
    GapCause.FULL: ("tight", "▲"),
    GapCause.NOT_ELIGIBLE: ("tight", "▲"),
    GapCause.ACCESS_BARRIER: ("tight", "▲"),
    GapCause.SINGLE_PROVIDER: ("frail", "◆"),
    GapCause.NO_KUEMMERER: ("frail", "◆"),
    GapCause.SILENT: ("silent", "○"),
}
"""How grave a cause is, as a class of the style sheet and as a sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """A need in a place: sign and cause in words, how many were not helped at least, and a link."""

    css: str
    sign: str
    cause: str
    unmet: int | None
    href: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatTable:
    """Places as columns, needs as rows; an empty cell is ``None``."""

    places: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell | None, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What one gap rests on, told for people: figures are pairs of name and lower bound."""

    title: str
    sentence: str
    causes: tuple[str, ...]
    figures: tuple[tuple[str, int | float | None], ...]
    providers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """Somebody on whom all hangs: name, address, and the needs in places for which that holds."""

    name: str
    href: str
    cells: tuple[str, ...]


def cause_name(cause: GapCause, language: str) -> str:
    """A cause in a few words."""
    return words(language)[f"gap_{cause.value}"]


def heat_table(
    found: Gaps, directory: Directory, *, language: str, chosen: Gap | None, link: LinkTo
) -> HeatTable:
    """Needs by place; what concerns a whole place comes first."""
    places = sorted({(gap.area_name, gap.area_id) for gap in found.gaps})
    of_need: dict[str | None, dict[str, Gap]] = defaultdict(dict)
    for gap in found.gaps:
        of_need[gap.need_code][gap.area_id] = gap
    named = sorted(
        (code is not None, _need_name(code, directory, language), code) for code in of_need
    )

    def cell(gap: Gap | None) -> HeatCell | None:
        if gap is None:
            return None
        css, sign = _SIGNS[gap.cause]
        return HeatCell(
            css=css,
            sign=sign,
            cause=cause_name(gap.cause, language),
            unmet=gap.evidence.unmet,
            href=link(gap),
            is_chosen=gap is chosen,
        )

    return HeatTable(
        places=tuple(name for name, _ in places),
        rows=tuple(
            (name, tuple(cell(of_need[code].get(area_id)) for _, area_id in places))
            for _, name, code in named
        ),
    )


def chosen_gap(gaps: Iterable[Gap], need_code: str | None, *, area_id: str | None) -> Gap | None:
    """The gap that an address names; ``None`` if there is none (any more)."""
    wanted = (need_code, area_id)
    return next((gap for gap in gaps if (gap.need_code, gap.area_id) == wanted), None)


def proof(gap: Gap, directory: Directory, *, language: str) -> Proof:
    """What a gap rests on, without any single case."""
    texts = words(language)
    return Proof(
        title=texts["evidence_title"].format(
            need=_need_name(gap.need_code, directory, language), area=gap.area_name
        ),
        sentence=gap.sentence.said(language),
        causes=tuple(cause_name(cause, language) for cause in (gap.cause, *gap.also)),
        figures=_figures(gap.evidence, gap.unmet_per_1000, language=language),
        providers=tuple(
            (directory.actor_name(actor_id), f"/directory/{actor_id}")
            for actor_id in gap.evidence.provider_ids
        ),
    )


def _figures(
    evidence: GapEvidence, per_1000: float | None, *, language: str
) -> tuple[tuple[str, int | float | None], ...]:
    texts = words(language)
    counts = (
        ("evidence_cases", evidence.cases),
        ("evidence_recent", evidence.recent),
        ("evidence_helped", evidence.helped),
        ("evidence_unmet", evidence.unmet),
        ("evidence_searches", evidence.searches),
        ("evidence_per_1000", per_1000),
    )
    return tuple((texts[name], figure) for name, figure in counts)


def dependences(found: Gaps, directory: Directory, *, language: str) -> list[Dependence]:
    """Who alone stands behind a need in a place, those with most first."""
    cells: dict[str, list[str]] = defaultdict(list)
    for gap in found.gaps:
        if GapCause.SINGLE_PROVIDER in (gap.cause, *gap.also):
            for actor_id in gap.evidence.provider_ids:
                name = _need_name(gap.need_code, directory, language)
                cells[actor_id].append(f"{name} ({gap.area_name})")
    told = [
        Dependence(
            name=directory.actor_name(actor_id),
            href=f"/directory/{actor_id}",
            cells=tuple(sorted(named)),
        )
        for actor_id, named in cells.items()
    ]
    return sorted(told, key=lambda one: (-len(one.cells), one.name, one.href))


def of_whole_places(found: Gaps, language: str) -> list[str]:
    """Where it is silent, or nobody is responsible, as sentences."""
    causes = (GapCause.SILENT, GapCause.NO_KUEMMERER)
    return [gap.sentence.said(language) for gap in found.gaps if gap.cause in causes]


def gap_map(
    found: Gaps, directory: Directory, *, language: str, link: Callable[[str], str], source: str
) -> Chart | None:
    """The places of the level on a map, coloured by how many gaps each has."""
    texts = words(language)
    of_place: dict[str, list[Gap]] = defaultdict(list)
    for gap in found.gaps:
        of_place[gap.area_id].append(gap)
    places = [
        Place(
            area_id=area.id,
            name=area.name,
            count=len(of_place[area.id]),
            says=_told(area.name, of_place[area.id], directory=directory, language=language),
            href=link(area.id),
            boundary=area.boundary,
            position=area.position,
        )
        for area in _areas(found, directory)
    ]
    places.sort(key=lambda place: (-place.count, place.name, place.area_id))
    return choropleth(
        places,
        texts={
            "title": _title(places, language),
            "unit": texts["gap_map_unit"],
            "source": source,
            "column": texts["gaps_short"],
        },
        language=language,
        words=texts,
    )


def _areas(found: Gaps, directory: Directory) -> list[Area]:
    tree = directory.areas
    day = local_day(found.now)
    within = found.scope.area_id
    named = {gap.area_id for gap in found.gaps}
    return [
        area
        for area in tree.by_id.values()
        if (area.id in named or (area.level is found.level and area.is_valid_on(day)))
        and (within is None or tree.covers(within, area.id) or area.id in named)
    ]


def _title(places: Sequence[Place], language: str) -> str:
    texts = words(language)
    most = max((place.count for place in places), default=0)
    if most == 0:
        return texts["gap_map_none"]
    names = [place.name for place in places if place.count == most]
    if len(names) > 3:
        return texts.many("gap_map_many", most, places=len(names))
    return texts.many("gap_map_title", most, places=", ".join(names))


def _told(name: str, gaps: Sequence[Gap], *, directory: Directory, language: str) -> str:
    lines = [
        f"{_need_name(gap.need_code, directory, language)}: {cause_name(gap.cause, language)}"
        for gap in gaps
    ]
    return "\n".join([name, *(lines or [words(language)["gap_map_nothing"]])])


def _need_name(code: str | None, directory: Directory, language: str) -> str:
    return words(language)["whole_place"] if code is None else directory.need_label(code, language)


LEVELS = (AreaLevel.DISTRICT, AreaLevel.MUNICIPALITY, AreaLevel.LOCALITY)
"""How coarse the places of the page can be."""
