"""Random small networks in which much happens at the same instant, and ways to write them down."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

from graph_model.domain.chains import HelpChain
from graph_model.domain.contacts import Contact
from graph_model.domain.records import Record, references
from graph_model.domain.referrals import Referral
from graph_model.domain.searches import UnmetSearch
from graph_model.domain.vocabulary import ExclusionRule, Reason
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import Put
from graph_model.store.sqlite.store import SqliteStore
from tests import builders as make
from tests.unit.analysis import random_chains

ACTORS = ("k1", "p1", "p2")
PARTS = 5
INSTANTS = 2
REASONS = (Reason.NO_CAPACITY, Reason.NOT_ELIGIBLE, Reason.UNREACHABLE, Reason.DECEASED)


def network(seed: int) -> tuple[Record, ...]:
    """Some networks of ``random_chains`` in one, in two areas, with all that belongs to it.

    Every request falls on one of two instants, and what follows keeps its distance to it.
    """
    rng = Random(seed)
    parts = [_part(rng, seed=PARTS * seed + number, number=number) for number in range(PARTS)]
    return (*_directory(), *_tenants(), *(record for part in parts for record in part))


def shuffled(records: Sequence[Record], rng: Random) -> list[Record]:
    """The records in a random order in which each comes after what it refers to."""
    waiting = list(records)
    rng.shuffle(waiting)
    known: set[str] = set()
    ordered: list[Record] = []
    while waiting:
        ready = next(record for record in waiting if known.issuperset(_needed(record)))
        waiting.remove(ready)
        known.add(ready.id)
        ordered.append(ready)
    return ordered


def written_at_once(records: Sequence[Record], path: Path) -> SqliteStore:
    """A store that took the records in one batch, in the order given."""
    store = SqliteStore(path)
    store.apply([Put(record) for record in records])
    return store


def written_step_by_step(
    records: Sequence[Record], path: Path, *, rng: Random
) -> tuple[SqliteStore, Snapshot]:
    """A store that took the records in random batches, and a snapshot that followed each of them.

    Some referrals come with the beginning of their history first, and with all of it at the end.
    """
    ordered = shuffled(records, rng)
    late = [r for r in ordered if isinstance(r, Referral) and len(r.history) > 1]
    late = rng.sample(late, len(late) // 2)
    begun = {id(r): replace(r, history=r.history[:1]) for r in late}
    store = SqliteStore(path)
    snapshot = Snapshot.read(store)
    for batch in _batches([*(begun.get(id(r), r) for r in ordered), *late], rng):
        store.apply([Put(record) for record in batch])
        snapshot = snapshot.caught_up(store)
    return store, snapshot


def _needed(record: Record) -> set[str]:
    ends = {record.from_id, record.to_id} if isinstance(record, Contact) else set()
    return ends | {record_id for _, record_id in references(record)}


def _batches(records: Sequence[Record], rng: Random) -> Iterator[Sequence[Record]]:
    begin = 0
    while begin < len(records):
        end = begin + rng.randint(1, 12)
        yield records[begin:end]
        begin = end


def _directory() -> Iterator[Record]:
    yield make.area("a0", level="district")
    yield from (make.area(name, "a0", residents=900) for name in ("a1", "a2"))
    yield from (make.need(code) for code in ("debt", "loneliness"))
    yield make.cooperative("g1")
    yield make.cooperation("z1", between=("g1", "p1"))
    for number in range(3):
        area = f"a{1 + number % 2}"
        yield make.kuemmerer(f"k{number}", areas=(area,))
        for name in (f"p{number}", f"q{number}"):
            yield make.partner(name, area=area, sector=f"sector-{number}")
            yield make.service(
                f"s-{name}", actor=name, needs=("debt", "loneliness"), areas=(area,), places=2
            )


def _tenants() -> Iterator[Record]:
    for number in range(3):
        yield make.tenant(f"t{number}", area=f"a{1 + number % 2}")
        yield from (
            make.consent(f"e{number}{at}", tenant=f"t{number}", recipients=(f"p{at}", f"q{at}"))
            for at in range(3)
        )


def _part(rng: Random, *, seed: int, number: int) -> Iterator[Record]:
    place = number % 2
    names = dict(zip(ACTORS, (f"k{place}", f"p{place}", f"q{place}"), strict=True))
    for record in random_chains.network(seed):
        match record:
            case HelpChain():
                tenant = rng.choice((None, "t0", "t1", "t2"))
                yield _placed(record, names=names, number=number, tenant=tenant)
                yield from _searches(rng, f"{number}-{record.id}")
            case Referral():
                yield _crowded(rng, record, names=names, number=number)
            case Contact():
                yield replace(
                    record,
                    id=f"{number}-{record.id}",
                    from_id=names[record.from_id],
                    to_id=names[record.to_id],
                    chain_id=f"{number}-{record.chain_id}",
                    need_code=rng.choice((None, "debt")),
                )


def _placed(
    chain: HelpChain, *, names: dict[str, str], number: int, tenant: str | None
) -> HelpChain:
    return replace(
        chain,
        id=f"{number}-{chain.id}",
        opened_by=names.get(chain.opened_by or ""),
        tenant_id=tenant,
        area_id=f"a{1 + number % 2}",
        cooperative_id="g1",
    )


def _crowded(rng: Random, referral: Referral, *, names: dict[str, str], number: int) -> Referral:
    instant = random_chains.START + timedelta(days=rng.randrange(INSTANTS))
    moved = instant - referral.history[0].occurred_at
    return replace(
        referral,
        id=_renamed(referral.id, number),
        chain_id=f"{number}-{referral.chain_id}",
        sender_id=names[referral.sender_id],
        recipient_id=names[referral.recipient_id],
        previous_id=referral.previous_id and _renamed(referral.previous_id, number),
        parent_id=referral.parent_id and _renamed(referral.parent_id, number),
        history=tuple(
            replace(
                change,
                occurred_at=change.occurred_at + moved,
                recorded_at=change.recorded_at + moved,
                decided_by=names[change.decided_by],
                recorded_by=names[change.recorded_by],
                reason=change.reason and rng.choice(REASONS),
            )
            for change in referral.history
        ),
    )


def _renamed(referral_id: str, number: int) -> str:
    """An id against the order of the links, in which records must be written, every other time."""
    chain, place = referral_id.split("-r")
    return f"{number}-{chain}-r{int(place) if number % 2 else 9 - int(place)}"


def _searches(rng: Random, chain_id: str) -> Iterator[UnmetSearch]:
    for number in range(rng.randrange(3)):
        rule = rng.choice((ExclusionRule.FULL, ExclusionRule.LANGUAGE))
        yield make.unmet_search(
            f"u-{chain_id}-{number}",
            need=rng.choice(("debt", "loneliness")),
            area="a1",
            when="2026-01-06",
            excluded={rule.value: 1},
            searched_by=rng.choice((None, "k1")),
            chain=rng.choice((None, chain_id)),
        )
