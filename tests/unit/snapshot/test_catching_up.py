"""A snapshot that caught up tells the same as one read anew."""

import hypothesis.strategies as st
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from graph_model.domain.chains import HelpChain
from graph_model.domain.records import RecordKind
from graph_model.domain.referrals import TRANSITIONS, Party, Referral, StatusChange
from graph_model.domain.vocabulary import Outcome, Reason, ReferralStatus
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as b
from tests.unit.snapshot.ledger import Ledger, told

DAYS = st.integers(0, 40)


def moment(day: int) -> str:
    return f"2026-{1 + day // 28:02}-{1 + day % 28:02}"


@st.composite
def histories(draw: st.DrawFn) -> tuple[StatusChange, ...]:
    """A history that the table of transitions allows, recorded late at times."""
    status = draw(st.sampled_from([ReferralStatus.DRAFT, ReferralStatus.REQUESTED]))
    changes = [_change(status, happened=0, learnt=0, by="k1")]
    happened = learnt = 0
    for _ in range(draw(st.integers(0, 5))):
        possible = sorted(target for source, target in TRANSITIONS if source is status)
        if not possible:
            break
        before, status = status, draw(st.sampled_from(possible))
        happened = happened + draw(st.integers(0, 5))
        learnt = max(happened, learnt) + draw(st.integers(0, 3))
        sender_may = Party.SENDER in TRANSITIONS[before, status].parties
        by = "k1" if sender_may else "p1"
        changes.append(_change(status, happened=happened, learnt=learnt, by=by))
    return tuple(changes)


def _change(status: ReferralStatus, *, happened: int, learnt: int, by: str) -> StatusChange:
    return StatusChange(
        status=status,
        occurred_at=b.at(moment(happened)),
        recorded_at=b.at(moment(learnt)),
        decided_by=by,
        recorded_by="k1",
        reason=Reason.OTHER if status in {"rejected", "failed", "on_hold", "cancelled"} else None,
        outcome=Outcome.RESOLVED if status is ReferralStatus.COMPLETED else None,
    )


class Following(RuleBasedStateMachine):
    """Changes in any order, with a snapshot that catches up now and then."""

    @initialize()
    def begin(self) -> None:
        self.ledger = Ledger()
        self.ledger.put(*b.directory())
        self.snapshot = Snapshot.read(self.ledger)
        self.chains: dict[str, HelpChain] = {"c1": b.chain()}
        self.referrals: dict[str, Referral] = {}
        self.tenants = {"t1"}
        self.contacts: dict[str, str] = {}

    @rule(number=st.integers(2, 5), area=st.sampled_from(["a1", "a9"]))
    def put_tenant_and_chain(self, number: int, area: str) -> None:
        tenant, chain = f"t{number}", b.chain(f"c{number}", tenant=f"t{number}", area=area)
        self.tenants.add(tenant)
        self.chains[chain.id] = chain
        self.ledger.put(b.tenant(tenant, area=area), chain)

    @rule(number=st.integers(1, 12), history=histories(), data=st.data())
    def put_referral(
        self, number: int, history: tuple[StatusChange, ...], data: st.DataObject
    ) -> None:
        chain = self.chains[data.draw(st.sampled_from(sorted(self.chains)))]
        others = sorted(self.referrals.keys() - {f"r{number}"})
        parent = data.draw(st.sampled_from([None, *others]))
        referral = Referral(
            id=f"r{number}",
            chain_id=chain.id,
            tenant_id=chain.tenant_id,
            sender_id="k1",
            recipient_id="p1",
            need_code="loneliness",
            parent_id=parent,
            history=history,
        )
        self.referrals[referral.id] = referral
        self.ledger.put(referral)

    @rule(number=st.integers(1, 4), day=DAYS, data=st.data())
    def put_contact(self, number: int, day: int, data: st.DataObject) -> None:
        tenant = data.draw(st.sampled_from([*sorted(self.tenants), "p1"]))
        self.contacts[f"n{number}"] = tenant
        self.ledger.put(b.contact(f"n{number}", ends=("k1", tenant), when=moment(day)))

    @rule(data=st.data())
    def delete_contact(self, data: st.DataObject) -> None:
        if self.contacts:
            contact = data.draw(st.sampled_from(sorted(self.contacts)))
            del self.contacts[contact]
            self.ledger.delete(RecordKind.CONTACT, contact)

    @rule(data=st.data())
    def delete_referral(self, data: st.DataObject) -> None:
        named = {r.parent_id for r in self.referrals.values()}
        free = sorted(self.referrals.keys() - named)
        if free:
            referral = data.draw(st.sampled_from(free))
            del self.referrals[referral]
            self.ledger.delete(RecordKind.REFERRAL, referral)

    @rule(data=st.data())
    def erase_a_tenant(self, data: st.DataObject) -> None:
        if not self.tenants:
            return
        tenant = data.draw(st.sampled_from(sorted(self.tenants)))
        self.tenants.discard(tenant)
        for contact in [name for name, end in self.contacts.items() if end == tenant]:
            del self.contacts[contact]
            self.ledger.delete(RecordKind.CONTACT, contact)
        for chain in [chain for chain in self.chains.values() if chain.tenant_id == tenant]:
            self.chains[chain.id] = b.chain(chain.id, tenant=None, area=chain.area_id)
            self.ledger.put(self.chains[chain.id])
        for referral in [r for r in self.referrals.values() if r.tenant_id == tenant]:
            self.referrals[referral.id] = _without_tenant(referral)
            self.ledger.put(self.referrals[referral.id])
        self.ledger.delete(RecordKind.TENANT, tenant)

    @rule()
    def put_directory(self) -> None:
        self.ledger.put(b.area("a9", "a1"), b.unmet_search(), b.consent("e9"))

    @rule()
    def catch_up(self) -> None:
        self.snapshot = self.snapshot.caught_up(self.ledger)
        self.compare(Scope())

    def teardown(self) -> None:
        if hasattr(self, "snapshot"):
            self.snapshot = self.snapshot.caught_up(self.ledger)
            for scope in (Scope(), Scope(known_on=b.at(moment(6))), Scope(area_id="a1")):
                self.compare(scope)

    def compare(self, scope: Scope) -> None:
        anew = Snapshot.read(self.ledger)
        assert self.snapshot.revision == anew.revision
        assert told(self.snapshot, scope) == told(anew, scope)


