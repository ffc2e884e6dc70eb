"""Small named networks whose answers are worked out by hand, the working beside each.

A network is a tuple of records; what it stands in (areas, needs, actors, tenants) comes with it.
"""

from collections.abc import Iterable

from graph_model.domain.actors import FlatCount
from graph_model.domain.areas import Position
from graph_model.domain.chains import HelpChain
from graph_model.domain.contacts import Contact
from graph_model.domain.records import Record
from graph_model.domain.referrals import Referral
from graph_model.store.port import ChainFile, Versioned
from tests import builders as make


def chain_file(records: Iterable[Record], chain_id: str = "c1") -> ChainFile:
    """One chain of a network as a store hands it out: referrals and contacts in order of id."""
    held = sorted(records, key=lambda record: record.id)
    chains = (r for r in held if isinstance(r, HelpChain) and r.id == chain_id)
    referrals = (r for r in held if isinstance(r, Referral) and r.chain_id == chain_id)
    contacts = (r for r in held if isinstance(r, Contact) and r.chain_id == chain_id)
    return ChainFile(
        chain=Versioned(next(chains), 0),
        referrals=tuple(Versioned(referral, 0) for referral in referrals),
        contacts=tuple(Versioned(contact, 0) for contact in contacts),
    )


def sent_in_a_circle() -> tuple[Record, ...]:
    """Debts in Döbeln: the advice centre refuses, the office sends back, and so on.

    January 2026: New Year's Day is a Thursday, Monday the 5th is a business day (Epiphany too).

    ==== ========= ======== ===================================================================
    hop  from → to follows  steps
    ==== ========= ======== ===================================================================
    r1   k1 → p1            Mon 5 asked, Wed 7 refused (no capacity)
    r2   k1 → o1   r1 retry Thu 8 asked, Wed 14 accepted, Mon 19 begun, still going on
    r3   o1 → p1   r2       Tue 20 asked, Wed 21 refused (not offered)
    r4   p1 → o1   r3       Thu 22 asked, no answer by Fri 30
    ==== ========= ======== ===================================================================
    """
    return (
        make.area(),
        make.need("debt", label_de="Schulden", label_en="Debt"),
        make.cooperative(),
        make.kuemmerer(),
        make.partner(name="Schuldnerberatung"),
        make.office(name="Sozialamt"),
        make.tenant(),
        make.chain(opened="2026-01-02"),
        make.contact("n1", when="2026-01-01T10:00", chain="c1"),
        make.contact("n2", when="2026-01-06", chain="c1"),
        make.referral(
            "r1",
            need="debt",
            steps=("requested 2026-01-05", "rejected 2026-01-07 no_capacity"),
        ),
        make.referral(
            "r2",
            recipient="o1",
            need="debt",
            previous="r1",
            steps=("requested 2026-01-08", "accepted 2026-01-14", "in_progress 2026-01-19"),
        ),
        make.referral(
            "r3",
            sender="o1",
            recipient="p1",
            need="debt",
            parent="r2",
            steps=("requested 2026-01-20", "rejected 2026-01-21 not_offered"),
        ),
        make.referral(
            "r4",
            sender="p1",
            recipient="o1",
            need="debt",
            parent="r3",
            steps=("requested 2026-01-22",),
        ),
    )


