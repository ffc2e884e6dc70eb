"""Casework without a browser: what is recorded by forms, what they offer, and what they refuse."""

import re

import pytest

from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.store.port import Filter, Put
from tests import builders as make
from tests.api.conftest import House
from tests.api.desk import (
    Desk,
    forms_of,
    one_form,
    referrals_of,
    status_of,
    step_forms,
    with_referral,
)


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


def test_from_need_to_done_by_forms_alone_ends_in_the_right_path(desk: Desk) -> None:
    """A new chain for somebody new, a partner found, accepted, passed on, completed."""
    house = desk.house
    new = desk.form("/chains/new?need=loneliness&recipient=p1&service=s1", "/chains")
    begun = desk.send(new, trigger="hint", initiator="relative", age_band="75_84", language="")
    place = begun.headers["Location"]
    chain_id = re.fullmatch(r"/chains/(chain-\w+)/referrals/new\?.*", place)[1]
    referral = desk.form(place, f"/chains/{chain_id}/referrals")
    asked = desk.send(referral, consent="yes", urgency="urgent")
    assert asked.headers["Location"] == f"/chains/{chain_id}?done=referral#done"
    desk.send(step_forms(desk, chain_id)["accepted"])
    page = desk.get(f"/chains/{chain_id}").text
    onward = re.search(rf'href="(/find\?chain={chain_id}&amp;parent=[\w-]+)"', page)[1]
    found = desk.get(f"{onward.replace('&amp;', '&')}&need=debt").text
    assert "Akteur p1 gibt weiter" in found
    refer = re.search(r'href="(/chains/[^"]*recipient=p2[^"]*)"', found)[1].replace("&amp;", "&")
    desk.send(desk.form(refer, f"/chains/{chain_id}/referrals"), consent="yes")
    forms = [f for f in forms_of(desk.get(f"/chains/{chain_id}")) if "/steps" in f.action]
    (second,) = [form for form in forms if form.fields["status"] == "accepted"]
    desk.send(second)
    steps = [f for f in forms_of(desk.get(f"/chains/{chain_id}")) if f.action == second.action]
    (done,) = [form for form in steps if form.fields["status"] == "completed"]
    desk.send(done, outcome="resolved")
    hops = house.get(f"/chains/{chain_id}/path").json()["hops"]
    told = [
        (h["sender_id"], h["recipient_id"], h["need_code"], h["status"], h["depth"]) for h in hops
    ]
    assert told == [
        ("k1", "p1", "loneliness", "accepted", 0),
        ("p1", "p2", "debt", "completed", 1),
    ]
    chain = house.store.get(HelpChain, chain_id).record
    assert (chain.cooperative_id, chain.area_id, chain.opened_by) == ("g1", "a1", "k1")


