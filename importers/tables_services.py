"""The tables of services and cooperations."""

from collections.abc import Callable, Mapping
from typing import cast

from graph_model.domain.cooperations import Cooperation
from graph_model.domain.records import Record, RecordKind
from graph_model.domain.services import Capacity, Eligibility, Service
from graph_model.domain.vocabulary import AccessFeature, CooperationKind, Cost, ServiceStatus
from importers.columns import (
    DAY,
    DECIMAL,
    ID,
    IDS,
    INSTANT,
    LANGUAGES,
    TEXT,
    WHOLE,
    Column,
    Table,
    Values,
    code_of,
    codes_of,
    fields_of,
)
from importers.tables_directory import (
    LATITUDE,
    LONGITUDE,
    VALID_FROM,
    VALID_TO,
    take_position,
    with_position,
)

_make_service: Callable[..., Service] = Service
_make_cooperation: Callable[..., Cooperation] = Cooperation
_make_capacity: Callable[..., Capacity] = Capacity
_make_eligibility: Callable[..., Eligibility] = Eligibility

_CAPACITY = {
    "capacity_unit": "unit",
    "capacity_maximum": "maximum",
    "capacity_available": "available",
    "capacity_updated_at": "updated_at",
}
_ELIGIBILITY = ("age_from", "age_to", "care_level_from", "care_level_to")
_service_fields = fields_of(
    "id",
    "actor_id",
    "name",
    "need_codes",
    "area_ids",
    "languages",
    "access",
    "cost",
    "typical_wait_days",
    "status",
    "verified_at",
    "valid_from",
    "valid_to",
)


def _service(values: Values) -> Service:
    take_position(values)
    room = {field: values.pop(key) for key, field in _CAPACITY.items() if key in values}
    ages = {key: values.pop(key) for key in _ELIGIBILITY if key in values}
    return _make_service(
        **values, capacity=_make_capacity(**room), eligibility=_make_eligibility(**ages)
    )


def _service_row(record: Record) -> Mapping[str, object]:
    service = cast(Service, record)
    return {
        **with_position(_service_fields(service), service.position),
        **{key: getattr(service.capacity, field) for key, field in _CAPACITY.items()},
        **{key: getattr(service.eligibility, key) for key in _ELIGIBILITY},
    }


SERVICES = Table(
    name="services",
    german="Angebote",
    title_de="Angebote",
    title_en="Services",
    kind=RecordKind.SERVICE,
    build=_service,
    extract=_service_row,
    columns=(
        Column(name="id", german="Kennung", type=ID, required=True),
        Column(
            name="actor_id", german="Anbieter", type=ID, aliases=("angeboten von",), required=True
        ),
        Column(name="name", german="Name", type=TEXT, aliases=("Bezeichnung",), required=True),
        Column(
            name="need_codes", german="Bedarfe", type=IDS, aliases=("hilft bei",), required=True
        ),
        Column(name="area_ids", german="Gebiete", type=IDS, aliases=("Einzugsgebiet",)),
        Column(name="languages", german="Sprachen", type=LANGUAGES),
        Column(name="access", german="Erreichbarkeit", type=codes_of(AccessFeature)),
        Column(name="cost", german="Kosten", type=code_of(Cost)),
        Column(name="age_from", german="Alter von", type=WHOLE),
        Column(name="age_to", german="Alter bis", type=WHOLE),
        Column(name="care_level_from", german="Pflegegrad von", type=WHOLE),
        Column(name="care_level_to", german="Pflegegrad bis", type=WHOLE),
        Column(
            name="capacity_unit",
            german="Einheit der Plätze",
            type=ID,
            note_de="ohne Angabe `places`",
            note_en="`places` if empty",
        ),
        Column(name="capacity_maximum", german="Plätze", type=WHOLE),
        Column(name="capacity_available", german="freie Plätze", type=WHOLE, aliases=("frei",)),
        Column(name="capacity_updated_at", german="Plätze Stand", type=INSTANT, aliases=("Stand",)),
        Column(name="typical_wait_days", german="übliche Wartezeit (Tage)", type=DECIMAL),
        Column(name="status", german="Zustand", type=code_of(ServiceStatus)),
        Column(name="verified_at", german="geprüft am", type=DAY),
        VALID_FROM,
        VALID_TO,
        LATITUDE,
        LONGITUDE,
    ),
)

COOPERATIONS = Table(
    name="cooperations",
    german="Kooperationen",
    title_de="Kooperationen zwischen Organisationen",
    title_en="Cooperations between organisations",
    kind=RecordKind.COOPERATION,
    build=lambda values: _make_cooperation(**values),
    extract=fields_of("id", "from_id", "to_id", "kind", "valid_from", "valid_to"),
    columns=(
        Column(name="id", german="Kennung", type=ID, required=True),
        Column(name="from_id", german="Beteiligte 1", type=ID, aliases=("Seite 1",), required=True),
        Column(name="to_id", german="Beteiligte 2", type=ID, aliases=("Seite 2",), required=True),
        Column(name="kind", german="Art", type=code_of(CooperationKind)),
        VALID_FROM,
        VALID_TO,
    ),
)
