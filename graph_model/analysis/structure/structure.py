"""The structure of the network: positions of its actors, its communities, where it would split."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph_model.analysis.hidden import Hidden
from graph_model.analysis.levels import OUTSIDE, area_of_actor
from graph_model.analysis.sentences import Sentence
from graph_model.analysis.structure.agreement import Agreement, agreement
from graph_model.analysis.structure.brokerage import BrokerRoles, broker_roles
from graph_model.analysis.structure.centrality import betweenness
from graph_model.analysis.structure.communities import communities
from graph_model.analysis.structure.constraint import constraint
from graph_model.analysis.structure.cuts import Cuts, cuts
from graph_model.analysis.structure.findings import (
    StructureFinding,
    StructureRules,
    structure_findings,
)
from graph_model.analysis.structure.net import Floats, Net
from graph_model.analysis.structure.whole import Whole, whole
from graph_model.analysis.structure.words import summary_for
from graph_model.domain.vocabulary import ActorKind, AreaLevel
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

_RULES = StructureRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where one actor stands in the network.

    ``group`` is the sector, or the kind of actor where there is none. ``community`` is the number
    of its community. ``asks`` and ``asked_by`` count those it refers to and those who refer to it,
    ``sent`` and ``received`` the referrals. ``betweenness`` is the share of all pairs whose
    shortest ways lead through it, ``constraint`` Burt's (``None`` without ties), ``cut_off`` counts
    whom its loss would cut off from the largest remaining part of its component.
    """

    actor_id: str
    actor_name: str
    actor_kind: ActorKind | None
    group: str
    community: int | None
    component: int
    asks: int
    asked_by: int
    sent: int
    received: int
    betweenness: float
    constraint: float | None
    roles: BrokerRoles
    cut_off: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """Actors who work with one another more than with others, named after their busiest."""

    number: int
    name: str
    actor_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleTie:
    """A tie that alone holds ``cut_off`` actors, ``far_id`` among them; both ways together."""

    near_id: str
    far_id: str
    referrals: int
    cut_off: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """The structure of the network of a scope; see ``structure``.

    Positions stand by betweenness, highest first, ties by id; communities by size, largest first,
    ties by first member; ``component_sizes`` from the largest on; ``bridges`` by how many they
    hold, most first, ties by id. Where ``counts_are_at_least``, the network is that of ties that
    may be told, and referrals are lower bounds: there may be more of all.
    """

    scope: Scope
    area_level: AreaLevel | None
    rules: StructureRules
    whole: Whole
    communities_and_areas: Agreement | None
    component_sizes: tuple[int, ...]
    summary: Sentence
    findings: tuple[StructureFinding, ...]
    positions: tuple[Position, ...]
    communities: tuple[Community, ...]
    bridges: tuple[SingleTie, ...]
    counts_are_at_least: bool = False
    hidden: Hidden | None = None


def structure(
    snapshot: Snapshot,
    scope: Scope,
    *,
    area_level: AreaLevel | None = None,
    rules: StructureRules = _RULES,
) -> Structure:
    """How the network is built, who stands between others, and what its parts hang on.

    Parameters
    ----------
    snapshot
        The network.
    scope
        Which referrals count: those requested in its period. Nodes are organisations and helpers
        who sent or received one of them; edges run from sender to recipient, parallel referrals
        add up.
    area_level
        Level of the areas that the communities are compared with; without one, the areas in which
        actors sit. Who sits nowhere is not compared.
    rules
        From when on something is a finding, and the seed of the communities.

    Returns
    -------
    No referral in scope gives no positions, no findings and ``None`` for every measure.

    References
    ----------
    Definitions: docs/analyses/structure.md; sources in ``centrality``, ``constraint``,
    ``brokerage``, ``cuts``, ``communities``, ``agreement`` and ``whole``.

    Notes
    -----
    One pass over the referrals; then nodes times edges, for the betweenness.

    Examples
    --------
    >>> structure(Snapshot.from_records([]), Scope()).positions
    ()
    """
    net = Net.of(snapshot, scope)
    return structure_of(
        net,
        snapshot.directory,
        shares=betweenness(net),
        scope=scope,
        area_level=area_level,
        rules=rules,
    )