def two_towns() -> tuple[Record, ...]:
    """A Kümmerer and a partner in ``a1``, an office in ``a2``, both towns in ``a0`` (a district).

    January 2026, days from asking to deciding in brackets:

    ==== ======= ========== ================================================================
    hop  from→to need       steps
    ==== ======= ========== ================================================================
    r1   k1→p1   loneliness 5 asked, 7 accepted (2), 8 begun, 1 February completed
    r2   k1→p1   loneliness 6 asked, 9 refused, no capacity (3)
    r3   k1→p1   loneliness 7 asked, 17 refused, not offered (10)
    r4   k1→p1   loneliness 8 asked, no answer
    r5   p1→o1   debt       from r1: 10 asked, 14 accepted (4), 20 failed, unreachable
    r6   k1→o1   debt       draft only
    r7   k1→o1   debt       2 February asked, 3 accepted (1)
    ==== ======= ========== ================================================================
    """
    return (
        make.area("a0", level="district"),
        make.area("a1", "a0"),
        make.area("a2", "a0"),
        make.need("loneliness"),
        make.need("debt"),
        make.cooperative(),
        make.kuemmerer(name="Kim"),
        make.partner(name="Treffpunkt"),
        make.office(area="a2", name="Sozialamt"),
        make.tenant(),
        make.chain(),
        make.referral(
            "r1",
            steps=(
                "requested 2026-01-05",
                "accepted 2026-01-07",
                "in_progress 2026-01-08",
                "completed 2026-02-01 resolved",
            ),
        ),
        make.referral("r2", steps=("requested 2026-01-06", "rejected 2026-01-09 no_capacity")),
        make.referral("r3", steps=("requested 2026-01-07", "rejected 2026-01-17 not_offered")),
        make.referral("r4", steps=("requested 2026-01-08",)),
        make.referral(
            "r5",
            sender="p1",
            recipient="o1",
            need="debt",
            parent="r1",
            steps=("requested 2026-01-10", "accepted 2026-01-14", "failed 2026-01-20 unreachable"),
        ),
        make.referral("r6", recipient="o1", need="debt", steps=("draft 2026-01-09",)),
        make.referral(
            "r7",
            recipient="o1",
            need="debt",
            steps=("requested 2026-02-02", "accepted 2026-02-03"),
        ),
    )


def two_towns_and_a_village() -> tuple[Record, ...]:
    """Two towns with a meeting place each, 7.8 km apart, and a village far off to the north.

    All lie on one meridian, where a degree of latitude is 111.195 km (6,371.0088 km × π ÷ 180).

    ======= ======== ================ ====== =============================
    area    latitude residents of 65+ places distances
    ======= ======== ================ ====== =============================
    a1      51.00    1,000            20     0.07° = 7.8 km to a2
    a2      51.07    500              10     0.43° = 47.8 km to the village
    village 51.50    250              none   0.50° = 55.6 km to a1
    ======= ======== ================ ====== =============================

    Weights 1 up to 5 km, 0.68 up to 10 km, 0.22 up to 15 km. Places per person in reach:
    20 ÷ (1000 + 0.68 × 500) = 20 ÷ 1340, and 10 ÷ (0.68 × 1000 + 500) = 10 ÷ 1180. Access for
    1,000: a1 1000 × (20 ÷ 1340 + 0.68 × 10 ÷ 1180) = 20.6881, a2 1000 × (0.68 × 20 ÷ 1340 +
    10 ÷ 1180) = 18.6238, village 0. Check: 1000 × 0.0206881 + 500 × 0.0186238 = 30 places.
    """
    return (
        _town("a1", 51.00, elders=1000),
        _town("a2", 51.07, elders=500),
        _town("village", 51.50, elders=250),
        make.need(),
        make.partner("p1", position=Position(latitude=51.00, longitude=13.0)),
        make.partner("p2", position=Position(latitude=51.07, longitude=13.0)),
        make.service("s1", actor="p1", areas=("a1",), places=20),
        make.service("s2", actor="p2", areas=("a2",), places=10),
    )


def five_towns_one_silent() -> tuple[Record, ...]:
    """Five towns of 1,000 residents of 65 and over each; t1 to t4 have 12 chains, t5 has one.

    All chains are about debts, and the office in t1 helps everywhere, so nothing else is wrong.

    Expectation for t5: all 49 chains of 5,000 residents, less the other town without which the rate
    is lowest, any of t1 to t4: 37 chains of 4,000 residents, 9.25 for its 1,000. The chance of at
    most one where 9.25 are expected is e^−9.25 × (1 + 9.25) = 0.000985. For t1 to t4, 9.25 are
    expected too, and 12 are more than that.

    Ten cells are looked at: debts and all needs together, in five towns. Both of t5 are the two
    smallest, so adjusted for all ten: 0.000985 × 10 ÷ 2 = 0.00493.
    """
    towns = [f"t{number}" for number in range(1, 6)]
    return (
        *(make.area(town, residents=4000, residents_65_plus=1000) for town in towns),
        make.need("debt", label_de="Schulden", label_en="Debt"),
        make.cooperative(area="t1"),
        make.kuemmerer(areas=towns),
        make.office(area="t1"),
        make.tenant(area="t1"),
        make.service(actor="o1", needs=("debt",), areas=towns),
        *(record for town in towns[:4] for record in helped_with_debts(town, chains=12)),
        *helped_with_debts("t5", chains=1),
    )


