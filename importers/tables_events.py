"""The tables of chains, consents, contacts, referrals with their steps, and unmet searches."""

from collections.abc import Callable

from graph_model.domain.chains import HelpChain
from graph_model.domain.checks import refuse
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.records import RecordKind
from graph_model.domain.searches import RuleCount, UnmetSearch
from graph_model.domain.vocabulary import (
    Channel,
    ConsentPurpose,
    ExclusionRule,
    Initiator,
    Outcome,
    Reason,
    ReferralStatus,
    Trigger,
    Urgency,
)
from importers.cells import FIELD, CellType, coded, whole_number
from importers.columns import (
    DAY,
    ID,
    IDS,
    INSTANT,
    WHOLE,
    Column,
    Table,
    Values,
    code_of,
    fields_of,
)

_make_chain: Callable[..., HelpChain] = HelpChain
_make_consent: Callable[..., Consent] = Consent
_make_contact: Callable[..., Contact] = Contact
_make_search: Callable[..., UnmetSearch] = UnmetSearch

_rule = coded(ExclusionRule)


def _rule_counts(cell: str) -> tuple[RuleCount, ...]:
    counts = []
    for part in cell.replace(";", "|").replace(",", "|").split("|"):
        word, _, count = part.partition("=")
        if not count.strip():
            raise refuse(FIELD, "Paare wie full=3 angeben", "give pairs such as full=3")
        counts.append(RuleCount(rule=_rule(word.strip()), excluded=whole_number(count.strip())))
    return tuple(counts)


RULES = CellType(
    parse=_rule_counts,
    write=lambda counts: "|".join(f"{count.rule}={count.excluded}" for count in counts),
    german="Regel=Zahl",
    english="rule=number",
    example="area=4|full=2",
)

_ID = Column(name="id", german="Kennung", type=ID, required=True)
_CHAIN = Column(name="chain_id", german="Hilfekette", type=ID, aliases=("Kette",))
_TENANT = Column(name="tenant_id", german="Mieter", type=ID, aliases=("Mieterin", "Mieter:in"))
_COOPERATIVE = Column(name="cooperative_id", german="Genossenschaft", type=ID)
_NEED = Column(name="need_code", german="Bedarf", type=ID, required=True)
_OCCURRED = Column(
    name="occurred_at", german="geschehen am", type=INSTANT, aliases=("am", "Datum"), required=True
)
_RECORDED = Column(
    name="recorded_at",
    german="erfasst am",
    type=INSTANT,
    note_de="ohne Angabe: als es geschah",
    note_en="when it happened if empty",
)
_RECORDED_BY = Column(name="recorded_by", german="erfasst von", type=ID)


def _chain(values: Values) -> HelpChain:
    if "opened_at" in values:
        values.setdefault("recorded_at", values["opened_at"])
    if "closed_at" in values:
        values.setdefault("closed_recorded_at", values["closed_at"])
    return _make_chain(**values)


CHAINS = Table(
    name="chains",
    german="Hilfeketten",
    title_de="Hilfe- und Handlungsketten",
    title_en="Help chains",
    kind=RecordKind.CHAIN,
    is_personal=True,
    build=_chain,
    extract=fields_of(
        "id",
        "tenant_id",
        "cooperative_id",
        "area_id",
        "opened_by",
        "trigger",
        "initiator",
        "opened_at",
        "recorded_at",
        "closed_at",
        "closed_recorded_at",
        "outcome",
    ),
    columns=(
        _ID,
        _TENANT,
        _COOPERATIVE,
        Column(name="area_id", german="Gebiet", type=ID),
        Column(name="opened_by", german="begonnen von", type=ID, aliases=("Kümmerer",)),
        Column(name="trigger", german="Anlass", type=code_of(Trigger)),
        Column(name="initiator", german="Anstoß durch", type=code_of(Initiator)),
        Column(name="opened_at", german="begonnen am", type=INSTANT, required=True),
        _RECORDED,
        Column(name="closed_at", german="beendet am", type=INSTANT),
        Column(
            name="closed_recorded_at",
            german="Ende erfasst am",
            type=INSTANT,
            note_de="ohne Angabe: als sie endete",
            note_en="when it ended if empty",
        ),
        Column(name="outcome", german="Ergebnis", type=code_of(Outcome)),
    ),
)

