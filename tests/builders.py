"""Keyword builders with valid defaults for every record; a test names only what it is about.

The defaults refer to one another (``k1`` refers tenant ``t1`` to ``p1`` for ``loneliness`` in chain
``c1``), and ``directory()`` holds all that they refer to, ready for a store. Times are text:
``"2026-01-05"`` is that day at 08:00 UTC (the same day in Germany all year round),
``"2026-01-05T14:30"`` is that minute in UTC.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from graph_model.domain.access_keys import AccessKey
from graph_model.domain.areas import Area
from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.cooperations import Cooperation
from graph_model.domain.needs import Need
from graph_model.domain.records import Record
from graph_model.domain.referrals import Referral
from graph_model.domain.searches import RuleCount, UnmetSearch
from graph_model.domain.services import Capacity, Eligibility, Service
from graph_model.domain.vocabulary import (
    AccessFeature,
    AreaLevel,
    Channel,
    ConsentPurpose,
    CooperationKind,
    Cost,
    ExclusionRule,
    Initiator,
    Outcome,
    Role,
    ServiceStatus,
    Trigger,
    Urgency,
)
from tests.actor_builders import (
    actor,
    companion,
    cooperative,
    kuemmerer,
    office,
    partner,
    tenant,
)
from tests.histories import Day, When, at, day, day_or_none, history, step
from tests.service_builders import amendment, house_choices, import_batch

__all__ = [
    "access_key",
    "actor",
    "amendment",
    "area",
    "at",
    "chain",
    "companion",
    "consent",
    "contact",
    "cooperation",
    "cooperative",
    "day",
    "directory",
    "history",
    "house_choices",
    "import_batch",
    "kuemmerer",
    "need",
    "office",
    "partner",
    "referral",
    "service",
    "step",
    "tenant",
    "unmet_search",
]


def _at_or_none(when: When | None) -> datetime | None:
    return None if when is None else at(when)


def area(
    id: str = "a1",
    parent: str | None = None,
    *,
    name: str | None = None,
    level: AreaLevel | str = AreaLevel.MUNICIPALITY,
    valid_from: Day | None = None,
    valid_to: Day | None = None,
    **fields: Any,
) -> Area:
    """An area, a municipality unless said otherwise; ``parent`` is the id above it."""
    return Area(
        id=id,
        name=name or f"Gebiet {id}",
        level=AreaLevel(level),
        parent_id=parent,
        valid_from=day_or_none(valid_from),
        valid_to=day_or_none(valid_to),
        **fields,
    )


def need(
    code: str = "loneliness",
    parent: str | None = None,
    *,
    label_de: str | None = None,
    label_en: str | None = None,
    sdoh_domain: str | None = None,
) -> Need:
    """A need under a code of its own; its labels are made from the code."""
    return Need(
        code=code,
        parent_code=parent,
        label_de=label_de or f"Bedarf {code}",
        label_en=label_en or f"Need {code}",
        sdoh_domain=sdoh_domain,
    )


def service(
    id: str = "s1",
    *,
    actor: str = "p1",
    needs: Iterable[str] = ("loneliness",),
    areas: Iterable[str] = ("a1",),
    languages: Iterable[str] = (),
    access: Iterable[AccessFeature | str] = (),
    cost: Cost | str | None = None,
    status: ServiceStatus | str = ServiceStatus.ACTIVE,
    places: int | None = None,
    free: int | None = None,
    counted: When | None = None,
    ages: tuple[int | None, int | None] = (None, None),
    care_levels: tuple[int | None, int | None] = (None, None),
    name: str | None = None,
    **fields: Any,
) -> Service:
    """A service; ``places``, ``free`` and ``counted`` make its capacity, ``ages`` who may come."""
    for field in ("verified_at", "valid_from", "valid_to"):
        fields[field] = day_or_none(fields.get(field))
    return Service(
        id=id,
        actor_id=actor,
        name=name or f"Angebot {id}",
        need_codes=tuple(needs),
        area_ids=tuple(areas),
        languages=tuple(languages),
        access=tuple(AccessFeature(feature) for feature in access),
        cost=None if cost is None else Cost(cost),
        status=ServiceStatus(status),
        capacity=Capacity(maximum=places, available=free, updated_at=_at_or_none(counted)),
        eligibility=Eligibility(
            age_from=ages[0],
            age_to=ages[1],
            care_level_from=care_levels[0],
            care_level_to=care_levels[1],
        ),
        **fields,
    )


def cooperation(
    id: str = "z1",
    *,
    between: tuple[str, str] = ("g1", "p1"),
    kind: CooperationKind | str = CooperationKind.AGREEMENT,
    valid_from: Day | None = None,
    valid_to: Day | None = None,
) -> Cooperation:
    """An agreement between two organisations."""
    return Cooperation(
        id=id,
        from_id=between[0],
        to_id=between[1],
        kind=CooperationKind(kind),
        valid_from=day_or_none(valid_from),
        valid_to=day_or_none(valid_to),
    )


def chain(
    id: str = "c1",
    *,
    tenant: str | None = "t1",
    cooperative: str | None = "g1",
    area: str | None = "a1",
    opened_by: str | None = "k1",
    trigger: Trigger | str = Trigger.EARLY_SIGN,
    initiator: Initiator | str = Initiator.KUEMMERER,
    opened: When = "2026-01-02",
    recorded: When | None = None,
    closed: When | None = None,
    closed_recorded: When | None = None,
    outcome: Outcome | str | None = None,
) -> HelpChain:
    """A help chain, open unless ``closed`` is given (then ``resolved`` unless said otherwise)."""
    ended = Outcome.RESOLVED if closed is not None and outcome is None else outcome
    return HelpChain(
        id=id,
        tenant_id=tenant,
        cooperative_id=cooperative,
        area_id=area,
        opened_by=opened_by,
        trigger=Trigger(trigger),
        initiator=Initiator(initiator),
        opened_at=at(opened),
        recorded_at=at(recorded or opened),
        closed_at=_at_or_none(closed),
        closed_recorded_at=_at_or_none(closed_recorded or closed),
        outcome=None if ended is None else Outcome(ended),
    )


def referral(
    id: str = "r1",
    *,
    sender: str = "k1",
    recipient: str = "p1",
    steps: Sequence[str] = ("requested 2026-01-05",),
    chain: str = "c1",
    tenant: str | None = "t1",
    need: str = "loneliness",
    service: str | None = None,
    urgency: Urgency | str = Urgency.ROUTINE,
    previous: str | None = None,
    parent: str | None = None,
) -> Referral:
    """A referral with its history in short form.

    A step reads ``status when [reason or outcome] [by=…] [recorded=…] [recorded_by=…]``, such as
    ``"rejected 2026-01-07 no_capacity"``, ``"cancelled 2026-01-09 moved by=p1"`` or
    ``"accepted 2026-01-07 recorded=2026-01-20 recorded_by=k1"``. Without ``by`` the side decides
    that the table of transitions names (where both may, the sender does), without ``recorded`` a
    step is recorded when it happens, without ``recorded_by`` by the one who decided.
    """
    return Referral(
        id=id,
        chain_id=chain,
        tenant_id=tenant,
        sender_id=sender,
        recipient_id=recipient,
        service_id=service,
        need_code=need,
        urgency=Urgency(urgency),
        previous_id=previous,
        parent_id=parent,
        history=history(steps, sender=sender, recipient=recipient),
    )


def contact(
    id: str = "n1",
    *,
    ends: tuple[str, str] = ("k1", "t1"),
    when: When = "2026-01-03",
    recorded: When | None = None,
    channel: Channel | str = Channel.HOME_VISIT,
    initiator: Initiator | str = Initiator.KUEMMERER,
    need: str | None = None,
    chain: str | None = None,
    recorded_by: str | None = None,
) -> Contact:
    """A contact from the first of ``ends`` to the second."""
    return Contact(
        id=id,
        from_id=ends[0],
        to_id=ends[1],
        occurred_at=at(when),
        recorded_at=at(recorded or when),
        channel=Channel(channel),
        initiator=Initiator(initiator),
        need_code=need,
        chain_id=chain,
        recorded_by=recorded_by,
    )


def consent(
    id: str = "e1",
    *,
    tenant: str = "t1",
    recipients: Iterable[str] = ("p1",),
    valid_from: Day = "2026-01-01",
    valid_to: Day | None = None,
    withdrawn: When | None = None,
    purpose: ConsentPurpose | str = ConsentPurpose.REFERRAL,
) -> Consent:
    """A tenant's consent to being referred to ``recipients``, from 1 January 2026 on."""
    return Consent(
        id=id,
        tenant_id=tenant,
        purpose=ConsentPurpose(purpose),
        recipient_ids=tuple(recipients),
        valid_from=day(valid_from),
        valid_to=day_or_none(valid_to),
        withdrawn_at=_at_or_none(withdrawn),
    )