def test_pressing_twice_is_one_effect(desk: Desk) -> None:
    house = desk.house
    new = desk.form("/chains/new", "/chains")
    begun = {desk.send(new, trigger="hint").headers["Location"] for _ in range(2)}
    assert len(begun) == 1
    assert len(house.store.page(HelpChain, Filter(cooperative="g1")).items) == 2
    chain_id = re.search(r"chain-\w+", begun.pop())[0]
    place = f"/chains/{chain_id}/referrals/new?need=debt&recipient=p2"
    form = desk.form(place, f"/chains/{chain_id}/referrals")
    answers = [desk.send(form, consent="yes") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(referrals_of(house, chain_id)) == 1
    assert (
        len(
            house.store.page(
                Consent, Filter(tenant_id=referrals_of(house, chain_id)[0].tenant_id)
            ).items
        )
        == 1
    )
    accept = step_forms(desk, chain_id)["accepted"]
    assert [desk.send(accept).status_code for _ in range(2)] == [303, 303]
    contact = desk.form("/chains/c1", "/chains/c1/contacts")
    assert [desk.send(contact).status_code for _ in range(2)] == [303, 303]
    assert len(house.store.page(Contact, Filter(chain_id="c1")).items) == 1


def test_a_form_that_was_changed_after_it_was_recorded_is_not_recorded_again(desk: Desk) -> None:
    form = desk.form("/chains/c1", "/chains/c1/contacts")
    assert desk.send(form, channel="phone").status_code == 303
    again = desk.send(form, channel="letter")
    assert again.status_code == 422
    shown = one_form(again, "/chains/c1/contacts")
    assert "schon einmal angekommen" in shown.said
    assert shown.fields["channel"] == "letter"
    assert shown.fields["key"] != form.fields["key"]
    assert len(desk.house.store.page(Contact, Filter(chain_id="c1")).items) == 1


def test_nobody_overwrites_what_a_colleague_did_meanwhile(desk: Desk) -> None:
    house = desk.house
    with_referral(house)
    refuse = step_forms(desk)["rejected"]
    accept = step_forms(desk)["accepted"]
    assert desk.send(accept).status_code == 303
    late = desk.send(refuse, reason="no_capacity")
    assert late.status_code == 412
    assert "Inzwischen hat jemand anderes etwas geändert" in late.text
    assert "Akteur p1 sagt zu" in late.text
    assert status_of(house, "r1") is ReferralStatus.ACCEPTED


def test_a_stale_end_of_a_chain_is_refused_with_what_was_typed(desk: Desk) -> None:
    house = desk.house
    form = desk.form("/chains/c1", "/chains/c1/end")
    house.store.apply([Put(make.chain("c1", trigger="crisis"))])
    late = desk.send(form, outcome="self_help")
    shown = one_form(late, "/chains/c1/end")
    assert (late.status_code, shown.fields["outcome"]) == (412, "self_help")
    assert shown.fields["revision"] != form.fields["revision"]
    assert desk.send(shown).status_code == 303
    assert not house.store.get(HelpChain, "c1").record.is_open


def test_what_is_missing_in_a_step_is_told_beside_its_field_and_the_rest_is_kept(
    desk: Desk,
) -> None:
    house = desk.house
    with_referral(house)
    answer = desk.send(step_forms(desk)["rejected"], occurred_at="2026-02-03T09:30")
    shown = one_form(answer, "/chains/c1/referrals/r1/steps", status="rejected")
    assert answer.status_code == 422
    assert shown.errors == {"reason": "Bitte sagen, warum."}
    assert "markierten Felder" in shown.said
    assert shown.fields["occurred_at"] == "2026-02-03T09:30"
    assert status_of(house, "r1") is ReferralStatus.REQUESTED
    assert desk.send(shown, reason="no_capacity").status_code == 303
    # Half past nine by the clock in Germany is half past eight in UTC.
    assert referrals_of(house)[0].history[-1].occurred_at == make.at("2026-02-03T08:30")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-03-02T23:00", "Das liegt in der Zukunft."),
        ("2026-01-04T10:00", "Vor dem Schritt davor."),
        ("yesterday", "Diese Angabe geht so nicht. Bitte noch einmal wählen."),
        ("2026-13-02T10:00", "Diese Angabe geht so nicht. Bitte noch einmal wählen."),
    ],
)
def test_a_time_that_cannot_be_is_told_beside_it(desk: Desk, typed: str, said: str) -> None:
    with_referral(desk.house)
    answer = desk.send(step_forms(desk)["accepted"], occurred_at=typed)
    shown = one_form(answer, "/chains/c1/referrals/r1/steps", status="accepted")
    assert answer.status_code == 422
    assert shown.errors == {"occurred_at": said}
    assert shown.fields["occurred_at"] == typed


def test_without_a_consent_nothing_is_sent_and_the_page_says_where_to_confirm_it(
    desk: Desk,
) -> None:
    house = desk.house
    house.store.apply([Put(make.partner("p3")), Put(make.service("s3", actor="p3"))])
    place = "/chains/c1/referrals/new?need=loneliness&recipient=p3&service=s3"
    form = desk.form(place, "/chains/c1/referrals")
    assert "consent" in form.inputs
    refused = desk.send(form, urgency="urgent")
    shown = one_form(refused, "/chains/c1/referrals")
    assert refused.status_code == 409
    assert "Ohne Einwilligung darf nicht angefragt werden" in shown.errors["consent"]
    assert (shown.fields["urgency"], shown.fields["service_id"]) == ("urgent", "s3")
    assert referrals_of(house) == []
    assert desk.send(shown, consent="yes").status_code == 303
    (referral,) = referrals_of(house)
    assert (referral.tenant_id, referral.urgency.value, referral.service_id) == (
        "t1",
        "urgent",
        "s3",
    )
    assert "Die Einwilligung für Akteur p3 liegt vor." in desk.get(place).text


