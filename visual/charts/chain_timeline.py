"""One help chain on an axis of time: when somebody was asked, when they answered and helped."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from graph_model.analysis.chains.hops import Hop
from graph_model.domain.checks import LOCAL_ZONE, local_day
from visual.catalogues import Words
from visual.charts.chart import INK, LINE, SOFT, Cell, Chart, Column, Json

_ROW = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A contact: when it was, and what it was in words."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of a referral: waiting for an answer, for help to begin, or help itself."""

    name: str
    start: datetime
    end: datetime


# Each phase has its own width as well as its own colour, so that paper without colours tells it.
_LOOKS = {"waiting": ("#8a95a3", 5), "lead": ("#c08a2d", 11), "help": ("#0b5a7a", 18)}


def phases(hop: Hop, *, until: datetime) -> Iterator[Phase]:
    """The stretches of a referral in order; what still runs goes on until ``until``.

    What lasted no time at all is left out.
    """
    ended = hop.ended_at or until
    decided = hop.decided_at or ended
    in_one_go = hop.helped_at is not None
    started = hop.started_at or (decided if in_one_go or hop.decided_at is None else ended)
    bounds = (("waiting", hop.requested_at, decided), ("lead", decided, started))
    for name, start, end in (*bounds, ("help", started, ended)):
        if end > start:
            yield Phase(name=name, start=start, end=end)


def chain_timeline(
    hops: Sequence[Hop],
    meetings: Sequence[Meeting],
    *,
    until: datetime,
    name_of: Callable[[str], str],
    words: Words,
) -> Chart:
    """What happened in a chain and when: one line a referral, contacts in a line of their own.

    Parameters
    ----------
    hops, meetings
        The referrals in the order of the way, and the contacts.
    until
        Where the drawing ends: now, or when the chain ended.
    name_of
        What people call a recipient.
    words
        The words of the language.
    """
    names = [words["timeline_contacts"], *(name_of(hop.recipient_id) for hop in hops)]
    series: list[Json] = [
        _bar(phase, place, name=name, words=words)
        for place, (name, hop) in enumerate(zip(names[1:], hops, strict=True), start=1)
        for phase in phases(hop, until=until)
    ]
    series.append(_points(meetings))
    return Chart(
        title=words["timeline_title"],
        unit=words["timeline_unit"],
        source=words.many("timeline_source", len(hops)),
        language=words.language,
        option={
            "useUTC": True,
            "grid": {"left": 8, "right": 24, "top": 8, "bottom": 8, "containLabel": True},
            "xAxis": {
                "type": "time",
                "max": _at(until),
                "axisLabel": {"formatter": "@day", "color": SOFT, "hideOverlap": True},
                "splitLine": {"show": True, "lineStyle": {"color": LINE}},
            },
            "yAxis": {
                "type": "category",
                "inverse": True,
                "data": [{"value": name} for name in names],
                "axisTick": {"show": False},
                "axisLabel": {"color": INK, "interval": 0, "width": 180, "overflow": "truncate"},
            },
            "series": series,
        },
        columns=(
            Column(name=words["timeline_who"]),
            *(Column(name=words[f"timeline_{key}"]) for key in ("asked", "answered", "began")),
            Column(name=words["timeline_ended"]),
        ),
        rows=tuple(_row(hop, name) for hop, name in zip(hops, names[1:], strict=True)),
        least_width=520,
        height=_ROW * len(names) + 50,
    )


def _row(hop: Hop, name: str) -> tuple[Cell, ...]:
    times = (hop.requested_at, hop.decided_at, hop.started_at, hop.ended_at)
    return (name, *(None if at is None else local_day(at) for at in times))


def _bar(phase: Phase, place: int, *, name: str, words: Words) -> Json:
    colour, width = _LOOKS[phase.name]
    days = max(0, (local_day(phase.end) - local_day(phase.start)).days)
    says = words.many(f"timeline_{phase.name}_says", days, name=name)
    return {
        "type": "line",
        "symbol": "none",
        "triggerLineEvent": True,
        "lineStyle": {"color": colour, "width": width, "cap": "butt"},
        "itemStyle": {"color": colour},
        "data": [{"value": [_at(end), place], "says": says} for end in (phase.start, phase.end)],
    }


def _points(meetings: Sequence[Meeting]) -> Json:
    return {
        "type": "scatter",
        "symbol": "diamond",
        "symbolSize": 13,
        "itemStyle": {"color": INK},
        "data": [{"value": [_at(one.at), 0], "says": one.text} for one in meetings],
    }


def _at(instant: datetime) -> int:
    """Milliseconds as the axis takes them: the clock in Germany read as if it were UTC."""
    wall = instant.astimezone(LOCAL_ZONE).replace(tzinfo=UTC)
    return round(wall.timestamp() * 1000)
