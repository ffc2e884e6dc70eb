"""Netzkarte: the map with filters in the address, its files, the way between two, its tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from babel.dates import format_date
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from graph_model.analysis.calendar import months_on
from graph_model.domain.checks import local_day
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service import age
from service.access import Permission, Principal, bound_cooperative
from service.api.caller import Caller, CallerOf
from service.api.errors import language_of_request
from service.api.routes import QuestionRoute
from service.schemas import fields as f
from service.schemas.queries import period_of
from service.use_cases.mapping import MapForm, MapWish
from service.web import choices
from service.web.frame import framed
from service.web.queries import Maybe
from service.web.rows import Marked, Row
from service.web.session import demand_reader
from service.words import words
from visual.catalogues import LOCALES
from visual.scene import STATUSES, Scene, SceneEdge, known_states, status_counts
from visual.strings import texts
from visual.ways import Walk, Way, shortest_way

questions = APIRouter(include_in_schema=False, route_class=QuestionRoute)

MAP = "/api/v1/maps/network"
_SHOWN = 15
_MOST_MONTHS = 120

Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
State = Annotated[str, Field(pattern=f"^({'|'.join(STATUSES)})$")]


class View(BaseModel):
    """What the map is to show: months, area, need, cooperative, states, and two to be connected."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    first: Annotated[Maybe[Month], Field(alias="from")] = None
    last: Annotated[Maybe[Month], Field(alias="to")] = None
    area: Maybe[f.Id] = None
    need: Maybe[f.Id] = None
    cooperative: Maybe[f.Id] = None
    status: Annotated[list[State], Field(max_length=len(STATUSES))] = []
    start: Maybe[f.Id] = None
    end: Maybe[f.Id] = None

    @property
    def ends(self) -> tuple[date | None, date | None]:
        """First days of the first and the last month, in their order."""
        days = [None if one is None else date.fromisoformat(f"{one}-01") for one in self.months]
        return days[0], days[1]

    @property
    def months(self) -> tuple[str | None, str | None]:
        """First and last month, the earlier one first."""
        if self.first is not None and self.last is not None and self.last < self.first:
            return self.last, self.first
        return self.first, self.last

    @property
    def _days(self) -> tuple[date | None, date | None]:
        """The first day, and the first one after the last month."""
        first, last = self.ends
        return first, None if last is None else months_on(last, 1)

    def scope(self, cooperative_id: str | None) -> Scope:
        """The part of the question that the analyses answer, narrowed to a cooperative."""
        return Scope(
            period=period_of(*self._days),
            area_id=self.area,
            need_codes=() if self.need is None else (self.need,),
            cooperative_id=cooperative_id,
        )

    @property
    def _asked(self) -> list[tuple[str, str]]:
        first, end = self._days
        values = {
            "from": first,
            "to": end,
            "area": self.area,
            "need": self.need,
            "cooperative": self.cooperative,
        }
        return [(name, str(value)) for name, value in values.items() if value is not None]

    def map_address(self, form: MapForm | None = None) -> str:
        """Where the map is, or one of its files; what the map filters itself is in the fragment."""
        path = MAP if form is None else f"{MAP}/{form.value}"
        address = f"{path}?{urlencode(self._asked)}" if self._asked else path
        ends = {"way-from": self.start, "way-to": self.end}
        fragment = [("status", one) for one in sorted(set(self.status))]
        fragment += [(name, value) for name, value in ends.items() if value is not None]
        return f"{address}#{urlencode(fragment)}" if fragment and form is None else address

    def moved(self, months: int) -> str:
        """The address of this page, its period that many months later."""
        first, last = (None if one is None else months_on(one, months) for one in self.ends)
        values = [("from", first), ("to", last)]
        named = [(name, f"{day:%Y-%m}") for name, day in values if day is not None]
        others = {"area": self.area, "need": self.need, "cooperative": self.cooperative}
        others |= {"start": self.start, "end": self.end}
        named += [(name, value) for name, value in others.items() if value is not None]
        named += [("status", one) for one in self.status]
        return f"/network?{urlencode(named)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WayTold:
    """The shortest way between the two that were chosen; no steps if there is none."""

    steps: tuple[tuple[str, str, int], ...]
    is_along: bool


