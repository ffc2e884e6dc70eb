"""The tables of areas, needs, actors and tenants."""

from collections.abc import Callable, Mapping
from typing import cast

from graph_model.domain.actors import Actor, FlatCount, Tenant
from graph_model.domain.areas import Area, Position, Succession
from graph_model.domain.checks import refuse
from graph_model.domain.needs import Need
from graph_model.domain.records import Record, RecordKind
from graph_model.domain.vocabulary import (
    ActorKind,
    AgeBand,
    AreaLevel,
    Mobility,
)
from importers.cells import FIELD, CellType, decimal_number, whole_number
from importers.columns import (
    DAY,
    DECIMAL,
    ID,
    IDS,
    LANGUAGES,
    TEXT,
    WHOLE,
    Column,
    Table,
    Values,
    code_of,
    fields_of,
)

# Fields come from a table, so only the constructor itself can check their types.
_make_area: Callable[..., Area] = Area
_make_actor: Callable[..., Actor] = Actor
_make_need: Callable[..., Need] = Need
_make_tenant: Callable[..., Tenant] = Tenant
_make_position: Callable[..., Position] = Position


def _pairs(cell: str) -> list[tuple[str, str]]:
    pairs = [part.partition("=") for part in cell.replace("|", " ").replace(";", " ").split()]
    if any(not sign or not value for _, sign, value in pairs):
        raise refuse(FIELD, "Paare wie 14511000=120 angeben", "give pairs such as 14511000=120")
    return [(key, value) for key, _, value in pairs]


FLATS = CellType(
    parse=lambda cell: tuple(
        FlatCount(area_id=area, flats=whole_number(count)) for area, count in _pairs(cell)
    ),
    write=lambda counts: "|".join(f"{count.area_id}={count.flats}" for count in counts),
    german="Gebiet=Zahl",
    english="area=number",
    example="14511000=1200|14521010=80",
)
SUCCESSORS = CellType(
    parse=lambda cell: tuple(
        Succession(area_id=area, share=decimal_number(share)) for area, share in _pairs(cell)
    ),
    write=lambda items: "|".join(f"{item.area_id}={item.share!r}" for item in items),
    german="Gebiet=Anteil",
    english="area=share",
    example="14521010=0,6|14521020=0,4",
)

LATITUDE = Column(name="latitude", german="Breite", type=DECIMAL, aliases=("lat", "Breitengrad"))
LONGITUDE = Column(name="longitude", german="Länge", type=DECIMAL, aliases=("lon", "Längengrad"))
VALID_FROM = Column(name="valid_from", german="gültig ab", type=DAY, aliases=("gilt ab", "von"))
VALID_TO = Column(
    name="valid_to",
    german="gültig bis",
    type=DAY,
    aliases=("gilt bis", "bis"),
    note_de="erster Tag, an dem es nicht mehr gilt",
    note_en="first day on which it no longer holds",
)


def take_position(values: Values) -> None:
    """Turn the columns of latitude and longitude into the field ``position``."""
    place = {key: values.pop(key) for key in ("latitude", "longitude") if key in values}
    if len(place) == 1:
        raise refuse("latitude", "Breite und Länge gehören zusammen", "give both or neither")
    if place:
        values["position"] = _make_position(**place)


def with_position(fields: Mapping[str, object], position: Position | None) -> Values:
    """Fields of a record with its position as two columns."""
    return {
        **fields,
        "latitude": position and position.latitude,
        "longitude": position and position.longitude,
    }


def _area(values: Values) -> Area:
    take_position(values)
    return _make_area(**values)


_area_fields = fields_of(
    "id",
    "name",
    "level",
    "parent_id",
    "valid_from",
    "valid_to",
    "successors",
    "flats",
    "residents",
    "residents_65_plus",
)

AREAS = Table(
    name="areas",
    german="Gebiete",
    title_de="Gebiete",
    title_en="Areas",
    kind=RecordKind.AREA,
    build=_area,
    extract=lambda record: with_position(_area_fields(record), cast(Area, record).position),
    columns=(
        Column(
            name="id",
            german="Schlüssel",
            type=ID,
            aliases=("Kennung", "ags", "Gemeindeschlüssel", "Amtlicher Gemeindeschlüssel", "LOR"),
            required=True,
            note_de="amtlicher Schlüssel als Text, führende Nullen zählen",
            note_en="official key as text, leading zeros count",
        ),
        Column(
            name="name",
            german="Name",
            type=TEXT,
            aliases=("Bezeichnung", "Gemeinde"),
            required=True,
        ),
        Column(
            name="level",
            german="Ebene",
            type=code_of(AreaLevel),
            note_de="ohne Angabe: aus der Länge des Schlüssels (Spalte `ags`), sonst `other`",
            note_en="if empty: from the length of the key (column `ags`), else `other`",
        ),
        Column(name="parent_id", german="liegt in", type=ID, aliases=("Übergeordnet", "parent")),
        Column(
            name="district_ags",
            german="Kreisschlüssel",
            type=ID,
            aliases=("district_key",),
            note_de="statt `liegt in`: der Kreis; eine kreisfreie Stadt darf ohne ihn stehen",
            note_en="instead of `parent_id`: the district; a city that is its own may do without",
        ),
        VALID_FROM,
        VALID_TO,
        Column(name="successors", german="Nachfolger", type=SUCCESSORS),
        Column(name="flats", german="Wohnungen", type=WHOLE),
        Column(name="residents", german="Einwohner", type=WHOLE, aliases=("Einwohnerzahl",)),
        Column(name="residents_65_plus", german="Einwohner ab 65", type=WHOLE),
        LATITUDE,
        LONGITUDE,
    ),
)


