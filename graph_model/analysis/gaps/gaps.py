"""Gaps: needs that have no answer, or only a shaky one, by area, each with its cause."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from graph_model.analysis.gaps.causes import causes_of
from graph_model.analysis.gaps.demand import CellKey, Demand, DemandCell, Evidence, Grid, demand
from graph_model.analysis.gaps.responsibility import areas_without_kuemmerer
from graph_model.analysis.gaps.rules import GapCause, GapRules
from graph_model.analysis.gaps.silence import Compared, Silence, Silences, silences
from graph_model.analysis.gaps.supply import CellSupply, NeedSupply, Supply
from graph_model.analysis.gaps.words import GapWords, sentence_for
from graph_model.analysis.hidden import Hidden
from graph_model.analysis.sentences import Sentence
from graph_model.domain.checks import check_instant
from graph_model.domain.vocabulary import AreaLevel, Reason
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonCount:
    """How many referrals were rejected for one reason."""

    reason: Reason
    referrals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GapEvidence:
    """What a gap rests on.

    ``cases`` are chains with the need and unmet searches, ``recent`` those that began in the last
    365 days, ``helped`` and ``unmet`` what became of them (the rest is still open, was never asked
    for, or ended by the person's own wish), ``searches`` those among them with an unmet search:
    counts of cases. ``refusals`` counts referrals. ``referral_ids`` and ``search_ids`` are the
    latest, unmet ones first, at most ``evidence_limit``; ``provider_ids`` are who covers the area,
    or, if nobody does, who offers it elsewhere. ``silence`` is there for silent cells. Of ``Gaps``
    whose counts are bounds, counts may be ``None``, and ids, refusals and silence are left out.
    """

    cases: int | None
    recent: int | None
    helped: int | None
    unmet: int | None
    searches: int | None
    refusals: tuple[ReasonCount, ...] = ()
    referral_ids: tuple[str, ...] = ()
    search_ids: tuple[str, ...] = ()
    provider_ids: tuple[str, ...] = ()
    silence: Silence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One gap: a need in an area, its cause and what else holds there.

    The need is ``None`` for ``no_kuemmerer``, and for ``silent`` if all needs together are meant.

    ``unmet_per_1000`` is unmet cases per 1,000 residents of the area, ``None`` where their number
    is unknown.
    """

    cause: GapCause
    also: tuple[GapCause, ...]
    need_code: str | None
    area_id: str
    area_name: str
    unmet_per_1000: float | None
    evidence: GapEvidence
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """All gaps of a scope: by cause in order, then most unmet first, then need and area.

    ``cells`` is how many cells with demand were looked at, ``cases`` how much demand they hold,
    ``unplaced`` the cases whose area is unknown or has no area of the level above it. ``compared``
    tells what was looked through for silence.

    Where ``counts_are_at_least``, every count is a lower bound, which may be all there is or not;
    ``None`` stands for nobody and for nobody who may be counted alike. Causes, their order and
    ``unmet_per_1000`` are made of these counts, and ``cells`` is ``None``.
    """

    scope: Scope
    now: datetime
    level: AreaLevel | None
    rules: GapRules
    gaps: tuple[Gap, ...]
    cells: int | None
    cases: int | None
    unplaced: int | None
    compared: Compared
    counts_are_at_least: bool = False
    hidden: Hidden | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flagged:
    cell: DemandCell
    causes: tuple[GapCause, ...]
    offers: CellSupply
    silence: Silence | None

    @property
    def key(self) -> CellKey:
        return self.cell.need_code, self.cell.area_id


def gaps(
    snapshot: Snapshot,
    scope: Scope,
    *,
    now: datetime,
    level: AreaLevel | None = None,
    rules: GapRules = GapRules(),  # noqa: B008 - frozen, shared on purpose
) -> Gaps:
    """Find needs without an answer, need by need and area by area.

    Parameters
    ----------
    snapshot, scope
        The network, and which demand is asked about. The directory is that of today, whatever
        ``scope.known_on`` says.
    now
        The moment for which supply, free places and areas hold; aware UTC.
    level
        Level of the areas; without one, areas as recorded with the chains. At a level above,
        an offer counts that reaches at least one of the places demand came from.
    rules
        Thresholds; see ``GapRules``.

    Returns
    -------
    Gaps
        Empty for an empty network; every list sorted.

    Raises
    ------
    InvalidValueError
        If ``now`` is not an instant in UTC.

    Notes
    -----
    Events are read as columns; the rest grows with needs times areas. Demand that nobody recorded
    is invisible here. Offers are believed: one that is listed but never helps is supply.

    References
    ----------
    Project definition: docs/analyses/gaps.md; thresholds: docs/decisions.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from graph_model.domain.searches import UnmetSearch
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> search = UnmetSearch(
    ...     id="u1", need_code="debt", area_id="a1", occurred_at=noon, recorded_at=noon
    ... )
    >>> found = gaps(Snapshot.from_records([search]), Scope(), now=noon)
    >>> [(gap.need_code, gap.area_id, gap.cause.value) for gap in found.gaps]
    [('debt', 'a1', 'no_provider')]
    """
    check_instant("now", now)
    grid = Grid(areas=snapshot.directory.areas, level=level, now=now)
    found = demand(snapshot, scope, grid=grid, rules=rules)
    supply = Supply.of(snapshot, scope, now=now, rules=rules)
    parts = Parts.of(snapshot, scope, found=found, grid=grid, supply=supply)
    return parts.gaps(need_gaps(parts).values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What gaps are made of: the demand of a scope, and by need, by cell and by area what meets it.

    ``supply`` has every need of which there is a cell or silence.
    """

    snapshot: Snapshot
    scope: Scope
    rules: GapRules
    grid: Grid
    found: Demand
    supply: Mapping[str, NeedSupply]
    silent: Silences
    without_kuemmerer: Sequence[str]

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        scope: Scope,
        *,
        found: Demand,
        grid: Grid,
        supply: Supply,
    ) -> "Parts":
        """Look up what meets the demand ``found``."""
        rules = supply.rules
        silent = silences(snapshot, scope, grid=grid, rules=rules, known=found)
        needs = {cell.need_code for cell in found.cells}
        needs.update(need for need, _ in silent.found if need is not None)
        return cls(
            snapshot=snapshot,
            scope=scope,
            rules=rules,
            grid=grid,
            found=found,
            supply={need: supply.for_need(need) for need in sorted(needs)},
            silent=silent,
            without_kuemmerer=areas_without_kuemmerer(snapshot, scope, grid=grid),
        )

    def gaps(self, of_needs: Iterable[Gap]) -> Gaps:
        """All gaps in their order, those of whole areas among them."""
        return Gaps(
            scope=self.scope,
            now=self.grid.now,
            level=self.grid.level,
            rules=self.rules,
            gaps=in_order([*of_needs, *_area_gaps(self)]),
            cells=len(self.found.cells),
            cases=sum(cell.cases for cell in self.found.cells),
            unplaced=self.found.unplaced,
            compared=self.silent.compared,
        )


_RANK = {cause: rank for rank, cause in enumerate(GapCause)}


def in_order(found: Iterable[Gap]) -> tuple[Gap, ...]:
    """Gaps by cause, most unmet first, then by need and area."""
    return tuple(sorted(found, key=_order))


def _order(gap: Gap) -> tuple[int, int, str, str]:
    return _RANK[gap.cause], -(gap.evidence.unmet or 0), gap.need_code or "", gap.area_id


def need_gaps(
    parts: Parts, known: Mapping[CellKey, Gap | None] = MappingProxyType({})
) -> Mapping[CellKey, Gap]:
    """The gaps of cells; what is ``known`` of a cell, ``None`` for no gap, is taken as it is."""
    cells = _with_silent(parts.found.cells, parts.silent)
    anew = (cell for cell in cells if (cell.need_code, cell.area_id) not in known)
    flagged = {one.key: one for one in _flagged(anew, parts=parts)}
    rules, directory = parts.rules, parts.snapshot.directory
    evidence = parts.found.evidence(
        flagged, limit=rules.evidence_limit, ids_of=parts.snapshot.referral_ids
    )
    told = {
        key: _gap(directory, one, evidence=evidence[key], rules=rules)
        for key, one in flagged.items()
    }
    return told | {key: gap for key, gap in known.items() if gap is not None}


def _flagged(cells: Iterable[DemandCell], *, parts: Parts) -> Iterable[_Flagged]:
    for cell in cells:
        offers = parts.supply[cell.need_code].in_cell(cell.area_id, cell.places)
        silence = parts.silent.found.get((cell.need_code, cell.area_id))
        causes = causes_of(cell, offers, rules=parts.rules)
        if silence is not None:
            causes = (*causes, GapCause.SILENT)
        if causes:
            yield _Flagged(cell=cell, causes=causes, offers=offers, silence=silence)


def _with_silent(cells: Sequence[DemandCell], silent: Silences) -> Sequence[DemandCell]:
    """The cells with demand, and those that are silent to the last chain, in their order."""
    known = {(cell.need_code, cell.area_id) for cell in cells}
    bare = [
        DemandCell.empty(need, area_id)
        for need, area_id in silent.found
        if need is not None and (need, area_id) not in known
    ]
    return sorted([*cells, *bare], key=lambda cell: (cell.need_code, cell.area_id))


def gap_of(
    cell: DemandCell, offers: CellSupply, *, directory: Directory, rules: GapRules
) -> Gap | None:
    """The gap of a cell by its counts alone, without ids and silence; ``None`` if it has none."""
    causes = causes_of(cell, offers, rules=rules)
    if not causes:
        return None
    flagged = _Flagged(cell=cell, causes=causes, offers=offers, silence=None)
    return _gap(directory, flagged, evidence=Evidence(), rules=rules)


def _gap(directory: Directory, flagged: _Flagged, *, evidence: Evidence, rules: GapRules) -> Gap:
    cell, offers, causes = flagged.cell, flagged.offers, flagged.causes
    need = directory.needs.get(cell.need_code)
    concerned = offers.covering or offers.elsewhere
    words = GapWords(
        need_de=need.label_de if need is not None else cell.need_code,
        need_en=need.label_en if need is not None else cell.need_code,
        area=_area_name(directory, cell.area_id),
        names=tuple(offer.actor.name for offer in concerned),
        weeks=rules.capacity_weeks,
        share=rules.silent_share,
    )
    rests_on = GapEvidence(
        cases=cell.cases,
        recent=cell.recent,
        helped=cell.helped,
        unmet=cell.unmet,
        searches=cell.searches,
        refusals=tuple(
            ReasonCount(reason=reason, referrals=count) for reason, count in cell.refusals.items()
        ),
        referral_ids=evidence.referral_ids,
        search_ids=evidence.search_ids,
        provider_ids=tuple(sorted({offer.actor.id for offer in concerned})),
        silence=flagged.silence,
    )
    return Gap(
        cause=causes[0],
        also=causes[1:],
        need_code=cell.need_code,
        area_id=cell.area_id,
        area_name=words.area,
        unmet_per_1000=_per_1000(directory, cell.area_id, unmet=cell.unmet),
        evidence=rests_on,
        sentence=sentence_for(causes[0], words),
    )


def _area_gaps(parts: Parts) -> Iterable[Gap]:
    """Gaps of whole areas: nobody is responsible, or it is silent in all needs together."""
    directory, without_kuemmerer = parts.snapshot.directory, parts.without_kuemmerer
    by_area: dict[str, list[DemandCell]] = defaultdict(list)
    for cell in parts.found.cells:
        by_area[cell.area_id].append(cell)
    silent = parts.silent.found
    silent_areas = {area_id: one for (need, area_id), one in silent.items() if need is None}
    for area_id in sorted({*without_kuemmerer, *silent_areas}):
        holding = {
            GapCause.NO_KUEMMERER: area_id in without_kuemmerer,
            GapCause.SILENT: area_id in silent_areas,
        }
        yield area_gap(
            area_id,
            by_area[area_id],
            causes=[cause for cause, holds in holding.items() if holds],
            directory=directory,
            rules=parts.rules,
            silence=silent_areas.get(area_id),
        )


def area_gap(  # noqa: PLR0913 - an area, and what holds there
    area_id: str,
    cells: Sequence[DemandCell],
    *,
    causes: Sequence[GapCause],
    directory: Directory,
    rules: GapRules,
    silence: Silence | None = None,
) -> Gap:
    """The gap of a whole area with the demand of its cells; ``causes`` has one at least."""
    unmet = sum(cell.unmet for cell in cells)
    name = _area_name(directory, area_id)
    return Gap(
        cause=causes[0],
        also=tuple(causes[1:]),
        need_code=None,
        area_id=area_id,
        area_name=name,
        unmet_per_1000=_per_1000(directory, area_id, unmet=unmet),
        evidence=GapEvidence(
            cases=sum(cell.cases for cell in cells),
            recent=sum(cell.recent for cell in cells),
            helped=sum(cell.helped for cell in cells),
            unmet=unmet,
            searches=sum(cell.searches for cell in cells),
            silence=silence,
        ),
        sentence=sentence_for(causes[0], GapWords(area=name, share=rules.silent_share)),
    )


def _area_name(directory: Directory, area_id: str) -> str:
    area = directory.areas.by_id.get(area_id)
    return area.name if area is not None else area_id


def _per_1000(directory: Directory, area_id: str, *, unmet: int) -> float | None:
    area = directory.areas.by_id.get(area_id)
    return 1000 * unmet / area.residents if area is not None and area.residents else None
