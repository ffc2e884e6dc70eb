"""Small networks of referrals for the measures of structure, the working beside each."""

from collections.abc import Iterable, Mapping

import numpy as np

from graph_model.analysis.structure.net import Net
from graph_model.domain.records import Record
from tests import builders as make

Flows = Mapping[tuple[str, str], int]
"""How many referrals went from the first to the second."""

TWO_ENDS: Flows = {
    ("k1", "p1"): 2,
    ("k1", "p2"): 1,
    ("p1", "p2"): 1,
    ("p1", "b1"): 4,
    ("b1", "q1"): 2,
    ("q1", "q2"): 1,
    ("q2", "q1"): 1,
    ("q1", "q3"): 1,
}
"""A triangle and a star, held together by b1 alone::

    k1 ─2→ p1 ─4→ b1 ─2→ q1 ─1→ q3
     └1→ p2 ←1┘            1↓↑1
                            q2

Shortest ways (an edge is 1 / referrals long; k1 → p2 is 1 long, by p1 it were 1.5):

- from k1: b1 (by p1), q1 (by p1, b1), q2 and q3 (by p1, b1, q1)
- from p1: q1 (by b1), q2 and q3 (by b1, q1); from b1: q2, q3 (by q1); from q2: q3 (by q1)

so p1 lies between 4 pairs, b1 between 3 + 3 = 6, q1 between 2 + 2 + 2 + 1 = 7, of 6 * 5 = 30.

Ties either way added up: k1-p1 2, k1-p2 1, p1-p2 1, p1-b1 4, b1-q1 2, q1-q2 2, q1-q3 1.
"""

SECTORS = {
    "p1": "care",
    "p2": "care",
    "b1": "money",
    "q1": "housing",
    "q2": "housing",
    "q3": "care",
}


def net_of(flows: Flows, nodes: Iterable[str] = ()) -> Net:
    """The flows as arrays; ``nodes`` without any flow are nodes too."""
    ids = sorted({*nodes, *(end for pair in flows for end in pair)})
    number = {name: place for place, name in enumerate(ids)}
    edges = sorted((number[one], number[other], count) for (one, other), count in flows.items())
    columns = np.array(edges, dtype=np.int64).reshape(-1, 3).T.copy()
    return Net(ids=tuple(ids), tail=columns[0], head=columns[1], referrals=columns[2])


def two_ends() -> tuple[Record, ...]:
    """``TWO_ENDS`` as records: k1 is of g1; p1, p2, b1 sit in a1, the others in a2."""
    return (
        make.area("a1"),
        make.area("a2"),
        make.need(),
        make.cooperative(),
        make.kuemmerer(area_id="a1", name="Kim"),
        *(
            make.partner(
                name, area="a2" if name[0] == "q" else "a1", sector=sector, name=f"Haus {name}"
            )
            for name, sector in SECTORS.items()
        ),
        make.tenant(),
        make.chain(),
        *referrals_of(TWO_ENDS),
    )


def referrals_of(flows: Flows) -> tuple[Record, ...]:
    """As many referrals as the flows say, all in chain ``c1``."""
    return tuple(
        make.referral(f"r-{one}-{other}-{number}", sender=one, recipient=other)
        for (one, other), count in flows.items()
        for number in range(count)
    )