CONSENTS = Table(
    name="consents",
    german="Einwilligungen",
    title_de="Einwilligungen",
    title_en="Consents",
    kind=RecordKind.CONSENT,
    is_personal=True,
    build=lambda values: _make_consent(**values),
    extract=fields_of(
        "id", "tenant_id", "purpose", "recipient_ids", "valid_from", "valid_to", "withdrawn_at"
    ),
    columns=(
        _ID,
        Column(
            name="tenant_id",
            german="Mieter",
            type=ID,
            aliases=("Mieterin", "Mieter:in"),
            required=True,
        ),
        Column(name="purpose", german="Zweck", type=code_of(ConsentPurpose)),
        Column(name="recipient_ids", german="Empfänger", type=IDS, required=True),
        Column(
            name="valid_from",
            german="gültig ab",
            type=DAY,
            aliases=("gilt ab", "von"),
            required=True,
        ),
        Column(
            name="valid_to",
            german="gültig bis",
            type=DAY,
            aliases=("gilt bis", "bis"),
            note_de="erster Tag, an dem sie nicht mehr gilt",
            note_en="first day on which it no longer holds",
        ),
        Column(name="withdrawn_at", german="widerrufen am", type=INSTANT),
    ),
)


def _contact(values: Values) -> Contact:
    values.setdefault("recorded_at", values.get("occurred_at"))
    return _make_contact(**values)


CONTACTS = Table(
    name="contacts",
    german="Kontakte",
    title_de="Kontakte",
    title_en="Contacts",
    kind=RecordKind.CONTACT,
    is_personal=True,
    build=_contact,
    extract=fields_of(
        "id",
        "from_id",
        "to_id",
        "occurred_at",
        "recorded_at",
        "channel",
        "initiator",
        "need_code",
        "chain_id",
        "recorded_by",
    ),
    columns=(
        _ID,
        Column(name="from_id", german="wer", type=ID, aliases=("Beteiligte 1",), required=True),
        Column(name="to_id", german="mit wem", type=ID, aliases=("Beteiligte 2",), required=True),
        _OCCURRED,
        _RECORDED,
        Column(name="channel", german="Weg", type=code_of(Channel), required=True),
        Column(name="initiator", german="Anstoß durch", type=code_of(Initiator), required=True),
        Column(name="need_code", german="Bedarf", type=ID),
        _CHAIN,
        _RECORDED_BY,
    ),
)

STEP_DAYS = {
    ReferralStatus.DRAFT: ("drafted_at", "Entwurf am"),
    ReferralStatus.REQUESTED: ("requested_at", "angefragt am"),
    ReferralStatus.ACCEPTED: ("accepted_at", "angenommen am"),
    ReferralStatus.IN_PROGRESS: ("in_progress_at", "Hilfe läuft seit"),
    ReferralStatus.ON_HOLD: ("on_hold_at", "ruht seit"),
    ReferralStatus.REJECTED: ("rejected_at", "abgelehnt am"),
    ReferralStatus.COMPLETED: ("completed_at", "abgeschlossen am"),
    ReferralStatus.FAILED: ("failed_at", "gescheitert am"),
    ReferralStatus.CANCELLED: ("cancelled_at", "zurückgezogen am"),
    ReferralStatus.ENTERED_IN_ERROR: ("entered_in_error_at", "als Irrtum erfasst am"),
}
"""Column of a step in a hand-made file of referrals, and its German heading."""


