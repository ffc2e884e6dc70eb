"""Rules of help chains that span rows: tenant, end, links between referrals, consent."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from graph_model.domain.chains import HelpChain, check_link
from graph_model.domain.consents import Consent, check_consent
from graph_model.domain.records import RecordKind
from graph_model.domain.referrals import Referral
from graph_model.errors import (
    ChainClosedError,
    HilfenetzError,
    MissingConsentError,
    OpenReferralsError,
)
from graph_model.store.port import Filter
from graph_model.store.walking import every
from importers.matching import Matched, Stored
from importers.rows import Gathered

LONGEST_CHAIN = 2000
"""Referrals that one help chain may have; links are followed through all of them."""

Complaint = Callable[[tuple[str, int]], None]


class ChainRules:
    """Holds chains and referrals of an import against one another and against the store."""

    def __init__(self, gathered: Gathered, matched: Matched, *, stored: Stored) -> None:
        self._gathered = gathered
        self._matched = matched
        self._stored = stored
        self._files: dict[str, dict[str, Referral]] = {}

    def complaints(self, kind: RecordKind) -> Iterator[tuple[str, Complaint]]:
        """Ids of bad chains, consents or referrals, each with what reports it."""
        if kind is RecordKind.CHAIN:
            yield from self._of_chains()
        elif kind is RecordKind.CONSENT:
            yield from self._of_consents()
        else:
            yield from self._of_referrals()

    def _of_chains(self) -> Iterator[tuple[str, Complaint]]:
        """Changed chains that what the store holds of them no longer fits."""
        given = self._matched.live(RecordKind.REFERRAL)
        for chain in list(self._matched.changed[RecordKind.CHAIN].values()):
            if not isinstance(chain, HelpChain):
                continue
            kept = [r for r in self._stored_referrals(chain.id).values() if r.id not in given]
            count = sum(referral.is_open for referral in kept)
            if count and not chain.is_open:
                error = OpenReferralsError(chain_id=chain.id, count=count)
                yield chain.id, self._as_error(error)
            elif any(referral.tenant_id not in (None, chain.tenant_id) for referral in kept):
                yield chain.id, self._as_problem("other_tenant", chain_id=chain.id)

    def _of_consents(self) -> Iterator[tuple[str, Complaint]]:
        """Changed consents without which something already sent would lack one."""
        given = self._matched.live(RecordKind.REFERRAL)
        for consent in list(self._matched.changed[RecordKind.CONSENT].values()):
            if isinstance(consent, Consent):
                for referral in self._sent_for(consent.tenant_id):
                    if referral.id not in given and not self._is_covered(referral):
                        yield consent.id, self._as_problem("consent_used", referral_id=referral.id)
                        break

    def _sent_for(self, tenant_id: str) -> Iterator[Referral]:
        found = every(self._stored.store, Referral, where=Filter(tenant_id=tenant_id))
        return (known.record for known in found)

    def _is_covered(self, referral: Referral) -> bool:
        try:
            self._check_consent(referral)
        except MissingConsentError:
            return False
        return True

    def _of_referrals(self) -> Iterator[tuple[str, Complaint]]:
        by_chain: defaultdict[str, dict[str, Referral]] = defaultdict(dict)
        for referral in self._gathered.records[RecordKind.REFERRAL].values():
            if isinstance(referral, Referral):
                by_chain[referral.chain_id][referral.id] = referral
        live = self._matched.live(RecordKind.REFERRAL)
        chains = self._chains({r.chain_id for r in live.values() if isinstance(r, Referral)})
        for chain_id, given in by_chain.items():
            if chain_id in chains:
                others = {**self._stored_referrals(chain_id), **given}
                for referral_id, referral in given.items():
                    if referral_id in live:
                        complaint = self._judge(referral, chains[chain_id], others=others)
                        if complaint is not None:
                            yield referral_id, complaint
                yield from self._followers(others, given)

    def _followers(
        self, others: Mapping[str, Referral], given: Mapping[str, Referral]
    ) -> Iterator[tuple[str, Complaint]]:
        """Changed referrals that a stored one follows and would no longer fit to."""
        changed = self._matched.changed[RecordKind.REFERRAL]
        for referral in others.values() if given.keys() & changed.keys() else ():
            links = [
                link
                for link in (referral.previous_id, referral.parent_id)
                if link is not None and link in changed
            ]
            if links and referral.id not in given:
                try:
                    check_link(referral, others)
                except HilfenetzError as error:
                    yield links[0], self._as_error(error)

    def _chains(self, wanted: set[str]) -> dict[str, HelpChain]:
        given = self._gathered.records[RecordKind.CHAIN]
        known = {**self._stored.find(RecordKind.CHAIN, sorted(wanted - given.keys())), **given}
        return {
            chain_id: chain
            for chain_id in wanted
            if isinstance(chain := known.get(chain_id), HelpChain)
        }

    def _stored_referrals(self, chain_id: str) -> Mapping[str, Referral]:
        if self._stored.revision == 0 or chain_id in self._matched.created[RecordKind.CHAIN]:
            return {}
        if chain_id not in self._files:
            file = self._stored.store.chain_file(chain_id)
            self._files[chain_id] = {
                known.record.id: known.record for known in (file.referrals if file else ())
            }
        return self._files[chain_id]

    def _judge(
        self, referral: Referral, chain: HelpChain, *, others: Mapping[str, Referral]
    ) -> Complaint | None:
        if len(others) > LONGEST_CHAIN:
            return self._as_problem("chain_too_long", chain_id=chain.id, longest=LONGEST_CHAIN)
        if referral.tenant_id not in (None, chain.tenant_id):
            return self._as_problem("other_tenant", chain_id=chain.id)
        if chain.closed_at is not None:
            if referral.is_open:
                return self._as_problem("open_in_closed_chain", chain_id=chain.id)
            if referral.history[0].occurred_at > chain.closed_at:
                return self._as_error(ChainClosedError(chain_id=chain.id))
        return self._breach(referral, others)

    def _breach(self, referral: Referral, others: Mapping[str, Referral]) -> Complaint | None:
        try:
            if referral.previous_id is not None or referral.parent_id is not None:
                check_link(referral, others)
            if referral.tenant_id is not None:
                self._check_consent(referral)
        except HilfenetzError as error:
            is_consent = isinstance(error, MissingConsentError)
            if is_consent and referral.tenant_id in self._gathered.spoilt_tenants:
                reference = f"{RecordKind.CONSENT} ({RecordKind.TENANT} {referral.tenant_id})"
                return self._as_problem("depends_on_bad_row", reference=reference)
            return self._as_error(error)
        return None

    def _check_consent(self, referral: Referral) -> None:
        tenant_id = referral.tenant_id or ""
        given = self._consents.get(tenant_id, {})
        try:
            check_consent(referral, given.values())
        except MissingConsentError:
            if self._stored.revision == 0:
                raise
            all_given = self._gathered.records[RecordKind.CONSENT]
            stored = [
                known.record
                for known in self._stored.store.consents_of(tenant_id)
                if known.record.id not in all_given
            ]
            check_consent(referral, stored)

    @cached_property
    def _consents(self) -> dict[str, dict[str, Consent]]:
        found: defaultdict[str, dict[str, Consent]] = defaultdict(dict)
        for consent in self._gathered.records[RecordKind.CONSENT].values():
            if isinstance(consent, Consent):
                found[consent.tenant_id][consent.id] = consent
        return found

    def _as_problem(self, code: str, **details: object) -> Complaint:
        problems = self._gathered.problems
        return lambda place: problems.add(code, place, column=None, **details)

    def _as_error(self, error: HilfenetzError) -> Complaint:
        problems = self._gathered.problems
        return lambda place: problems.add_error(error, place)