def test_a_draft_needs_no_consent_until_it_is_sent(desk: Desk) -> None:
    house = desk.house
    house.store.apply([Put(make.partner("p3"))])
    form = desk.form("/chains/c1/referrals/new?need=debt&recipient=p3", "/chains/c1/referrals")
    assert desk.send(form, manner="draft").headers["Location"] == "/chains/c1?done=draft#done"
    send = step_forms(desk)["requested"]
    assert "consent" in send.inputs
    refused = desk.send(send)
    assert (refused.status_code, status_of(house, referrals_of(house)[0].id).value) == (
        409,
        "draft",
    )
    assert desk.send(step_forms(desk)["requested"], consent="yes").status_code == 303
    assert referrals_of(house)[0].status is ReferralStatus.REQUESTED


def test_a_consent_that_was_taken_back_is_shown_on_what_was_sent_and_stops_what_was_not(
    desk: Desk,
) -> None:
    house = desk.house
    with_referral(house)
    house.store.apply([Put(make.referral("r2", recipient="p2", steps=("draft 2026-01-06",)))])
    said = "Die Person hat die Einwilligung für diese Stelle zurückgezogen."
    assert said not in desk.get("/chains/c1").text
    assert "consent" not in step_forms(desk)["requested"].inputs
    back = make.consent("e1", recipients=("p1", "p2"), withdrawn="2026-02-01")
    house.store.apply([Put(back)])
    page = desk.get("/chains/c1").text
    assert page.count(said) == 1
    assert "consent" in step_forms(desk)["requested"].inputs
    assert desk.send(step_forms(desk)["requested"]).status_code == 409


def test_an_anonymous_referral_carries_no_tenant(desk: Desk) -> None:
    form = desk.form("/chains/c1/referrals/new?need=debt&recipient=p1", "/chains/c1/referrals")
    assert desk.send(form, manner="anonymous").status_code == 303
    assert referrals_of(desk.house)[0].tenant_id is None


REQUESTED = "requested 2026-01-05"
ACCEPTED = (REQUESTED, "accepted 2026-01-06")
MORE = {"cancelled", "entered_in_error"}


@pytest.mark.parametrize(
    ("steps", "possible"),
    [
        (("draft 2026-01-05",), {"requested"} | MORE),
        ((REQUESTED,), {"accepted", "rejected"} | MORE),
        (ACCEPTED, {"in_progress", "on_hold", "completed", "failed"} | MORE),
        ((*ACCEPTED, "in_progress 2026-01-07"), {"on_hold", "completed", "failed"} | MORE),
        (
            (*ACCEPTED, "on_hold 2026-01-07 no_capacity"),
            {"in_progress", "completed", "failed"} | MORE,
        ),
        ((REQUESTED, "rejected 2026-01-06 no_capacity"), set()),
        ((*ACCEPTED, "completed 2026-01-09 resolved"), set()),
    ],
)
def test_only_the_steps_of_the_state_machine_are_offered(
    desk: Desk, steps: tuple[str, ...], possible: set[str]
) -> None:
    """Expected sets are the table of the referral's life, written by hand."""
    with_referral(desk.house, *steps)
    assert set(step_forms(desk)) == possible


def test_where_both_may_have_decided_the_form_asks_who(desk: Desk) -> None:
    with_referral(desk.house, *ACCEPTED)
    form = step_forms(desk)["cancelled"]
    assert form.choices["decided_by"] == ["k1", "p1"]
    desk.send(form, reason="moved", decided_by="p1")
    assert referrals_of(desk.house)[0].history[-1].decided_by == "p1"


def test_after_a_refusal_somebody_else_is_one_link_away_and_linked_as_a_new_try(desk: Desk) -> None:
    house = desk.house
    with_referral(house, REQUESTED, "rejected 2026-01-06 no_capacity")
    page = desk.get("/chains/c1").text
    assert 'href="/find?chain=c1&amp;previous=r1"' in page
    place = "/chains/c1/referrals/new?need=loneliness&recipient=p2&previous=r1"
    assert desk.send(desk.form(place, "/chains/c1/referrals")).status_code == 303
    (again,) = [one for one in referrals_of(house) if one.id != "r1"]
    assert again.previous_id == "r1"
    after = desk.get("/chains/c1").text
    assert "Neuer Versuch:" in after
    assert "previous=r1" not in after


