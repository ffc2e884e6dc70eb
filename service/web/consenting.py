"""The consent that a referral needs: recorded together with it, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from graph_model.domain.checks import local_day
from graph_model.domain.consents import Consent
from graph_model.domain.referrals import Referral
from graph_model.snapshot.directory import Directory
from graph_model.store.port import ChainFile, Versioned
from service.api import entries
from service.api.caller import Caller
from service.schemas.recording import ConsentIn
from service.web import rows
from service.web.attempts import Attempt, body_of
from service.web.chain_view import ConsentStanding
from service.words import words


def is_covered(caller: Caller, tenant_id: str | None, recipient_id: str, *, at: datetime) -> bool:
    """Whether a tenant may be referred to somebody at a moment; without a tenant always."""
    if tenant_id is None:
        return True
    return any(one.covers(recipient_id, at) for one in _consents(caller, tenant_id))


def consents_in(caller: Caller, file: ChainFile) -> ConsentStanding:
    """How it stands now with the consents for what is open in a chain."""
    is_open = [held.record for held in file.referrals if held.record.is_open]
    bound = [referral for referral in is_open if referral.tenant_id is not None]
    tenant_id = file.chain.record.tenant_id
    if tenant_id is None or not bound:
        return ConsentStanding(lacking=frozenset(), withdrawn=frozenset())
    consents, now = _consents(caller, tenant_id), caller.now
    without = [
        referral
        for referral in bound
        if not any(one.covers(referral.recipient_id, now) for one in consents)
    ]
    return ConsentStanding(
        lacking=frozenset(one.id for one in without if one.requested_at is None),
        withdrawn=frozenset(
            one.id
            for one in without
            if one.requested_at is not None and _was_withdrawn(one, consents, now=now)
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentLine:
    """A consent in words, and what taking it back would do.

    ``stops`` are referrals that could not be sent any more, ``shown_on`` those that were sent and
    would carry the word that the person has taken it back.
    """

    consent_id: str
    revision: int
    recipients: str
    period: str
    state: str
    is_valid: bool
    stops: tuple[str, ...]
    shown_on: tuple[str, ...]


def consent_lines(
    caller: Caller, file: ChainFile, *, directory: Directory, language: str
) -> list[ConsentLine]:
    """All consents of the chain's person, those in force first."""
    tenant_id = file.chain.record.tenant_id
    if tenant_id is None:
        return []
    held = caller.look_up(lambda store: store.consents_of(tenant_id))
    telling = _Telling(file, directory, language)
    lines = [telling.line(one, now=caller.now) for one in held]
    return sorted(lines, key=lambda line: (not line.is_valid, line.consent_id))


@dataclass(frozen=True, slots=True)
class _Telling:
    file: ChainFile
    directory: Directory
    language: str

    def line(self, held: Versioned[Consent], *, now: datetime) -> ConsentLine:
        """One consent."""
        consent = held.record
        is_open = [
            one.record
            for one in self.file.referrals
            if one.record.is_open and one.record.recipient_id in consent.recipient_ids
        ]
        return ConsentLine(
            consent_id=consent.id,
            revision=held.revision,
            recipients=", ".join(map(self.directory.actor_name, consent.recipient_ids)),
            period=self._period(consent),
            state=self._state(consent, now),
            is_valid=_is_in_force(consent, now),
            stops=tuple(self._named(one) for one in is_open if one.requested_at is None),
            shown_on=tuple(self._named(one) for one in is_open if one.requested_at is not None),
        )

    def _period(self, consent: Consent) -> str:
        texts, language = words(self.language), self.language
        since = rows.date_text(consent.valid_from, language)
        if consent.valid_to is None:
            return texts["consent_since"].format(day=since)
        until = rows.date_text(consent.valid_to, language)
        return texts["consent_from_to"].format(day=since, until=until)

    def _state(self, consent: Consent, now: datetime) -> str:
        texts = words(self.language)
        if consent.withdrawn_at is not None:
            day = rows.day(consent.withdrawn_at, self.language)
            return texts["consent_taken_back"].format(day=day)
        return texts["consent_in_force" if _is_in_force(consent, now) else "consent_over"]

    def _named(self, referral: Referral) -> str:
        need = self.directory.need_label(referral.need_code, self.language)
        return f"{self.directory.actor_name(referral.recipient_id)} ({need})"


def _is_in_force(consent: Consent, now: datetime) -> bool:
    return consent.withdrawn_at is None and (
        consent.valid_to is None or local_day(now) < consent.valid_to
    )


def _was_withdrawn(referral: Referral, consents: Sequence[Consent], *, now: datetime) -> bool:
    return any(
        referral.recipient_id in one.recipient_ids
        and one.withdrawn_at is not None
        and one.withdrawn_at <= now
        for one in consents
    )


def _consents(caller: Caller, tenant_id: str) -> list[Consent]:
    return [held.record for held in caller.look_up(lambda store: store.consents_of(tenant_id))]


def record_consent(
    attempt: Attempt, tenant_id: str | None, recipient_id: str, *, at: datetime
) -> None:
    """Record that the tenant agrees, from that day on, unless a consent covers it already."""
    if tenant_id is None or is_covered(attempt.caller, tenant_id, recipient_id, at=at):
        return
    body = body_of(
        ConsentIn,
        {
            "tenant_id": tenant_id,
            "recipient_ids": [recipient_id],
            "valid_from": local_day(at).isoformat(),
        },
    )
    entries.consent(attempt.recorder_for(body, ".consent"), body)