def _need_row(record: Record) -> Mapping[str, object]:
    need = cast(Need, record)
    return {
        "code": need.code,
        "parent": need.parent_code,
        "label_de": need.label_de,
        "label_en": need.label_en,
        "sdoh_domain": need.sdoh_domain,
    }


def _need(values: Values) -> Need:
    parent = values.pop("parent", None)
    return _make_need(**values, parent_code=parent)


NEEDS = Table(
    name="needs",
    german="Bedarfe",
    title_de="Bedarfe",
    title_en="Needs",
    kind=RecordKind.NEED,
    build=_need,
    extract=_need_row,
    columns=(
        Column(name="code", german="Code", type=ID, aliases=("Kennung", "id"), required=True),
        Column(name="parent", german="Obergruppe", type=ID, aliases=("parent_code", "gehört zu")),
        Column(
            name="label_de", german="Bezeichnung", type=TEXT, aliases=("deutsch",), required=True
        ),
        Column(name="label_en", german="englisch", type=TEXT, required=True),
        Column(name="sdoh_domain", german="SDOH-Bereich", type=TEXT),
    ),
)

_actor_fields = fields_of(
    "id",
    "kind",
    "name",
    "area_id",
    "cooperative_id",
    "responsible_area_ids",
    "caseload",
    "weekly_hours",
    "languages",
    "sector",
    "flats",
    "valid_from",
    "valid_to",
)


def _actor(values: Values) -> Actor:
    take_position(values)
    return _make_actor(**values)


ACTORS = Table(
    name="actors",
    german="Beteiligte",
    title_de="Beteiligte (Genossenschaften, Kümmerer, Begleiter:innen, Partner, Ämter)",
    title_en="Actors (cooperatives, Kümmerer, companions, partners, offices)",
    kind=RecordKind.ACTOR,
    build=_actor,
    extract=lambda record: with_position(_actor_fields(record), cast(Actor, record).position),
    columns=(
        Column(name="id", german="Kennung", type=ID, required=True),
        Column(name="kind", german="Art", type=code_of(ActorKind), required=True),
        Column(name="name", german="Name", type=TEXT, aliases=("Bezeichnung",), required=True),
        Column(name="area_id", german="Gebiet", type=ID, aliases=("Sitz",)),
        Column(
            name="cooperative_id",
            german="Genossenschaft",
            type=ID,
            note_de="Pflicht bei Kümmerern, möglich bei Begleiter:innen",
            note_en="required for Kümmerer, possible for companions",
        ),
        Column(
            name="responsible_area_ids",
            german="zuständig für",
            type=IDS,
            aliases=("Zuständigkeit",),
            note_de="nur Kümmerer",
            note_en="Kümmerer only",
        ),
        Column(
            name="caseload",
            german="Fälle zugleich",
            type=WHOLE,
            aliases=("Fallzahl",),
            note_de="nur Kümmerer",
            note_en="Kümmerer only",
        ),
        Column(
            name="weekly_hours",
            german="Wochenstunden",
            type=DECIMAL,
            note_de="nur Begleiter:innen",
            note_en="companions only",
        ),
        Column(name="languages", german="Sprachen", type=LANGUAGES),
        Column(name="sector", german="Arbeitsfeld", type=ID, aliases=("Sektor",)),
        Column(
            name="flats",
            german="Wohnungen",
            type=FLATS,
            note_de="nur Genossenschaften",
            note_en="cooperatives only",
        ),
        VALID_FROM,
        VALID_TO,
        LATITUDE,
        LONGITUDE,
    ),
)

TENANTS = Table(
    name="tenants",
    german="Mieter",
    title_de="Mieter:innen (nur Pseudonyme)",
    title_en="Tenants (pseudonyms only)",
    kind=RecordKind.TENANT,
    is_personal=True,
    build=lambda values: _make_tenant(**values),
    extract=fields_of("id", "cooperative_id", "area_id", "age_band", "languages", "mobility"),
    columns=(
        Column(name="id", german="Kennung", type=ID, aliases=("Pseudonym",), required=True),
        Column(name="cooperative_id", german="Genossenschaft", type=ID),
        Column(name="area_id", german="Gebiet", type=ID),
        Column(name="age_band", german="Altersgruppe", type=code_of(AgeBand)),
        Column(name="languages", german="Sprachen", type=LANGUAGES),
        Column(name="mobility", german="Beweglichkeit", type=code_of(Mobility)),
    ),
)
