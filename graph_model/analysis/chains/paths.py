"""The path that one help chain took, who holds it now, and where it got stuck."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from graph_model.analysis.calendar import business_days_between, days_between
from graph_model.analysis.chains.checks import troubles_of
from graph_model.analysis.chains.deviation_words import Deviation, told_departure
from graph_model.analysis.chains.deviations import first_departures
from graph_model.analysis.chains.hops import Hop, hops_of
from graph_model.analysis.chains.rules import ChainRules
from graph_model.analysis.chains.sentences import Finding, Names, told
from graph_model.domain.chains import HelpChain
from graph_model.domain.contacts import Contact
from graph_model.domain.referrals import Referral
from graph_model.domain.vocabulary import Outcome, ReferralStatus
from graph_model.errors import UnknownRecordError
from graph_model.store.port import ChainFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody who has the next step of an open chain.

    With a referral, its recipient: to answer it (``requested``) or to help (``accepted``,
    ``in_progress``, ``on_hold``). Without one, whoever opened the chain: nothing is under way.
    ``since`` is the last step of that referral, or the end of the last one.
    """

    actor_id: str
    referral_id: str | None
    status: ReferralStatus | None
    since: datetime
    days: float
    business_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainPath:
    """A help chain as a path; see ``chain_path``."""

    chain_id: str
    now: datetime
    known_on: datetime | None
    rules: ChainRules
    opened_at: datetime
    closed_at: datetime | None
    outcome: Outcome | None
    first_contact_at: datetime
    first_help_at: datetime | None
    days_to_first_help: float | None
    business_days_to_first_help: int | None
    hops: tuple[Hop, ...]
    holders: tuple[Holder, ...]
    findings: tuple[Finding, ...]
    deviations: tuple[Deviation, ...]


_NO_NAMES = Names()
_RULES = ChainRules()


def chain_path(
    file: ChainFile,
    *,
    now: datetime,
    rules: ChainRules = _RULES,
    known_on: datetime | None = None,
    names: Names = _NO_NAMES,
) -> ChainPath:
    """The hops of a help chain in order, with waiting, lead time and help, and what went wrong.

    Parameters
    ----------
    file
        The chain with its referrals and contacts, in any order.
    now
        The instant up to which what is still open has lasted.
    rules
        Response standards, window of a loop, days until a dead end, expected chains.
    known_on
        Leave out what was recorded later. For a look back, give the same instant as ``now``.
    names
        What the sentences call actors and needs, and of which kind actors are, which expected
        chains ask for; ids and codes where nothing is given.

    Returns
    -------
    ``hops`` follow the links ``previous`` and ``parent``, then time, branch by branch. Drafts and
    what was entered in error are left out. ``holders`` is empty for a chain that has ended.
    The first contact is the earliest of the chain's contacts and its opening; the first help the
    earliest start of help in any hop, or its completion where no start was recorded. A chain
    without referrals has no hops and is held by whoever opened it. ``deviations`` holds, for each
    expected chain of ``rules`` that is meant for this one, where this one first departs from it.

    Raises
    ------
    UnknownRecordError
        If the chain itself was recorded only after ``known_on``.

    References
    ----------
    Definitions: docs/analyses/chain-paths.md.

    Notes
    -----
    Quadratic in the hops of one chain, which are few. Times that lie after ``now`` count as 0 days.
    """
    chain = _chain_known(file.chain.record, known_on)
    until = now if chain.closed_at is None else min(now, chain.closed_at)
    referrals = _referrals_known(file, known_on)
    hops = hops_of(referrals, until=until, standards=rules.standards)
    contacts = [held.record for held in file.contacts]
    first_contact = _first_contact(chain, contacts, known_on=known_on)
    helped = (hop.helped_at for hop in hops)
    first_help = min((one for one in helped if one is not None and one <= now), default=None)
    troubles = troubles_of(chain, hops, rules=rules, until=until)
    departures = first_departures(
        chain, hops, templates=rules.templates, until=until, kinds=names.kinds
    )
    return ChainPath(
        chain_id=chain.id,
        now=now,
        known_on=known_on,
        rules=rules,
        opened_at=chain.opened_at,
        closed_at=chain.closed_at,
        outcome=chain.outcome,
        first_contact_at=first_contact,
        first_help_at=first_help,
        days_to_first_help=None if first_help is None else days_between(first_contact, first_help),
        business_days_to_first_help=(
            None if first_help is None else business_days_between(first_contact, first_help)
        ),
        hops=hops,
        holders=_holders(chain, hops, referrals=referrals, now=now),
        findings=tuple(told(trouble, names) for trouble in troubles),
        deviations=tuple(told_departure(departure, names) for departure in departures),
    )


def _chain_known(chain: HelpChain, known_on: datetime | None) -> HelpChain:
    if known_on is None:
        return chain
    if chain.recorded_at > known_on:
        raise UnknownRecordError(kind="chain", record_id=chain.id)
    if chain.closed_recorded_at is not None and chain.closed_recorded_at > known_on:
        return replace(chain, closed_at=None, closed_recorded_at=None, outcome=None)
    return chain


def _referrals_known(file: ChainFile, known_on: datetime | None) -> list[Referral]:
    referrals = [held.record for held in file.referrals]
    if known_on is None:
        return referrals
    known = (referral.known_on(known_on) for referral in referrals)
    return [referral for referral in known if referral is not None]


def _first_contact(
    chain: HelpChain, contacts: Sequence[Contact], *, known_on: datetime | None
) -> datetime:
    seen = (c.occurred_at for c in contacts if known_on is None or c.recorded_at <= known_on)
    return min((chain.opened_at, *seen))


def _holders(
    chain: HelpChain, hops: Sequence[Hop], *, referrals: Sequence[Referral], now: datetime
) -> tuple[Holder, ...]:
    if not chain.is_open:
        return ()
    last_step = {referral.id: referral.history[-1].occurred_at for referral in referrals}
    under_way = tuple(
        _holder(hop.recipient_id, hop, since=last_step[hop.referral_id], now=now)
        for hop in hops
        if hop.is_open
    )
    if under_way:
        return under_way
    back_with = chain.opened_by or (hops[-1].sender_id if hops else None)
    if back_with is None:
        return ()
    ends = [hop.ended_at for hop in hops if hop.ended_at is not None]
    return (_holder(back_with, None, since=max(ends, default=chain.opened_at), now=now),)


def _holder(actor_id: str, hop: Hop | None, *, since: datetime, now: datetime) -> Holder:
    return Holder(
        actor_id=actor_id,
        referral_id=None if hop is None else hop.referral_id,
        status=None if hop is None else hop.status,
        since=since,
        days=days_between(since, now),
        business_days=business_days_between(since, now),
    )
