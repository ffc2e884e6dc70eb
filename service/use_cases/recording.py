"""Recording what happens: tenants, consents, chains, contacts, referrals and their steps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from graph_model.domain.actors import Tenant
from graph_model.domain.chains import HelpChain, check_link
from graph_model.domain.checks import refuse
from graph_model.domain.consents import Consent, check_consent
from graph_model.domain.contacts import Contact
from graph_model.domain.records import Record, RecordKind
from graph_model.domain.referrals import TRANSITIONS, Party, Referral, StatusChange
from graph_model.domain.searches import UnmetSearch
from graph_model.domain.services import Service
from graph_model.domain.vocabulary import Outcome, ReferralStatus
from graph_model.errors import (
    ChainClosedError,
    HilfenetzError,
    IdempotencyConflictError,
    MissingConsentError,
    OpenReferralsError,
    RevisionConflictError,
    StoreError,
    StoreUnavailableError,
    UnknownRecordError,
)
from graph_model.store.port import (
    Change,
    Expect,
    Filter,
    GraphStore,
    Idempotency,
    Put,
    Receipt,
)
from graph_model.store.walking import every
from service.access import Permission, Principal, demand
from service.use_cases.forms import Call, Done, ReferralWish, Step
from service.use_cases.ids import new_id
from service.use_cases.revisions import demand_revision
from service.use_cases.sight import Sight

CLOCK_TOLERANCE = timedelta(minutes=2)
"""A caller's clock may be this far ahead of ours; further ahead is refused as the future."""

P = ParamSpec("P")

_TRIES = 20


