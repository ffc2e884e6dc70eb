"""Figures leave through one place, which has a rule for every kind of answer."""

import json
import re
from dataclasses import dataclass, is_dataclass
from datetime import datetime
from inspect import signature
from pathlib import Path
from typing import get_type_hints

import pytest

from graph_model.analysis.access.access import AccessRules
from graph_model.analysis.hidden import Hidden
from graph_model.analysis.indicators.rules import IndicatorCode, Unit
from graph_model.analysis.resilience.changes import Changes
from graph_model.analysis.results import to_plain
from graph_model.analysis.structure.structure import structure
from graph_model.domain.periods import Period
from graph_model.domain.vocabulary import AreaLevel
from graph_model.errors import SettingsError, UnknownRecordError
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import Put
from service.bootstrap import open_store, questions_of
from service.settings import Settings
from service.use_cases.disclosure import RULES, asked_widely, disclosed, widened
from service.use_cases.mapping import MapWish
from service.use_cases.on_cases import OnCases
from service.use_cases.questions import Questions
from tests import builders as make
from tests.attacking import NOW, ground, town
from visual.scene import Scene

ON_CASES = {name for name in vars(OnCases) if not name.startswith("_")}


def analyses() -> list[str]:
    """Every question on figures, by the name of its method."""
    return [
        name
        for name, member in vars(Questions).items()
        if callable(member) and not name.startswith("_") and name not in ON_CASES
    ]


@pytest.fixture
def asked(tmp_path: Path) -> Questions:
    store = open_store(f"sqlite:///{tmp_path / 'town.db'}")
    services = [
        make.service("s1", actor="p1", needs=("n1",), areas=("a1",), places=9),
        make.service("s2", actor="p2", needs=("n1", "n2"), areas=("a0",), places=50),
    ]
    store.apply([Put(record) for record in (*town(1, people=40).records, *services)])
    return questions_of(store, Settings(), now=NOW, for_many=True)


def answer(asked: Questions, name: str) -> object:
    scope = Scope()
    more: dict[str, object] = {
        "access": (scope, AreaLevel.MUNICIPALITY, {"rules": AccessRules()}),
        "funnel": (scope, IndicatorCode.GOT_HELP, {}),
        "indicator_course": (scope, IndicatorCode.GOT_HELP, {}),
        "what_if": (scope, None, {"changes": Changes(without=("p2",))}),
        "network_scene": (scope, MapWish(language="de"), {}),
        "network_map": (scope, MapWish(language="de"), {}),
    }
    first, second, named = more.get(name, (scope, None, {}))  # type: ignore[misc]
    positional = [first] if second is None else [first, second]
    return getattr(asked, name)(*positional, **named)


@pytest.mark.parametrize("name", analyses())
def test_every_kind_of_answer_has_a_rule(name: str) -> None:
    kind = get_type_hints(getattr(Questions, name))["return"]
    # A scene and its page are made of answers that have one.
    assert kind in RULES or kind in (Scene, str)


def test_an_answer_without_a_rule_does_not_leave() -> None:
    @dataclass(frozen=True)
    class Fresh:
        people: int

    with pytest.raises(TypeError, match="No rule for what of a Fresh may leave the house"):
        disclosed(Fresh(1), ground(Snapshot.from_records([])))


@pytest.mark.parametrize("name", analyses())
def test_no_answer_names_a_single_case(asked: Questions, name: str) -> None:
    found = answer(asked, name)
    text = json.dumps(to_plain(found)) if is_dataclass(found) else str(found)
    assert re.findall(r"\"(?:c\d+-\d|r-c\d+-\d-n\d|t\d+)\"", text) == []
    assert "hidden" in text or "at_least" in text or name in ("access", "separations")


def test_a_map_of_single_chains_is_as_if_they_were_not_there(asked: Questions) -> None:
    with pytest.raises(UnknownRecordError):
        asked.network_map(Scope(), MapWish(language="de", chain_ids=("c0-0",)))


def test_what_many_see_is_not_what_others_see_and_neither_is_taken_for_the_other(
    asked: Questions,
) -> None:
    whole = questions_of(asked.snapshots.store, Settings(), now=NOW, snapshots=asked.snapshots)
    for one, other in ((asked, whole), (whole, asked)):
        first, second = one.flows(Scope()), other.flows(Scope())
        assert (first.hidden is None) is not (second.hidden is None)
        assert len(whole.flows(Scope()).edges) >= len(asked.flows(Scope()).edges)


@pytest.mark.parametrize("minimum", ["0", "2", "-3"])
def test_less_than_three_cannot_be_set(minimum: str) -> None:
    with pytest.raises(SettingsError, match="HILFENETZ_MINIMUM_COUNT"):
        Settings.from_environ({"HILFENETZ_MINIMUM_COUNT": minimum})


