"""The demo lives like the real work does: bounds stated by hand, wide enough for any seed."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from statistics import median

from graph_model.analysis.calendar import business_days_between, is_business_day
from graph_model.domain.checks import local_day
from graph_model.domain.records import RecordKind
from graph_model.domain.vocabulary import ActorKind, Channel, Outcome, ReferralStatus
from service.demo.rhythm import is_lull
from tests.demo_network import Records, referrals_of

S = ReferralStatus


def share(part: int, whole: int) -> float:
    return part / whole


def test_weekends_are_nearly_empty(demo: Records) -> None:
    steps = [step.occurred_at for one in referrals_of(demo) for step in one.history]
    assert not any(local_day(instant).weekday() >= 5 for instant in steps)
    contacts = demo[RecordKind.CONTACT]
    weekend = [one for one in contacts if local_day(one.occurred_at).weekday() >= 5]
    assert 0 < share(len(weekend), len(contacts)) < 0.03
    # What there is are mostly events, on Saturdays.
    assert Counter(one.channel for one in weekend).most_common(1)[0][0] is Channel.EVENT


def test_winter_brings_more_than_summer(demo: Records) -> None:
    months = Counter(local_day(chain.opened_at).month for chain in demo[RecordKind.CHAIN])
    winter = sum(months[month] for month in (11, 12, 1, 2))
    summer = sum(months[month] for month in (5, 6, 7, 8))
    # The shares of the months stand at about 5.0 to 3.3, less the lulls of both.
    assert 1.2 < winter / summer < 2.0


def test_holidays_are_quiet(demo: Records) -> None:
    opened = Counter(local_day(chain.opened_at) for chain in demo[RecordKind.CHAIN])
    first = date(2023, 6, 30)
    span = (first + timedelta(days=number) for number in range(1096))
    with_holidays = (2, 7, 8, 10, 12)
    working = [day for day in span if day.month in with_holidays and is_business_day(day)]

    def openings_a_day(days: list[date]) -> float:
        return share(sum(opened[day] for day in days), len(days))

    quiet = openings_a_day([day for day in working if is_lull(day)])
    busy = openings_a_day([day for day in working if not is_lull(day)])
    # Half as many a day as on other business days of these months; the planted stories do not rest.
    assert 0.4 < quiet / busy < 0.75


def test_offices_are_slower_than_partners(demo: Records) -> None:
    kinds = {actor.id: actor.kind for actor in demo[RecordKind.ACTOR]}
    leads: dict[ActorKind, list[int]] = defaultdict(list)
    for referral in referrals_of(demo):
        steps = {step.status: step.occurred_at for step in reversed(referral.history)}
        if S.REQUESTED in steps and S.IN_PROGRESS in steps:
            days = business_days_between(steps[S.REQUESTED], steps[S.IN_PROGRESS])
            leads[kinds[referral.recipient_id]].append(days)
    offices, partners = median(leads[ActorKind.ADMINISTRATION]), median(leads[ActorKind.PARTNER])
    # By the tables of their paces: about 21 to 23 and about 4 to 6 business days.
    assert 15 <= offices <= 30
    assert 3 <= partners <= 8


def test_some_of_it_is_recorded_late(demo: Records) -> None:
    delays = [
        step.recorded_at - step.occurred_at for one in referrals_of(demo) for step in one.history
    ]
    assert 0.15 < share(sum(delay > timedelta(hours=12) for delay in delays), len(delays)) < 0.5
    assert 0 < share(sum(delay > timedelta(days=4) for delay in delays), len(delays)) < 0.1


def test_partners_often_do_not_type_in_what_they_decide(demo: Records) -> None:
    decided = [
        step for one in referrals_of(demo) for step in one.history if step.status is S.ACCEPTED
    ]
    foreign = [step for step in decided if step.recorded_by != step.decided_by]
    assert 0.5 < share(len(foreign), len(decided)) < 0.8


def test_few_referrals_are_entered_in_error(demo: Records) -> None:
    referrals = referrals_of(demo)
    mistaken = [one for one in referrals if one.status is S.ENTERED_IN_ERROR]
    assert 0 < share(len(mistaken), len(referrals)) < 0.02
    linked = {one.previous_id for one in referrals} | {one.parent_id for one in referrals}
    assert linked.isdisjoint(one.id for one in mistaken)


def test_refusals_are_tried_again_and_chains_branch(demo: Records) -> None:
    referrals = referrals_of(demo)
    refused = [one for one in referrals if one.status in (S.REJECTED, S.FAILED)]
    retried = {one.previous_id for one in referrals}
    assert 0.08 < share(len(refused), len(referrals)) < 0.25
    assert share(sum(one.id in retried for one in refused), len(refused)) > 0.9
    children = Counter(one.parent_id for one in referrals if one.parent_id is not None)
    assert share(sum(children.values()), len(referrals)) > 0.1
    assert max(children.values()) > 1


def test_most_chains_end_well_and_all_outcomes_occur(demo: Records) -> None:
    outcomes = Counter(
        chain.outcome for chain in demo[RecordKind.CHAIN] if chain.outcome is not None
    )
    closed = sum(outcomes.values())
    assert outcomes.most_common(1)[0][0] == "resolved"
    assert share(closed, len(demo[RecordKind.CHAIN])) > 0.8
    assert len(outcomes) == 8


def test_nothing_happens_after_death_or_moving(demo: Records) -> None:
    gone = {
        chain.tenant_id: chain.closed_at
        for chain in demo[RecordKind.CHAIN]
        if chain.outcome in (Outcome.MOVED, Outcome.DECEASED)
    }
    assert len(gone) >= 5
    for chain in demo[RecordKind.CHAIN]:
        assert chain.tenant_id not in gone or chain.closed_at == gone[chain.tenant_id]
    for contact in demo[RecordKind.CONTACT]:
        for party in {contact.from_id, contact.to_id} & gone.keys():
            assert contact.occurred_at <= gone[party]


def test_figures_of_free_places_are_of_different_age(demo: Records) -> None:
    ages = [
        (date(2026, 6, 30) - local_day(service.capacity.updated_at)).days
        for service in demo[RecordKind.SERVICE]
    ]
    assert min(ages) >= 1
    assert 3 <= median(ages) <= 30
    assert 45 < max(ages) <= 90


def test_unplanted_services_have_room_and_the_load_they_state(demo: Records) -> None:
    load: Counter[str | None] = Counter(
        one.service_id
        for one in referrals_of(demo)
        if one.status in (S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD)
    )
    full = []
    for service in demo[RecordKind.SERVICE]:
        assert load[service.id] <= service.capacity.maximum
        if load[service.id] > 0.7 * service.capacity.maximum:
            full.append(service.need_codes)
    # The two that are planted: the full one and the one that is drowning.
    assert sorted(full) == [("debt",), ("mental_health",)]


def test_every_need_has_two_providers_in_every_town_but_the_planted_ones(demo: Records) -> None:
    providers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for service in demo[RecordKind.SERVICE]:
        for need in service.need_codes:
            for area in service.area_ids:
                providers[need, area].add(service.actor_id)
    needs = {need for need, _ in providers}
    towns = {area for _, area in providers}
    thin = {
        (need, town): len(providers[need, town])
        for need in needs
        for town in towns
        if len(providers[need, town]) < 2
    }
    # Dementia in Werdau, addiction in Schneeberg.
    assert thin == {("dementia", "14524300"): 0, ("addiction", "14521530"): 1}
    # The list has 48 codes, 9 of them groups; nobody answers "neglect".
    assert len(needs) == 48 - 9 - 1
    assert "neglect" not in needs


def test_companions_stay_within_their_hours(demo: Records) -> None:
    companions = {
        actor.id: actor.weekly_hours
        for actor in demo[RecordKind.ACTOR]
        if actor.kind is ActorKind.COMPANION
    }
    # 32 hours a month are 7.4 a week; two cases of 1.5 hours fit into 4.5.
    assert all(4.5 <= hours <= 32 * 12 / 52 for hours in companions.values())
    load = Counter(
        one.recipient_id
        for one in referrals_of(demo)
        if one.recipient_id in companions and one.status in (S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD)
    )
    assert load
    assert max(load.values()) <= 2
