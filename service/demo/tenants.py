"""Tenants as pseudonyms, and the contacts they have without any help chain."""

from random import Random

from graph_model.domain.vocabulary import AgeBand, Channel, Initiator, Mobility
from service.demo.counters import Counters
from service.demo.drafts import ContactDraft, TenantDraft
from service.demo.life import Life
from service.demo.places import home_areas, size_of
from service.demo.profiles import FROM_60
from service.demo.rhythm import Rhythm
from service.demo.world import SILENT_TOWN, World

_ELDERS = (
    *(AgeBand.FROM_60,) * 12,
    *(AgeBand.FROM_65,) * 28,
    *(AgeBand.FROM_75,) * 34,
    *(AgeBand.FROM_85,) * 14,
)
_YOUNGER = (
    *(AgeBand.FROM_18,) * 10,
    *(AgeBand.FROM_25,) * 45,
    *(AgeBand.FROM_45,) * 45,
)
_SHARE_ELDER = 0.7
_LANGUAGES = (
    *("de",) * 44,
    "de|ru",
    "de|ru",
    "de|vi",
    "de|pl",
    "uk|ru",
    "ar|de",
)
_MOBILITY = (
    *(Mobility.MOBILE,) * 6,
    *(Mobility.LIMITED,) * 3,
    Mobility.HOUSEBOUND,
)
_SILENCE = 4
"""So many times fewer people than elsewhere are known in the silent town."""

_SHARE_LOOSE = 0.45
_SHARE_SATURDAY = 0.1


class Tenants:
    """Makes tenants, weighted by the size of the towns; of the silent one few are known."""

    def __init__(self, world: World, rng: Random, *, counters: Counters) -> None:
        self._world = world
        self._rng = rng
        self._counters = counters
        towns = range(len(world.towns))
        self._weighted = [town for town in towns for _ in range(_known_in(town))]
        self._homes = [home_areas(town) for town in world.towns]

    def make(self, town: int | None = None, need: str | None = None) -> TenantDraft:
        """A tenant, of a given town and old enough for a need where they are given."""
        random = self._rng.random
        if town is None:
            town = self._weighted[int(random() * len(self._weighted))]
        is_elder = random() < _SHARE_ELDER or need in FROM_60
        bands = _ELDERS if is_elder else _YOUNGER
        cooperatives = self._world.cooperatives_of[town]
        homes = self._homes[town]
        return TenantDraft(
            id=self._counters.tenant(self._rng),
            cooperative_id=cooperatives[int(random() * len(cooperatives))],
            town=town,
            area_id=homes[int(random() * len(homes))],
            age_band=bands[int(random() * len(bands))],
            languages=_LANGUAGES[int(random() * len(_LANGUAGES))],
            mobility=_MOBILITY[int(random() * len(_MOBILITY))],
        )


def _known_in(town: int) -> int:
    return max(1, size_of(town) // _SILENCE) if town == SILENT_TOWN else size_of(town)


class LooseContacts:
    """Contacts outside of chains: at events, at the door, with companions."""

    def __init__(self, world: World, rhythm: Rhythm, *, rng: Random, counters: Counters) -> None:
        self._world = world
        self._rhythm = rhythm
        self._random = rng.random
        self._life = Life(rhythm, rng)
        self._counters = counters

    def of(self, tenant: TenantDraft, *, until: int | None) -> list[ContactDraft]:
        """None, one or two for a tenant, in no order; ``until`` is when the tenant left."""
        end = self._rhythm.cut if until is None else until
        found = []
        for _ in range(2):
            if self._random() < _SHARE_LOOSE:
                contact = self._one(tenant, self._rhythm.opening_day(self._random))
                if contact.recorded < self._rhythm.cut and contact.occurred < end:
                    found.append(contact)
        return found

    def _one(self, tenant: TenantDraft, day: int) -> ContactDraft:
        random = self._random
        channel = Channel.EVENT if random() < 0.6 else Channel.DOORSTEP
        if channel is Channel.EVENT and random() < _SHARE_SATURDAY:
            day = min(self._rhythm.saturday_after(day), self._rhythm.days - 1)
        if random() < 0.5:
            helpers = self._world.companions_of[tenant.town]
            initiator = Initiator.COMPANION
        else:
            helpers = self._world.responsible(tenant.cooperative_id, tenant.town)
            initiator = Initiator.KUEMMERER
        helper = helpers[int(random() * len(helpers))]
        occurred = self._life.instant(day, 0)
        return ContactDraft(
            id=self._counters.next("k"),
            from_id=helper,
            to_id=tenant.id,
            occurred=occurred,
            recorded=self._life.recorded(occurred),
            channel=channel,
            initiator=initiator,
            need=None,
            chain_id=None,
            recorded_by=helper,
        )