def unmet_search(
    id: str = "u1",
    *,
    need: str = "loneliness",
    area: str = "a1",
    when: When = "2026-01-04",
    recorded: When | None = None,
    excluded: dict[str, int] | None = None,
    searched_by: str | None = "k1",
    chain: str | None = None,
    cooperative: str | None = "g1",
) -> UnmetSearch:
    """A search that found nobody; ``excluded`` counts services by the rule that excluded them."""
    return UnmetSearch(
        id=id,
        need_code=need,
        area_id=area,
        occurred_at=at(when),
        recorded_at=at(recorded or when),
        excluded_by=tuple(
            RuleCount(rule=ExclusionRule(rule), excluded=count)
            for rule, count in (excluded or {}).items()
        ),
        searched_by=searched_by,
        chain_id=chain,
        cooperative_id=cooperative,
    )


def access_key(
    id: str = "key1",
    *,
    digest: str = "0" * 64,
    role: Role | str = Role.KUEMMERER,
    label: str = "Testschlüssel",
    cooperative: str | None = "g1",
    actor: str | None = "k1",
    created: When = "2026-01-01",
    expires: When | None = None,
    revoked: When | None = None,
    language: str | None = None,
) -> AccessKey:
    """An access key; ``digest`` is 64 hexadecimal digits."""
    return AccessKey(
        id=id,
        digest=digest,
        role=Role(role),
        label=label,
        cooperative_id=cooperative,
        actor_id=actor,
        created_at=at(created),
        expires_at=_at_or_none(expires),
        revoked_at=_at_or_none(revoked),
        language=language,
    )


def directory() -> tuple[Record, ...]:
    """What the defaults refer to, in an order in which nothing refers to a later one."""
    return (
        area(),
        need(),
        cooperative(),
        kuemmerer(),
        partner(),
        office(),
        companion(),
        tenant(),
        service(),
        chain(),
        consent(),
    )
