"""The structure of a network of records: positions, findings, words, and its edges."""

import json
from random import Random

import pytest

from graph_model.analysis.results import to_plain
from graph_model.analysis.structure.agreement import Agreement
from graph_model.analysis.structure.brokerage import BrokerRoles
from graph_model.analysis.structure.findings import StructureCode, StructureRules
from graph_model.analysis.structure.structure import Position, Structure, structure
from graph_model.analysis.structure.words import summary_for
from graph_model.domain.vocabulary import ActorKind, AreaLevel
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as make
from tests.structures import Flows, referrals_of, two_ends

ALL = Scope()


def asked(**options: object) -> Structure:
    return structure(Snapshot.from_records(two_ends()), ALL, **options)  # type: ignore[arg-type]


def of(found: Structure, actor_id: str) -> Position:
    return next(one for one in found.positions if one.actor_id == actor_id)


def small(flows: Flows, *more: object) -> Structure:
    names = sorted({end for pair in flows for end in pair})
    records = [make.area(), make.need(), make.cooperative(), make.tenant(), make.chain(), *more]
    records += [make.partner(name) for name in names]
    return structure(Snapshot.from_records([*records, *referrals_of(flows)]), ALL)


def test_positions_put_all_measures_of_an_actor_together() -> None:
    b1 = of(asked(), "b1")
    assert b1.betweenness == pytest.approx(6 / 30, abs=1e-9)
    assert b1.constraint == pytest.approx((4 / 6) ** 2 + (2 / 6) ** 2)
    assert (b1.actor_name, b1.actor_kind, b1.group) == ("Haus b1", ActorKind.PARTNER, "money")
    assert (b1.asks, b1.asked_by, b1.sent, b1.received) == (1, 1, 2, 4)
    assert b1.roles == BrokerRoles(liaison=1)
    assert b1.cut_off == 3


def test_positions_stand_by_betweenness_and_then_by_id() -> None:
    assert [one.actor_id for one in asked().positions] == [
        "q1",
        "b1",
        "p1",
        "k1",
        "p2",
        "q2",
        "q3",
    ]


def test_who_has_no_sector_is_grouped_by_kind() -> None:
    assert of(asked(), "k1").group == "kuemmerer"


def test_the_broker_whose_loss_splits_the_network_is_told_of_with_what_to_do() -> None:
    (finding,) = asked().findings
    assert finding.code is StructureCode.CUT_POINT
    assert (finding.actor_id, finding.figure, finding.referrals) == ("b1", 3, 2)
    # q1 has 2 + 2 + 1 referrals, q2 2, q3 1.
    assert finding.concerned_ids == ("q1", "q2", "q3")
    assert finding.sentence.de == (
        "Haus b1: Nur über diese Stelle sind 3 Beteiligte (Haus q1, Haus q2 und Haus q3) mit dem "
        "übrigen Netz verbunden. Fällt sie aus, sind sie abgeschnitten. Was hilft: einen zweiten "
        "Weg verabreden, etwa zwischen Haus q1 und Haus p1, und die Kontakte aufschreiben, solange "
        "sie da ist."
    )
    assert "a second way, for instance between Haus q1 and Haus p1" in finding.sentence.en


def test_how_many_must_hang_on_somebody_is_a_rule() -> None:
    # p1 holds k1 and p2, q1 holds q2 and q3, but each of these alone.
    found = asked(rules=StructureRules(cut_off=2))
    assert [one.actor_id for one in found.findings] == ["b1", "p1"]
    assert asked(rules=StructureRules(cut_off=4)).findings == ()


def test_a_part_that_stands_apart_is_told_of() -> None:
    found = small({("a", "b"): 1, ("b", "c"): 1, ("c", "a"): 1, ("x", "y"): 2, ("y", "z"): 1})
    (finding,) = (one for one in found.findings if one.code is StructureCode.APART)
    # Of two parts of one size the one with the first member counts as the network.
    assert finding.concerned_ids == ("y", "x", "z")
    assert (finding.actor_id, finding.figure, finding.referrals) == (None, 3, 3)
    assert "vermitteln nur untereinander" in finding.sentence.de
    assert "no way leads to the rest" in finding.sentence.en
    assert found.component_sizes == (3, 3)


def test_a_hub_of_a_large_network_is_a_bottleneck() -> None:
    flows = {(f"a{number:02}", "hub"): 1 for number in range(12)}
    flows |= {("hub", f"z{number:02}"): 1 for number in range(12)}
    found = small(flows)
    (finding,) = (one for one in found.findings if one.code is StructureCode.BOTTLENECK)
    # Between 12 * 12 of 24 * 23 pairs.
    assert (finding.actor_id, finding.referrals) == ("hub", 24)
    assert finding.figure == pytest.approx(144 / 552, abs=1e-9)
    assert "26 % aller kürzesten Wege" in finding.sentence.de
    # Its 24 neighbours have nobody but the hub, but none of them works with another.
    assert len(found.findings) == 1


