"""The person and the moment behind a query, looked up once for all offers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from graph_model.analysis.offers import Offer
from graph_model.analysis.places import current_area
from graph_model.analysis.recommendation.partner_statistics import REFUSAL_DAYS, PartnerStatistics
from graph_model.analysis.recommendation.query import RecommendationQuery
from graph_model.domain.checks import local_day
from graph_model.domain.consents import Consent
from graph_model.domain.vocabulary import AgeBand, Mobility, ReferralStatus
from graph_model.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is known of who needs help."""

    tenant_id: str | None = None
    cooperative_id: str | None = None
    age_band: AgeBand | None = None
    languages: frozenset[str] = frozenset()
    mobility: Mobility | None = None


def person_of(age_band: str | None, languages: str | None, *, mobility: str | None) -> Person:
    """What the columns of a tenant say of a person; languages are one text with commas."""
    return Person(
        age_band=AgeBand(age_band) if age_band else None,
        languages=frozenset((languages or "").split(",")) - {""},
        mobility=Mobility(mobility) if mobility else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A query with all that its rules and figures look at.

    ``related`` are offers for sister needs, ``covering`` the ids of these and of all others that
    cover the area; ``refused`` tells when a recipient last refused this person for this need;
    ``consents`` is ``None`` where none is asked for.
    """

    query: RecommendationQuery
    statistics: PartnerStatistics
    now: datetime
    day: date
    area_id: str
    person: Person
    related: Mapping[str, Offer]
    covering: frozenset[str]
    refused: Mapping[str, datetime]
    consents: tuple[Consent, ...] | None


def situation_of(
    snapshot: Snapshot, query: RecommendationQuery, *, now: datetime, statistics: PartnerStatistics
) -> Situation:
    """Look up the person, the area after mergers, refusals and consents."""
    day = local_day(now)
    area_id = current_area(snapshot.directory.areas, query.area_id, day=day)
    offers = statistics.offers
    related = offers.related(query.need_code, area_id)
    covering = {*related, *offers.covering(query.need_code, area_id)}
    covering.update(offers.covering(query.need_code, query.area_id))
    tenant_id, refused = _chain(snapshot, query)
    tenant_id = query.tenant_id or tenant_id
    person = _person(snapshot, query, tenant_id=tenant_id)
    refused.update(_refusals(snapshot, query, tenant_id=tenant_id, statistics=statistics))
    since = now - timedelta(days=REFUSAL_DAYS)
    asks = query.check_consent and tenant_id is not None
    return Situation(
        query=query,
        statistics=statistics,
        now=now,
        day=day,
        area_id=area_id,
        person=person,
        related=related,
        covering=frozenset(covering),
        refused={recipient: at for recipient, at in refused.items() if since <= at <= now},
        consents=snapshot.consents_of(tenant_id) if asks and tenant_id is not None else None,
    )


def _chain(
    snapshot: Snapshot, query: RecommendationQuery
) -> tuple[str | None, dict[str, datetime]]:
    """The chain's tenant, and who refused in this chain, which holds without a tenant too.

    Not looked up where the tenant is named: their refusals hold those of the chain.
    """
    if query.chain_id is None or query.tenant_id is not None:
        return None, {}
    chain = snapshot.help_chain(query.chain_id)
    if chain is None:
        return None, {}
    refused: dict[str, datetime] = {}
    sent = snapshot.referrals_of_chain(chain.id).select("need", "status", "recipient", "decided_at")
    for need, status, recipient, decided_at in sent.iter_rows():
        if need == query.need_code and status == ReferralStatus.REJECTED:
            refused[recipient] = max(decided_at, refused.get(recipient, decided_at))
    return chain.tenant_id, refused


def _person(snapshot: Snapshot, query: RecommendationQuery, *, tenant_id: str | None) -> Person:
    said = Person(
        tenant_id=tenant_id, age_band=query.age_band, languages=frozenset(query.languages)
    )
    tenant = None if tenant_id is None else snapshot.tenant(tenant_id)
    if tenant is None:
        return said
    return replace(
        said,
        cooperative_id=tenant.cooperative_id,
        age_band=said.age_band or tenant.age_band,
        languages=said.languages or frozenset(tenant.languages),
        mobility=tenant.mobility,
    )


def _refusals(
    snapshot: Snapshot,
    query: RecommendationQuery,
    *,
    tenant_id: str | None,
    statistics: PartnerStatistics,
) -> Mapping[str, datetime]:
    key = snapshot.tenant_key(tenant_id) if tenant_id is not None else None
    if key is None:
        return {}
    return {
        refusal.recipient_id: refusal.refused_at
        for refusal in statistics.refusals.get(key, ())
        if refusal.need_code == query.need_code
    }
