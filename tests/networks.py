"""Small named networks whose answers are worked out by hand, the working beside each.

A network is a tuple of records; what it stands in (areas, needs, actors, tenants) comes with it.
"""

from collections.abc import Iterable

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
