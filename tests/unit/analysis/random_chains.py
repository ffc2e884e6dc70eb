"""Random networks of help chains, dense in circles, retries, holders, ties, late recordings."""

from datetime import datetime, timedelta
from random import Random

from graph_model.domain.chains import HelpChain
from graph_model.domain.contacts import Contact
from graph_model.domain.records import Record
from graph_model.domain.referrals import TRANSITIONS, Party, Referral, StatusChange
from graph_model.domain.vocabulary import Channel, Initiator, Outcome, Reason, ReferralStatus
from tests.builders import at, kuemmerer, partner

START = at("2026-01-05")
ACTORS = ("k1", "p1", "p2")
NEEDS = ("debt", "debt", "loneliness")
REASONS = (Reason.NO_CAPACITY,) * 4 + (Reason.DECEASED,)
DELAYS = (0, 0, 0, 0, 1, 5)


def network(seed: int, *, held: float = 0.0) -> tuple[Record, ...]:
    """A Kümmerer, two partners and up to five chains; links lead to earlier referrals.

    ``held`` is the share of chains that begin with somebody taken in for good, so that later
    referrals come from an open one.
    """
    rng = Random(seed)
    actors: tuple[Record, ...] = (
        kuemmerer("k1", areas=()),
        *(partner(name, area=None) for name in ("p1", "p2")),
    )
    chains = [_chain(rng, f"c{number}", held=held) for number in range(rng.randint(0, 5))]
    return (*actors, *(record for chain in chains for record in chain))


def instant(rng: Random, days: int = 20) -> datetime:
    """A moment on a grid of half days, so that many fall together."""
    return START + timedelta(hours=12 * rng.randint(0, 2 * days))


def _delayed(rng: Random, moment: datetime) -> datetime:
    return moment + timedelta(days=rng.choice(DELAYS))


def _chain(rng: Random, chain_id: str, *, held: float) -> list[Record]:
    opened = instant(rng)
    closed = opened + timedelta(days=rng.randint(1, 40)) if rng.random() < 0.3 else None
    chain = HelpChain(
        id=chain_id,
        opened_by=rng.choice(("k1", None)),
        opened_at=opened,
        recorded_at=_delayed(rng, opened),
        closed_at=closed,
        closed_recorded_at=closed and _delayed(rng, closed),
        outcome=closed and Outcome.UNRESOLVED,
    )
    intake = f"{chain_id}-r"
    ids: list[str] = []
    referrals: list[Record] = []
    if held and rng.random() < held:
        referrals.append(_intake(rng, intake, chain_id=chain_id))
        ids.append(intake)
    for number in range(rng.randint(0, 6)):
        origins = [link for link in ids if link == intake or link in ids[-2:]]
        referrals.append(_referral(rng, f"{chain_id}-r{number}", chain_id=chain_id, before=origins))
        ids.append(f"{chain_id}-r{number}")
    contacts = [_contact(rng, f"{chain_id}-n{n}", chain_id) for n in range(rng.randint(0, 2))]
    return [chain, *referrals, *contacts]


def _intake(rng: Random, record_id: str, *, chain_id: str) -> Referral:
    """Somebody taken in by the Kümmerer, who holds them for good: later links may lead to it."""
    met = instant(rng, days=3)
    known = _delayed(rng, met)
    return Referral(
        id=record_id,
        chain_id=chain_id,
        sender_id="p2",
        recipient_id="k1",
        need_code="debt",
        history=tuple(
            StatusChange(
                status=status,
                occurred_at=met,
                recorded_at=known,
                decided_by=by,
                recorded_by=by,
            )
            for status, by in ((ReferralStatus.REQUESTED, "p2"), (ReferralStatus.ACCEPTED, "k1"))
        ),
    )


def _referral(rng: Random, record_id: str, *, chain_id: str, before: list[str]) -> Referral:
    sender, recipient = rng.sample(ACTORS, 2)
    return Referral(
        id=record_id,
        chain_id=chain_id,
        sender_id=sender,
        recipient_id=recipient,
        need_code=rng.choice(NEEDS),
        previous_id=rng.choice((None, None, *before[-2:])),
        parent_id=rng.choice((None, *before)),
        history=_history(rng, sender, recipient),
    )


def _history(rng: Random, sender: str, recipient: str) -> tuple[StatusChange, ...]:
    status = ReferralStatus.DRAFT if rng.random() < 0.1 else ReferralStatus.REQUESTED
    occurred = recorded = instant(rng)
    changes: list[StatusChange] = []
    party = Party.SENDER
    for _ in range(5):
        recorded = max(recorded, _delayed(rng, occurred))
        by = sender if party is Party.SENDER else recipient
        changes.append(
            StatusChange(
                status=status,
                occurred_at=occurred,
                recorded_at=recorded,
                decided_by=by,
                recorded_by=by,
                reason=rng.choice(REASONS),
                outcome=Outcome.RESOLVED,
            )
        )
        steps = [step for step in TRANSITIONS if step[0] is status]
        if rng.random() < 0.9:
            steps = [step for step in steps if step[1] is not ReferralStatus.ENTERED_IN_ERROR]
        if not steps or rng.random() < 0.2:
            break
        done = [step for step in steps if step[1] is ReferralStatus.COMPLETED]
        chosen = rng.choice(steps + 2 * done)
        status, party = chosen[1], min(TRANSITIONS[chosen].parties)
        occurred += timedelta(hours=rng.choice((0, 12, 24, 96)))
    return tuple(changes)


def _contact(rng: Random, record_id: str, chain_id: str) -> Contact:
    met = instant(rng)
    return Contact(
        id=record_id,
        from_id="k1",
        to_id="p1",
        occurred_at=met,
        recorded_at=_delayed(rng, met),
        channel=Channel.PHONE,
        initiator=Initiator.KUEMMERER,
        chain_id=chain_id,
    )
