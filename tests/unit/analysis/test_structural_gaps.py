"""Sides that should know one another: areas, sectors, communities."""

from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.analysis.gaps.neighbours import Nearness, neighbouring
from graph_model.analysis.gaps.structural import (
    StructuralGaps,
    StructuralKind,
    StructuralRules,
    structural_gaps,
)
from graph_model.domain.areas import AreaTree, Polygon
from graph_model.domain.records import Record
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as build

NOW = build.at("2026-06-01")


def square(west: float, south: float, size: float = 1.0) -> tuple[Polygon, ...]:
    east, north = west + size, south + size
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return ((ring,),)


def case(number: int, *, area: str, sides: tuple[str, str], need: str = "debt") -> list[Record]:
    """A chain from ``area`` with one referral."""
    chain = build.chain(f"c{number}", area=area)
    referral = build.referral(
        f"r{number}", chain=chain.id, sender=sides[0], recipient=sides[1], need=need
    )
    return [chain, referral]


def two_towns(*records: Record) -> Snapshot:
    """East and West, each with a Kümmerer who sends debts to the town's own partner."""
    return Snapshot.from_records(
        [
            build.area("land", level="state"),
            build.area("east", "land", name="Ost"),
            build.area("west", "land", name="West"),
            build.need("debt", label_de="Schulden", label_en="Debt"),
            build.cooperative(area=None),
            build.tenant(area="east"),
            build.kuemmerer("ke", areas=("east",)),
            build.kuemmerer("kw", areas=("west",)),
            build.partner("pe", area="east", name="Osthilfe", sector="debt"),
            build.partner("pw", area="west", name="Westhilfe", sector="debt"),
            *case(1, area="east", sides=("ke", "pe")),
            *case(2, area="west", sides=("kw", "pw")),
            *records,
        ]
    )


def found(snapshot: Snapshot, kind: StructuralKind) -> list[tuple[str, str]]:
    answer = structural_gaps(snapshot, Scope(), now=NOW)
    return [(gap.left.id, gap.right.id) for gap in answer.gaps if gap.kind is kind]


def test_an_empty_network_has_no_structural_gaps() -> None:
    assert structural_gaps(Snapshot.from_records([]), Scope(), now=NOW).gaps == ()


def test_neighbouring_towns_with_the_same_need_and_no_edge() -> None:
    answer = structural_gaps(two_towns(), Scope(), now=NOW)
    areas = [gap for gap in answer.gaps if gap.kind is StructuralKind.AREAS]
    assert [(gap.left.id, gap.right.id) for gap in areas] == [("east", "west")]
    assert (areas[0].nearness, areas[0].shared_needs) == (Nearness.SIBLINGS, ("debt",))
    assert areas[0].left.contacts == ("ke", "pe")
    assert areas[0].sentence.de == (
        "Ost und West: in der Nachbarschaft, dieselben Bedarfe (Schulden), aber keine einzige "
        "Vermittlung und keine Kooperation. Was hilft: ein erstes Gespräch, etwa zwischen "
        "Akteur ke und Akteur kw."
    )
    assert "not one referral and no cooperation" in areas[0].sentence.en


def test_one_referral_or_one_agreement_joins_them() -> None:
    referral = two_towns(*case(3, area="east", sides=("ke", "pw")))
    assert found(referral, StructuralKind.AREAS) == []
    agreement = two_towns(build.cooperation(between=("pw", "pe")))
    assert found(agreement, StructuralKind.AREAS) == []
    ended = two_towns(build.cooperation(between=("pw", "pe"), valid_to="2026-06-01"))
    assert found(ended, StructuralKind.AREAS) == [("east", "west")]


def test_a_kuemmerer_of_both_towns_joins_them() -> None:
    assert (
        found(two_towns(build.kuemmerer("kb", areas=("east", "west"))), StructuralKind.AREAS) == []
    )


def test_towns_without_a_common_need_or_with_one_actor_need_no_edge() -> None:
    other_need = Snapshot.from_records(
        [
            build.area("land", level="state"),
            build.area("east", "land"),
            build.area("west", "land"),
            build.kuemmerer("ke", areas=("east",)),
            build.kuemmerer("kw", areas=("west",)),
            build.partner("pe", area="east"),
            build.partner("pw", area="west"),
            *case(1, area="east", sides=("ke", "pe"), need="debt"),
            *case(2, area="west", sides=("kw", "pw"), need="loneliness"),
        ]
    )
    assert structural_gaps(other_need, Scope(), now=NOW).gaps == ()
    alone = structural_gaps(two_towns(), Scope(), now=NOW, rules=StructuralRules(members=3))
    assert alone.gaps == ()


def test_communities_of_neighbouring_towns_are_found_and_named_after_their_busiest() -> None:
    # Two components of one edge each: Louvain can only part them there.
    answer = structural_gaps(two_towns(), Scope(), now=NOW)
    communities = [gap for gap in answer.gaps if gap.kind is StructuralKind.COMMUNITIES]
    assert [(gap.left.name, gap.right.name) for gap in communities] == [
        ("Akteur ke / Osthilfe", "Akteur kw / Westhilfe")
    ]


def test_sectors_in_one_town_with_the_same_need_and_no_edge() -> None:
    records = [
        build.area("town"),
        build.need("debt"),
        build.kuemmerer(areas=()),
        *(
            build.partner(f"p{n}", area="town", sector="debt" if n < 2 else "care")
            for n in range(4)
        ),
        *(record for n in range(4) for record in case(n, area="town", sides=("k1", f"p{n}"))),
    ]
    snapshot = Snapshot.from_records(records)
    answer = structural_gaps(snapshot, Scope(), now=NOW)
    assert [(gap.kind, gap.left.id, gap.right.id, gap.nearness) for gap in answer.gaps] == [
        (StructuralKind.SECTORS, "care", "debt", Nearness.SAME_AREA)
    ]
    joined = Snapshot.from_records([*records, build.cooperation(between=("p0", "p3"))])
    assert found(joined, StructuralKind.SECTORS) == []


def test_borders_that_touch_in_more_than_a_corner_make_neighbours() -> None:
    tree = AreaTree(
        [
            build.area("a", boundary=square(13.0, 51.0)),
            build.area("b", boundary=square(14.0, 51.0)),
            build.area("c", boundary=square(14.0, 52.0)),
            build.area("far", boundary=square(20.0, 40.0)),
        ]
    )
    # a and b share the line at 14°, b and c the line at 52°, a and c only the corner between.
    assert dict(neighbouring(tree, ["a", "b", "c", "far"])) == {
        ("a", "b"): Nearness.TOUCHING,
        ("b", "c"): Nearness.TOUCHING,
    }


def test_siblings_whose_borders_do_not_touch_are_no_neighbours_but_one_without_border_is() -> None:
    tree = AreaTree(
        [
            build.area("s"),
            build.area("a", "s", boundary=square(13.0, 51.0)),
            build.area("b", "s", boundary=square(15.0, 51.0)),
            build.area("c", "s"),
        ]
    )
    assert dict(neighbouring(tree, ["a", "b", "c"])) == {
        ("a", "c"): Nearness.SIBLINGS,
        ("b", "c"): Nearness.SIBLINGS,
    }


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(6)))
def test_the_order_of_input_does_not_matter(order: list[int]) -> None:
    blocks = [case(number, area="east", sides=("ke", "pe")) for number in range(10, 16)]

    def answer(numbers: list[int]) -> StructuralGaps:
        records = [record for number in numbers for record in blocks[number]]
        return structural_gaps(two_towns(*records), Scope(), now=NOW)

    assert answer(order) == answer(list(range(6)))
