"""A larger network, of another seed and day, keeps the same rules: all follows from one path."""

from collections import defaultdict
from datetime import date

import pytest

from graph_model.domain.chains import check_forest
from graph_model.domain.checks import local_midnight
from graph_model.domain.consents import Consent, check_consent
from graph_model.domain.records import RecordKind
from graph_model.domain.referrals import Referral
from service.demo.records import network_records
from service.demo.sizes import NetworkSpec
from tests.demo_network import Records, by_kind, referrals_of

TODAY = date(2024, 2, 29)


@pytest.fixture(scope="module")
def larger() -> Records:
    return by_kind(network_records(NetworkSpec(referrals=15_000, seed=3, today=TODAY)))


def test_it_has_exactly_the_referrals_asked_for_and_more_of_all_else(larger: Records) -> None:
    # 15,000 is 4.17 times the demo: towns 8 * 4.17^0.34 = 13, organisations 80 * 4.17^0.644 = 201
    # and the four of the planted broker.
    assert len(larger[RecordKind.REFERRAL]) == 15_000
    towns = [area for area in larger[RecordKind.AREA] if area.level == "municipality"]
    assert len(towns) == 13
    kinds = [actor.kind for actor in larger[RecordKind.ACTOR]]
    assert kinds.count("partner") + kinds.count("administration") == 205


def test_its_referrals_keep_the_rules(larger: Records) -> None:
    consents: dict[str, list[Consent]] = defaultdict(list)
    for consent in larger[RecordKind.CONSENT]:
        consents[consent.tenant_id].append(consent)
    chains: dict[str, list[Referral]] = defaultdict(list)
    for referral in referrals_of(larger):
        check_consent(referral, consents[referral.tenant_id])
        chains[referral.chain_id].append(referral)
        assert referral.history[-1].recorded_at < local_midnight(TODAY)
    for referrals in chains.values():
        check_forest(referrals)


def test_its_organisations_have_names_of_their_own(larger: Records) -> None:
    names = [actor.name for actor in larger[RecordKind.ACTOR] if actor.is_organisation]
    assert len(set(names)) == len(names)


def test_no_refusal_of_long_ago_is_left_but_the_planted_ones(larger: Records) -> None:
    referrals = referrals_of(larger)
    followed = {one.previous_id for one in referrals}
    month_ago = local_midnight(date(2024, 1, 29))
    left = [
        one
        for one in referrals
        if one.status in ("rejected", "failed")
        and one.id not in followed
        and one.history[-1].occurred_at < month_ago
    ]
    assert len(left) <= 8
