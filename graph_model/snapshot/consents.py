"""All consents, by id and by the tenant who gave them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from graph_model.domain.consents import Consent


@dataclass(frozen=True, slots=True, eq=False)
class Consents:
    """Consents at one revision; those of a tenant are found without a walk through all."""

    by_id: Mapping[str, Consent] = field(default_factory=lambda: MappingProxyType({}))
    _by_tenant: Mapping[str, tuple[Consent, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def of_tenant(self, tenant_id: str) -> tuple[Consent, ...]:
        """A tenant's consents, in order of id; empty for a stranger."""
        return self._by_tenant.get(tenant_id, ())

    def changed(self, changes: Mapping[str, Consent | None]) -> "Consents":
        """With consents put in under their ids, or taken out where there is ``None``."""
        if not changes:
            return self
        by_id = dict(self.by_id)
        given: dict[str, list[Consent]] = defaultdict(list)
        touched: set[str] = set()
        for consent_id, consent in changes.items():
            before = by_id.pop(consent_id, None)
            if before is not None:
                touched.add(before.tenant_id)
            if consent is not None:
                by_id[consent_id] = consent
                given[consent.tenant_id].append(consent)
        by_tenant = dict(self._by_tenant)
        for tenant_id in touched | given.keys():
            kept = (c for c in by_tenant.pop(tenant_id, ()) if c.id not in changes)
            found = sorted((*kept, *given.get(tenant_id, ())), key=lambda consent: consent.id)
            if found:
                by_tenant[tenant_id] = tuple(found)
        return Consents(MappingProxyType(by_id), MappingProxyType(by_tenant))