def test_more_than_three_hides_more(asked: Questions) -> None:
    settings = Settings.from_environ({"HILFENETZ_MINIMUM_COUNT": "8"})
    strict = questions_of(asked.snapshots.store, settings, now=NOW, for_many=True)
    few, more = strict.flows(Scope()), asked.flows(Scope())
    assert few.hidden is not None
    assert few.hidden.minimum == 8
    assert {edge.target for edge in few.edges} <= {edge.target for edge in more.edges}
    assert all(edge.referrals >= 8 for edge in few.edges)
    assert len(few.edges) < len(more.edges)


@pytest.mark.parametrize(
    ("asked_from", "asked_to", "first", "end"),
    [
        ("2026-01-08T12:00", "2026-01-20T12:00", "2025-12-31T23:00", "2026-01-31T23:00"),
        # Midnight in Germany is where a month ends: nothing of the next one is taken in.
        ("2025-12-31T23:00", "2026-01-31T23:00", "2025-12-31T23:00", "2026-01-31T23:00"),
        # Summer time from 29 March on.
        ("2026-03-30T12:00", "2026-12-02T12:00", "2026-02-28T23:00", "2026-12-31T23:00"),
    ],
)
def test_periods_are_widened_to_calendar_months_in_germany(
    asked_from: str, asked_to: str, first: str, end: str
) -> None:
    period = Period(start=make.at(asked_from), end=make.at(asked_to))
    assert widened(period) == Period(start=make.at(first), end=make.at(end))
    assert widened(Period()) == Period()


def test_knowledge_goes_back_to_the_first_of_a_month() -> None:
    known: datetime | None = asked_widely(Scope(known_on=make.at("2026-03-15"))).known_on
    assert known == make.at("2026-02-28T23:00")


def test_the_load_is_told_to_many_whatever_the_period_and_without_one(asked: Questions) -> None:
    """Waits and refusals are those of the last weeks, also where a month was asked for."""
    month = Period(start=make.at("2025-12-31T23:00"), end=make.at("2026-01-31T23:00"))
    told = asked.load(Scope(period=month))
    assert told.scope == Scope()
    assert told == asked.load(Scope())
    assert any(one.open_load is not None for one in told.loads)
    whole = questions_of(asked.snapshots.store, Settings(), now=NOW, snapshots=asked.snapshots)
    assert whole.load(Scope(period=month)).scope.period == month


def test_questions_on_cases_are_no_questions_on_figures() -> None:
    assert {"expected", "house", "path", "recommend", "snapshot"} == ON_CASES
    assert all("scope" in signature(getattr(Questions, name)).parameters for name in analyses())


def told_of_both(shown: object, whole: object, path: str = "") -> int:
    """How many figures are shown; each must be as it is, and where there is more, it is `None`."""
    if isinstance(shown, dict) and isinstance(whole, dict):
        left_out = {"hidden", "is_hidden", "sentence", "german", "english", "reasons", "level"}
        left_out |= {"red", "amber", "green"}  # of the levels that are shown
        return sum(
            told_of_both(value, whole[name], f"{path}.{name}")
            for name, value in shown.items()
            if name not in left_out
        )
    if shown is None or isinstance(shown, str | list):
        return 0
    assert shown == whole, path
    return 1


def test_what_is_shown_is_true_and_something_is_shown(asked: Questions) -> None:
    whole = questions_of(asked.snapshots.store, Settings(), now=NOW, snapshots=asked.snapshots)
    for name, key in (("load", ("loads", "actor_id")),):
        first, second = (to_plain(answer(one, name)) for one in (asked, whole))
        assert isinstance(first, dict)
        assert isinstance(second, dict)
        rows, truth = (
            {row[key[1]]: row for row in found[key[0]]}  # type: ignore[index, union-attr, call-overload]
            for found in (first, second)
        )
        assert rows
        assert sum(told_of_both(row, truth[of], f"{name} {of}") for of, row in rows.items()) > 0
        assert told_of_both(first, second, name) >= 0


