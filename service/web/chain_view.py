"""A chain as its page shows it: the way in words, what happened when, and what can come next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_time

from graph_model.analysis.chains.hops import Hop
from graph_model.analysis.chains.paths import ChainPath
from graph_model.domain.chains import HelpChain
from graph_model.domain.checks import LOCAL_ZONE
from graph_model.domain.contacts import Contact
from graph_model.domain.labels import label
from graph_model.domain.referrals import (
    FINAL_STATUSES,
    OPEN_LOAD_STATUSES,
    TRANSITIONS,
    Party,
    Referral,
    StatusChange,
    possible_steps,
)
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.snapshot.directory import Directory
from graph_model.store.port import ChainFile, Versioned
from service.web import rows
from service.web.threads import address
from service.words import words
from visual.catalogues import LOCALES
from visual.charts.chain_timeline import Meeting, chain_timeline
from visual.charts.chart import Chart

_S = ReferralStatus
_PASSED_ON_FROM = OPEN_LOAD_STATUSES | {_S.COMPLETED}
_RARE = frozenset({_S.CANCELLED, _S.ENTERED_IN_ERROR})
_TRIED_AGAIN_AFTER = frozenset({_S.REJECTED, _S.FAILED, _S.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """A step that a referral can take now, and what must be said with it.

    ``is_rare`` says that it takes something back, which is not what people come for, ``is_final``
    that nothing comes after it. ``parties`` are the ids and names of those who may have decided it,
    where more than one may.
    """

    name: str
    status: ReferralStatus
    text: str
    needs_reason: bool
    needs_outcome: bool
    is_rare: bool
    is_final: bool
    parties: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentStanding:
    """Open referrals by id: drafts without consent, and those sent whose consent was withdrawn."""

    lacking: frozenset[str]
    withdrawn: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An open referral: between whom, for what, where it stands, and what can come next.

    ``lacks_consent`` says that it cannot be sent yet, ``is_withdrawn`` that it was, and that the
    person has taken the consent back since. ``onward`` leads to the search for somebody
    to whom the recipient passes the person on; empty where that is not to be done now.
    """

    referral_id: str
    revision: int
    sender: str
    recipient: str
    need: str
    service: str
    status: str
    told: str
    is_overdue: bool
    lacks_consent: bool
    is_withdrawn: bool
    steps: tuple[NextStep, ...]
    onward: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One referral on the way, in words; ``again`` leads to the search for somebody else."""

    referral_id: str
    depth: int
    how: str
    sender: str
    recipient: str
    need: str
    status: str
    told: tuple[str, ...]
    again: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, by the clock in Germany, in words."""

    at: datetime
    when: str
    text: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ChainView:
    """All parts of a chain's page, in one language."""

    file: ChainFile
    path: ChainPath
    directory: Directory
    language: str

    @property
    def chain(self) -> HelpChain:
        """The chain itself."""
        return self.file.chain.record

    def name(self, actor_id: str) -> str:
        """What people call somebody; the person of the chain has no name here."""
        if actor_id == self.chain.tenant_id:
            return words(self.language)["the_person"]
        return self.directory.actor_name(actor_id)

    def legs(self) -> list[Leg]:
        """The way of the chain, referral by referral."""
        again = {held.record.previous_id for held in self.file.referrals}
        return [self._leg(hop, is_last_try=hop.referral_id not in again) for hop in self.path.hops]

    def cards(self, consents: ConsentStanding) -> list[Card]:
        """What is under way, with its next steps."""
        hops = {hop.referral_id: hop for hop in self.path.hops}
        return [
            self._card(held, hops.get(held.record.id), consents=consents)
            for held in self.file.referrals
            if held.record.is_open
        ]

    def events(self) -> list[Event]:
        """Everything that happened, the latest first."""
        found = [*self._chain_events(), *self._contact_events(), *self._step_events()]
        return sorted(found, key=lambda event: event.at, reverse=True)

    def timeline(self) -> Chart:
        """The referrals and contacts on an axis of time."""
        texts = words(self.language)
        meetings = [
            Meeting(at=event.at, text=f"{event.when}: {event.text}")
            for event in self._contact_events()
        ]
        return chain_timeline(
            self.path.hops,
            meetings,
            until=self.chain.closed_at or self.path.now,
            name_of=self.name,
            words=texts,
        )

    def parties(self) -> list[tuple[str, str]]:
        """With whom there may be contact: the person, then everybody in the chain."""
        ids = [self.chain.tenant_id or ""]
        for held in self.file.referrals:
            ids += [held.record.recipient_id, held.record.sender_id]
        return [(one, self.name(one)) for one in dict.fromkeys(ids) if one]

    def _leg(self, hop: Hop, *, is_last_try: bool) -> Leg:
        texts = words(self.language)
        how = "leg_first" if hop.depth == 0 else "leg_onward"
        again = ""
        if self.chain.is_open and is_last_try and hop.status in _TRIED_AGAIN_AFTER:
            again = address("/find", chain=self.chain.id, previous=hop.referral_id)
        return Leg(
            referral_id=hop.referral_id,
            depth=min(hop.depth, 4),
            how=texts["leg_again" if hop.is_retry else how],
            sender=self.name(hop.sender_id),
            recipient=self.name(hop.recipient_id),
            need=self.directory.need_label(hop.need_code, self.language),
            status=label(hop.status, self.language),
            told=tuple(self._told(hop)),
            again=again,
        )

    def _told(self, hop: Hop) -> Iterator[str]:
        texts, language = words(self.language), self.language
        yield texts["leg_asked"].format(day=rows.day(hop.requested_at, language))
        if hop.decided_at is not None and hop.status is not _S.REJECTED:
            yield texts["leg_accepted"].format(day=rows.day(hop.decided_at, language))
        if hop.started_at is not None:
            yield texts["leg_started"].format(day=rows.day(hop.started_at, language))
        if hop.ended_at is not None:
            ended = f"{label(hop.status, language)}: {rows.day(hop.ended_at, language)}"
            why = hop.outcome or hop.reason
            yield ended if why is None else f"{ended} ({label(why, language)})"

    def _card(
        self, held: Versioned[Referral], hop: Hop | None, *, consents: ConsentStanding
    ) -> Card:
        referral = held.record
        service = self.directory.services.get(referral.service_id or "")
        onward = ""
        if self.chain.is_open and referral.status in _PASSED_ON_FROM:
            onward = address("/find", chain=self.chain.id, parent=referral.id)
        return Card(
            referral_id=referral.id,
            revision=held.revision,
            sender=self.name(referral.sender_id),
            recipient=self.name(referral.recipient_id),
            need=self.directory.need_label(referral.need_code, self.language),
            service="" if service is None else service.name,
            status=label(referral.status, self.language),
            told="" if hop is None else self._waiting(hop),
            is_overdue=hop is not None and referral.status is _S.REQUESTED and hop.is_overdue,
            lacks_consent=referral.id in consents.lacking,
            is_withdrawn=referral.id in consents.withdrawn,
            steps=tuple(self._steps(referral)),
            onward=onward,
        )

    def _waiting(self, hop: Hop) -> str:
        texts, language = words(self.language), self.language
        if hop.status is not _S.REQUESTED:
            return "; ".join(self._told(hop))
        due = rows.date_text(hop.due_on, language)
        name = "answer_overdue" if hop.is_overdue else "answer_due"
        return texts[name].format(day=rows.day(hop.requested_at, language), due=due)

    def _steps(self, referral: Referral) -> Iterator[NextStep]:
        texts = words(self.language)
        sides = {Party.SENDER: referral.sender_id, Party.RECIPIENT: referral.recipient_id}
        for status in possible_steps(referral.status):
            step = TRANSITIONS[referral.status, status]
            parties = tuple((one, self.name(one)) for p, one in sides.items() if p in step.parties)
            yield NextStep(
                name=step_form(referral.id, status.value),
                status=status,
                text=texts[_step_text(referral.status, status)],
                needs_reason=step.needs_reason,
                needs_outcome=step.needs_outcome,
                is_rare=status in _RARE,
                is_final=status in FINAL_STATUSES,
                parties=parties if len(parties) > 1 else (),
            )

    def _event(self, at: datetime, text: str, *, remark: str = "") -> Event:
        return Event(at=at, when=moment(at, self.language), text=text, remark=remark)

    def _chain_events(self) -> Iterator[Event]:
        texts, language, chain = words(self.language), self.language, self.chain
        opened = texts["event_opened"].format(
            trigger=label(chain.trigger, language), initiator=label(chain.initiator, language)
        )
        yield self._event(chain.opened_at, opened)
        if chain.closed_at is not None and chain.outcome is not None:
            ended = texts["event_closed"].format(outcome=label(chain.outcome, language))
            yield self._event(chain.closed_at, ended)

    def _contact_events(self) -> Iterator[Event]:
        texts = words(self.language)
        for held in self.file.contacts:
            contact: Contact = held.record
            text = texts["event_contact"].format(
                channel=label(contact.channel, self.language),
                sender=self.name(contact.from_id),
                recipient=self.name(contact.to_id),
            )
            remark = texts["set_off_by"].format(who=label(contact.initiator, self.language))
            yield self._event(contact.occurred_at, text, remark=remark)

    def _step_events(self) -> Iterator[Event]:
        for held in self.file.referrals:
            for change in held.record.history:
                yield self._step_event(held.record, change)

    def _step_event(self, referral: Referral, change: StatusChange) -> Event:
        texts, language = words(self.language), self.language
        text = texts[f"event_{change.status.value}"].format(
            sender=self.name(referral.sender_id),
            recipient=self.name(referral.recipient_id),
            need=self.directory.need_label(referral.need_code, language),
            who=self.name(change.decided_by),
        )
        why = change.outcome or change.reason
        if why is not None:
            text = f"{text} – {label(why, language)}"
        return self._event(change.occurred_at, text, remark=self._entered_by(change))

    def _entered_by(self, change: StatusChange) -> str:
        """Who typed it in, where that is somebody else whom the directory knows."""
        typist = self.directory.actors.get(change.recorded_by)
        if typist is None or typist.id == change.decided_by:
            return ""
        return words(self.language)["entered_by"].format(who=typist.name)


def step_form(referral_id: str, status: str) -> str:
    """The name of the form that takes a step."""
    return f"step-{referral_id}-{status}"


def moment(at: datetime, language: str) -> str:
    """A day and a time in Germany, as people write them."""
    local = at.astimezone(LOCAL_ZONE)
    return (
        f"{rows.day(at, language)}, {format_time(local, format='short', locale=LOCALES[language])}"
    )


def _step_text(now: ReferralStatus, wanted: ReferralStatus) -> str:
    resumes = now is _S.ON_HOLD and wanted is _S.IN_PROGRESS
    return "step_resumed" if resumes else f"step_{wanted.value}"