def test_a_contact_takes_four_inputs_at_most_and_needs_none_of_them_changed(desk: Desk) -> None:
    form = desk.form("/chains/c1", "/chains/c1/contacts")
    assert len(form.inputs) <= 4
    assert desk.send(form).headers["Location"] == "/chains/c1?done=contact#done"
    (contact,) = [item.record for item in desk.house.store.page(Contact).items]
    assert (contact.from_id, contact.to_id, contact.chain_id) == ("k1", "t1", "c1")
    assert "Der Kontakt ist eingetragen." in desk.get("/chains/c1?done=contact").text


def test_a_key_of_a_whole_cooperative_says_who_of_it_met_and_who_asks(house: House) -> None:
    house.add_key("team", role="kuemmerer", cooperative="g1")
    team = Desk(house, "team")
    contact = team.form("/chains/c1", "/chains/c1/contacts")
    assert contact.choices["from_id"] == ["", "k1"]
    refused = one_form(team.send(contact), "/chains/c1/contacts")
    assert refused.errors == {"from_id": "Bitte ausfüllen."}
    assert team.send(contact, from_id="k1").status_code == 303
    place = "/chains/c1/referrals/new?need=debt&recipient=p2"
    assert team.send(team.form(place, "/chains/c1/referrals"), sender_id="k1").status_code == 303
    assert [one.sender_id for one in referrals_of(house)] == ["k1"]


def test_a_chain_ends_only_when_nothing_is_under_way_and_then_offers_nothing_more(
    desk: Desk,
) -> None:
    house = desk.house
    end = desk.form("/chains/c1", "/chains/c1/end")
    with_referral(house)
    assert "sobald keine Vermittlung mehr läuft" in desk.get("/chains/c1").text
    refused = desk.send(end, outcome="resolved")
    assert refused.status_code == 409
    assert "noch 1 offene Vermittlung(en)" in refused.text
    desk.send(step_forms(desk)["rejected"], reason="no_capacity")
    assert (
        desk.send(desk.form("/chains/c1", "/chains/c1/end"), outcome="resolved").status_code == 303
    )
    over = desk.get("/chains/c1")
    assert "Diese Kette ist beendet." in over.text
    assert "Beendet: gelöst." in over.text
    assert "Jemand anderen suchen" not in over.text
    place = "/chains/c1/referrals/new?need=debt&recipient=p2"
    late = desk.send(desk.form(place, "/chains/c1/referrals"))
    assert (late.status_code, "ist beendet" in one_form(late, "/chains/c1/referrals").said) == (
        409,
        True,
    )


def test_a_known_person_is_found_by_their_id_and_a_foreign_one_is_not(desk: Desk) -> None:
    house = desk.house
    form = desk.form("/chains/new", "/chains")
    for tenant_id in ("t2", "nobody"):
        refused = desk.send(form, trigger="crisis", tenant_id=tenant_id)
        shown = one_form(refused, "/chains")
        assert refused.status_code == 404
        assert shown.errors == {"tenant_id": "Diese Kennung gibt es bei uns nicht. Bitte prüfen."}
        assert (shown.fields["tenant_id"], shown.fields["trigger"]) == (tenant_id, "crisis")
    assert desk.send(form, trigger="crisis", tenant_id="t1").status_code == 303
    opened = house.store.page(HelpChain, Filter(cooperative="g1", tenant_id="t1")).items
    assert len(opened) == 2


def test_nobody_is_taken_in_for_a_chain_that_cannot_begin(desk: Desk) -> None:
    before = desk.house.store.revision()
    refused = desk.send(desk.form("/chains/new", "/chains"), trigger="", age_band="75_84")
    shown = one_form(refused, "/chains")
    assert (refused.status_code, shown.errors) == (422, {"trigger": "Bitte ausfüllen."})
    assert shown.fields["age_band"] == "75_84"
    assert desk.house.store.revision() == before