def _without_tenant(referral: Referral) -> Referral:
    return Referral(
        id=referral.id,
        chain_id=referral.chain_id,
        sender_id=referral.sender_id,
        recipient_id=referral.recipient_id,
        need_code=referral.need_code,
        parent_id=referral.parent_id,
        history=referral.history,
    )


TestFollowing = Following.TestCase
TestFollowing.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


@settings(max_examples=50, deadline=None)
@given(histories(), DAYS)
def test_known_on_tells_what_a_snapshot_of_that_day_would_have_told(
    history: tuple[StatusChange, ...], day: int
) -> None:
    instant = b.at(moment(day))
    referral = b.referral("r1", tenant=None, steps=("requested 2026-01-01",))
    whole = Referral(
        id="r1",
        chain_id="c1",
        sender_id="k1",
        recipient_id="p1",
        need_code=referral.need_code,
        history=history,
    )
    then = whole.known_on(instant)
    chain = b.chain(opened="2026-01-01")
    later = Snapshot.from_records([*b.directory(), chain, whole])
    back_then = Snapshot.from_records([*b.directory(), chain, *([then] if then else [])])
    known = told(later, Scope(known_on=instant))
    assert known["referrals"] == told(back_then)["referrals"]
    assert known["steps"] == told(back_then)["steps"]


def test_the_old_snapshot_stays_as_it_was() -> None:
    ledger = Ledger()
    ledger.put(*b.directory(), b.referral())
    before = Snapshot.read(ledger)
    at_first = told(before)
    ledger.put(b.referral(steps=("requested 2026-01-05", "accepted 2026-01-06")), b.referral("r2"))
    after = before.caught_up(ledger)
    assert told(before) == at_first
    assert after.referrals(Scope())["status"].to_list() == ["accepted", "requested"]
    assert before.caught_up(ledger) is not before
    assert after.caught_up(ledger) is after, "nothing happened since"


