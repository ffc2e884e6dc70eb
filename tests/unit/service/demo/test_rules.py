"""Every record of the demo keeps the rules of the domain, those between records too."""

from collections import defaultdict
from datetime import date

from graph_model.domain.actors import Actor
from graph_model.domain.chains import HelpChain, check_forest
from graph_model.domain.checks import local_midnight
from graph_model.domain.consents import Consent, check_consent
from graph_model.domain.records import RecordKind, contact_parties, references
from graph_model.domain.referrals import Referral
from graph_model.domain.vocabulary import ActorKind, ReferralStatus
from service.demo.names import INVENTED
from tests.demo_network import Records, referrals_of


def test_everything_referred_to_is_there(demo: Records) -> None:
    known = {(kind, record.id) for kind, records in demo.items() for record in records}
    missing = {
        reference
        for records in demo.values()
        for record in records
        for reference in references(record)
        if reference not in known
    }
    assert missing == set()
    people = {record.id for kind in (RecordKind.ACTOR, RecordKind.TENANT) for record in demo[kind]}
    contacts = demo[RecordKind.CONTACT]
    assert {party for contact in contacts for party in contact_parties(contact)} <= people


def test_no_id_comes_twice(demo: Records) -> None:
    for records in demo.values():
        assert len({record.id for record in records}) == len(records)


def test_every_chain_is_a_forest(demo: Records) -> None:
    by_chain: dict[str, list[Referral]] = defaultdict(list)
    for referral in referrals_of(demo):
        by_chain[referral.chain_id].append(referral)
    for referrals in by_chain.values():
        check_forest(referrals)


def test_every_referral_was_sent_with_a_consent(demo: Records) -> None:
    consents: dict[str, list[Consent]] = defaultdict(list)
    for consent in demo[RecordKind.CONSENT]:
        consents[consent.tenant_id].append(consent)
    for referral in referrals_of(demo):
        check_consent(referral, consents[referral.tenant_id])


def test_referrals_belong_to_the_tenant_of_their_chain(demo: Records) -> None:
    tenants = {chain.id: chain.tenant_id for chain in demo[RecordKind.CHAIN]}
    assert all(tenants[one.chain_id] == one.tenant_id for one in referrals_of(demo))


def test_closed_chains_hold_nothing_open(demo: Records) -> None:
    chains = {chain.id: chain for chain in demo[RecordKind.CHAIN] if isinstance(chain, HelpChain)}
    assert sum(not chain.is_open for chain in chains.values()) > 1_000
    for referral in referrals_of(demo):
        chain = chains[referral.chain_id]
        if chain.closed_at is not None and chain.closed_recorded_at is not None:
            assert not referral.is_open
            assert referral.history[-1].occurred_at <= chain.closed_at
            assert referral.history[-1].recorded_at <= chain.closed_recorded_at


def test_nothing_is_recorded_before_its_chain_or_on_the_reference_day(demo: Records) -> None:
    end = local_midnight(date(2026, 6, 30))
    chains = {chain.id: chain for chain in demo[RecordKind.CHAIN]}
    for referral in referrals_of(demo):
        chain = chains[referral.chain_id]
        assert chain.opened_at < referral.history[0].occurred_at
        assert chain.recorded_at <= referral.history[0].recorded_at
        assert referral.history[-1].recorded_at < end
    for kind in (RecordKind.CONTACT, RecordKind.CHAIN, RecordKind.UNMET_SEARCH):
        assert all(record.recorded_at < end for record in demo[kind])


def test_who_goes_on_from_a_refusal_knew_of_it(demo: Records) -> None:
    by_id = {referral.id: referral for referral in referrals_of(demo)}
    retried = [one for one in by_id.values() if one.previous_id is not None]
    assert retried
    for one in retried:
        assert one.history[0].occurred_at >= by_id[one.previous_id].history[-1].recorded_at
    passed_on = [one for one in by_id.values() if one.parent_id is not None]
    for one in passed_on:
        begun = next(
            step
            for step in by_id[one.parent_id].history
            if step.status is ReferralStatus.IN_PROGRESS
        )
        assert one.history[0].occurred_at >= begun.recorded_at


def test_services_take_those_who_were_referred_to_them(demo: Records) -> None:
    services = {service.id: service for service in demo[RecordKind.SERVICE]}
    towns = {tenant.id: tenant.area_id.split("-")[0] for tenant in demo[RecordKind.TENANT]}
    ages = {tenant.id: tenant.age_band for tenant in demo[RecordKind.TENANT]}
    for referral in referrals_of(demo):
        if referral.service_id is not None:
            service = services[referral.service_id]
            assert referral.recipient_id == service.actor_id
            assert referral.need_code in service.need_codes
            assert towns[referral.tenant_id] in service.area_ids
            assert (service.eligibility.age_from or 0) <= ages[referral.tenant_id].youngest


def test_organisations_say_that_they_are_invented(demo: Records) -> None:
    actors = [actor for actor in demo[RecordKind.ACTOR] if isinstance(actor, Actor)]
    assert all(INVENTED in actor.name for actor in actors if actor.is_organisation)
    organisations = [actor.name for actor in actors if actor.is_organisation]
    assert len(set(organisations)) == len(organisations)


def test_the_demo_has_the_size_that_was_promised(demo: Records) -> None:
    kinds = [actor.kind for actor in demo[RecordKind.ACTOR]]
    assert kinds.count(ActorKind.COOPERATIVE) == 6
    assert kinds.count(ActorKind.KUEMMERER) == 14
    assert kinds.count(ActorKind.COMPANION) == 60
    assert kinds.count(ActorKind.PARTNER) + kinds.count(ActorKind.ADMINISTRATION) == 84
    assert len(demo[RecordKind.TENANT]) == 900
    assert 3_000 <= len(demo[RecordKind.REFERRAL]) <= 4_000


def test_flats_of_an_area_are_those_of_the_cooperatives_there(demo: Records) -> None:
    counted: dict[str, int] = defaultdict(int)
    for actor in demo[RecordKind.ACTOR]:
        for count in actor.flats:
            counted[count.area_id] += count.flats
    flats = {area.id: area.flats for area in demo[RecordKind.AREA]}
    assert counted == {area_id: flats[area_id] for area_id in counted}
    assert len(counted) == 32  # the localities of the eight towns: 6+6+5+4+3+3+3+2