def test_of_flows_and_structure_no_more_is_shown_than_there_is(asked: Questions) -> None:
    whole = questions_of(asked.snapshots.store, Settings(), now=NOW, snapshots=asked.snapshots)
    flows, all_flows = asked.flows(Scope()), whole.flows(Scope())
    truth = {(edge.source, edge.target): edge for edge in all_flows.edges}
    for edge in flows.edges:
        of_all = truth[edge.source, edge.target]
        for name in ("referrals", "accepted", "rejected", "completed", "failed"):
            count = getattr(edge, name)
            assert count is None or 3 <= count <= getattr(of_all, name)
        assert all(3 <= n <= of_all.rejected_by[one] for one, n in edge.rejected_by.items())
    net, whole_net = asked.structure(Scope()), whole.structure(Scope())
    known = {one.actor_id: one for one in whole_net.positions}
    for one in net.positions:
        assert one.asks <= known[one.actor_id].asks
        assert one.sent <= known[one.actor_id].sent
        assert one.received <= known[one.actor_id].received
    assert len(flows.edges) > 1
    assert len(net.positions) > 1
    for found in (flows, net):
        assert found.counts_are_at_least
        assert found.hidden is not None
        assert found.hidden.minimum == 3


def test_a_structure_that_goes_on_is_the_one_that_leaves_by_the_rule(asked: Questions) -> None:
    known = ground(asked.snapshot)
    for scope in (Scope(), Scope(cooperative_id="g1")):
        assert asked.structure(scope) == disclosed(structure(asked.snapshot, scope), known)
    later = make.referral(
        "r-new", chain="c0-0", tenant="t0", sender="k1", recipient="p2", need="n1"
    )
    asked.snapshots.store.apply([Put(later)])
    again = questions_of(
        asked.snapshots.store, Settings(), now=NOW, snapshots=asked.snapshots, for_many=True
    )
    assert again.snapshot.revision > asked.snapshot.revision
    exact = structure(again.snapshot, Scope())
    assert again.structure(Scope()) == disclosed(exact, ground(again.snapshot))


def test_of_ways_no_more_is_shown_than_there_is_and_every_count_is_said_to_be_a_bound(
    asked: Questions,
) -> None:
    whole = questions_of(asked.snapshots.store, Settings(), now=NOW, snapshots=asked.snapshots)
    ways, all_ways = asked.variants(Scope()), whole.variants(Scope())
    truth = {one.trace: one.chains for one in all_ways.variants}
    assert ways.variants
    assert all(3 <= one.chains <= truth[one.trace] for one in ways.variants)
    passing, all_passing = asked.process_map(Scope()), whole.process_map(Scope())
    steps = {one.id: one for one in all_passing.activities}
    told = [
        (count, getattr(steps[one.id], name))
        for one in passing.activities
        for name in ("referrals", "starts", "ends")
        if (count := getattr(one, name)) is not None
    ]
    assert told
    assert all(3 <= count <= there for count, there in told)
    for found in (ways, passing):
        assert found.counts_are_at_least
        assert found.hidden is not None
        assert found.hidden.minimum == 3


def test_an_indicator_counts_no_more_than_there_is_and_is_not_told_below_three(
    asked: Questions,
) -> None:
    whole = questions_of(asked.snapshots.store, Settings(), now=NOW, snapshots=asked.snapshots)
    year = Scope(period=Period(start=make.at("2024-12-31T23:00"), end=make.at("2025-12-31T23:00")))
    shown = 0
    truth = {one.code: one.figure for one in whole.indicators(year).indicators}
    for one in asked.indicators(year).indicators:
        of_all = truth[one.code]
        assert one.is_hidden is (one.figure is None)
        if one.figure is None:
            continue
        assert of_all is not None
        assert one.figure.denominator <= of_all.denominator
        if one.code in (IndicatorCode.NETWORK_GROWTH, IndicatorCode.SHARED_PARTNERS):
            continue
        assert 3 <= one.figure.numerator <= of_all.numerator
        if one.unit is Unit.SHARE:
            assert one.figure.value == one.figure.numerator / one.figure.denominator
            assert one.figure.denominator - one.figure.numerator >= 3
        shown += 1
    assert shown > 0


def test_of_faults_of_the_records_and_of_findings_at_least_three_are_told_or_none(
    asked: Questions,
) -> None:
    whole = questions_of(asked.snapshots.store, Settings(), now=NOW, snapshots=asked.snapshots)
    faults, findings = asked.indicators(Scope()), asked.findings(Scope())
    of_all = (whole.indicators(Scope()), whole.findings(Scope()))
    assert [one.code for one in faults.quality] == [one.code for one in of_all[0].quality]
    told = [
        (count, getattr(known, name))
        for shown, truth, names in (
            (faults.quality, of_all[0].quality, ("count", "total")),
            (findings.counts, of_all[1].counts, ("chains", "findings")),
            ((findings,), of_all[1:], ("chains", "open_chains", "referrals")),
        )
        for one, known in zip(shown, truth, strict=True)
        for name in names
        if (count := getattr(one, name)) is not None
    ]
    assert len(told) > 3
    assert all(3 <= count <= there for count, there in told)
    for found in (faults, findings):
        assert found.counts_are_at_least
        assert found.hidden == Hidden(minimum=3)