def structure_of(  # noqa: PLR0913 - what ``structure`` works out for itself, and what it is asked
    net: Net,
    directory: Directory,
    *,
    shares: Floats,
    scope: Scope,
    area_level: AreaLevel | None,
    rules: StructureRules,
) -> Structure:
    """The structure of a net, with its betweenness; see ``structure``."""
    found = cuts(net)
    parts = _communities(net, directory, seed=rules.seed)
    figures = whole(net, shares, houses=[_house(directory, actor_id) for actor_id in net.ids])
    agreed = _agreed(directory, parts, level=area_level)
    cut_off = {point.node: len(point.cut_off) for point in found.points}
    number = {member: part.number for part in parts for member in part.actor_ids}
    return Structure(
        scope=scope,
        area_level=area_level,
        rules=rules,
        whole=figures,
        communities_and_areas=agreed,
        component_sizes=tuple(len(component) for component in found.components),
        summary=summary_for(figures, communities=len(parts), agreed=agreed),
        findings=structure_findings(net, found, shares=shares, directory=directory, rules=rules),
        positions=_positions(
            _Figures(net, found, shares=shares.tolist(), number=number, cut_off=cut_off),
            directory,
        ),
        communities=parts,
        bridges=_bridges(net, found),
    )


class _Figures:
    """The figures of all actors, ready to be put together actor by actor."""

    def __init__(
        self,
        net: Net,
        found: Cuts,
        *,
        shares: Sequence[float],
        number: Mapping[str, int],
        cut_off: Mapping[int, int],
    ) -> None:
        self.net = net
        self.shares = shares
        self.number = number
        self.cut_off = cut_off
        self.constraint = constraint(net)
        self.asks = net.sums(net.tail).tolist()
        self.asked_by = net.sums(net.head).tolist()
        self.sent = net.sums(net.tail, net.referrals).tolist()
        self.received = net.sums(net.head, net.referrals).tolist()
        self.component = [0] * net.size
        for place, component in enumerate(found.components):
            for node in component:
                self.component[node] = place


def _positions(figures: _Figures, directory: Directory) -> tuple[Position, ...]:
    net = figures.net
    groups = [_group(directory, actor_id) for actor_id in net.ids]
    roles = broker_roles(net, groups)
    found = []
    for node, actor_id in enumerate(net.ids):
        actor = directory.actors.get(actor_id)
        position = Position(
            actor_id=actor_id,
            actor_name=directory.actor_name(actor_id),
            actor_kind=None if actor is None else actor.kind,
            group=groups[node],
            community=figures.number.get(actor_id),
            component=figures.component[node],
            asks=figures.asks[node],
            asked_by=figures.asked_by[node],
            sent=figures.sent[node],
            received=figures.received[node],
            betweenness=figures.shares[node],
            constraint=figures.constraint[node],
            roles=roles[node],
            cut_off=figures.cut_off.get(node, 0),
        )
        found.append(position)
    return tuple(sorted(found, key=lambda one: (-one.betweenness, one.actor_id)))


def _group(directory: Directory, actor_id: str) -> str:
    actor = directory.actors.get(actor_id)
    if actor is None:
        return OUTSIDE
    return actor.kind.value if actor.sector is None else actor.sector


def _house(directory: Directory, actor_id: str) -> str | None:
    actor = directory.actors.get(actor_id)
    if actor is None:
        return None
    return actor_id if actor.kind is ActorKind.COOPERATIVE else actor.cooperative_id


def _communities(net: Net, directory: Directory, *, seed: int) -> tuple[Community, ...]:
    ties = net.ties()
    row = np.repeat(np.arange(net.size), np.diff(ties.indptr))
    triples = zip(row.tolist(), ties.indices.tolist(), ties.data.tolist(), strict=True)
    parts = communities(
        (
            (net.ids[one], net.ids[other], int(weight))
            for one, other, weight in triples
            if one < other
        ),
        seed=seed,
    )
    busy: dict[str, int] = dict(zip(net.ids, net.strength.tolist(), strict=True))
    ordered = sorted(parts, key=lambda members: (-len(members), members[0]))
    return tuple(
        Community(
            number=number,
            name=" / ".join(
                directory.actor_name(actor_id)
                for actor_id in sorted(members, key=lambda one: (-busy[one], one))[:2]
            ),
            actor_ids=members,
        )
        for number, members in enumerate(ordered)
    )


def _bridges(net: Net, found: Cuts) -> tuple[SingleTie, ...]:
    ties = net.ties()
    held = [
        SingleTie(
            near_id=net.ids[bridge.near],
            far_id=net.ids[bridge.far],
            referrals=int(ties[bridge.near, bridge.far]),
            cut_off=len(bridge.cut_off),
        )
        for bridge in found.bridges
    ]
    return tuple(sorted(held, key=lambda tie: (-tie.cut_off, tie.near_id, tie.far_id)))


def _agreed(
    directory: Directory, parts: Sequence[Community], *, level: AreaLevel | None
) -> Agreement | None:
    pairs = [
        (str(part.number), area_of_actor(directory, actor_id, level=level))
        for part in parts
        for actor_id in part.actor_ids
    ]
    placed = [(part, area) for part, area in pairs if area != OUTSIDE]
    return agreement([part for part, _ in placed], [area for _, area in placed])
