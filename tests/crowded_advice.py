"""A town whose debt advice carries too much, and who could take some of it: worked by hand.

``a1`` and ``a2`` lie in the district ``a0``. On 31 March 2026 each case is a chain of its own with
one referral for ``debt``, accepted on the day it was asked for.

==== ==== ====== ===== =========================================================================
who  seat places cases
==== ==== ====== ===== =========================================================================
p1   a1   10     10    six from ``a1``, four from ``a2``; below 0.85 it could carry 8: 2 too many
p2   a1   10     7     serves ``a1``; below 0.85 there is room for 1
p3   a2   10     0     serves ``a1``; room for 8, but two steps away from ``a1``
==== ==== ====== ===== =========================================================================

Nobody but p1 serves ``a2``. All accept at once and nothing has ended, so only nearness differs:
with the weights 0.20 fit, 0.15 nearness, 0.15 speed and 0.15 success of 0.65 in all, a case costs

* at p2 1 - (0.20 + 0.15·1 + 0.15 + 0.15·0.5) / 0.65 = 0.115, and
* at p3 1 - (0.20 + 0.15·0.5 + 0.15 + 0.15·0.5) / 0.65 = 0.231.

So one case goes to p2 and one to p3, both from ``a1``.
"""

from collections.abc import Iterator
from typing import Any

from graph_model.domain.records import Record
from tests import builders as make

NOW = make.at("2026-03-31")


def cases(
    count: int,
    *,
    at: str,
    area: str | None = "a1",
    since: str = "2026-02-02",
    need: str = "debt",
    **fields: Any,
) -> Iterator[Record]:
    """So many cases that somebody carries, each in a chain of its own."""
    steps = fields.pop("steps", (f"requested {since}", f"accepted {since}"))
    place = {name: fields.pop(name) for name in ("cooperative",) if name in fields}
    for number in range(count):
        name = f"{at}-{need}-{area}-{since}-{number}"
        tenant = fields.get("tenant")
        yield make.chain(
            f"c-{name}", area=area, opened_by=None, opened="2024-01-01", tenant=tenant, **place
        )
        yield make.referral(
            f"r-{name}",
            chain=f"c-{name}",
            sender="g1",
            recipient=at,
            need=need,
            steps=steps,
            tenant=tenant,
        )


def offering(actor: str, areas: tuple[str, ...], *, places: int | None, **fields: Any) -> Record:
    """Debt advice of somebody."""
    return make.service(
        f"s-{actor}", actor=actor, needs=("debt",), areas=areas, places=places, **fields
    )


def towns() -> tuple[Record, ...]:
    """Areas, need and cooperative, before anybody helps."""
    return (
        make.area("a0", level="district"),
        make.area("a1", "a0", name="Döbeln"),
        make.area("a2", "a0", name="Werdau"),
        make.need("debt", label_de="Schulden", label_en="Debt"),
        make.cooperative(),
    )


def crowded_advice() -> tuple[Record, ...]:
    """All of it."""
    return (
        *towns(),
        make.partner("p1", name="Anker"),
        make.partner("p2", name="Brücke"),
        make.partner("p3", area="a2", name="Caritas"),
        offering("p1", ("a1", "a2"), places=10),
        offering("p2", ("a1",), places=10),
        offering("p3", ("a1",), places=10),
        *cases(6, at="p1"),
        *cases(4, at="p1", area="a2"),
        *cases(7, at="p2"),
    )