def helped_with_debts(area_id: str, *, chains: int, need: str = "debt") -> tuple[Record, ...]:
    """So many chains of tenants of an area, each with one referral that was accepted."""
    return tuple(
        record
        for number in range(chains)
        for record in (
            make.chain(f"c-{need}-{area_id}-{number}", area=area_id),
            make.referral(
                f"r-{need}-{area_id}-{number}",
                chain=f"c-{need}-{area_id}-{number}",
                recipient="o1",
                need=need,
                steps=("requested 2026-01-05", "accepted 2026-01-06"),
            ),
        )
    )


def _town(area_id: str, latitude: float, *, elders: int) -> Record:
    position = Position(latitude=latitude, longitude=13.0)
    return make.area(area_id, residents=4 * elders, residents_65_plus=elders, position=position)


def a_year_of_two_cooperatives() -> tuple[Record, ...]:
    """The year 2025 of two cooperatives, and one chain of the year before; worked out below.

    ===== === ====== ========= ============ ====================================================
    chain who house  opened    trigger      what became of it
    ===== === ====== ========= ============ ====================================================
    c0    t2  g1     4.11.24   hint         r0 accepted on 5.11.; closed 10.1.25 partly resolved
    c1    t1  g1     3.2.25    early_sign   first contact 1.2.; r1 answered after 2 business days,
                                            help from 10.2., completed 20.2.; closed 1.3. resolved
    c2    t1  g1     20.8.25   self_report  r2 asked Thursday 21.8., rejected Wednesday 27.8.; open
    c3    t2  g1     5.5.25    crisis       r3 withdrawn the day after; closed 20.5. moved
    c4    t3  g2     2.6.25    eviction     r4 answered the day after, help from 30.9. on; open
    c5    t4  g2     1.10.25   other        r5 answered the day after, completed 15.10.; closed
                                            20.10. self-help
    c6    t1  g2     1.12.25   hint         t1 has moved house; nobody asked yet
    ===== === ====== ========= ============ ====================================================

    Beside that t5 has one contact, on 1 July. k1 works all year, k2 from 2 July on (183 of 365
    days); g1 has 1,000 flats, g2 500.

    What the year comes to, seen from the end of 2026, with 90 days and 6 months of follow-up:

    - closed loop: r1 (17 days), r2 (6), r3 (1), r5 (14) of 5, for r4 still runs;
    - got help in 90 days: c1 (9 days from the first contact), c5 (14); not c2, c4 (120 days), c6;
      c3 moved away before, so 2 of 5 and one left out;
    - answered in 2 business days: r1 (Monday to Wednesday), r4, r5; not r2 (4 business days); r3
      was withdrawn before, so 3 of 4 and one left out;
    - days to first help: 9, 14, 15 (broken off), 120, and c2 and c6 still wait: still without help
      are 5/6 after 9 days, 2/3 after 14, 4/9 after 120, so the median is 120, of 3 in 6 chains;
    - detected early: c1, c2, c6; not c3, c4; c5 says nothing, so 3 of 5 and one left out;
    - self-help: c5 of c0, c1, c5, for c3 ended by a move: 1 of 3 and one left out;
    - return: after c0 (10.1. to 5.5.) and c1 (1.3. to 20.8., the last day would be 1.9.), not after
      c5: 2 of 3 and one left out;
    - reached: t1 to t5, 5 for 1,500 flats and for 1 + 183/365 Kümmerer; languages are known of t1
      (de, ru), t2 (de) and t3 (ar): 2 of 3 speak another one;
    - new links: k1 to p1 is known from 2024; k1 to p2, k2 to p1, k2 to o1 are new: 3 of 4;
    - shared partners: p1 is asked for both houses, p2 for g1, o1 for g2: 1 of 3.
    """
    return (
        make.area("a1"),
        make.area("a2"),
        make.need("debt"),
        make.cooperative("g1", flats=(FlatCount(area_id="a1", flats=1000),)),
        make.cooperative("g2", area="a2", flats=(FlatCount(area_id="a2", flats=500),)),
        make.kuemmerer("k1", areas=("a1",)),
        make.kuemmerer("k2", cooperative="g2", areas=("a2",), valid_from="2025-07-02"),
        make.partner("p1"),
        make.partner("p2"),
        make.office("o1"),
        make.tenant("t1", languages=("de", "ru")),
        make.tenant("t2", languages=("de",)),
        make.tenant("t3", cooperative="g2", area="a2", languages=("ar",)),
        make.tenant("t4", cooperative="g2", area="a2"),
        make.tenant("t5"),
        *_chains_of_the_year(),
        *_referrals_of_the_year(),
        make.contact("n1", ends=("k1", "t1"), when="2025-02-01", chain="c1"),
        make.contact("n2", ends=("t5", "k1"), when="2025-07-01"),
    )


