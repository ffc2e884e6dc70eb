"""A town asking for debt advice: one Kümmerer, two partners, an office, and what a test adds."""

from typing import Any

from graph_model.domain.records import Record
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as build


def debt_town(*records: Record, areas: tuple[str, ...] = ("a1",)) -> Snapshot:
    """A Kümmerer, a cooperative, two partners and an office in ``areas``, plus what a test adds."""
    return Snapshot.from_records(
        [
            *(build.area(area) for area in areas),
            build.need("debt"),
            build.cooperative(area=None),
            build.kuemmerer(areas=areas),
            build.partner(area=None),
            build.partner("p2", area=None),
            build.office(area=None),
            build.tenant(area=areas[0]),
            *records,
        ]
    )


def debt_refused(
    number: int, reason: str, *, when: str = "2026-05-20", to: str = "p1", area: str = "a1"
) -> list[Record]:
    """A chain whose one referral for debt advice was refused, and which then ended."""
    chain = build.chain(
        f"c{number}", area=area, opened=when, closed="2026-05-30", outcome="unresolved"
    )
    steps = (f"requested {when}", f"rejected {when} {reason}")
    return [
        chain,
        build.referral(f"r{number}", chain=chain.id, recipient=to, need="debt", steps=steps),
    ]


def debt_helped(
    number: int, *, when: str = "2026-05-01", to: str = "p1", area: str = "a1"
) -> list[Record]:
    """A chain whose one referral for debt advice was accepted and helped."""
    chain = build.chain(f"c{number}", area=area, opened=when)
    steps = (f"requested {when}", f"accepted {when}", f"completed {when} resolved")
    return [
        chain,
        build.referral(f"r{number}", chain=chain.id, recipient=to, need="debt", steps=steps),
    ]


def debt_service(id: str = "s1", **fields: Any) -> Record:
    """Debt advice by ``p1`` in ``a1``."""
    return build.service(id, **{"needs": ("debt",), "areas": ("a1",), **fields})
