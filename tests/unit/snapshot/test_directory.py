"""Who offers what where, and which needs lie below which."""

import pytest

from graph_model.snapshot.directory import Directory
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as b


def offers() -> Snapshot:
    """``a1`` and ``a2`` lie in ``a0``, ``loneliness`` and ``leisure`` are below ``social``."""
    return Snapshot.from_records(
        [
            b.area("a0"),
            b.area("a1", "a0"),
            b.area("a2", "a0"),
            b.need("social"),
            b.need("loneliness", "social"),
            b.need("leisure", "social"),
            b.partner("p1"),
            b.partner("p2"),
            b.service("s3", actor="p1", needs=("loneliness",), areas=("a0",)),
            b.service("s1", actor="p2", needs=("social",), areas=("a1",), status="closed"),
            b.service("s2", actor="p1", needs=("leisure", "loneliness"), areas=("a2",)),
            b.service("s4", actor="p1", needs=("loneliness",), areas=()),
            b.cooperation("z2", between=("p1", "p2")),
            b.cooperation("z1", between=("p2", "p1")),
        ]
    )


@pytest.mark.parametrize(
    ("need", "area", "expected"),
    [
        ("loneliness", "a1", ["s1", "s3"]),
        ("loneliness", "a2", ["s2", "s3"]),
        # An area is not covered by what covers only a part of it.
        ("loneliness", "a0", ["s3"]),
        ("leisure", "a1", ["s1"]),
        # A service for a child does not address the parent.
        ("social", "a1", ["s1"]),
        ("unheard_of", "a1", []),
        ("loneliness", "nowhere", []),
    ],
)
def test_services_for_a_need_cover_the_area_and_address_it_or_its_parent(
    need: str, area: str, expected: list[str]
) -> None:
    found = offers().directory.services_for(need, area)
    assert [service.id for service in found] == expected


def test_services_of_an_actor_come_in_order_of_id() -> None:
    directory = offers().directory
    assert [service.id for service in directory.services_of("p1")] == ["s2", "s3", "s4"]
    assert directory.services_of("p9") == ()


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("social",), {"social", "loneliness", "leisure"}),
        (("leisure",), {"leisure"}),
        (("unheard_of",), {"unheard_of"}),
        ((), set()),
    ],
)
def test_a_parent_need_includes_its_children(codes: tuple[str, ...], expected: set[str]) -> None:
    assert offers().directory.needs_below(codes) == expected


def test_cooperations_come_in_order_of_id() -> None:
    assert [agreement.id for agreement in offers().directory.cooperations] == ["z1", "z2"]


def test_ids_can_be_asked_for_one_by_one_or_together() -> None:
    snapshot = Snapshot.from_records([*b.directory(), b.tenant("t2")])
    assert [snapshot.tenant_id(key) for key in (0, 1)] == snapshot.tenant_ids([0, 1])
    assert snapshot.tenant_ids([1, 0]) == ["t2", "t1"]


def test_who_and_what_nobody_knows_goes_by_id_and_code() -> None:
    known = Directory(
        actors={"p1": b.partner("p1", name="Schuldnerberatung")},
        needs={"debt": b.need("debt", label_de="Schulden", label_en="Debt")},
    )
    assert (known.actor_name("p1"), known.actor_name("p2")) == ("Schuldnerberatung", "p2")
    assert [known.need_label("debt", language) for language in ("de", "en")] == ["Schulden", "Debt"]
    assert known.need_label("leisure", "de") == "leisure"
