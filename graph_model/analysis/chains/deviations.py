"""Where a help chain first departs from the chain that is expected for its need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from graph_model.analysis.calendar import dates_between
from graph_model.analysis.chains.hops import Hop
from graph_model.domain.chains import HelpChain
from graph_model.domain.templates import ChainTemplate, TemplateStep
from graph_model.domain.vocabulary import ActorKind, Outcome, ReferralStatus


class DeviationCode(StrEnum):
    """How a chain can depart from the expected one."""

    MISSING = "missing"
    OTHER = "other"
    LATE = "late"
    EXTRA = "extra"


STILL_WAITED_FOR = Outcome.UNRESOLVED
"""After a chain that ended in any other way, nobody misses the steps that did not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """The first departure of a chain from a template, before it is told.

    ``step`` is the number, from 1, of the step that was due; one more than there are for a hop
    after the last. ``referral_id`` and ``actor_id`` name the hop that departs, ``None`` where none
    came. ``since`` is the request of the step before, or the opening of the chain; ``until`` the
    request of the hop, or the instant up to which it was waited for.
    """

    code: DeviationCode
    chain_id: str
    template: ChainTemplate
    step: int
    referral_id: str | None
    actor_id: str | None
    since: datetime
    until: datetime

    @property
    def due(self) -> TemplateStep | None:
        """The step that was due; ``None`` after the last."""
        steps = self.template.steps
        return steps[self.step - 1] if self.step <= len(steps) else None


def first_departures(
    chain: HelpChain,
    hops: Sequence[Hop],
    *,
    templates: Sequence[ChainTemplate],
    until: datetime,
    kinds: Mapping[str, ActorKind],
) -> tuple[Departure, ...]:
    """The first departure from each template that is meant for the chain, in order of need.

    Parameters
    ----------
    chain, hops
        A chain and all its hops, as known on the same day.
    templates
        Expected chains; one is meant for this chain if a hop is for its need.
    until
        The instant up to which a step has been waited for: now, or the end of the chain.
    kinds
        Kinds of actors by id; who is not in it is of no kind that a step asks for.

    References
    ----------
    Project definition: docs/analyses/chain-paths.md, docs/decisions/0025-expected-chains.md.
    """
    needs = {hop.need_code for hop in hops}
    ways = (
        _Way(chain=chain, hops=hops, template=template, until=until, kinds=kinds)
        for template in sorted(templates, key=lambda template: template.need_code)
        if template.need_code in needs
    )
    found = (way.departure() for way in ways)
    return tuple(departure for departure in found if departure is not None)


def steps_taken(hops: Sequence[Hop], template: ChainTemplate) -> list[Hop]:
    """The hops that count as steps of a template: in order of time, then of passing on, then id.

    Hops for other needs do not count, nor do those that came to nothing, being refused, or
    withdrawn without an answer. Of several tries, each replacing the one before, the first counts
    that came to something.
    """
    by_id = {hop.referral_id: hop for hop in hops}
    taken: dict[str, Hop] = {}
    for hop in sorted(hops, key=lambda hop: (hop.requested_at, hop.depth, hop.referral_id)):
        if hop.need_code in template.need_codes and not _came_to_nothing(hop):
            taken.setdefault(_first_try(hop, by_id), hop)
    return list(taken.values())


def _came_to_nothing(hop: Hop) -> bool:
    is_withdrawn = hop.status is ReferralStatus.CANCELLED and hop.decided_at is None
    return is_withdrawn or hop.status is ReferralStatus.REJECTED


def _first_try(hop: Hop, by_id: Mapping[str, Hop]) -> str:
    while hop.is_retry and hop.follows_id is not None:
        hop = by_id[hop.follows_id]
    return hop.referral_id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    chain: HelpChain
    hops: Sequence[Hop]
    template: ChainTemplate
    until: datetime
    kinds: Mapping[str, ActorKind]

    def departure(self) -> Departure | None:
        steps = self.template.steps
        taken = steps_taken(self.hops, self.template)
        since = self.chain.opened_at
        for number, (step, hop) in enumerate(zip(steps, taken, strict=False), start=1):
            if not self._fits(step, hop):
                return self._at(number, self._instead(number, taken), since=since, hop=hop)
            if dates_between(since, hop.requested_at) > step.days:
                return self._at(number, DeviationCode.LATE, since=since, hop=hop)
            since = hop.requested_at
        if len(taken) > len(steps):
            hop = taken[len(steps)]
            return self._at(len(steps) + 1, DeviationCode.EXTRA, since=since, hop=hop)
        if len(taken) < len(steps) and self._is_missed(steps[len(taken)], since):
            return self._at(len(taken) + 1, DeviationCode.MISSING, since=since)
        return None

    def _fits(self, step: TemplateStep, hop: Hop) -> bool:
        return (
            step.kind in (None, self.kinds.get(hop.recipient_id))
            and step.service_id in (None, hop.service_id)
            and step.need_code in (None, hop.need_code)
        )

    def _instead(self, number: int, taken: Sequence[Hop]) -> DeviationCode:
        """What a hop is that does not fit the step which is due."""
        step, hop = self.template.steps[number - 1], taken[number - 1]
        if any(self._fits(step, later) for later in taken[number:]):
            return DeviationCode.EXTRA
        if any(self._fits(later, hop) for later in self.template.steps[number:]):
            return DeviationCode.MISSING
        return DeviationCode.OTHER

    def _is_missed(self, step: TemplateStep, since: datetime) -> bool:
        if self.chain.is_open:
            return dates_between(since, self.until) > step.days
        return self.chain.outcome is STILL_WAITED_FOR

    def _at(
        self, step: int, code: DeviationCode, *, since: datetime, hop: Hop | None = None
    ) -> Departure:
        return Departure(
            code=code,
            chain_id=self.chain.id,
            template=self.template,
            step=step,
            referral_id=None if hop is None else hop.referral_id,
            actor_id=None if hop is None else hop.recipient_id,
            since=since,
            until=self.until if hop is None else hop.requested_at,
        )
