"""XES event logs (IEEE 1849), read and written: a trace is a chain, an event a recipient's step."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from graph_model.domain.actors import Actor
from graph_model.domain.chains import HelpChain
from graph_model.domain.records import RecordKind
from graph_model.domain.referrals import Referral, StatusChange
from graph_model.domain.vocabulary import ActorKind, Initiator, ReferralStatus
from graph_model.errors import HilfenetzError
from importers.cells import LONGEST_CELL, instant, write_instant
from importers.chain_rules import LONGEST_CHAIN
from importers.personal import looks_personal, personal_columns
from importers.report import FileSummary, ImportOptions
from importers.rows import Gathered, Progress
from importers.slugs import slug, slugs
from importers.text_lines import check_file, unreadable

ENTRY = "entry"
"""Id of the actor that every chain of a log starts from."""

_NAME = "concept:name"
_TIME = "time:timestamp"
_DEEPEST = 32
_MOST_ATTRIBUTES = 1000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
_STEPS = (ReferralStatus.REQUESTED, ReferralStatus.ACCEPTED, ReferralStatus.IN_PROGRESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    number: int
    resource: str
    at: datetime


@dataclass(slots=True)
class _Trace:
    """A trace as read; ``bad`` if one of its events is, then none of it is taken."""

    name: str = ""
    events: list[_Event] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class XesSource:
    """One event log."""

    path: Path
    options: ImportOptions

    @property
    def rank(self) -> int:
        """A log can be read at any time."""
        return 1

    def read(self, gathered: Gathered, progress: Progress) -> None:
        """Hand over every trace as a chain; rows are the events, counted from 1."""
        number = gathered.file_number(self.path.name)
        parser = _Parser(self.path, gathered, attribute=self.options.actor_attribute)
        traces = [trace for trace in parser.traces(progress) if trace.numbers]
        good = [trace for trace in traces if not trace.bad]
        for trace in traces:
            for event in sorted(set(trace.numbers) - trace.bad if trace.bad else ()):
                gathered.problems.add(
                    "depends_on_bad_row", (self.path.name, event), reference=f"trace {trace.name}"
                )
        names = {event.resource for trace in good for event in trace.events}
        actor_ids = _actor_ids(names, gathered)
        chain_ids = slugs(trace.name for trace in good)
        prefix = slug(parser.log_name or self.path.stem)[:32]
        gathered.bring_along(_actors(actor_ids), gathered.place(number, 0))
        for trace in good:
            chain_id = f"{prefix}-{chain_ids[trace.name]}"[:59]
            self._add(trace, chain_id, gathered=gathered, ids=actor_ids, file_number=number)
        gathered.summaries.append(
            FileSummary(file=self.path.name, content="event log", rows=parser.events)
        )

    def _add(
        self,
        trace: _Trace,
        chain_id: str,
        *,
        gathered: Gathered,
        ids: Mapping[str, str],
        file_number: int,
    ) -> None:
        events = sorted(trace.events, key=lambda event: event.at)
        start = events[0].at
        chain = HelpChain(
            id=chain_id, initiator=Initiator.ANONYMOUS, opened_at=start, recorded_at=start
        )
        gathered.add(chain, gathered.place(file_number, events[0].number))
        path = ((ids[event.resource], event.at) for event in events)
        referrals = chain_referrals(chain_id, path, need_code=self.options.need)
        for event, referral in zip(events, referrals, strict=True):
            gathered.add(referral, gathered.place(file_number, event.number))


def open_source(path: Path, options: ImportOptions) -> XesSource:
    """Open an XES event log.

    Raises
    ------
    UnreadableFileError
        If it is missing or too large; reading it raises the same if it is no XES.
    """
    check_file(path, options.max_bytes)
    return XesSource(path, options)


def chain_referrals(
    chain_id: str, path: Iterable[tuple[str, datetime]], *, need_code: str
) -> Iterator[Referral]:
    """Referrals of a chain from its recipients in order of time.

    The sender of the first is ``entry``. A recipient that differs from the one before was sent to
    by that one, as a passing-on of its referral (``parent``). Equal recipients in a row are several
    steps: all were sent by whoever sent the first of them.

    All a log says is that somebody worked on the case at a time. So each referral was requested,
    accepted and is in progress as of that time; that it was completed nobody has said.
    """
    before: Referral | None = None
    for number, (recipient, at) in enumerate(path, start=1):
        if before is None:
            sender, parent = ENTRY, None
        elif before.recipient_id == recipient:
            sender, parent = before.sender_id, before.parent_id
        else:
            sender, parent = before.recipient_id, before.id
        before = Referral(
            id=f"{chain_id}-{number:04d}",
            chain_id=chain_id,
            sender_id=sender,
            recipient_id=recipient,
            need_code=need_code,
            parent_id=parent,
            history=tuple(_step(status, at, sides=(sender, recipient)) for status in _STEPS),
        )
        yield before


def _step(status: ReferralStatus, at: datetime, *, sides: tuple[str, str]) -> StatusChange:
    who = sides[0] if status is ReferralStatus.REQUESTED else sides[1]
    return StatusChange(
        status=status, occurred_at=at, recorded_at=at, decided_by=who, recorded_by=who
    )


def _actor_ids(names: set[str], gathered: Gathered) -> dict[str, str]:
    """An actor for each resource: the one of exactly that id if there is one, else by its slug."""
    as_ids = sorted(name for name in names if _ID.fullmatch(name) and name != ENTRY)
    exact = {
        *gathered.find_stored(RecordKind.ACTOR, as_ids),
        *(name for name in as_ids if name in gathered.records[RecordKind.ACTOR]),
    }
    return {**slugs(names - exact, taken={ENTRY, *exact}), **{name: name for name in exact}}


def _actors(ids: Mapping[str, str]) -> Iterator[Actor]:
    yield Actor(id=ENTRY, kind=ActorKind.PARTNER, name="Eingang")
    for name, actor_id in sorted(ids.items()):
        yield Actor(id=actor_id, kind=ActorKind.PARTNER, name=name[:200])


class _Parser:
    """Streams a log; memory holds what is taken from it, not the document."""

    def __init__(self, path: Path, gathered: Gathered, *, attribute: str) -> None:
        self._path = path
        self._gathered = gathered
        self._attribute = attribute
        self.log_name = ""
        self.events = 0

    def traces(self, progress: Progress) -> Iterator[_Trace]:
        """Each trace of the log.

        Raises
        ------
        UnreadableFileError
            If it is no well-formed XES, or uses entities or a document type.
        PersonalColumnError
            If an attribute looks like personal data.
        """
        size = self._path.stat().st_size
        try:
            with self._path.open("rb") as file:
                open_elements: list[Element] = []
                trace = _Trace()
                for kind, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
                    tag = element.tag.rpartition("}")[2]
                    if kind == "start":
                        self._enter(open_elements, element, tag=tag)
                        continue
                    open_elements.pop()
                    parent = open_elements[-1] if open_elements else None
                    if tag == "event":
                        self._take_event(element, trace)
                    elif tag == "trace":
                        yield self._finish(element, trace)
                        trace = _Trace()
                        progress("read", done=file.tell(), total=size)
                    elif len(open_elements) == 1 and element.get("key") == _NAME:
                        self.log_name = element.get("value", "")
                    if parent is not None and tag in ("event", "trace"):
                        parent.remove(element)
        except (ParseError, DefusedXmlException, ValueError) as error:
            raise unreadable(
                self._path, german="kein gültiges XES", english="no valid XES"
            ) from error

    def _enter(self, open_elements: list[Element], element: Element, *, tag: str) -> None:
        if not open_elements and tag != "log":
            raise unreadable(
                self._path, german="kein XES: <log> fehlt", english="no XES: <log> is missing"
            )
        if open_elements and len(open_elements[-1]) > _MOST_ATTRIBUTES:
            raise unreadable(self._path, german="zu viele Attribute", english="too many attributes")
        if len(open_elements) >= _DEEPEST:
            raise unreadable(
                self._path, german="zu tief verschachtelt", english="nested too deeply"
            )
        open_elements.append(element)

    def _attributes(self, element: Element) -> dict[str, str]:
        found = {
            child.get("key", ""): child.get("value", "").strip()
            for child in element
            if child.get("key") is not None
        }
        personal = [key for key in found if key not in self._usual() and _is_personal(key)]
        if personal:
            raise personal_columns(self._path.name, personal)
        return found

    def _usual(self) -> tuple[str, ...]:
        return (_NAME, _TIME, self._attribute)

    def _take_event(self, element: Element, trace: _Trace) -> None:
        self.events += 1
        trace.numbers.append(self.events)
        place = (self._path.name, self.events)
        attributes = self._attributes(element)
        problems = self._gathered.problems
        missing = [name for name in (self._attribute, _TIME) if not attributes.get(name)]
        for name in missing:
            problems.add("attribute_missing", place, column=name, attribute=name)
        if len(trace.numbers) > LONGEST_CHAIN:
            problems.add("chain_too_long", place, chain_id="–", longest=LONGEST_CHAIN)
        elif any(len(value) > LONGEST_CELL for value in attributes.values()):
            problems.add("too_long", place, longest=LONGEST_CELL)
        elif not missing:
            try:
                at = instant(attributes[_TIME])
                trace.events.append(
                    _Event(number=self.events, resource=attributes[self._attribute], at=at)
                )
                return
            except HilfenetzError as error:
                problems.add_error(error, place, column=_TIME)
        trace.bad.add(self.events)

    def _finish(self, element: Element, trace: _Trace) -> _Trace:
        trace.name = self._attributes(element).get(_NAME, "")
        if not trace.name and trace.numbers:
            place = (self._path.name, trace.numbers[0])
            self._gathered.problems.add(
                "attribute_missing", place, column=_NAME, attribute=f"trace {_NAME}"
            )
            trace.bad.add(trace.numbers[0])
        return trace


def _is_personal(key: str) -> bool:
    # The part before the colon belongs to an extension: "org:resource", "concept:instance".
    return looks_personal(key.rpartition(":")[2])


_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <classifier name="Recipient" keys="org:resource"/>
"""


