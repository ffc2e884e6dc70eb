"""Help chains: the Hilfe- und Handlungskette of one tenant, and its referrals as a forest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from graph_model.domain.checks import check_id, check_instant, check_member, refuse
from graph_model.domain.referrals import Referral
from graph_model.domain.vocabulary import Initiator, Outcome, ReferralStatus, Trigger
from graph_model.errors import ChainLinkError


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpChain:
    """The help that one tenant got, from what set it off to its end.

    ``cooperative_id`` and ``area_id`` are those of the tenant when the chain was opened, so that
    a move does not rewrite history. ``tenant_id`` is empty once the tenant was erased.
    """

    id: str
    tenant_id: str | None = None
    cooperative_id: str | None = None
    area_id: str | None = None
    opened_by: str | None = None
    trigger: Trigger = Trigger.OTHER
    initiator: Initiator = Initiator.KUEMMERER
    opened_at: datetime
    recorded_at: datetime
    closed_at: datetime | None = None
    closed_recorded_at: datetime | None = None
    outcome: Outcome | None = None

    def __post_init__(self) -> None:
        check_id("id", self.id)
        for field in ("tenant_id", "cooperative_id", "area_id", "opened_by"):
            check_id(field, getattr(self, field), optional=True)
        check_member("trigger", self.trigger, Trigger)
        check_member("initiator", self.initiator, Initiator)
        check_instant("opened_at", self.opened_at)
        check_instant("recorded_at", self.recorded_at)
        check_instant("closed_at", self.closed_at, optional=True)
        check_instant("closed_recorded_at", self.closed_recorded_at, optional=True)
        if self.outcome is not None:
            check_member("outcome", self.outcome, Outcome)
        self._check_times()

    def _check_times(self) -> None:
        if self.recorded_at < self.opened_at:
            raise refuse("recorded_at", "vor dem Beginn", "before the chain was opened")
        end = (self.closed_at, self.closed_recorded_at, self.outcome)
        if any(part is None for part in end) and any(part is not None for part in end):
            raise refuse(
                "closed_at",
                "Ende, Erfassung des Endes und Ergebnis gehören zusammen",
                "end, recording of the end and outcome belong together",
            )
        if self.closed_at is not None and self.closed_at < self.opened_at:
            raise refuse("closed_at", "vor dem Beginn", "before the chain was opened")
        if self.closed_recorded_at is not None and (
            self.closed_recorded_at < (self.closed_at or self.opened_at)
        ):
            raise refuse("closed_recorded_at", "vor dem Ende", "before the chain ended")

    @property
    def is_open(self) -> bool:
        """Whether the chain still runs."""
        return self.closed_at is None


_RETRIED = frozenset({ReferralStatus.REJECTED, ReferralStatus.FAILED, ReferralStatus.CANCELLED})


def check_link(referral: Referral, others: Mapping[str, Referral]) -> None:
    """Refuse a referral whose ``parent_id`` or ``previous_id`` do not fit its chain.

    Parameters
    ----------
    referral
        The one that comes in, new or changed.
    others
        The chain's other referrals by id.

    Raises
    ------
    ChainLinkError
        If a link leads out of the chain, a retry follows something that did not end badly or is
        for another need, who passes on is not the parent's recipient, or links form a circle.
    """
    if referral.previous_id is not None:
        previous = _linked(referral, referral.previous_id, others=others)
        if previous.status not in _RETRIED:
            raise _wrong(
                referral, de="der erste Versuch läuft noch", en="the first try has not ended"
            )
        if previous.need_code != referral.need_code:
            raise _wrong(referral, de="anderer Bedarf als zuvor", en="another need than before")
    if referral.parent_id is not None:
        parent = _linked(referral, referral.parent_id, others=others)
        if parent.recipient_id != referral.sender_id:
            raise _wrong(
                referral, de="nur der Empfänger gibt weiter", en="only the recipient can pass it on"
            )
    _check_circle(referral, others)


def _linked(referral: Referral, link: str, *, others: Mapping[str, Referral]) -> Referral:
    found = others.get(link)
    if found is None or found.chain_id != referral.chain_id:
        raise _wrong(
            referral, de="der Verweis führt aus der Kette", en="the link leads out of the chain"
        )
    return found


def _check_circle(referral: Referral, others: Mapping[str, Referral]) -> None:
    waiting = [link for link in (referral.parent_id, referral.previous_id) if link]
    seen: set[str] = set()
    while waiting:
        current = waiting.pop()
        if current == referral.id:
            raise _wrong(
                referral, de="die Verweise bilden einen Kreis", en="the links form a circle"
            )
        if current in seen or current not in others:
            continue
        seen.add(current)
        other = others[current]
        waiting += [link for link in (other.parent_id, other.previous_id) if link]


def _wrong(referral: Referral, *, de: str, en: str) -> ChainLinkError:
    return ChainLinkError(referral_id=referral.id, problem_de=de, problem_en=en)


def check_forest(referrals: Iterable[Referral]) -> None:
    """Refuse a chain's referrals whose links do not form a forest; see ``check_link``."""
    by_id = {referral.id: referral for referral in referrals}
    for referral in by_id.values():
        check_link(referral, by_id)
