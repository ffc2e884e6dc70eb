"""Recording what happens: tenants, consents, chains, contacts, referrals and their steps."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from graph_model.domain.actors import Tenant
from graph_model.domain.chains import HelpChain, check_link
from graph_model.domain.consents import Consent, check_consent
from graph_model.domain.contacts import Contact
from graph_model.domain.records import Record, RecordKind, kind_of
from graph_model.domain.referrals import TRANSITIONS, Party, Referral, StatusChange
from graph_model.domain.searches import UnmetSearch
from graph_model.domain.vocabulary import Outcome, Reason, ReferralStatus
from graph_model.errors import (
    ChainClosedError,
    OpenReferralsError,
    RevisionConflictError,
    UnknownRecordError,
)
from graph_model.store.port import (
    ChainFile,
    Change,
    Expect,
    GraphStore,
    Idempotency,
    Put,
    Receipt,
    Versioned,
)
from service.access import (
    Permission,
    Principal,
    demand,
    demand_chain,
    may_see_cooperative,
)

CLOCK_TOLERANCE = timedelta(minutes=2)
"""A caller's clock may be this far ahead of ours; further ahead is refused as the future."""


def new_id(prefix: str) -> str:
    """A fresh id that says its kind and nothing else (80 random bits)."""
    return f"{prefix}-{secrets.token_hex(10)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that must have its effect once: its key and a digest of its content."""

    key: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a recording: the answer as text, its revision, whether it is a repetition."""

    answer: str
    revision: int
    replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a referral shall do; ``decided_by`` may stay open where only one side can decide."""

    status: ReferralStatus
    occurred_at: datetime
    decided_by: str | None = None
    reason: Reason | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """Records for one principal at one moment.

    ``encode`` makes the answer of a record; ``call`` lets a repeated call have its first answer.
    Every method raises ``ForbiddenError`` if the role may not record, ``UnknownRecordError`` for
    what the principal may not see, and what the domain and the store raise.
    """

    store: GraphStore
    principal: Principal
    now: datetime
    encode: Callable[[Record], str]
    call: Call | None = None

    def tenant(self, tenant: Tenant) -> Done:
        """Take in a tenant of the principal's own cooperative."""
        if (before := self._begin()) is not None:
            return before
        if not may_see_cooperative(self.principal, tenant.cooperative_id):
            raise UnknownRecordError(kind="actor", record_id=tenant.cooperative_id)
        return self._write(tenant, Put(tenant, expected=0))

    def consent(self, consent: Consent) -> Done:
        """Record a tenant's consent."""
        if (before := self._begin()) is not None:
            return before
        self._tenant(consent.tenant_id)
        return self._write(consent, Put(consent, expected=0))

    def withdraw_consent(self, consent_id: str, *, at: datetime, expected: int) -> Done:
        """Record that a tenant took the consent back."""
        if (before := self._begin()) is not None:
            return before
        found = self.store.get(Consent, consent_id)
        owner = None if found is None else self.store.get(Tenant, found.record.tenant_id)
        if (
            found is None
            or owner is None
            or not may_see_cooperative(self.principal, owner.record.cooperative_id)
        ):
            raise UnknownRecordError(kind="consent", record_id=consent_id)
        withdrawn = replace(found.record, withdrawn_at=self._moment(at))
        return self._write(withdrawn, Put(withdrawn, expected=expected))

    def open_chain(self, chain: HelpChain) -> Done:
        """Open a chain for a tenant; cooperative and area are the tenant's of that day."""
        if (before := self._begin()) is not None:
            return before
        tenant = self._tenant(chain.tenant_id or "")
        opened = replace(
            chain,
            cooperative_id=tenant.cooperative_id,
            area_id=tenant.area_id,
            opened_at=self._moment(chain.opened_at),
            recorded_at=self.now,
        )
        return self._write(opened, Put(opened, expected=0))

    def close_chain(self, chain_id: str, *, outcome: Outcome, at: datetime, expected: int) -> Done:
        """End a chain whose referrals have all ended."""
        if (before := self._begin()) is not None:
            return before
        file = self._chain_file(chain_id)
        _demand_revision(file.chain, expected)
        if not file.chain.record.is_open:
            raise ChainClosedError(chain_id=chain_id)
        still_open = sum(found.record.is_open for found in file.referrals)
        if still_open:
            raise OpenReferralsError(chain_id=chain_id, count=still_open)
        closed = replace(
            file.chain.record,
            closed_at=self._moment(at),
            closed_recorded_at=self.now,
            outcome=outcome,
        )
        return self._write(closed, Put(closed, expected=expected))

    def contact(self, contact: Contact) -> Done:
        """Record a contact; a tenant on either end must be one that the principal may see."""
        if (before := self._begin()) is not None:
            return before
        ends = self.store.get_many(Tenant, (contact.from_id, contact.to_id))
        for found in ends.values():
            self._demand_tenant(found.record)
        if contact.chain_id is not None:
            self._chain(contact.chain_id)
        kept = replace(
            contact,
            occurred_at=self._moment(contact.occurred_at),
            recorded_at=self.now,
            recorded_by=self.principal.signature,
        )
        return self._write(kept, Put(kept, expected=0))

    def referral(self, referral: Referral) -> Done:
        """Record a referral as a draft, or sent: then consent must cover it."""
        if (before := self._begin()) is not None:
            return before
        file = self._chain_file(referral.chain_id)
        if not file.chain.record.is_open:
            raise ChainClosedError(chain_id=referral.chain_id)
        check_link(referral, {found.record.id: found.record for found in file.referrals})
        # The chain must still be as it was read: a colleague may be closing it this moment.
        unchanged = Expect(RecordKind.CHAIN, referral.chain_id, file.chain.revision)
        return self._write(
            referral, unchanged, *self._consent_held(referral), Put(referral, expected=0)
        )

    def step(self, referral_id: str, step: Step, *, expected: int) -> Done:
        """Move a referral one step on."""
        if (before := self._begin()) is not None:
            return before
        found = self.store.get(Referral, referral_id)
        if found is None:
            raise UnknownRecordError(kind="referral", record_id=referral_id)
        self._chain(found.record.chain_id, hidden=("referral", referral_id))
        _demand_revision(found, expected)
        moved = found.record.moved(self._change(found.record, step))
        held = self._consent_held(moved) if step.status is ReferralStatus.REQUESTED else ()
        return self._write(moved, *held, Put(moved, expected=expected))

    def unmet_search(self, search: UnmetSearch) -> Done:
        """Record that a search found nobody."""
        demand(self.principal, Permission.RECOMMEND)
        if (before := self._begin()) is not None:
            return before
        if search.chain_id is not None:
            self._chain(search.chain_id)
        kept = replace(
            search,
            occurred_at=self._moment(search.occurred_at),
            recorded_at=self.now,
            searched_by=self.principal.actor_id,
            cooperative_id=self.principal.cooperative_id,
        )
        return self._write(kept, Put(kept, expected=0))

    def initial_history(self, step: Step, sender_id: str) -> tuple[StatusChange, ...]:
        """The first step of a referral that the sender makes."""
        return (
            StatusChange(
                status=step.status,
                occurred_at=self._moment(step.occurred_at),
                recorded_at=self.now,
                decided_by=step.decided_by or sender_id,
                recorded_by=self.principal.signature,
            ),
        )

    def _begin(self) -> Done | None:
        demand(self.principal, Permission.RECORD)
        if self.call is None:
            return None
        receipt = self.store.replay(self._idempotency(""))
        return None if receipt is None else _done(receipt)

    def _write(self, record: Record, *changes: Change) -> Done:
        answer = self.encode(record)
        idempotency = None if self.call is None else self._idempotency(answer)
        receipt = self.store.apply(changes, idempotency=idempotency)
        if receipt.replayed:
            return _done(receipt)
        return Done(answer=answer, revision=receipt.revision)

    def _idempotency(self, answer: str) -> Idempotency:
        key = "" if self.call is None else f"{self.principal.key_id}:{self.call.key}"
        digest = "" if self.call is None else self.call.digest
        return Idempotency(key=key, digest=digest, answer=answer)

    def _moment(self, instant: datetime) -> datetime:
        ahead = instant - self.now
        return self.now if timedelta(0) < ahead <= CLOCK_TOLERANCE else instant

    def _change(self, referral: Referral, step: Step) -> StatusChange:
        return StatusChange(
            status=step.status,
            occurred_at=self._moment(step.occurred_at),
            recorded_at=max(self.now, referral.history[-1].recorded_at),
            decided_by=step.decided_by or self._decider(referral, step.status),
            recorded_by=self.principal.signature,
            reason=step.reason,
            outcome=step.outcome,
        )

    def _decider(self, referral: Referral, wanted: ReferralStatus) -> str:
        transition = TRANSITIONS.get((referral.status, wanted))
        if transition is not None and transition.parties == {Party.RECIPIENT}:
            return referral.recipient_id
        return referral.sender_id

    def _consent_held(self, referral: Referral) -> tuple[Expect, ...]:
        if referral.tenant_id is None:
            return ()
        consents = {c.record.id: c for c in self.store.consents_of(referral.tenant_id)}
        consent = check_consent(referral, (found.record for found in consents.values()))
        if consent is None:
            return ()
        return (Expect(RecordKind.CONSENT, consent.id, consents[consent.id].revision),)

    def _tenant(self, tenant_id: str) -> Tenant:
        found = self.store.get(Tenant, tenant_id)
        if found is None:
            raise UnknownRecordError(kind="tenant", record_id=tenant_id)
        self._demand_tenant(found.record)
        return found.record

    def _demand_tenant(self, tenant: Tenant) -> None:
        if not may_see_cooperative(self.principal, tenant.cooperative_id):
            raise UnknownRecordError(kind="tenant", record_id=tenant.id)

    def _chain(self, chain_id: str, *, hidden: tuple[str, str] | None = None) -> HelpChain:
        found = self.store.get(HelpChain, chain_id)
        if found is None or not may_see_cooperative(self.principal, found.record.cooperative_id):
            kind, record_id = hidden or ("chain", chain_id)
            raise UnknownRecordError(kind=kind, record_id=record_id)
        return found.record

    def _chain_file(self, chain_id: str) -> ChainFile:
        file = self.store.chain_file(chain_id)
        if file is None:
            raise UnknownRecordError(kind="chain", record_id=chain_id)
        demand_chain(self.principal, file.chain.record)
        return file


def _done(receipt: Receipt) -> Done:
    return Done(answer=receipt.answer, revision=receipt.revision, replayed=True)


def _demand_revision(found: Versioned[Record], expected: int) -> None:
    if found.revision != expected:
        raise RevisionConflictError(
            kind=kind_of(found.record),
            record_id=found.record.id,
            expected=expected,
            found=found.revision,
        )