@pytest.mark.parametrize("changes", [10, 64, 65, 130])
def test_many_changes_at_once_or_one_by_one_come_to_the_same(changes: int) -> None:
    ledger = Ledger()
    ledger.put(*b.directory(), *(b.referral(f"r{n:03}", tenant=None) for n in range(200)))
    one_by_one = at_once = Snapshot.read(ledger)
    for n in range(100, 100 + changes):
        steps = ("requested 2026-01-05", "accepted 2026-01-06", "in_progress 2026-01-07")
        ledger.put(b.referral(f"r{n:03}", tenant=None, steps=steps))
        one_by_one = one_by_one.caught_up(ledger)
    at_once = at_once.caught_up(ledger)
    assert told(one_by_one) == told(at_once) == told(Snapshot.read(ledger))


def test_keys_stay_the_same_in_successors() -> None:
    ledger = Ledger()
    ledger.put(*b.directory(), b.referral("r5"))
    before = Snapshot.read(ledger)
    ledger.put(b.referral("r1"), b.referral("r5", steps=("requested 2026-01-06",)))
    after = before.caught_up(ledger)
    assert after.referral_key("r5") == before.referral_key("r5") == 0
    assert after.referral_key("r1") == 1


def test_consents_follow_the_feed() -> None:
    ledger = Ledger()
    ledger.put(*b.directory(), b.tenant("t2"), b.consent("e2"), b.consent("e3", tenant="t2"))
    before = Snapshot.read(ledger)
    ledger.put(b.consent("e1"), b.consent("e2", withdrawn="2026-02-01"))
    ledger.put(b.consent("e3", tenant="t1"))
    after = before.caught_up(ledger)
    assert [c.id for c in after.consents_of("t1")] == ["e1", "e2", "e3"]
    assert after.consents_of("t1")[1].withdrawn_at == b.at("2026-02-01")
    assert after.consents_of("t2") == ()
    assert [c.id for c in before.consents_of("t1")] == ["e1", "e2"]
    assert before.consents_of("t1")[1].withdrawn_at is None
    ledger.delete(RecordKind.CONSENT, "e2")
    assert [c.id for c in after.caught_up(ledger).consents_of("t1")] == ["e1", "e3"]


def test_nothing_of_an_erased_tenant_is_held() -> None:
    ledger = Ledger()
    ledger.put(*b.directory(), b.tenant("somebody"), b.contact(ends=("k1", "somebody")))
    before = Snapshot.read(ledger)
    key = before.tenant_key("somebody")
    assert key is not None
    ledger.delete(RecordKind.CONTACT, "n1")
    ledger.delete(RecordKind.TENANT, "somebody")
    after = before.caught_up(ledger)
    assert after.deletions_at == after.revision
    assert before.deletions_at == 0
    assert after.tenant_key("somebody") is None
    assert after.tenant_id(key) == ""
    assert after.contacts(Scope()).is_empty()
    assert after.tenants().filter(pl.col("tenant") == key).is_empty()


def test_a_draft_that_is_sent_is_held_once() -> None:
    ledger = Ledger()
    ledger.put(*b.directory(), b.referral(steps=("draft 2026-01-05",)))
    draft = Snapshot.read(ledger)
    ledger.put(b.referral(steps=("draft 2026-01-05", "requested 2026-01-06")))
    sent = draft.caught_up(ledger)
    ledger.put(b.referral(steps=("draft 2026-01-05", "requested 2026-01-06", MISTAKE)))
    wrong = sent.caught_up(ledger)
    found = [snapshot.chain_file("c1") for snapshot in (draft, sent, wrong)]
    assert [len(file.referrals) for file in found if file is not None] == [1, 1, 1]
    assert [len(snapshot.referrals(Scope())) for snapshot in (draft, sent, wrong)] == [0, 1, 0]
    assert len(wrong.referrals(Scope(known_on=b.at("2026-01-06")))) == 1


MISTAKE = "entered_in_error 2026-01-07"


def test_what_changes_often_does_not_pile_up() -> None:
    ledger = Ledger()
    ledger.put(*b.directory())
    snapshot = Snapshot.read(ledger)
    for number in range(600):
        ledger.put(b.referral(need="loneliness" if number % 2 else "debt"))
        snapshot = snapshot.caught_up(ledger)
    # One step of 22 bytes and some slack of 128 steps at most, not 600 steps.
    assert snapshot.tables.history.nbytes < 22 * 150
    assert snapshot.steps(Scope())["status"].to_list() == ["requested"]