def test_ties_that_alone_hold_somebody_are_listed() -> None:
    found = asked()
    assert [(one.near_id, one.far_id, one.referrals, one.cut_off) for one in found.bridges] == [
        ("b1", "p1", 4, 3),
        ("b1", "q1", 2, 3),
        ("q1", "q2", 2, 1),
        ("q1", "q3", 1, 1),
    ]


def test_communities_are_compared_with_the_areas_at_the_level_asked_for() -> None:
    found = asked()
    # The strongest ties hold k1, p1, p2, b1 together (a1) and q1, q2, q3 (a2).
    assert [community.actor_ids for community in found.communities] == [
        ("b1", "k1", "p1", "p2"),
        ("q1", "q2", "q3"),
    ]
    assert found.communities[0].name == "Haus p1 / Haus b1"
    agreed = found.communities_and_areas
    assert agreed is not None
    assert (agreed.compared, agreed.nmi, agreed.ami) == (7, 1.0, 1.0)
    assert of(found, "q2").community == 1
    assert "Die Gruppen folgen eng den Gebieten (AMI 1)." in found.summary.de
    # No district lies above these towns: nobody can be compared.
    assert asked(area_level=AreaLevel.DISTRICT).communities_and_areas is None


def test_connections_across_cooperatives_are_a_share_of_those_between_their_people() -> None:
    people = [make.kuemmerer("k1"), make.kuemmerer("k2"), make.kuemmerer("k3", cooperative="g2")]
    records = [make.area(), make.need(), make.cooperative(), make.cooperative("g2"), make.tenant()]
    records += [make.chain(), make.partner(), *people]
    flows = {("k1", "k2"): 1, ("k1", "k3"): 2, ("k1", "p1"): 5}
    told = structure(Snapshot.from_records([*records, *referrals_of(flows)]), ALL)
    share = told.whole.across_cooperatives
    assert share is not None
    assert (share.count, share.total) == (1, 2)
    assert "50 % der Verbindungen" in told.summary.de


def test_a_network_without_referrals_has_no_structure() -> None:
    found = structure(Snapshot.from_records(make.directory()), ALL)
    assert (found.positions, found.findings, found.communities, found.bridges) == ((), (), (), ())
    assert found.whole.density is None
    assert found.communities_and_areas is None
    assert "keine Vermittlung" in found.summary.de
    json.dumps(to_plain(found))


def test_two_actors_are_a_network_without_anybody_between() -> None:
    found = small({("a", "b"): 3})
    assert [(one.betweenness, one.constraint) for one in found.positions] == [(0.0, 1.0)] * 2
    assert found.whole.between_centralisation is None
    assert found.findings == ()


def test_only_what_is_in_scope_is_a_tie() -> None:
    snapshot = Snapshot.from_records(two_ends())
    assert structure(snapshot, Scope(area_id="a2")).whole.actors == 0
    assert structure(snapshot, Scope(area_id="a1")).whole.actors == 7


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_input_does_not_matter(seed: int) -> None:
    records = list(two_ends())
    Random(seed).shuffle(records)
    shuffled = structure(Snapshot.from_records(records), ALL)
    assert json.dumps(to_plain(shuffled)) == json.dumps(to_plain(asked()))


@pytest.mark.parametrize(
    ("ami", "told"),
    [
        (0.9, ("folgen eng den Gebieten (AMI 0,9)", "follow the areas closely")),
        (0.4, ("folgen zum Teil den Gebieten", "follow the areas in part")),
        (0.1, ("folgen den Gebieten kaum", "hardly follow the areas")),
        (-0.2, ("folgen den Gebieten kaum (AMI -0,2)", "hardly follow the areas (AMI -0.2)")),
    ],
)
def test_how_communities_and_areas_agree_is_said_in_words(
    ami: float, told: tuple[str, str]
) -> None:
    agreed = Agreement(compared=7, nmi=1.0, ami=ami)
    sentence = summary_for(asked().whole, communities=2, agreed=agreed)
    assert told[0] in sentence.de
    assert told[1] in sentence.en


def test_who_is_no_longer_in_the_directory_still_has_a_position() -> None:
    records = [one for one in two_ends() if one.id != "q1"]
    q1 = of(structure(Snapshot.from_records(records), ALL), "q1")
    assert (q1.actor_name, q1.actor_kind, q1.group) == ("q1", None, "-")
    assert q1.betweenness == pytest.approx(7 / 30, abs=1e-9)