@questions.get("/network")
def network_page(caller: CallerOf, view: Annotated[View, Query()]) -> Response:
    """The map, its files and its tables."""
    principal = demand_reader(caller, Permission.READ_NETWORK)
    language = language_of_request(caller.request)
    scope = view.scope(bound_cooperative(principal, view.cooperative))
    asked = caller.figures
    snapshot = asked.snapshot
    scene = asked.network_scene(scope, _wish(caller, principal, language))
    edges = [(edge, _count(edge, view.status)) for edge in scene.edges]
    shown = [(edge, count) for edge, count in edges if count]
    return framed(
        caller,
        principal,
        "network.html",
        title=words(language)["network_title"],
        view=view,
        told=scene.subtitle,
        way=_way(scene, shown, view),
        people=_people_rows(scene, shown, language, of_all=not view.status),
        flows=_flow_rows(scene, shown),
        files=[form for form in MapForm if form is not MapForm.HTML],
        page_form=MapForm.HTML,
        months=_months(snapshot, language, now=local_day(caller.now)),
        states=[(one, texts(language)[f"state_{one}"]) for one in known_states(scene)],
        everybody=sorted(((node.id, node.label) for node in scene.nodes), key=lambda one: one[1]),
        minimum=asked.house.minimum_count,
        shown=_SHOWN,
        needs=choices.of_needs(snapshot.directory, language),
        areas=choices.of_areas(snapshot.directory.areas),
        cooperatives=choices.of_cooperatives(snapshot.directory, principal.cooperative_id),
    )


def _wish(caller: Caller, principal: Principal, language: str) -> MapWish:
    return MapWish(
        language=language,
        staff_of=principal.cooperative_id,
        remark=age.told(caller.as_of, language, now=caller.now),
        has_links=True,
    )


def _months(snapshot: Snapshot, language: str, *, now: date) -> list[tuple[str, str]]:
    """The months since the first referral, the latest first."""
    first = snapshot.first_requested_at
    if first is None:
        return []
    oldest, month = local_day(first).replace(day=1), now.replace(day=1)
    found: list[tuple[str, str]] = []
    while month >= oldest and len(found) < _MOST_MONTHS:
        name = format_date(month, format="LLLL yyyy", locale=LOCALES[language])
        found.append((f"{month:%Y-%m}", name))
        month = months_on(month, -1)
    return found


def _count(edge: SceneEdge, states: Iterable[str]) -> int:
    """Referrals of a flow in the chosen states, as far as they can be counted."""
    wanted = set(states)
    if not wanted:
        return edge.referrals
    counts = status_counts(edge)
    return sum(counts.get(one, 0) for one in wanted)


def _way(scene: Scene, shown: list[tuple[SceneEdge, int]], view: View) -> WayTold | None:
    names = {node.id: node.label for node in scene.nodes}
    if view.start not in names or view.end not in names or view.start == view.end:
        return None
    walks = [Walk(source=edge.source, target=edge.target, referrals=count) for edge, count in shown]
    found = shortest_way(walks, view.start, end=view.end) or Way(steps=(), is_along=True)
    steps = ((names[one.source], names[one.target], one.referrals) for one in found.steps)
    return WayTold(steps=tuple(steps), is_along=found.is_along)


def _people_rows(
    scene: Scene,
    shown: list[tuple[SceneEdge, int]],
    language: str,
    *,
    of_all: bool,
) -> list[Row]:
    """Who, kind, load, area, house, and referrals received and sent; the most received first."""
    named = texts(language)
    received: dict[str, int] = {}
    sent: dict[str, int] = {}
    for edge, count in shown:
        received[edge.target] = received.get(edge.target, 0) + count
        sent[edge.source] = sent.get(edge.source, 0) + count
    taking_part = received.keys() | sent.keys()
    nodes = [node for node in scene.nodes if of_all or node.id in taking_part]
    nodes.sort(key=lambda node: (-received.get(node.id, 0), node.label, node.id))
    return [
        (
            Marked(node.label, href=node.link),
            named[f"kind_{node.kind}"],
            Marked(named[f"load_{node.load}"], css=f"level level-{node.load}"),
            node.area_name or None,
            node.cooperative or None,
            received.get(node.id, 0),
            sent.get(node.id, 0),
        )
        for node in nodes
    ]


def _flow_rows(scene: Scene, shown: list[tuple[SceneEdge, int]]) -> list[Row]:
    """From, to, and the four counts; the heaviest first."""
    names = {node.id: node.label for node in scene.nodes}
    ordered = sorted(shown, key=lambda one: (-one[1], one[0].source, one[0].target))
    return [
        (
            names[edge.source],
            names[edge.target],
            count,
            edge.accepted,
            edge.rejected,
            edge.completed,
        )
        for edge, count in ordered
    ]
