"""Twelve help chains held against an expected one, each departing in its own way."""

from graph_model.domain.records import Record
from graph_model.domain.templates import ChainTemplate, TemplateStep
from graph_model.domain.vocabulary import ActorKind
from tests import builders as make

DEBT_CHAIN = ChainTemplate(
    need_code="debt",
    steps=(
        TemplateStep(kind=ActorKind.PARTNER, days=7),
        TemplateStep(kind=ActorKind.ADMINISTRATION, days=14),
    ),
)
"""Debts: to a partner within 7 days of the beginning, then to an office within 14 days."""


def debts_as_expected_and_not() -> tuple[Record, ...]:
    """All chains about debts (c12: loneliness), opened on 5 January 2026 (c8 on the 20th).

    Looked at on 30 January. Dates of January on which somebody was asked, who then accepted:

    ==== ================================ ==========================================================
    c    asked                            held against partner <= 7 days, office <= 14 days
    ==== ================================ ==========================================================
    c1   6 p1, 16 o1                      1 and 10 days: as expected
    c2   6 p1, 26 o1                      20 days to the office: late at step 2
    c3   6 p1, 8 b1                       a companion instead of the office: other at step 2
    c4   7 o1                             the partner left out: missing at step 1
    c5   6 p1                             24 days until the 30th: missing at step 2
    c6   6 k2, 8 p1, 12 o1                a Kümmerer first: extra before step 1
    c7   6 p1, 12 o1, 20 b1               extra after the last, step 3
    c8   22 p1                            8 days until the 30th: under way
    c9   6 p1, ended 15, resolved         ended before step 2, with help
    c10  6 p1, ended 15, unresolved       missing at step 2 after 9 days, though 14 were allowed
    c11  6 p1 refused, 10 p2 again, 20 o1 the second try is the step, 5 and 10 days: as expected
    c12  6 p1 for loneliness              the expected chain is not meant for it
    ==== ================================ ==========================================================
    """
    return (
        make.area(),
        make.need("debt", label_de="Schulden", label_en="Debt"),
        make.need("loneliness"),
        make.cooperative(),
        make.kuemmerer(),
        make.kuemmerer("k2"),
        make.companion(),
        make.partner(name="Beratung"),
        make.partner("p2"),
        make.office(name="Sozialamt"),
        make.tenant(),
        *_way("c1", "06 p1", "16 o1"),
        *_way("c2", "06 p1", "26 o1"),
        *_way("c3", "06 p1", "08 b1"),
        *_way("c4", "07 o1"),
        *_way("c5", "06 p1"),
        *_way("c6", "06 k2", "08 p1", "12 o1"),
        *_way("c7", "06 p1", "12 o1", "20 b1"),
        *_way("c8", "22 p1", opened="2026-01-20"),
        *_way("c9", "06 p1", closed="2026-01-15", outcome="resolved"),
        *_way("c10", "06 p1", closed="2026-01-15", outcome="unresolved"),
        make.chain("c11", opened="2026-01-05"),
        make.referral(
            "c11-1",
            chain="c11",
            need="debt",
            steps=("requested 2026-01-06", "rejected 2026-01-07 other"),
        ),
        *_asked("c11", 2, "10 p2", previous="c11-1"),
        *_asked("c11", 3, "20 o1"),
        make.chain("c12", opened="2026-01-05"),
        make.referral("c12-1", chain="c12", steps=("requested 2026-01-06",)),
    )


def _way(
    chain_id: str,
    *asked: str,
    opened: str = "2026-01-05",
    closed: str | None = None,
    outcome: str | None = None,
) -> tuple[Record, ...]:
    chain = make.chain(chain_id, opened=opened, closed=closed, outcome=outcome)
    hops = (hop for number, one in enumerate(asked, 1) for hop in _asked(chain_id, number, one))
    return (chain, *hops)


def _asked(
    chain_id: str, number: int, asked: str, *, previous: str | None = None
) -> tuple[Record, ...]:
    day, recipient = asked.split()
    steps = (f"requested 2026-01-{day}", f"accepted 2026-01-{day}")
    return (
        make.referral(
            f"{chain_id}-{number}",
            chain=chain_id,
            recipient=recipient,
            need="debt",
            previous=previous,
            steps=(*steps, f"completed 2026-01-{day} resolved"),
        ),
    )
