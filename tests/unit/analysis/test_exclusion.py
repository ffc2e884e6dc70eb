"""Hard rules one by one: who may not be suggested to whom, and how it is said."""

from typing import Any

import pytest

from graph_model.analysis.recommendation.exclusion import Exclusion
from graph_model.analysis.recommendation.query import Companionship, RecommendationQuery
from graph_model.analysis.recommendation.recommendation import recommend
from graph_model.domain.records import Record
from graph_model.domain.services import Capacity, Service
from graph_model.domain.vocabulary import AccessFeature, AgeBand, ExclusionRule
from graph_model.errors import InvalidValueError
from tests import builders as build
from tests.debt_town import debt_service, debt_town

NOW = build.at("2026-06-01")


def excluded(*records: Record, **asked: Any) -> Exclusion | None:
    """The only exclusion, if there is one, when debt advice is asked for in ``a1``."""
    query = RecommendationQuery(**{"need_code": "debt", "area_id": "a1", **asked})
    found = recommend(debt_town(*records), query, now=NOW)
    assert len(found.excluded) + len(found.suggestions) == 1
    return found.excluded[0] if found.excluded else None


def rule(*records: Record, **asked: Any) -> ExclusionRule | None:
    found = excluded(*records, **asked)
    return None if found is None else found.rule


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"status": "paused"}, "not_active"),
        ({"status": "closed"}, "not_active"),
        ({"valid_from": "2026-06-02"}, "not_active"),
        ({"valid_from": "2026-06-01"}, None),
        ({"valid_to": "2026-06-01"}, "not_active"),
        ({"valid_to": "2026-06-02"}, None),
        ({"areas": ("a2",)}, "area"),
        ({"areas": ()}, "area"),
        ({"places": 3, "free": 0}, "full"),
        ({"places": 3, "free": 1}, None),
        ({"places": 0}, "full"),
        ({"places": 3, "free": 0, "counted": "2026-03-02"}, None),  # 91 days old
    ],
)
def test_what_a_service_says_of_itself(fields: dict[str, Any], expected: str | None) -> None:
    assert rule(debt_service(**fields)) == expected


def test_an_actor_who_has_left_takes_nobody() -> None:
    assert rule(build.partner(valid_to="2026-05-01"), debt_service()) == "not_active"


@pytest.mark.parametrize(
    ("offered", "spoken", "wanted", "expected"),
    [
        (("uk", "ru"), (), ("uk", "de"), None),
        (("uk",), (), ("de",), "language"),
        ((), (), ("uk",), "language"),  # nothing listed: German
        ((), (), ("de",), None),
        ((), ("uk",), ("uk",), None),  # the actor speaks it
        ((), (), (), None),
    ],
)
def test_one_language_in_common_is_enough(
    offered: tuple[str, ...], spoken: tuple[str, ...], wanted: tuple[str, ...], expected: str | None
) -> None:
    actor = build.partner(languages=spoken)
    assert rule(actor, debt_service(languages=offered), languages=wanted) == expected


def test_the_tenants_languages_count_where_the_query_names_none() -> None:
    tenant = build.tenant(languages=("ar", "fr"))
    found = excluded(tenant, debt_service(), tenant_id="t1", check_consent=False)
    assert found is not None
    assert found.sentence.de == (
        "Akteur p1 (Angebot s1): spricht keine der gewünschten Sprachen (verzeichnet: de)."
    )
    french = debt_service(languages=("fr",))
    assert rule(tenant, french, tenant_id="t1", check_consent=False) is None
    asked = {"tenant_id": "t1", "languages": ("de",), "check_consent": False}
    assert rule(tenant, french, **asked) == "language"


def test_every_way_of_access_that_is_asked_for_must_be_listed() -> None:
    service = debt_service(access=("step_free", "by_phone"))
    assert rule(service, access=(AccessFeature.STEP_FREE, AccessFeature.BY_PHONE)) is None
    found = excluded(service, access=(AccessFeature.STEP_FREE, AccessFeature.HOME_VISITS))
    assert found is not None
    assert found.rule == "access"
    assert "verzeichnet: " in found.sentence.de
    assert rule(debt_service(), access=(AccessFeature.STEP_FREE,)) == "access"


@pytest.mark.parametrize(
    ("mobility", "access", "expected"),
    [
        ("housebound", ("step_free",), "access"),
        ("housebound", ("step_free", "home_visits"), None),
        ("housebound", (), None),  # nobody has said
        ("limited", ("step_free",), None),
        ("limited", ("anonymous",), "access"),
        ("mobile", ("anonymous",), None),
    ],
)
def test_how_far_a_tenant_gets_decides_where_a_service_says_how_it_is_reached(
    mobility: str, access: tuple[str, ...], expected: str | None
) -> None:
    tenant = build.tenant(mobility=mobility)
    service = debt_service(access=access)
    assert rule(tenant, service, tenant_id="t1", check_consent=False) == expected


