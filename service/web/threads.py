"""Where in its chain a referral goes on: after which one, in whose name."""

from dataclasses import dataclass
from urllib.parse import urlencode

from graph_model.domain.referrals import Referral
from graph_model.errors import UnknownRecordError
from graph_model.store.port import ChainFile
from service.access import Principal
from service.api.caller import Caller
from service.use_cases.sight import Sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A place in a chain from which the next referral starts.

    ``parent`` is the referral whose recipient passes the person on, ``previous`` the try that is
    replaced. ``sender_id`` is who refers; ``None`` where the caller must say.
    """

    file: ChainFile
    parent: Referral | None
    previous: Referral | None
    sender_id: str | None

    @property
    def need_code(self) -> str | None:
        """The need that it is about so far."""
        last = self.previous or self.parent
        return None if last is None else last.need_code

    @property
    def links(self) -> dict[str, str]:
        """What an address or a form says of it."""
        found = {"parent": self.parent, "previous": self.previous}
        return {name: one.id for name, one in found.items() if one is not None}


def thread_of(
    caller: Caller,
    principal: Principal,
    chain_id: str,
    *,
    parent_id: str | None = None,
    previous_id: str | None = None,
) -> Thread:
    """The place in a chain of the own cooperative.

    Raises
    ------
    UnknownRecordError
        If the chain is not there for the principal, or a referral not in it.
    """
    file = caller.look_up(lambda store: Sight(store, principal).chain_file(chain_id))
    previous = _of(file, previous_id)
    parent = _of(file, parent_id)
    if previous is not None and parent is None:
        parent = _of(file, previous.parent_id)
    sender_id = principal.actor_id
    if parent is not None:
        sender_id = parent.recipient_id
    elif previous is not None:
        sender_id = previous.sender_id
    return Thread(file=file, parent=parent, previous=previous, sender_id=sender_id)


def _of(file: ChainFile, referral_id: str | None) -> Referral | None:
    if referral_id is None:
        return None
    for held in file.referrals:
        if held.record.id == referral_id:
            return held.record
    raise UnknownRecordError(kind="referral", record_id=referral_id)


def address(path: str, **values: str | None) -> str:
    """An address with what is known of a query."""
    known = {name: value for name, value in values.items() if value}
    return f"{path}?{urlencode(known)}" if known else path
