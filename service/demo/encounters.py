"""Contacts within a chain: tenant and Kümmerer meet, a sender rings a recipient."""

from random import Random

from graph_model.domain.vocabulary import Channel, Initiator
from service.demo.counters import Counters
from service.demo.drafts import ChainDraft, ContactDraft
from service.demo.life import Life
from service.demo.rhythm import Rhythm

_FOLLOW_UP_DAYS = 28
_MOST_FOLLOW_UPS = 4

_CHANNELS = (
    *(Channel.CONSULTATION_HOUR,) * 3,
    *(Channel.PHONE,) * 4,
    *(Channel.HOME_VISIT,) * 3,
    Channel.DOORSTEP,
    Channel.EMAIL,
    Channel.MESSENGER,
    Channel.LETTER,
)


class Encounters:
    """Writes contacts into chains."""

    def __init__(self, rhythm: Rhythm, rng: Random, *, counters: Counters) -> None:
        self._rhythm = rhythm
        self._life = Life(rhythm, rng)
        self._random = rng.random
        self._next_id = counters.next

    def follow_up(self, chain: ChainDraft, end: int) -> None:
        """Look after the tenant about once a month until a moment."""
        rhythm = self._rhythm
        day = rhythm.day_of(chain.opened)
        last = rhythm.day_of(end)
        for _ in range(_MOST_FOLLOW_UPS):
            day = rhythm.later(day + _FOLLOW_UP_DAYS + int(self._random() * 20), 0)
            if day >= last:
                return
            self.meet(chain, self._life.instant(day, chain.opened), initiator=Initiator.KUEMMERER)

    def meet(self, chain: ChainDraft, occurred: int, *, initiator: Initiator) -> None:
        """Tenant and Kümmerer talk; ``initiator`` may be somebody who is no node of the graph."""
        parties = (chain.tenant.id, chain.opened_by)
        if initiator in (Initiator.KUEMMERER, Initiator.COMPANION):
            parties = (chain.opened_by, chain.tenant.id)
        recorded = max(chain.recorded, self._life.recorded(occurred))
        is_anonymous = initiator is Initiator.ANONYMOUS
        chain.contacts.append(
            ContactDraft(
                id=self._next_id("k"),
                from_id=parties[0],
                to_id=parties[1],
                occurred=occurred,
                recorded=recorded,
                channel=Channel.ANONYMOUS_ONLINE
                if is_anonymous
                else _CHANNELS[int(self._random() * len(_CHANNELS))],
                initiator=initiator,
                need=None,
                chain_id=chain.id,
                recorded_by=chain.opened_by,
            )
        )

    def call(
        self, chain: ChainDraft, parties: tuple[str, str], *, occurred: int, need: str
    ) -> ContactDraft:
        """One rings the other about a need."""
        initiators = {chain.tenant.id: Initiator.TENANT, chain.opened_by: Initiator.KUEMMERER}
        contact = ContactDraft(
            id=self._next_id("k"),
            from_id=parties[0],
            to_id=parties[1],
            occurred=occurred,
            recorded=max(chain.recorded, self._life.recorded(occurred)),
            channel=Channel.PHONE,
            initiator=initiators.get(parties[0], Initiator.PARTNER),
            need=need,
            chain_id=chain.id,
            recorded_by=chain.opened_by,
        )
        chain.contacts.append(contact)
        return contact