@pytest.mark.parametrize(
    ("ages", "band", "expected"),
    [
        ((65, None), AgeBand.FROM_60, "eligibility"),  # 60 to 64, all too young
        ((64, None), AgeBand.FROM_60, None),
        ((None, 59), AgeBand.FROM_60, "eligibility"),  # 60 to 64, all too old
        ((None, 60), AgeBand.FROM_60, None),
        ((90, None), AgeBand.FROM_85, None),
        ((65, None), None, None),
    ],
)
def test_an_age_band_is_left_out_only_if_nobody_in_it_may_come(
    ages: tuple[int | None, int | None], band: AgeBand | None, expected: str | None
) -> None:
    assert rule(debt_service(ages=ages), age_band=band) == expected


@pytest.mark.parametrize(
    ("levels", "level", "expected"),
    [
        ((2, None), 1, "eligibility"),
        ((2, None), 2, None),
        ((None, 3), 4, "eligibility"),
        ((2, 3), None, None),
    ],
)
def test_a_care_level_outside_the_limits(
    levels: tuple[int | None, int | None], level: int | None, expected: str | None
) -> None:
    assert rule(debt_service(care_levels=levels), care_level=level) == expected


def test_the_tenants_age_counts_where_the_query_names_none() -> None:
    tenant = build.tenant(age_band=AgeBand.FROM_25)
    service = debt_service(ages=(60, None))
    assert rule(tenant, service, tenant_id="t1", check_consent=False) == "eligibility"


def company_in_hours(maximum: int, available: int) -> Service:
    return Service(
        id="s1",
        actor_id="b1",
        name="Begleitung",
        need_codes=("everyday_company",),
        area_ids=("a1",),
        capacity=Capacity(unit="hours", maximum=maximum, available=available, updated_at=NOW),
    )


def test_hours_given_away_count_towards_the_32_of_a_companion() -> None:
    # 40 hours in all, 12 left: 28 given away; 4 more are 32, 5 more are 33.
    records = [build.need("everyday_company"), build.companion(), company_in_hours(40, 12)]
    asked = {"need_code": "everyday_company"}
    assert rule(*records, **asked, companionship=Companionship(hours_wanted=4)) is None
    found = excluded(*records, **asked, companionship=Companionship(hours_wanted=5))
    assert found is not None
    assert found.rule == "companion"
    assert "mehr als 32 Stunden im Monat" in found.sentence.de


def test_a_companion_with_fewer_hours_left_than_wanted_is_full() -> None:
    records = [build.need("everyday_company"), build.companion(), company_in_hours(20, 3)]
    asked = {"need_code": "everyday_company", "companionship": Companionship(hours_wanted=4)}
    assert rule(*records, **asked) == "full"
    asked["companionship"] = Companionship(hours_wanted=3)
    assert rule(*records, **asked) is None


def test_a_companion_without_a_service_gives_at_most_their_own_hours() -> None:
    # 3 hours a week are 13 a month.
    records = [build.need("everyday_company"), build.companion(weekly_hours=3.0)]
    asked = {"need_code": "everyday_company"}
    assert rule(*records, **asked, companionship=Companionship(hours_wanted=13)) is None
    assert rule(*records, **asked, companionship=Companionship(hours_wanted=14)) == "full"
    idle = [build.need("everyday_company"), build.companion(weekly_hours=0.0)]
    assert rule(*idle, **asked) == "full"


def test_a_companion_visits_at_home_and_is_in_no_office() -> None:
    records = [build.need("everyday_company"), build.companion()]
    asked = {"need_code": "everyday_company"}
    assert rule(*records, **asked, access=(AccessFeature.HOME_VISITS,)) is None
    assert rule(*records, **asked, access=(AccessFeature.STEP_FREE,)) == "access"


def test_rules_are_checked_in_order_and_the_others_are_told() -> None:
    found = excluded(
        debt_service(status="closed", areas=("a2",), languages=("uk",), places=3, free=0),
        languages=("de",),
    )
    assert found is not None
    assert (found.rule, found.also) == ("not_active", ("area", "language", "full"))


def test_a_kuemmerer_with_a_full_caseload_is_full() -> None:
    records = [
        build.kuemmerer("k2", caseload=1),
        debt_service(actor="k2"),
        build.chain(),
        build.referral(
            recipient="k2", need="debt", steps=("requested 2026-05-01", "accepted 2026-05-02")
        ),
    ]
    assert rule(*records) == "full"


def test_a_query_refuses_what_cannot_be() -> None:
    with pytest.raises(InvalidValueError, match="care_level"):
        RecommendationQuery(need_code="debt", area_id="a1", care_level=6)
    with pytest.raises(InvalidValueError, match="limit"):
        RecommendationQuery(need_code="debt", area_id="a1", limit=0)
    with pytest.raises(InvalidValueError, match="each feature only once"):
        RecommendationQuery(
            need_code="debt", area_id="a1", access=(AccessFeature.ONLINE, AccessFeature.ONLINE)
        )
    with pytest.raises(InvalidValueError, match="languages"):
        RecommendationQuery(need_code="debt", area_id="a1", languages=("Deutsch",))
