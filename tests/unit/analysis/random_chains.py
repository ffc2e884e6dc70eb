"""Random small networks of help chains for property tests."""

from datetime import timedelta

from hypothesis import strategies as st

from graph_model.domain.chains import HelpChain
from graph_model.domain.contacts import Contact
from graph_model.domain.records import Record
from graph_model.domain.referrals import TRANSITIONS, Party, Referral, StatusChange
from graph_model.domain.vocabulary import Channel, Initiator, Outcome, Reason, ReferralStatus
from tests.builders import at, kuemmerer, partner

START = at("2026-01-05")
ACTORS = ("k1", "k2", "p1", "p2")
NEEDS = ("debt", "loneliness")
INSTANTS = st.integers(min_value=0, max_value=40).map(lambda n: START + timedelta(hours=12 * n))
DELAYS = st.sampled_from((0, 0, 0, 1, 5)).map(lambda n: timedelta(days=n))


@st.composite
def histories(draw: st.DrawFn, sender: str, recipient: str) -> tuple[StatusChange, ...]:
    """A history of up to five steps that the state machine allows."""
    status = draw(st.sampled_from((ReferralStatus.REQUESTED,) * 6 + (ReferralStatus.DRAFT,)))
    occurred = recorded = draw(INSTANTS)
    changes: list[StatusChange] = []
    party = Party.SENDER
    while True:
        occurred += (
            timedelta(hours=draw(st.sampled_from((0, 12, 24, 96)))) if changes else timedelta()
        )
        recorded = max(recorded, occurred + draw(DELAYS))
        by = sender if party is Party.SENDER else recipient
        changes.append(
            StatusChange(
                status=status,
                occurred_at=occurred,
                recorded_at=recorded,
                decided_by=by,
                recorded_by=by,
                reason=draw(st.sampled_from((Reason.NO_CAPACITY, Reason.DECEASED))),
                outcome=Outcome.RESOLVED,
            )
        )
        steps = [pair for pair in TRANSITIONS if pair[0] is status]
        rare = ReferralStatus.ENTERED_IN_ERROR
        steps = [pair for pair in steps if pair[1] is not rare or draw(st.integers(0, 9)) == 0]
        if len(changes) == 5 or not steps or draw(st.integers(0, 4)) == 0:
            return tuple(changes)
        step = draw(st.sampled_from(steps))
        status, party = step[1], min(TRANSITIONS[step].parties)


@st.composite
def _referral(draw: st.DrawFn, number: int, before: tuple[str, ...], chain_id: str) -> Referral:
    sender, recipient = draw(st.permutations(ACTORS))[:2]
    link = st.sampled_from((None, *before))
    return Referral(
        id=f"{chain_id}-r{number}",
        chain_id=chain_id,
        sender_id=sender,
        recipient_id=recipient,
        need_code=draw(st.sampled_from(NEEDS)),
        previous_id=draw(link),
        parent_id=draw(link),
        history=draw(histories(sender, recipient)),
    )


@st.composite
def _chain(draw: st.DrawFn, chain_id: str) -> list[Record]:
    opened = draw(INSTANTS)
    closed = opened + timedelta(days=draw(st.integers(1, 30))) if draw(st.booleans()) else None
    records: list[Record] = [
        HelpChain(
            id=chain_id,
            opened_by=draw(st.sampled_from(("k1", None))),
            opened_at=opened,
            recorded_at=opened + draw(DELAYS),
            closed_at=closed,
            closed_recorded_at=closed and closed + draw(DELAYS),
            outcome=closed and Outcome.UNRESOLVED,
        )
    ]
    ids: tuple[str, ...] = ()
    for number in range(draw(st.integers(0, 6))):
        referral = draw(_referral(number, ids, chain_id))
        ids = (*ids, referral.id)
        records.append(referral)
    for number in range(draw(st.integers(0, 2))):
        met = draw(INSTANTS)
        records.append(
            Contact(
                id=f"{chain_id}-n{number}",
                from_id="k1",
                to_id="p1",
                occurred_at=met,
                recorded_at=met + draw(DELAYS),
                channel=Channel.PHONE,
                initiator=Initiator.KUEMMERER,
                chain_id=chain_id,
            )
        )
    return records


@st.composite
def networks(draw: st.DrawFn) -> tuple[Record, ...]:
    """Two Kümmerer, two partners and up to three chains; links lead to any earlier referral."""
    actors: tuple[Record, ...] = (
        *(kuemmerer(name, areas=(), cooperative="g1") for name in ("k1", "k2")),
        *(partner(name, area=None) for name in ("p1", "p2")),
    )
    chains = [draw(_chain(f"c{n}")) for n in range(draw(st.integers(0, 3)))]
    return (*actors, *(record for chain in chains for record in chain))