def write_log(
    path: Path,
    referrals: Iterable[Referral],
    *,
    actors: Mapping[str, Actor] = MappingProxyType({}),
) -> int:
    """Write referrals as an event log; how many events it has.

    Parameters
    ----------
    path
        The file to write, replaced if it is there.
    referrals
        In any order. Those that were never requested, or entered in error, are left out.
    actors
        By id; gives the event its ``org:role`` (the kind).

    Notes
    -----
    One trace a chain, in order of id; one event a referral, in order of ``requested_at``, then id.
    ``concept:name`` and ``org:resource`` are the recipient's id, so that other tools find the same
    variants whichever they use as activity. No tenant is written.
    """
    traces: dict[str, list[tuple[datetime, Referral]]] = {}
    for referral in referrals:
        at = referral.requested_at
        if at is not None and referral.status is not ReferralStatus.ENTERED_IN_ERROR:
            traces.setdefault(referral.chain_id, []).append((at, referral))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD)
        for chain_id in sorted(traces):
            file.write("  <trace>\n" + _tag("string", _NAME, value=chain_id, depth=4))
            for at, referral in sorted(traces[chain_id], key=lambda event: (event[0], event[1].id)):
                file.write(_event(referral, at, actor=actors.get(referral.recipient_id)))
            file.write("  </trace>\n")
        file.write("</log>\n")
    return sum(map(len, traces.values()))


def _event(referral: Referral, at: datetime, *, actor: Actor | None) -> str:
    attributes = {
        _NAME: referral.recipient_id,
        "org:resource": referral.recipient_id,
        "hilfenetz:sender": referral.sender_id,
        "hilfenetz:need": referral.need_code,
    }
    if actor is not None:
        attributes["org:role"] = actor.kind.value
    strings = "".join(
        _tag("string", key, value=value, depth=6) for key, value in attributes.items()
    )
    date = _tag("date", _TIME, value=write_instant(at), depth=6)
    return f"    <event>\n{strings}{date}    </event>\n"


def _tag(tag: str, key: str, *, value: str, depth: int) -> str:
    return f"{' ' * depth}<{tag} key={quoteattr(key)} value={quoteattr(value)}/>\n"