def _chains_of_the_year() -> tuple[Record, ...]:
    second: dict[str, str] = {"cooperative": "g2", "area": "a2", "opened_by": "k2"}
    return (
        make.chain(
            "c0",
            tenant="t2",
            trigger="hint",
            opened="2024-11-04",
            closed="2025-01-10",
            outcome="partly_resolved",
        ),
        make.chain("c1", opened="2025-02-03", closed="2025-03-01"),
        make.chain("c2", opened="2025-08-20", trigger="self_report"),
        make.chain(
            "c3",
            tenant="t2",
            trigger="crisis",
            opened="2025-05-05",
            closed="2025-05-20",
            outcome="moved",
        ),
        make.chain("c4", tenant="t3", trigger="eviction_threat", opened="2025-06-02", **second),
        make.chain(
            "c5",
            tenant="t4",
            trigger="other",
            opened="2025-10-01",
            closed="2025-10-20",
            outcome="self_help",
            **second,
        ),
        make.chain("c6", trigger="hint", opened="2025-12-01", **second),
    )


def _referrals_of_the_year() -> tuple[Record, ...]:
    told = {
        "r0": ("c0", "k1", "p1", ("requested 2024-11-04", "accepted 2024-11-05")),
        "r1": (
            "c1",
            "k1",
            "p1",
            (
                "requested 2025-02-03",
                "accepted 2025-02-05",
                "in_progress 2025-02-10",
                "completed 2025-02-20 resolved",
            ),
        ),
        "r2": ("c2", "k1", "p1", ("requested 2025-08-21", "rejected 2025-08-27 no_capacity")),
        "r3": ("c3", "k1", "p2", ("requested 2025-05-05", "cancelled 2025-05-06 client_declined")),
        "r4": (
            "c4",
            "k2",
            "p1",
            ("requested 2025-06-02", "accepted 2025-06-03", "in_progress 2025-09-30"),
        ),
        "r5": (
            "c5",
            "k2",
            "o1",
            ("requested 2025-10-01", "accepted 2025-10-02", "completed 2025-10-15 self_help"),
        ),
    }
    tenants = {"c0": "t2", "c1": "t1", "c2": "t1", "c3": "t2", "c4": "t3", "c5": "t4"}
    return tuple(
        make.referral(
            key,
            chain=chain,
            tenant=tenants[chain],
            sender=sender,
            recipient=recipient,
            need="debt",
            steps=steps,
        )
        for key, (chain, sender, recipient, steps) in told.items()
    )
