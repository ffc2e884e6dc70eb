"""Each record checks itself: what is refused, at which field, and what it answers."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace

import pytest

from graph_model.domain.actors import Actor, FlatCount, Tenant
from graph_model.domain.needs import Need, standard_needs
from graph_model.domain.searches import RuleCount
from graph_model.domain.services import Capacity, Eligibility
from graph_model.domain.vocabulary import (
    ActorKind,
    Channel,
    ExclusionRule,
    Role,
    Trigger,
)
from graph_model.errors import InvalidValueError
from tests import builders as b

WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "an empty id": (lambda: b.partner(""), "'id'.*1 to 64 letters"),
    "an id with a space": (lambda: b.partner("p 1"), "'id'"),
    "an id that begins with a dash": (lambda: b.partner("-p1"), "'id'"),
    "an id with an umlaut": (lambda: b.partner("pä"), "'id'"),
    "an id with a line break at its end": (lambda: b.partner("p1\n"), "'id'"),
    "an id that is too long": (lambda: b.partner("p" * 65), "'id'"),
    "a blank name": (lambda: b.partner(name="   "), "'name'.*a text is needed"),
    "a name that is too long": (lambda: b.partner(name="x" * 201), "'name'.*at most 200"),
    "a name with a control character": (lambda: b.partner(name="a\x00b"), "'name'.*control"),
    "a name with half a character": (lambda: b.partner(name="a\ud800"), "'name'.*control"),
    "a tenant with a name": (lambda: b.actor("x", "tenant"), "'kind'.*tenants have no name"),
    "a caseload that is no Kümmerer's": (lambda: b.partner(caseload=5), "only for kuemmerer"),
    "hours that are no companion's": (lambda: b.partner(weekly_hours=5), "only for companion"),
    "flats that are no cooperative's": (
        lambda: b.partner(flats=(FlatCount(area_id="a1", flats=3),)),
        "only for cooperative",
    ),
    "a membership of a partner": (lambda: b.partner(cooperative_id="g1"), "'cooperative_id'"),
    "a Kümmerer without cooperative": (
        lambda: Actor(id="k", kind=ActorKind.KUEMMERER, name="K"),
        "'cooperative_id'",
    ),
    "more hours than a week has": (lambda: b.companion(weekly_hours=169), "'weekly_hours'"),
    "a truth value for a number": (lambda: b.companion(weekly_hours=True), "'weekly_hours'"),
    "half a case": (lambda: b.kuemmerer(caseload=10.5), "'caseload'.*a whole number"),  # type: ignore[arg-type]
    "an area named twice": (lambda: b.kuemmerer(areas=["a1", "a1"]), "each id only once"),
    "a language in words": (lambda: b.partner(languages=("Deutsch",)), "ISO 639"),
    "a language twice": (lambda: b.partner(languages=("de", "de")), "ISO 639"),
    "a bare text for a kind": (lambda: replace(b.partner(), kind="partner"), "allowed are: tenant"),
    "a service for no need": (lambda: b.service(needs=[]), "at least one need"),
    "a service named blank": (lambda: b.service(name=" "), "'name'"),
    "more places free than there are": (lambda: Capacity(maximum=2, available=3), "more places"),
    "half a place": (lambda: b.service(places=2.5), "'maximum'.*a whole number"),  # type: ignore[arg-type]
    "ages the wrong way round": (lambda: Eligibility(age_from=70, age_to=60), "from lies above to"),
    "a care level of 6": (lambda: Eligibility(care_level_to=6), "'care_level_to'"),
    "a wait without end": (
        lambda: b.service(typical_wait_days=float("inf")),
        "'typical_wait_days'",
    ),
    "a feature nobody knows": (
        lambda: replace(b.service(), access=("teleport",)),
        "'access'.*step_free",
    ),
    "an agreement with oneself": (lambda: b.cooperation(between=("g1", "g1")), "two different"),
    "an agreement that ends before": (
        lambda: b.cooperation(valid_from="2026-01-02", valid_to="2026-01-01"),
        "'valid_to'",
    ),
    "a contact with oneself": (lambda: b.contact(ends=("k1", "k1")), "two different parties"),
    "a contact known beforehand": (
        lambda: b.contact(when="2026-01-05", recorded="2026-01-04"),
        "before the contact itself",
    ),
    "a contact in 1899": (lambda: b.contact(when="1899-12-31T23:59"), "1900 to 2199"),
    "a contact in 2200": (lambda: b.contact(when="2200-01-01T00:00"), "1900 to 2199"),
    "a contact without zone": (
        lambda: replace(b.contact(), occurred_at=b.at("2026-01-05").replace(tzinfo=None)),
        "an instant in UTC",
    ),
    "a search known beforehand": (
        lambda: b.unmet_search(when="2026-01-05", recorded="2026-01-04"),
        "before the search itself",
    ),
    "fewer than no services excluded": (
        lambda: RuleCount(rule=ExclusionRule.FULL, excluded=-1),
        "'excluded'",
    ),
    "a digest that is none": (lambda: b.access_key(digest="secret"), "'digest'.*64 hex digits"),
    "a digest in capitals": (lambda: b.access_key(digest="A" * 64), "'digest'"),
    "a key without label": (lambda: b.access_key(label=""), "'label'"),
    "a need without label": (lambda: Need(code="x", label_de="", label_en="x"), "'label_de'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_value_is_refused_by_its_field(case: str) -> None:
    make, said = WRONG[case]
    with pytest.raises(InvalidValueError, match=said):
        make()


def test_no_record_can_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError, match="name"):
        b.partner().name = "Anders"  # type: ignore[misc]


def test_ids_may_hold_dots_dashes_colons_and_underscores() -> None:
    assert b.partner("A.b_c-d:1").id == "A.b_c-d:1"
    assert b.partner("0" * 64).id == "0" * 64


@pytest.mark.parametrize(
    ("make", "is_organisation"),
    [
        (b.cooperative, True),
        (b.partner, True),
        (b.office, True),
        (b.kuemmerer, False),
        (b.companion, False),
    ],
)
def test_who_is_an_organisation(make: Callable[[], Actor], is_organisation: bool) -> None:
    assert make().is_organisation is is_organisation


@pytest.mark.parametrize(
    ("day", "is_active"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-06-30", True), ("2026-07-01", False)],
)
def test_actors_and_services_take_part_in_their_time(day: str, is_active: bool) -> None:
    times = {"valid_from": "2026-01-01", "valid_to": "2026-07-01"}
    assert b.partner(**times).is_active_on(b.day(day)) is is_active
    assert b.service(**times).is_active_on(b.day(day)) is is_active
    assert b.partner().is_active_on(b.day(day))


@pytest.mark.parametrize("status", ["paused", "closed"])
def test_a_service_that_is_not_active_takes_nobody(status: str) -> None:
    assert not b.service(status=status).is_active_on(b.day("2026-01-01"))


def test_a_tenant_is_of_its_kind_and_has_nothing_more() -> None:
    assert b.tenant().kind is ActorKind.TENANT
    assert set(Tenant.__slots__) == {
        "id",
        "cooperative_id",
        "area_id",
        "age_band",
        "languages",
        "mobility",
    }


@pytest.mark.parametrize(
    ("when", "is_valid"),
    [("2026-01-15", True), ("2026-02-01", False), ("2026-01-31T23:59", True)],
)
def test_a_key_opens_until_it_expires_or_is_revoked(when: str, is_valid: bool) -> None:
    instant = b.at(when)
    end = "2026-02-01T00:00"
    assert b.access_key(expires=end).is_valid_at(instant) is is_valid
    assert b.access_key(revoked=end).is_valid_at(instant) is is_valid
    assert b.access_key().is_valid_at(instant)


def test_which_triggers_mean_that_help_came_late() -> None:
    assert {str(trigger) for trigger in Trigger if trigger.is_crisis} == {
        "crisis",
        "eviction_threat",
    }


def test_the_vocabulary_is_that_of_the_domain_description() -> None:
    assert " ".join(ActorKind) == "tenant companion kuemmerer cooperative partner administration"
    assert " ".join(Role) == "kuemmerer coordination evaluation admin"
    assert " ".join(Channel) == (
        "home_visit consultation_hour phone email messenger anonymous_online event doorstep "
        "letter case_conference"
    )


def test_the_shipped_needs_are_two_levels_with_labels_in_both_languages() -> None:
    needs = standard_needs()
    codes = [need.code for need in needs]
    assert len(set(codes)) == len(codes)
    for place, need in enumerate(needs):
        assert need.parent_code is None or need.parent_code in codes[:place]
    parents = {need.parent_code for need in needs} - {None}
    assert all(need.parent_code is None for need in needs if need.code in parents)
    by_code = {need.code: need for need in needs}
    assert by_code["loneliness"].label("de") == "Einsamkeit"
    assert by_code["loneliness"].label("en") == "Loneliness"
    assert by_code["loneliness"].id == "loneliness"