def _once(
    record: Callable[Concatenate["Recorder", P], Done],
) -> Callable[Concatenate["Recorder", P], Done]:
    """Give a repeated call its first answer, even where it would be refused by now.

    The store itself answers a repeated call that is not refused.
    """

    @wraps(record)
    def recorded(self: "Recorder", /, *args: P.args, **kwargs: P.kwargs) -> Done:
        demand(self.principal, Permission.RECORD)
        try:
            return record(self, *args, **kwargs)
        except StoreError:
            raise
        except HilfenetzError:
            before = self.replayed()
            if before is None:
                raise
            return before

    return recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """Records for one principal at one moment.

    ``encode`` makes the answer of a record; ``call`` lets a repeated call have its first answer.
    Every method raises ``ForbiddenError`` if the role may not record, ``UnknownRecordError`` for
    what the principal may not see, and what the domain and the store raise. What may be seen is
    looked at before anything else, so that no refusal tells of a foreign case.
    """

    store: GraphStore
    principal: Principal
    now: datetime
    encode: Callable[[Record], str]
    call: Call | None = None

    @property
    def sight(self) -> Sight:
        """What the principal can see."""
        return Sight(self.store, self.principal)

    @_once
    def tenant(self, tenant: Tenant) -> Done:
        """Take in a tenant of the principal's own cooperative."""
        if not self.sight.is_own(tenant.cooperative_id):
            raise UnknownRecordError(kind="actor", record_id=tenant.cooperative_id)
        return self._write(tenant, Put(tenant, expected=0))

    @_once
    def consent(self, consent: Consent) -> Done:
        """Record a tenant's consent."""
        self.sight.tenant(consent.tenant_id)
        return self._write(consent, Put(consent, expected=0))

    @_once
    def withdraw_consent(self, consent_id: str, *, at: datetime, expected: int) -> Done:
        """Record that a tenant took the consent back; an earlier withdrawal stands.

        Raises
        ------
        InvalidValueError
            If the time lies ahead, or a referral was sent on this consent after it.
        """
        found = self.sight.consent(consent_id)
        demand_revision(found, expected)
        moment = self._moment(at)
        if moment > self.now:
            raise refuse("withdrawn_at", "das liegt in der Zukunft", "that lies in the future")
        earlier = found.record.withdrawn_at
        withdrawn = replace(
            found.record, withdrawn_at=moment if earlier is None else min(earlier, moment)
        )
        self._demand_all_sent_covered(withdrawn)
        return self._write(withdrawn, Put(withdrawn, expected=expected))

    @_once
    def open_chain(self, chain: HelpChain) -> Done:
        """Open a chain for a tenant; cooperative and area are the tenant's of that day."""
        tenant = self.sight.tenant(chain.tenant_id or "")
        opened = replace(
            chain,
            cooperative_id=tenant.cooperative_id,
            area_id=tenant.area_id,
            opened_at=self._moment(chain.opened_at),
            recorded_at=self.now,
        )
        return self._write(opened, Put(opened, expected=0))

    @_once
    def close_chain(self, chain_id: str, *, outcome: Outcome, at: datetime, expected: int) -> Done:
        """End a chain whose referrals have all ended."""
        for _ in range(_TRIES):
            # A referral that a colleague adds this moment leaves the chain's own revision alone,
            # so the whole store must stand still between reading and writing.
            revision = self.store.revision()
            closed = self._closed(chain_id, outcome=outcome, at=at, expected=expected)
            try:
                return self._write(closed, Put(closed, expected=expected), at_revision=revision)
            except RevisionConflictError as error:
                if error.details["kind"] != "store":
                    raise
        raise StoreUnavailableError(problem="busy")

    def _closed(self, chain_id: str, *, outcome: Outcome, at: datetime, expected: int) -> HelpChain:
        file = self.sight.chain_file(chain_id)
        demand_revision(file.chain, expected)
        if not file.chain.record.is_open:
            raise ChainClosedError(chain_id=chain_id)
        still_open = sum(found.record.is_open for found in file.referrals)
        if still_open:
            raise OpenReferralsError(chain_id=chain_id, count=still_open)
        return replace(
            file.chain.record,
            closed_at=self._moment(at),
            closed_recorded_at=self.now,
            outcome=outcome,
        )

    @_once
    def contact(self, contact: Contact) -> Done:
        """Record a contact with or about an own tenant, or of the own cooperative's people."""
        self.sight.demand_party_to_contact(
            (contact.from_id, contact.to_id), chain_id=contact.chain_id
        )
        kept = replace(
            contact,
            occurred_at=self._moment(contact.occurred_at),
            recorded_at=self.now,
            recorded_by=self.principal.signature,
        )
        return self._write(kept, Put(kept, expected=0))

    @_once
    def referral(self, wish: ReferralWish) -> Done:
        """Record a referral as a draft, or sent: then consent must cover it."""
        file = self.sight.chain_file(wish.chain_id)
        if not file.chain.record.is_open:
            raise ChainClosedError(chain_id=wish.chain_id)
        self.sight.demand_sender(wish.sender_id, file)
        self._demand_offered(wish)
        referral = self._made(wish, file.chain.record)
        check_link(referral, {found.record.id: found.record for found in file.referrals})
        # The chain must still be as it was read: a colleague may be closing it this moment.
        unchanged = Expect(RecordKind.CHAIN, referral.chain_id, file.chain.revision)
        return self._write(
            referral, unchanged, *self._consent_held(referral), Put(referral, expected=0)
        )

    @_once
    def step(self, referral_id: str, step: Step, *, expected: int) -> Done:
        """Move a referral one step on."""
        found = self.sight.referral(referral_id)
        demand_revision(found, expected)
        moved = found.record.moved(self._change(found.record, step))
        held = self._consent_held(moved) if step.status is ReferralStatus.REQUESTED else ()
        return self._write(moved, *held, Put(moved, expected=expected))

    @_once
    def unmet_search(self, search: UnmetSearch) -> Done:
        """Record that a search found nobody."""
        demand(self.principal, Permission.RECOMMEND)
        if search.chain_id is not None:
            self.sight.chain(search.chain_id)
        kept = replace(
            search,
            occurred_at=self._moment(search.occurred_at),
            recorded_at=self.now,
            searched_by=self.principal.actor_id,
            cooperative_id=self.principal.cooperative_id,
        )
        return self._write(kept, Put(kept, expected=0))

    def replayed(self) -> Done | None:
        """The first answer, if this call has happened before.

        Raises
        ------
        IdempotencyConflictError
            If its key was used for something else.
        """
        if self.call is None:
            return None
        try:
            receipt = self.store.replay(self._idempotency(self.call, ""))
        except IdempotencyConflictError as error:
            # The store knows the key with the principal before it; the caller sent it without.
            raise IdempotencyConflictError(key=self.call.key) from error
        return None if receipt is None else _done(receipt)

    def _write(self, record: Record, *changes: Change, at_revision: int | None = None) -> Done:
        answer = self.encode(record)
        idempotency = None if self.call is None else self._idempotency(self.call, answer)
        try:
            receipt = self.store.apply(
                changes, expected_revision=at_revision, idempotency=idempotency
            )
        except IdempotencyConflictError as error:
            key = "" if self.call is None else self.call.key
            raise IdempotencyConflictError(key=key) from error
        if receipt.replayed:
            return _done(receipt)
        return Done(answer=answer, revision=receipt.revision)

    def _idempotency(self, call: Call, answer: str) -> Idempotency:
        key = f"{self.principal.key_id}:{call.key}"
        return Idempotency(key=key, digest=call.digest, answer=answer)

    def _moment(self, instant: datetime) -> datetime:
        ahead = instant - self.now
        return self.now if timedelta(0) < ahead <= CLOCK_TOLERANCE else instant

    def _made(self, wish: ReferralWish, chain: HelpChain) -> Referral:
        first = StatusChange(
            status=wish.first.status,
            occurred_at=self._moment(wish.first.occurred_at),
            recorded_at=self.now,
            decided_by=wish.first.decided_by or wish.sender_id,
            recorded_by=self.principal.signature,
        )
        return Referral(
            id=new_id("referral"),
            chain_id=chain.id,
            tenant_id=None if wish.is_anonymous else chain.tenant_id,
            sender_id=wish.sender_id,
            recipient_id=wish.recipient_id,
            service_id=wish.service_id,
            need_code=wish.need_code,
            urgency=wish.urgency,
            previous_id=wish.previous_id,
            parent_id=wish.parent_id,
            history=(first,),
        )

    def _demand_offered(self, wish: ReferralWish) -> None:
        if wish.service_id is None:
            return
        found = self.store.get(Service, wish.service_id)
        if found is not None and found.record.actor_id != wish.recipient_id:
            raise refuse(
                "service_id",
                "das Angebot gehört nicht zum Empfänger",
                "the service is not offered by the recipient",
            )

    def _change(self, referral: Referral, step: Step) -> StatusChange:
        return StatusChange(
            status=step.status,
            occurred_at=self._moment(step.occurred_at),
            recorded_at=max(self.now, referral.history[-1].recorded_at),
            decided_by=step.decided_by or _decider(referral, step.status),
            recorded_by=self.principal.signature,
            reason=step.reason,
            outcome=step.outcome,
        )

    def _consent_held(self, referral: Referral) -> tuple[Expect, ...]:
        if referral.tenant_id is None:
            return ()
        consents = {c.record.id: c for c in self.store.consents_of(referral.tenant_id)}
        consent = check_consent(referral, (found.record for found in consents.values()))
        if consent is None:
            return ()
        return (Expect(RecordKind.CONSENT, consent.id, consents[consent.id].revision),)

    def _demand_all_sent_covered(self, withdrawn: Consent) -> None:
        before = [found.record for found in self.store.consents_of(withdrawn.tenant_id)]
        left = [withdrawn if one.id == withdrawn.id else one for one in before]
        where = Filter(tenant_id=withdrawn.tenant_id)
        sent = (found.record for found in every(self.store, Referral, where=where))
        if any(_is_covered(one, before) and not _is_covered(one, left) for one in sent):
            raise refuse(
                "withdrawn_at",
                "danach wurde noch auf diese Einwilligung vermittelt",
                "a referral was sent on this consent after that",
            )


def _is_covered(referral: Referral, consents: Iterable[Consent]) -> bool:
    try:
        check_consent(referral, consents)
    except MissingConsentError:
        return False
    return True


def _decider(referral: Referral, wanted: ReferralStatus) -> str:
    transition = TRANSITIONS.get((referral.status, wanted))
    if transition is not None and transition.parties == {Party.RECIPIENT}:
        return referral.recipient_id
    return referral.sender_id


def _done(receipt: Receipt) -> Done:
    return Done(answer=receipt.answer, revision=receipt.revision, replayed=True)
