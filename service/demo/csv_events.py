"""Writes events as CSV lines, without the detour through the domain that a million would not bear.

Ids and codes hold nothing that would need quotes, so a line is put together as it stands. A test
holds these files, byte by byte, against what ``importers.csv_writing`` makes of ``records``.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from service.demo.drafts import (
    ChainDraft,
    ConsentDraft,
    ContactDraft,
    ReferralDraft,
    SearchDraft,
    TenantDraft,
)
from service.demo.network import Household, Network
from service.demo.rhythm import Rhythm

COLUMNS = {
    "tenants": "id cooperative_id area_id age_band languages mobility",
    "chains": "id tenant_id cooperative_id area_id opened_by trigger initiator opened_at "
    "recorded_at closed_at closed_recorded_at outcome",
    "consents": "id tenant_id purpose recipient_ids valid_from valid_to withdrawn_at",
    "contacts": "id from_id to_id occurred_at recorded_at channel initiator need_code chain_id "
    "recorded_by",
    "referrals": "id chain_id tenant_id sender_id recipient_id service_id need_code urgency "
    "previous_id parent_id",
    "referral_steps": "referral_id position status occurred_at recorded_at decided_by recorded_by "
    "reason outcome",
    "unmet_searches": "id need_code area_id occurred_at recorded_at excluded_by searched_by "
    "chain_id cooperative_id",
}
"""Headings of each file of events, by the name of its table."""

_LINES_AT_ONCE = 5_000
_END = "\r\n"


@contextmanager
def event_files(folder: Path, network: Network) -> Iterator["EventFiles"]:
    """The files of events in a folder, open for writing within the context."""
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(
                (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="")
            )
            for name in COLUMNS
        }
        events = EventFiles(files, network)
        yield events
        events.flush()


class EventFiles:
    """Writes households into open files, one file a table; ``counts`` has the rows of each."""

    def __init__(self, files: Mapping[str, TextIO], network: Network) -> None:
        self._files = files
        self._texts = Texts(network.rhythm)
        self._services = [offering.id for offering in network.world.offerings]
        self._lines = {name: [header.replace(" ", ";")] for name, header in COLUMNS.items()}
        self.counts = dict.fromkeys(COLUMNS, 0)

    def write(self, household: Household) -> None:
        """Append everything of one household."""
        self._add("tenants", [_tenant(household.tenant)])
        self._add("contacts", map(self._contact, household.contacts))
        for chain in household.chains:
            self._add("chains", [self._chain(chain)])
            self._add("consents", (self._consent(consent) for consent, _ in chain.consents))
            self._add("contacts", map(self._contact, chain.contacts))
            self._add("unmet_searches", map(self._search, chain.searches))
            self._add("referrals", map(self._referral, chain.referrals))
            for referral in chain.referrals:
                self._add("referral_steps", self._steps(referral))

    def _add(self, name: str, lines: Iterable[str]) -> None:
        waiting = self._lines[name]
        before = len(waiting)
        waiting.extend(lines)
        self.counts[name] += len(waiting) - before
        if len(waiting) > _LINES_AT_ONCE:
            self._write_out(name)

    def flush(self) -> None:
        """Hand all lines that still wait to the files."""
        for name in self._files:
            self._write_out(name)

    def _write_out(self, name: str) -> None:
        waiting = self._lines[name]
        if waiting:
            self._files[name].write(_END.join(waiting) + _END)
            waiting.clear()

    def _chain(self, chain: ChainDraft) -> str:
        text = self._texts.instant
        tenant = chain.tenant
        end = ";;"
        if chain.closed is not None and chain.closed_recorded is not None and chain.outcome:
            end = f"{text(chain.closed)};{text(chain.closed_recorded)};{chain.outcome}"
        return (
            f"{chain.id};{tenant.id};{tenant.cooperative_id};{tenant.area_id};{chain.opened_by};"
            f"{chain.trigger};{chain.initiator};{text(chain.opened)};"
            f"{text(chain.recorded)};{end}"
        )

    def _consent(self, consent: ConsentDraft) -> str:
        until = "" if consent.end_day is None else self._texts.day(consent.end_day)
        withdrawn = "" if consent.withdrawn is None else self._texts.instant(consent.withdrawn)
        return (
            f"{consent.id};{consent.tenant_id};referral;{'|'.join(consent.recipient_ids)};"
            f"{self._texts.day(consent.day)};{until};{withdrawn}"
        )

    def _contact(self, contact: ContactDraft) -> str:
        text = self._texts.instant
        return (
            f"{contact.id};{contact.from_id};{contact.to_id};{text(contact.occurred)};"
            f"{text(contact.recorded)};{contact.channel};{contact.initiator};"
            f"{contact.need or ''};{contact.chain_id or ''};{contact.recorded_by}"
        )

    def _referral(self, referral: ReferralDraft) -> str:
        service = "" if referral.offering is None else self._services[referral.offering]
        return (
            f"{referral.id};{referral.chain_id};{referral.tenant_id};{referral.sender_id};"
            f"{referral.recipient_id};{service};{referral.need};{referral.urgency};"
            f"{referral.previous.id if referral.previous else ''};"
            f"{referral.parent.id if referral.parent else ''}"
        )

    def _steps(self, referral: ReferralDraft) -> list[str]:
        text = self._texts.instant
        return [
            f"{referral.id};{position};{step.status};{text(step.occurred)};"
            f"{text(step.recorded)};{step.decided_by};{step.recorded_by};"
            f"{step.reason or ''};"
            f"{step.outcome or ''}"
            for position, step in enumerate(referral.steps)
        ]

    def _search(self, search: SearchDraft) -> str:
        text = self._texts.instant
        rules = f"need={search.without_need}"
        if search.without_area:
            rules += f"|area={search.without_area}"
        return (
            f"{search.id};{search.need};{search.area_id};{text(search.occurred)};"
            f"{text(search.recorded)};{rules};{search.searched_by};{search.chain_id};"
            f"{search.cooperative_id}"
        )


def _tenant(tenant: TenantDraft) -> str:
    return (
        f"{tenant.id};{tenant.cooperative_id};{tenant.area_id};{tenant.age_band};"
        f"{tenant.languages};{tenant.mobility}"
    )


class Texts:
    """Instants and days as text, quickly: days are looked up, not computed."""

    def __init__(self, rhythm: Rhythm) -> None:
        self._days = [rhythm.date_of(day).isoformat() for day in range(rhythm.span)]
        self._minutes = [f"T{minute // 60:02d}:{minute % 60:02d}:00Z" for minute in range(1440)]
        self._day_of = rhythm.day_of

    def instant(self, instant: int) -> str:
        """An instant in UTC, to the second, ending in ``Z``."""
        return self._days[self._day_of(instant)] + self._minutes[instant % 1440]

    def day(self, day: int) -> str:
        """The date of a day."""
        return self._days[day]