REFERRALS = Table(
    name="referrals",
    german="Vermittlungen",
    title_de="Vermittlungen",
    title_en="Referrals",
    kind=RecordKind.REFERRAL,
    is_personal=True,
    rank=2,
    build=None,
    extract=fields_of(
        "id",
        "chain_id",
        "tenant_id",
        "sender_id",
        "recipient_id",
        "service_id",
        "need_code",
        "urgency",
        "previous_id",
        "parent_id",
    ),
    columns=(
        _ID,
        Column(name="chain_id", german="Hilfekette", type=ID, aliases=("Kette",), required=True),
        _TENANT,
        Column(name="sender_id", german="Absender", type=ID, required=True),
        Column(name="recipient_id", german="Empfänger", type=ID, required=True),
        Column(name="service_id", german="Angebot", type=ID),
        _NEED,
        Column(name="urgency", german="Dringlichkeit", type=code_of(Urgency)),
        Column(name="previous_id", german="voriger Versuch", type=ID),
        Column(name="parent_id", german="Weitergabe von", type=ID),
        *(Column(name=name, german=german, type=INSTANT) for name, german in STEP_DAYS.values()),
        Column(
            name="reason",
            german="Grund",
            type=code_of(Reason),
            note_de="wenn abgelehnt, gescheitert, zurückgezogen oder Irrtum",
            note_en="if rejected, failed, cancelled or entered in error",
        ),
        Column(name="on_hold_reason", german="Grund des Ruhens", type=code_of(Reason)),
        Column(name="outcome", german="Ergebnis", type=code_of(Outcome)),
        Column(
            name="recorded_by",
            german="erfasst von",
            type=ID,
            note_de="aller Schritte; ohne Angabe der Absender",
            note_en="of all steps; the sender if empty",
        ),
    ),
)

STEPS = Table(
    name="referral_steps",
    german="Vermittlungsschritte",
    title_de="Schritte der Vermittlungen",
    title_en="Steps of referrals",
    kind=RecordKind.REFERRAL,
    is_personal=True,
    rank=0,
    build=None,
    extract=lambda record: {"referral_id": record.id},
    columns=(
        Column(name="referral_id", german="Vermittlung", type=ID, required=True),
        Column(
            name="position",
            german="Nummer",
            type=WHOLE,
            note_de="ab 0; ohne Angabe gilt die Reihenfolge der Zeilen",
            note_en="from 0; the order of the rows if empty",
        ),
        Column(name="status", german="Stand", type=code_of(ReferralStatus), required=True),
        _OCCURRED,
        _RECORDED,
        Column(name="decided_by", german="entschieden von", type=ID, required=True),
        Column(
            name="recorded_by",
            german="erfasst von",
            type=ID,
            note_de="ohne Angabe: wer entschieden hat",
            note_en="who decided if empty",
        ),
        Column(name="reason", german="Grund", type=code_of(Reason)),
        Column(name="outcome", german="Ergebnis", type=code_of(Outcome)),
    ),
)


def _search(values: Values) -> UnmetSearch:
    values.setdefault("recorded_at", values.get("occurred_at"))
    return _make_search(**values)


UNMET_SEARCHES = Table(
    name="unmet_searches",
    german="Vergebliche Suchen",
    title_de="Vergebliche Suchen",
    title_en="Unmet searches",
    kind=RecordKind.UNMET_SEARCH,
    is_personal=True,
    build=_search,
    extract=fields_of(
        "id",
        "need_code",
        "area_id",
        "occurred_at",
        "recorded_at",
        "excluded_by",
        "searched_by",
        "chain_id",
        "cooperative_id",
    ),
    columns=(
        _ID,
        _NEED,
        Column(name="area_id", german="Gebiet", type=ID, required=True),
        _OCCURRED,
        _RECORDED,
        Column(name="excluded_by", german="ausgeschlossen durch", type=RULES),
        Column(name="searched_by", german="gesucht von", type=ID),
        _CHAIN,
        _COOPERATIVE,
    ),
)
