"""What stands out in the structure: on whom a part of the network hangs, where ways pile up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from graph_model.analysis.sentences import Sentence
from graph_model.analysis.structure.cuts import CutPoint, Cuts
from graph_model.analysis.structure.net import Floats, Net
from graph_model.analysis.structure.words import (
    apart_sentence,
    bottleneck_sentence,
    cut_point_sentence,
)
from graph_model.domain.checks import check_number
from graph_model.snapshot.directory import Directory


class StructureCode(StrEnum):
    """What stands out, in the order in which it is told."""

    CUT_POINT = "cut_point"
    APART = "apart"
    BOTTLENECK = "bottleneck"


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureRules:
    """From when on something stands out, and the seed of the communities.

    A loss counts if it cuts off at least one piece of ``cut_off`` actors who work together; as many
    must stand apart to be told of. ``bottleneck`` is the share of all pairs, from 0 to 1, from
    which on too much runs through one actor in a network of at least ``bottleneck_actors``. A
    finding names at most ``evidence_limit`` actors.
    """

    cut_off: int = 3
    bottleneck: float = 0.25
    bottleneck_actors: int = 20
    evidence_limit: int = 20
    seed: int = 0

    def __post_init__(self) -> None:
        check_number("cut_off", self.cut_off, low=1)
        check_number("bottleneck", self.bottleneck, high=1)
        check_number("bottleneck_actors", self.bottleneck_actors, low=3)
        check_number("evidence_limit", self.evidence_limit, low=1, high=1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureFinding:
    """One thing that stands out, with what it rests on.

    ``actor_id`` is on whom it hangs (``None`` for a part that stands apart), ``figure`` how many
    actors are cut off or apart, or the share of pairs in the bottleneck. ``referrals`` counts those
    to and from the actor that lead to whom it would cut off, those inside a part that stands apart,
    and all to and from a bottleneck. ``concerned_ids`` are the actors cut off or apart, the busiest
    first, or the busiest neighbours of the bottleneck.
    """

    code: StructureCode
    actor_id: str | None
    figure: float
    referrals: int
    concerned_ids: tuple[str, ...]
    sentence: Sentence


def structure_findings(
    net: Net, found: Cuts, *, shares: Floats, directory: Directory, rules: StructureRules
) -> tuple[StructureFinding, ...]:
    """All findings: by code, then the largest figure first, then by the ids concerned."""
    told = _Telling(net, directory, rules=rules)
    findings = [
        *(told.cut_point(point) for point in found.points if len(point.parts[0]) >= rules.cut_off),
        *(told.apart(part) for part in found.components[1:] if len(part) >= rules.cut_off),
        *told.bottlenecks(shares),
    ]
    return tuple(sorted(findings, key=_order))


def _order(finding: StructureFinding) -> tuple[int, float, str, tuple[str, ...]]:
    code = list(StructureCode).index(finding.code)
    return code, -finding.figure, finding.actor_id or "", finding.concerned_ids


class _Telling:
    """Puts findings into values and words."""

    def __init__(self, net: Net, directory: Directory, *, rules: StructureRules) -> None:
        self._net = net
        self._directory = directory
        self._rules = rules
        ties = net.ties()
        self._begins = ties.indptr.tolist()
        self._neighbours = ties.indices.tolist()
        self._weights = [int(weight) for weight in ties.data.tolist()]
        self._busy: list[int] = net.strength.tolist()

    def cut_point(self, point: CutPoint) -> StructureFinding:
        lost = self._busiest(point.cut_off)
        inside = set(point.cut_off)
        around = self._around(point.node)
        across = sum(weight for other, weight in around.items() if other in inside)
        left = self._busiest([other for other in around if other not in inside])
        return StructureFinding(
            code=StructureCode.CUT_POINT,
            actor_id=self._net.ids[point.node],
            figure=len(lost),
            referrals=across,
            concerned_ids=self._ids(lost),
            sentence=cut_point_sentence(
                self._name(point.node),
                self._names(lost),
                ends=(self._name(lost[0]), self._name(left[0])),
            ),
        )

    def apart(self, part: Sequence[int]) -> StructureFinding:
        members = self._busiest(part)
        return StructureFinding(
            code=StructureCode.APART,
            actor_id=None,
            figure=len(members),
            referrals=sum(self._busy[member] for member in members) // 2,
            concerned_ids=self._ids(members),
            sentence=apart_sentence(self._names(members)),
        )

    def bottlenecks(self, shares: Floats) -> Iterator[StructureFinding]:
        if self._net.size < self._rules.bottleneck_actors:
            return
        for node, share in enumerate(shares.tolist()):
            if share >= self._rules.bottleneck:
                around = self._busiest(list(self._around(node)))
                yield StructureFinding(
                    code=StructureCode.BOTTLENECK,
                    actor_id=self._net.ids[node],
                    figure=share,
                    referrals=self._busy[node],
                    concerned_ids=self._ids(around),
                    sentence=bottleneck_sentence(self._name(node), share),
                )

    def _around(self, node: int) -> dict[int, int]:
        stretch = slice(self._begins[node], self._begins[node + 1])
        return dict(zip(self._neighbours[stretch], self._weights[stretch], strict=True))

    def _busiest(self, nodes: Sequence[int]) -> list[int]:
        return sorted(nodes, key=lambda node: (-self._busy[node], node))

    def _ids(self, nodes: Sequence[int]) -> tuple[str, ...]:
        return tuple(self._net.ids[node] for node in nodes[: self._rules.evidence_limit])

    def _name(self, node: int) -> str:
        return self._directory.actor_name(self._net.ids[node])

    def _names(self, nodes: Sequence[int]) -> list[str]:
        return [self._name(node) for node in nodes]
