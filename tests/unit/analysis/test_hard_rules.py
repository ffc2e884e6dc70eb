"""Every hard rule of the recommendation, one by one: one offer breaks it, and only it."""

from typing import Any

import pytest

from graph_model.analysis.recommendation.query import Companionship, RecommendationQuery
from graph_model.analysis.recommendation.recommendation import Recommendation, recommend
from graph_model.domain.records import Record
from graph_model.domain.services import Capacity, Service
from graph_model.domain.vocabulary import AccessFeature, AgeBand, CompanionRule, ExclusionRule
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as build
from tests.debt_town import debt_service, debt_town

NOW = build.at("2026-06-01")
REACHABLE = ("home_visits",)


def town_of_all_rules() -> Snapshot:
    """One adviser each (p-…) who breaks one rule for a tenant of 60 to 64 who speaks Ukrainian.

    Asked for is debt advice in a1 with home visits, for somebody with Pflegegrad 3. ``p-fine``
    breaks none. ``p-refused`` refused this tenant on 1 May; everybody but ``p-consent`` is covered
    by a consent.
    """
    broken: dict[str, dict[str, Any]] = {
        "fine": {},
        "not_active": {"status": "paused"},
        "need": {"needs": ("forms",)},
        "area": {"areas": ("a2",)},
        "language": {"languages": ("de",)},
        "access": {"access": ("step_free",)},
        "eligibility": {"ages": (65, None)},
        "full": {"places": 3, "free": 0, "counted": "2026-05-30"},
        "refused_before": {},
        "consent": {},
    }
    records: list[Record] = [
        build.area("a2"),
        build.need("money"),
        build.need("debt", "money"),
        build.need("forms", "money"),
        build.tenant(languages=("uk",), age_band=AgeBand.FROM_60),
        build.chain(),
        build.referral(
            recipient="p-refused_before",
            need="debt",
            steps=("requested 2026-04-30", "rejected 2026-05-01 other"),
        ),
        build.consent(recipients=tuple(f"p-{name}" for name in broken if name != "consent")),
    ]
    for name, fields in broken.items():
        usual = {"languages": ("uk",), "access": REACHABLE}
        records.append(build.partner(f"p-{name}", area=None))
        records.append(debt_service(f"s-{name}", actor=f"p-{name}", **{**usual, **fields}))
    return debt_town(*records)


def asked_in_town() -> Recommendation:
    query = RecommendationQuery(
        need_code="debt",
        area_id="a1",
        sender_id="k1",
        tenant_id="t1",
        care_level=3,
        access=(AccessFeature.HOME_VISITS,),
    )
    return recommend(town_of_all_rules(), query, now=NOW)


def test_each_rule_leaves_out_whom_it_should_and_nobody_else() -> None:
    found = asked_in_town()
    out = {one.offer_id: (one.rule.value, one.also) for one in found.excluded}
    assert out == {
        f"s-{name}": (name, ())
        for name in (
            "not_active",
            "need",
            "area",
            "language",
            "access",
            "eligibility",
            "full",
            "refused_before",
        )
    }
    assert [one.service_id for one in found.suggestions] == ["s-fine"]
    assert [one.service_id for one in found.needs_consent] == ["s-consent"]


def test_no_rule_is_without_a_case() -> None:
    """The rules for companions have theirs below; consent makes a list of its own."""
    told = {one.rule for one in asked_in_town().excluded}
    assert told == set(ExclusionRule) - {ExclusionRule.COMPANION, ExclusionRule.CONSENT}


def test_each_exclusion_is_told_with_its_rule_in_words() -> None:
    told = {one.rule.value: one.sentence.de for one in asked_in_town().excluded}
    assert told == {
        "not_active": (
            "Akteur p-not_active (Angebot s-not_active): nimmt zurzeit niemanden auf (pausiert,"
            " beendet oder noch nicht begonnen)."
        ),
        "need": (
            "Akteur p-need (Angebot s-need): hilft bei verwandten Bedarfen, aber nicht bei diesem."
        ),
        "area": "Akteur p-area (Angebot s-area): arbeitet nicht in diesem Gebiet.",
        "language": (
            "Akteur p-language (Angebot s-language): spricht keine der gewünschten Sprachen"
            " (verzeichnet: de)."
        ),
        "access": (
            "Akteur p-access (Angebot s-access): für diese Person nicht erreichbar"
            " (verzeichnet: stufenlos)."
        ),
        "eligibility": (
            "Akteur p-eligibility (Angebot s-eligibility): Alter oder Pflegegrad passen nicht zu"
            " den Voraussetzungen."
        ),
        "full": "Akteur p-full (Angebot s-full): hat nach letztem Stand keinen Platz.",
        "refused_before": (
            "Akteur p-refused_before (Angebot s-refused_before): hat diese Person für diesen Bedarf"
            " am 01.05.2026 abgelehnt."
        ),
    }


def company(**asked: Any) -> Recommendation:
    """Everyday company for somebody of 60 to 64; the companion has given away 28 of 40 hours."""
    records = (
        build.need("everyday_company"),
        build.companion(),
        Service(
            id="s1",
            actor_id="b1",
            name="Begleitung",
            need_codes=("everyday_company",),
            area_ids=("a1",),
            capacity=Capacity(unit="hours", maximum=40, available=12, updated_at=NOW),
        ),
    )
    usual = {"need_code": "everyday_company", "area_id": "a1", "age_band": AgeBand.FROM_60}
    return recommend(debt_town(*records), RecommendationQuery(**{**usual, **asked}), now=NOW)


COMPANION_CASES: dict[CompanionRule, tuple[dict[str, Any], dict[str, Any], str]] = {
    CompanionRule.CLIENT_UNDER_60: (
        {"age_band": AgeBand.FROM_45},
        {"age_band": AgeBand.FROM_60},
        "unter 60 Jahre",
    ),
    CompanionRule.CARE_LEVEL: ({"care_level": 1}, {"care_level": 0}, "hat einen Pflegegrad"),
    CompanionRule.HOURS_EXCEEDED: (
        {"companionship": Companionship(hours_wanted=5)},  # 28 + 5 = 33
        {"companionship": Companionship(hours_wanted=4)},  # 28 + 4 = 32
        "mehr als 32 Stunden im Monat",
    ),
    CompanionRule.RELATED: (
        {"companionship": Companionship(related_degree=2)},
        {"companionship": Companionship(related_degree=3)},
        "verwandt",
    ),
    CompanionRule.SAME_HOUSEHOLD: (
        {"companionship": Companionship(same_household=True)},
        {"companionship": Companionship(same_household=False)},
        "Haushalt",
    ),
}


@pytest.mark.parametrize("rule", list(CompanionRule))
def test_each_saxon_rule_for_companions_leaves_out_and_is_named(rule: CompanionRule) -> None:
    breaking, keeping, words = COMPANION_CASES[rule]
    (out,) = company(**breaking).excluded
    assert (out.rule, out.also) == (ExclusionRule.COMPANION, ())
    assert words in out.sentence.de
    assert company(**keeping).found == 1


def test_what_nobody_has_said_is_held_against_no_companion() -> None:
    assert company(age_band=None).found == 1
