"""Somebody who knows that counts are whole numbers and tries out what a shown total leaves open.

He takes one answer at a time: a total, the parts that it is made up of, and which of them are
hidden. What is hidden was not enough people, so it is less than the total. Whether a hidden part
may be 0 he tells from the answers: not if a 0 is ever shown beside a hidden part of its kind.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graph_model.analysis.chains.findings import ChainFindings
from graph_model.analysis.flows import FlowEdge, FlowGraph
from graph_model.analysis.gaps.gaps import Gaps

AT_MOST = 8
"""Totals up to which every possibility is tried."""

Part = tuple[frozenset[str], int | None]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A total that is the sum of ``atoms``, and parts, each the sum of some, ``None`` if hidden.

    ``families`` has the parts by what is shown beside one another.
    """

    total: int | None
    atoms: tuple[str, ...]
    families: Mapping[str, Mapping[str, Part]]

    def parts(self) -> Iterator[tuple[str, str, Part]]:
        """Family, name, and what it is."""
        for family, parts in self.families.items():
            for name, part in parts.items():
                yield family, name, part


def worked_out(tables: Iterable[Table], *, minimum: int = 3) -> set[tuple[str, int]]:
    """Names and values of hidden parts that can be one number only, from 1 to below the minimum."""
    seen = list(tables)
    tell_zeros = {
        family for table in seen for family, parts in table.families.items() if _tells_zero(parts)
    }
    found = set()
    for table in seen:
        if table.total is None or table.total > AT_MOST:
            continue
        possible = defaultdict(set)
        hidden = [part for part in table.parts() if part[2][1] is None]
        for solution in _solutions(table, tell_zeros):
            for _, name, (atoms, _) in hidden:
                possible[name].add(sum(solution[atom] for atom in atoms))
        only = ((name, next(iter(values))) for name, values in possible.items() if len(values) == 1)
        found |= {(name, value) for name, value in only if 0 < value < minimum}
    return found


def _tells_zero(parts: Mapping[str, Part]) -> bool:
    values = {value for _, value in parts.values()}
    return {0, None} <= values


def _solutions(table: Table, tell_zeros: set[str]) -> Iterator[dict[str, int]]:
    total = table.total or 0
    for numbers in _sums(total, len(table.atoms)):
        solution = dict(zip(table.atoms, numbers, strict=True))
        if _fits(table, solution, total=total, tell_zeros=tell_zeros):
            yield solution


def _fits(table: Table, solution: Mapping[str, int], *, total: int, tell_zeros: set[str]) -> bool:
    for family, parts in table.families.items():
        hidden = []
        for atoms, value in parts.values():
            count = sum(solution[atom] for atom in atoms)
            if value is None:
                hidden.append(count)
            elif value != count:
                return False
        if any(count == total or (count == 0 and family in tell_zeros) for count in hidden):
            return False
        if hidden and not any(hidden):
            return False
    return True


def _sums(total: int, count: int) -> Iterator[tuple[int, ...]]:
    """All rows of so many whole numbers from 0 up that make a total."""
    if count == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _sums(total - first, count - 1):
            yield first, *rest


def _one(atom: str, value: int | None) -> Part:
    return frozenset({atom}), value


def tables_of_flows(found: FlowGraph) -> Iterator[Table]:
    """What became of the referrals on each edge; some ends are not shown, nor what still runs."""
    return map(_of_edge, found.edges)


def _of_edge(edge: FlowEdge) -> Table:
    reasons = {reason.value: count for reason, count in edge.rejected_by.items()}
    accepted = frozenset({"completed", "failed", "running"})
    return Table(
        total=edge.referrals,
        atoms=("completed", "failed", "running", "undecided", *reasons, "other reasons"),
        families={
            "answers": {
                "accepted": (accepted, edge.accepted),
                "rejected": (frozenset({*reasons, "other reasons"}), edge.rejected),
            },
            "ends": {
                "completed": _one("completed", edge.completed),
                "failed": _one("failed", edge.failed),
            },
            "reasons": {reason: _one(reason, count) for reason, count in reasons.items()},
        },
    )


def tables_of_gaps(found: Gaps) -> Iterator[Table]:
    """What became of the cases of each gap, and how all cases spread over areas."""
    for gap in found.gaps:
        evidence = gap.evidence
        yield Table(
            total=evidence.cases,
            atoms=("helped", "unmet", "neither"),
            families={
                "came to": {
                    "helped": _one("helped", evidence.helped),
                    "unmet": _one("unmet", evidence.unmet),
                }
            },
        )
        yield Table(
            total=evidence.cases,
            atoms=("recent", "earlier"),
            families={"since": {"recent": _one("recent", evidence.recent)}},
        )
    whole = {gap.area_id: gap.evidence for gap in found.gaps if gap.need_code is None}
    if whole:
        yield Table(
            total=found.cases,
            atoms=(*whole, "elsewhere"),
            families={"areas": {one: _one(one, held.cases) for one, held in whole.items()}},
        )


def tables_of_chains(found: ChainFindings) -> Iterator[Table]:
    """Chains by what became of them, and by how they went against what was expected."""
    first = found.first_help
    for family, parts in (
        ("open", {"open": found.open_chains, "closed": None}),
        ("help", {"helped": first.helped, "not helped": first.not_helped}),
        *((one.code.value, {one.code.value: one.chains, "none": None}) for one in found.counts),
    ):
        shown = {name: value for name, value in parts.items() if name not in ("closed", "none")}
        yield Table(
            total=found.chains,
            atoms=tuple(parts),
            families={family: {name: _one(name, value) for name, value in shown.items()}},
        )
    for count in found.templates:
        names = ("as_expected", "under_way", "ended_before", "deviating")
        courses = {name: _one(name, getattr(count, name)) for name in names}
        yield Table(total=count.chains, atoms=names, families={"courses": courses})
