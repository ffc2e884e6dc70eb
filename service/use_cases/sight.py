"""What a principal can see of tenants, chains and consents; all else is as if it were not there."""

from dataclasses import dataclass

from graph_model.domain.actors import Actor, Tenant
from graph_model.domain.chains import HelpChain
from graph_model.domain.checks import refuse
from graph_model.domain.consents import Consent
from graph_model.domain.records import RecordKind
from graph_model.domain.referrals import Referral
from graph_model.domain.vocabulary import ActorKind
from graph_model.errors import UnknownRecordError
from graph_model.store.port import ChainFile, GraphStore, Versioned
from service.access import Principal, demand_chain, may_see_cooperative

_EMPLOYED = frozenset({ActorKind.KUEMMERER, ActorKind.COMPANION})


@dataclass(frozen=True, slots=True)
class Sight:
    """Look-ups for one principal.

    Every method raises ``UnknownRecordError``, with the same words, for what is not there and for
    what belongs to another cooperative.
    """

    store: GraphStore
    principal: Principal

    def tenant(self, tenant_id: str) -> Tenant:
        """A tenant of the own cooperative."""
        found = self.store.get(Tenant, tenant_id)
        if found is None or not self.is_own(found.record.cooperative_id):
            raise UnknownRecordError(kind="tenant", record_id=tenant_id)
        return found.record

    def consent(self, consent_id: str) -> Versioned[Consent]:
        """A consent of a tenant of the own cooperative."""
        found = self.store.get(Consent, consent_id)
        owner = None if found is None else self.store.get(Tenant, found.record.tenant_id)
        if found is None or owner is None or not self.is_own(owner.record.cooperative_id):
            raise UnknownRecordError(kind="consent", record_id=consent_id)
        return found

    def chain(self, chain_id: str) -> HelpChain:
        """A chain of the own cooperative."""
        found = self.store.get(HelpChain, chain_id)
        if found is None:
            raise UnknownRecordError(kind="chain", record_id=chain_id)
        demand_chain(self.principal, found.record)
        return found.record

    def chain_file(self, chain_id: str) -> ChainFile:
        """All of a chain of the own cooperative."""
        file = self.store.chain_file(chain_id)
        if file is None:
            raise UnknownRecordError(kind="chain", record_id=chain_id)
        demand_chain(self.principal, file.chain.record)
        return file

    def referral(self, referral_id: str) -> Versioned[Referral]:
        """A referral in a chain of the own cooperative."""
        found = self.store.get(Referral, referral_id)
        chain = None if found is None else self.store.get(HelpChain, found.record.chain_id)
        if found is None or chain is None or not self.is_own(chain.record.cooperative_id):
            raise UnknownRecordError(kind="referral", record_id=referral_id)
        return found

    def demand_party_to_contact(self, ends: tuple[str, str], *, chain_id: str | None) -> None:
        """Refuse a contact that is not the principal's to record.

        Tenants on either end must be their own, and in a chain that of the chain. Without tenant
        and chain one end must be of their cooperative.

        Raises
        ------
        InvalidValueError
            If the contact is between others, or its tenant is not that of the chain.
        """
        chain, tenants, actors = self._of_contact(ends, chain_id=chain_id)
        if chain is not None:
            demand_chain(self.principal, chain)
        for end in ends:
            is_foreign = end in tenants and not self.is_own(tenants[end].cooperative_id)
            if is_foreign or (end not in tenants and end not in actors):
                raise UnknownRecordError(kind="party", record_id=end)
        if chain is not None and any(tenant_id != chain.tenant_id for tenant_id in tenants):
            raise refuse(
                "chain_id", "die Kette gehört jemand anderem", "the chain is somebody else's"
            )
        ours = (self._is_of_own_house(actor) for actor in actors.values())
        if chain is None and not tenants and not any(ours):
            raise refuse(
                "from_id",
                "eine der beiden Seiten muss zur eigenen Genossenschaft gehören",
                "one of the two must belong to your own cooperative",
            )

    def _of_contact(
        self, ends: tuple[str, str], *, chain_id: str | None
    ) -> tuple[HelpChain | None, dict[str, Tenant], dict[str, Actor]]:
        """The chain, and who is at the ends: tenants and actors by id."""
        names = [(kind, end) for kind in (RecordKind.TENANT, RecordKind.ACTOR) for end in ends]
        if chain_id is not None:
            names.append((RecordKind.CHAIN, chain_id))
        chain: HelpChain | None = None
        tenants: dict[str, Tenant] = {}
        actors: dict[str, Actor] = {}
        for found in self.store.find(names).values():
            match found.record:
                case HelpChain():
                    chain = found.record
                case Tenant():
                    tenants[found.record.id] = found.record
                case Actor():
                    actors[found.record.id] = found.record
        if chain_id is not None and chain is None:
            raise UnknownRecordError(kind="chain", record_id=chain_id)
        return chain, tenants, actors

    def demand_sender(self, sender_id: str, file: ChainFile) -> None:
        """Refuse to refer in the name of another cooperative's people.

        Who was asked in the chain may pass the person on, wherever they work.

        Raises
        ------
        InvalidValueError
            If the sender works for another cooperative and has no part in the chain.
        """
        found = self.store.get(Actor, sender_id)
        if found is None or found.record.kind not in _EMPLOYED:
            return
        has_part = any(item.record.recipient_id == sender_id for item in file.referrals)
        if not has_part and not self._is_of_own_house(found.record):
            raise refuse(
                "sender_id",
                "wer vermittelt, muss zur eigenen Genossenschaft gehören oder in der Kette stehen",
                "who refers must belong to your own cooperative or have a part in the chain",
            )

    def colleague(self, actor_id: str) -> None:
        """Let pass whoever works for the principal's cooperative, and organisations."""
        found = self.store.get(Actor, actor_id)
        if found is None or (
            found.record.kind in _EMPLOYED and not self._is_of_own_house(found.record)
        ):
            raise UnknownRecordError(kind="actor", record_id=actor_id)

    def is_own(self, cooperative_id: str | None) -> bool:
        """Whether a cooperative is the principal's."""
        return may_see_cooperative(self.principal, cooperative_id)

    def _is_of_own_house(self, actor: Actor) -> bool:
        return self.is_own(actor.cooperative_id) or self.is_own(actor.id)
