"""Two towns with four partners, whose loss is worked out by hand; see ``supply_towns``."""

from collections.abc import Iterator

from graph_model.domain.records import Record
from tests import builders as make

NOW = make.at("2026-07-01")


def supply_towns() -> tuple[Record, ...]:
    """East (a1) and West (a2), needs debt and care; the first of July 2026.

    ==== ============= ===== ====================== ===================================
    who  offers        in    places                 cases
    ==== ============= ===== ====================== ===================================
    p1   s1 debt       a1    4, told free: 1        24 a year from a1, 2 of them open,
                                                    1 request without an answer
    p2   s2 debt       a1,a2 5, no figure           6 a year from a2, 2 of them open
    p3   s3 care       a1    not said               12 a year from a1, none open
    p4   s4 debt       a2    2, told free: 2        none
    ==== ============= ===== ====================== ===================================

    One search for care from a2 was in vain. Each of the cases is a chain of its own.

    Without p1: debt in a1 is left with p2, who carries 2 of 5. Three referrals hang (2 open, 1 not
    answered), 24 / 12 = 2 come each month: 5 seek a place in the first month, 3 find one at p2.
    Without p2: 2 hang, 6 / 12 = 0.5 a month, 2.5 seek, p4 has 2 places free: 2 find one.
    Without p3: care in a1 has nobody; 12 / 12 = 1 a month seek and find nobody.
    Without p4: nobody seeks.
    """
    return (
        make.area("a0", level="district", name="Kreis"),
        make.area("a1", "a0", name="Ost"),
        make.area("a2", "a0", name="West"),
        make.need("debt", label_de="Schulden", label_en="Debt"),
        make.need("care", label_de="Pflege", label_en="Care"),
        make.cooperative(),
        make.kuemmerer(),
        make.tenant(),
        *(make.partner(f"p{number}", name=f"Haus {number}") for number in range(1, 5)),
        make.service("s1", actor="p1", needs=("debt",), places=4, free=1, counted="2026-06-20"),
        make.service("s2", actor="p2", needs=("debt",), areas=("a1", "a2"), places=5),
        make.service("s3", actor="p3", needs=("care",)),
        make.service(
            "s4", actor="p4", needs=("debt",), areas=("a2",), places=2, free=2, counted="2026-06-20"
        ),
        *cases("p1", "debt", area="a1", ended=22, running=2, waiting=1),
        *cases("p2", "debt", area="a2", ended=4, running=2),
        *cases("p3", "care", area="a1", ended=12),
        make.unmet_search("u1", need="care", area="a2", when="2026-06-02"),
    )


def cases(
    partner: str, need: str, *, area: str, ended: int = 0, running: int = 0, waiting: int = 0
) -> Iterator[Record]:
    """Chains with one referral each: ended well, still running, not answered yet."""
    stories = [("2026-05-04", "accepted 2026-05-05", "completed 2026-05-29 resolved")] * ended
    stories += [("2026-06-08", "accepted 2026-06-09")] * running
    stories += [("2026-06-29",)] * waiting
    for number, (asked, *then) in enumerate(stories):
        name = f"{partner}-{need}-{area}-{number:02}"
        yield make.chain(f"c-{name}", area=area, opened=asked)
        yield make.referral(
            f"r-{name}",
            chain=f"c-{name}",
            recipient=partner,
            need=need,
            steps=(f"requested {asked}", *then),
        )
