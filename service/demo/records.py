"""Events of a demo network as domain values, so that the domain checks every one of them."""

from collections.abc import Iterator

from graph_model.domain.actors import Tenant
from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.records import Record
from graph_model.domain.referrals import Referral, StatusChange
from graph_model.domain.searches import RuleCount, UnmetSearch
from graph_model.domain.vocabulary import ExclusionRule
from service.demo.drafts import (
    ChainDraft,
    ConsentDraft,
    ContactDraft,
    ReferralDraft,
    SearchDraft,
    TenantDraft,
)
from service.demo.network import Household, Network
from service.demo.rhythm import as_datetime
from service.demo.sizes import NetworkSpec


def network_records(spec: NetworkSpec) -> Iterator[Record]:
    """All records of a network as domain values, the same as those in the files of ``generator``.

    The directory comes last, because the room of its services follows from the referrals. Meant for
    small networks: a value of the domain takes about twenty times the time of a line of text.
    """
    network = Network(spec)
    for household in network.households():
        yield from household_records(network, household)
    yield from network.directory()


def household_records(network: Network, household: Household) -> Iterator[Record]:
    """A tenant, and its chains with all that belongs to them.

    Raises
    ------
    HilfenetzError
        If the generator broke a rule of the domain.
    """
    yield _tenant(household.tenant)
    yield from map(_contact, household.contacts)
    for chain in household.chains:
        yield _chain(chain)
        for consent, _ in chain.consents:
            yield _consent(network, consent)
        yield from map(_contact, chain.contacts)
        yield from map(_search, chain.searches)
        for referral in chain.referrals:
            yield _referral(network, referral)


def _tenant(draft: TenantDraft) -> Tenant:
    return Tenant(
        id=draft.id,
        cooperative_id=draft.cooperative_id,
        area_id=draft.area_id,
        age_band=draft.age_band,
        languages=tuple(draft.languages.split("|")),
        mobility=draft.mobility,
    )


def _chain(draft: ChainDraft) -> HelpChain:
    recorded = draft.closed_recorded
    return HelpChain(
        id=draft.id,
        tenant_id=draft.tenant.id,
        cooperative_id=draft.tenant.cooperative_id,
        area_id=draft.tenant.area_id,
        opened_by=draft.opened_by,
        trigger=draft.trigger,
        initiator=draft.initiator,
        opened_at=as_datetime(draft.opened),
        recorded_at=as_datetime(draft.recorded),
        closed_at=None if draft.closed is None else as_datetime(draft.closed),
        closed_recorded_at=None if recorded is None else as_datetime(recorded),
        outcome=draft.outcome,
    )


def _consent(network: Network, draft: ConsentDraft) -> Consent:
    date_of = network.rhythm.date_of
    return Consent(
        id=draft.id,
        tenant_id=draft.tenant_id,
        recipient_ids=draft.recipient_ids,
        valid_from=date_of(draft.day),
        valid_to=None if draft.end_day is None else date_of(draft.end_day),
        withdrawn_at=None if draft.withdrawn is None else as_datetime(draft.withdrawn),
    )


def _contact(draft: ContactDraft) -> Contact:
    return Contact(
        id=draft.id,
        from_id=draft.from_id,
        to_id=draft.to_id,
        occurred_at=as_datetime(draft.occurred),
        recorded_at=as_datetime(draft.recorded),
        channel=draft.channel,
        initiator=draft.initiator,
        need_code=draft.need,
        chain_id=draft.chain_id,
        recorded_by=draft.recorded_by,
    )


def _search(draft: SearchDraft) -> UnmetSearch:
    rules = [RuleCount(rule=ExclusionRule.NEED, excluded=draft.without_need)]
    if draft.without_area:
        rules.append(RuleCount(rule=ExclusionRule.AREA, excluded=draft.without_area))
    return UnmetSearch(
        id=draft.id,
        need_code=draft.need,
        area_id=draft.area_id,
        occurred_at=as_datetime(draft.occurred),
        recorded_at=as_datetime(draft.recorded),
        excluded_by=tuple(rules),
        searched_by=draft.searched_by,
        chain_id=draft.chain_id,
        cooperative_id=draft.cooperative_id,
    )


def _referral(network: Network, draft: ReferralDraft) -> Referral:
    offerings = network.world.offerings
    return Referral(
        id=draft.id,
        chain_id=draft.chain_id,
        tenant_id=draft.tenant_id,
        sender_id=draft.sender_id,
        recipient_id=draft.recipient_id,
        service_id=None if draft.offering is None else offerings[draft.offering].id,
        need_code=draft.need,
        urgency=draft.urgency,
        previous_id=draft.previous.id if draft.previous else None,
        parent_id=draft.parent.id if draft.parent else None,
        history=tuple(
            StatusChange(
                status=step.status,
                occurred_at=as_datetime(step.occurred),
                recorded_at=as_datetime(step.recorded),
                decided_by=step.decided_by,
                recorded_by=step.recorded_by,
                reason=step.reason,
                outcome=step.outcome,
            )
            for step in draft.steps
        ),
    )
