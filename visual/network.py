"""From the analyses to a scene: the flow graph with loads, months and chain paths."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from graph_model.analysis.chains.paths import ChainPath
from graph_model.analysis.flows import FlowGraph, FlowLevel
from graph_model.analysis.levels import area_of_actor
from graph_model.analysis.overload.overload import ActorLoad, Overload
from graph_model.domain.areas import Area
from graph_model.domain.checks import local_day
from graph_model.domain.labels import label
from graph_model.domain.vocabulary import ActorKind, AreaLevel
from graph_model.errors import InvalidValueError
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from visual.counts import frequent_needs, month_counts
from visual.load_words import load_figures
from visual.scene import PathStep, Scene, SceneEdge, SceneNode, ScenePath, check_language
from visual.strings import scene_text

_NEEDS_SHOWN = 5
_AREA_LEVELS = (AreaLevel.MUNICIPALITY, AreaLevel.DISTRICT_REGION)


def network_scene(  # noqa: PLR0917 - network, flows and loads belong together, in this order
    snapshot: Snapshot,
    flow_graph: FlowGraph,
    loads: Overload,
    *,
    language: str = "de",
    chain_paths: Sequence[ChainPath] = (),
) -> Scene:
    """The network map of a flow graph: who takes part, how loaded they are, who refers to whom.

    Parameters
    ----------
    snapshot
        The network that the flow graph was made from.
    flow_graph
        Flows at the level of actors; its scope says which referrals count.
    loads
        How loaded the actors are; whoever is not among them is shown as not known.
    language
        Language of the map's own words and of needs and states: ``de`` or ``en``.
    chain_paths
        Help chains whose paths can be shown on the map, under their pseudonymous ids.

    Returns
    -------
    Everybody who sent or received a referral, has a load, or lies on a path, in order of id;
    tenants never. Areas are municipalities, in Berlin Bezirksregionen. The size is the number of
    referrals received. Months are calendar months in
    Germany, by the request of each referral.

    Raises
    ------
    InvalidValueError
        If the flow graph is at another level than actors, or the language is unknown.
    """
    check_language(language)
    if flow_graph.level is not FlowLevel.ACTOR:
        raise InvalidValueError(
            field="flow_graph",
            rule_de="die Netzkarte braucht die Ebene der Beteiligten",
            rule_en="the network map needs the level of actors",
        )
    directory = snapshot.directory
    load_of = {load.actor_id: load for load in loads.loads}
    edges = _edges(snapshot, flow_graph, language=language)
    paths = tuple(_path(path, directory, language=language) for path in chain_paths)
    received: dict[str, int] = defaultdict(int)
    for edge in edges:
        received[edge.target] += edge.referrals
    shown = set(load_of) | {node.id for node in flow_graph.nodes}
    shown |= {end for path in paths for step in path.steps for end in (step.source, step.target)}
    months = sorted({count.month for edge in edges for count in edge.months})
    nodes = (
        _node(directory, actor_id, load=load_of.get(actor_id), language=language)
        for actor_id in sorted(shown)
    )
    return Scene(
        title=scene_text("title", language),
        subtitle=_subtitle(directory, flow_graph, language=language),
        language=language,
        size_label=scene_text("received", language),
        nodes=tuple(replace(node, size=float(received[node.id])) for node in nodes),
        edges=edges,
        paths=paths,
        first_month=months[0] if months else "",
        last_month=months[-1] if months else "",
    )


def _subtitle(directory: Directory, flow_graph: FlowGraph, *, language: str) -> str:
    parts = [asked(directory, flow_graph.scope, language=language)]
    if flow_graph.hidden is not None:
        fewest = str(flow_graph.hidden.minimum)
        parts.append(scene_text("at_least", language, minimum=fewest))
    return " · ".join(parts)


def asked(directory: Directory, scope: Scope, *, language: str) -> str:
    """What a scope takes in, in words: period, area, needs, cooperative, state of knowledge."""
    area = directory.areas.by_id.get(scope.area_id or "")
    parts = [
        _period(scope, language=language),
        scene_text("all_areas", language)
        if scope.area_id is None
        else scene_text("in_area", language, name=area.name if area else scope.area_id),
        scene_text("all_needs", language)
        if not scope.need_codes
        else scene_text(
            "for_needs",
            language,
            names=" · ".join(directory.need_label(code, language) for code in scope.need_codes),
        ),
    ]
    if scope.cooperative_id is not None:
        name = directory.actor_name(scope.cooperative_id)
        parts.append(scene_text("of_cooperative", language, name=name))
    if scope.known_on is not None:
        parts.append(
            scene_text("known_on", language, day=_day(local_day(scope.known_on), language))
        )
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _period(scope: Scope, *, language: str) -> str:
    start, last_day = scope.period.start, scope.period.last_day
    first = None if start is None else _day(local_day(start), language)
    # The end does not belong to the period; people are told the last day that does.
    last = None if last_day is None else _day(last_day, language)
    if first is not None and last is not None:
        return scene_text("referrals_from_to", language, first=first, last=last)
    if first is not None:
        return scene_text("referrals_since", language, first=first)
    if last is not None:
        return scene_text("referrals_until", language, last=last)
    return scene_text("referrals_all", language)


def _day(day: date, language: str) -> str:
    return f"{day:%d.%m.%Y}" if language == "de" else day.isoformat()


def _edges(snapshot: Snapshot, flow_graph: FlowGraph, *, language: str) -> tuple[SceneEdge, ...]:
    # Months and needs of a flow are finer than the figures that were found fit to be shown.
    are_bounds = flow_graph.counts_are_at_least
    label_of = snapshot.directory.need_label
    months = {} if are_bounds else month_counts(snapshot, flow_graph.scope)
    needs = {} if are_bounds else frequent_needs(snapshot, flow_graph.scope)
    return tuple(
        SceneEdge(
            source=edge.source,
            target=edge.target,
            referrals=edge.referrals,
            accepted=edge.accepted,
            rejected=edge.rejected,
            completed=edge.completed,
            median_wait_days=edge.median_days_to_decision,
            needs=tuple(
                label_of(code, language)
                for code in needs.get((edge.source, edge.target), ())[:_NEEDS_SHOWN]
            ),
            months=tuple(
                replace(count, need=label_of(count.need, language))
                for count in months.get((edge.source, edge.target), ())
            ),
            counts_are_at_least=are_bounds,
        )
        for edge in flow_graph.edges
    )


def _node(
    directory: Directory, actor_id: str, *, load: ActorLoad | None, language: str
) -> SceneNode:
    actor = directory.actors[actor_id]
    area = _area(directory, actor_id)
    own = actor_id if actor.kind is ActorKind.COOPERATIVE else actor.cooperative_id
    node = SceneNode(
        id=actor_id,
        label=actor.name,
        kind=actor.kind.value,
        area_id=area.id if area else "",
        area_name=area.name if area else "",
        cooperative=directory.actor_name(own) if own else "",
    )
    if load is None:
        return node
    return replace(
        node,
        load="unknown" if load.level is None else load.level.value,
        reasons=tuple(reason.said(language) for reason in load.reasons),
        figures=load_figures(load, language=language),
    )


def _area(directory: Directory, actor_id: str) -> Area | None:
    """Municipality of the seat, in Berlin the Bezirksregion; finer areas are too many for a map."""
    seat = area_of_actor(directory, actor_id, level=None)
    if seat not in directory.areas.by_id:
        return None
    coarser = (directory.areas.at_level(seat, level) for level in _AREA_LEVELS)
    return directory.areas.by_id[next((found for found in coarser if found), seat)]


def _path(path: ChainPath, directory: Directory, *, language: str) -> ScenePath:
    steps = tuple(
        PathStep(
            source=hop.sender_id,
            target=hop.recipient_id,
            need=directory.need_label(hop.need_code, language),
            status=label(hop.status, language),
            wait_days=hop.waiting.days if hop.waiting.is_over else None,
        )
        for hop in path.hops
    )
    return ScenePath(id=path.chain_id, steps=steps)
