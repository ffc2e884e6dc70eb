"""A whole network, made household by household, so that its events need no memory."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from graph_model.domain.actors import Actor
from graph_model.domain.areas import Area
from graph_model.domain.cooperations import Cooperation
from graph_model.domain.needs import Need, standard_needs
from graph_model.domain.services import Capacity, Eligibility, Service
from graph_model.domain.vocabulary import ActorKind
from service.demo.chains import Chains
from service.demo.counters import Counters
from service.demo.cutting import cut_off, shorten
from service.demo.drafts import ChainDraft, ContactDraft, TenantDraft
from service.demo.endings import GONE
from service.demo.founding import found_world
from service.demo.loads import Loads
from service.demo.profiles import FROM_60
from service.demo.rhythm import Rhythm, as_datetime
from service.demo.sizes import NetworkSpec
from service.demo.staging import stage
from service.demo.stories import Story, make_stories
from service.demo.tenants import LooseContacts, Tenants
from service.demo.threads import Threads
from service.demo.truth import Fault
from service.demo.world import Offering

DirectoryRecord = Area | Need | Actor | Service | Cooperation

_STORIES_WITHIN = 0.8
"""Share of the tenants, the first ones, among whom the stories are spread."""

_REFERRALS_PER_TENANT = 4
_HIGHEST_UTILISATION = 0.85
_USUAL_UTILISATION = 0.68


@dataclass(frozen=True, slots=True)
class Household:
    """A tenant with all chains and the contacts outside of them."""

    tenant: TenantDraft
    chains: list[ChainDraft]
    contacts: list[ContactDraft]


class Network:
    """A network in the making.

    Go through ``households`` once to the end; only then are ``directory`` and ``chains_of`` known,
    because the room of the services follows from the referrals.
    """

    def __init__(self, spec: NetworkSpec) -> None:
        self.spec = spec
        self._rng = Random(spec.seed)
        self.rhythm = Rhythm(spec.today)
        self.world = found_world(spec, self._rng)
        self.loads = Loads(self.rhythm)
        self.chains_of: dict[Fault, list[str]] = defaultdict(list)
        self.searched_in_vain: set[tuple[str, int]] = set()
        self.referrals = 0
        counters = Counters()
        threads = Threads(self.world, self.rhythm, rng=self._rng, counters=counters)
        self._chains = Chains(threads, self._rng)
        self._tenants = Tenants(self.world, self._rng, counters=counters)
        self._loose = LooseContacts(self.world, self.rhythm, rng=self._rng, counters=counters)

    def households(self) -> Iterator[Household]:
        """Every household, each once; the stories are among the first four fifths."""
        stories = self._spread(make_stories(self.world, self.rhythm, rng=self._rng))
        number = 0
        while self._wants_more(number):
            story = stories.get(number)
            town, need = (story.town, story.need) if story else (None, None)
            tenant = self._tenants.make(town, need)
            chains = [chain for chain in self._chains_of(tenant, story) if self._take(chain)]
            for chain in chains:
                self._note(chain)
            left = min((c.closed or 0 for c in chains if c.outcome in GONE), default=None)
            yield Household(tenant, chains, self._loose.of(tenant, until=left))
            number += 1

    def _spread(self, stories: list[Story]) -> dict[int, Story]:
        """Which household a story belongs to."""
        expected = self.spec.sizes.tenants
        if self.spec.referrals is not None:
            expected = min(expected, self.spec.referrals // _REFERRALS_PER_TENANT)
        places = self._rng.sample(range(int(expected * _STORIES_WITHIN)), len(stories))
        return dict(zip(places, stories, strict=True))

    def _wants_more(self, number: int) -> bool:
        if self.spec.referrals is None:
            return number < self.spec.sizes.tenants
        return self.referrals < self.spec.referrals

    def _chains_of(self, tenant: TenantDraft, story: Story | None) -> Iterator[ChainDraft]:
        """The chains of a tenant that are known on the reference day, the story's first."""
        fate = self._rng.random()
        if story is not None:
            chain = stage(self._chains, tenant, story=story)
            if cut_off(chain, self.rhythm.cut):
                self.chains_of[story.fault].append(chain.id)
                yield chain
            number = 1 if fate < 0.5 else 0
        else:
            number = 1 if fate < 0.45 else 2 if fate < 0.8 else 3
        is_only = story is None and number == 1
        for day in sorted(self.rhythm.opening_day(self._rng.random) for _ in range(number)):
            chain = self._chains.regular(tenant, day, is_only=is_only)
            if cut_off(chain, self.rhythm.cut):
                yield chain

    def _take(self, chain: ChainDraft) -> bool:
        """Count a chain, shortened to what is still wanted; whether anything is left of it."""
        if self.spec.referrals is not None and not shorten(
            chain, self.spec.referrals - self.referrals
        ):
            return False
        self.referrals += len(chain.referrals)
        return True

    def _note(self, chain: ChainDraft) -> None:
        self.loads.add(chain)
        for search in chain.searches:
            self.searched_in_vain.add((search.need, chain.tenant.town))

    def directory(self) -> Iterator[DirectoryRecord]:
        """Areas, needs, actors, services and cooperations, each after what it refers to."""
        yield from self.world.areas
        yield from standard_needs()
        _, full = self.full_post()
        for actor in self.world.actors:
            yield self._with_caseload(actor, full=full)
        for place, offering in enumerate(self.world.offerings):
            yield self._service(offering, self.loads.by_day(place))
        yield from self.world.cooperations

    def full_post(self) -> tuple[int, tuple[str, ...]]:
        """The town where a cooperative has its fewest Kümmerer, with them: one alone in the demo.

        Of several such, the one where most is carried.
        """
        posts = (
            (town, tuple(people))
            for (_, town), people in sorted(self.world.kuemmerer_of.items())
            if people
        )
        return min(
            posts,
            key=lambda post: (len(post[1]), -sum(self.loads.by_day(one)[-1] for one in post[1])),
        )

    def _with_caseload(self, actor: Actor, *, full: tuple[str, ...]) -> Actor:
        """A Kümmerer with a caseload: the planted ones above it, the others up to 68 % now."""
        if actor.kind is not ActorKind.KUEMMERER:
            return actor
        load = self.loads.by_day(actor.id)
        if actor.id in full:
            return replace(actor, caseload=max(1, load[-1] * 9 // 10))
        fitting = max(max(load) / _HIGHEST_UTILISATION, load[-1] / _USUAL_UTILISATION)
        return replace(actor, caseload=max(25, 5 * math.ceil(fitting / 5)))

    def _service(self, offering: Offering, load: list[int]) -> Service:
        """A service with room: if unplanted, never fuller than 85 %, and now up to 68 %."""
        rng = self._rng
        share = _USUAL_UTILISATION * (1 - rng.random() / 3)
        fitting = max(3, math.ceil(max(load) / _HIGHEST_UTILISATION), math.ceil(load[-1] / share))
        age = 2 if offering.is_staged else 1 + int(rng.random() * rng.random() * 70)
        maximum = offering.places or fitting
        day = self.rhythm.days - age
        elders = all(need in FROM_60 for need in offering.needs)
        lead = sorted(offering.pace.lead)[len(offering.pace.lead) // 2]
        return Service(
            id=offering.id,
            actor_id=offering.actor_id,
            name=offering.name,
            need_codes=offering.needs,
            area_ids=tuple(self.world.towns[town].key for town in sorted(offering.towns)),
            languages=offering.languages,
            access=offering.access,
            cost=offering.cost,
            eligibility=Eligibility(age_from=60 if elders else None),
            capacity=Capacity(
                maximum=maximum,
                available=max(0, maximum - load[day]),
                updated_at=as_datetime(self.rhythm.at(day, 1020)),
            ),
            typical_wait_days=float(math.ceil(lead * 1.4)),
            verified_at=self.spec.today - timedelta(days=age + int(rng.random() * 250)),
        )
