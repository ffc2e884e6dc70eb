"""Towns, districts and localities that the demo stands in, and the areas made of them.

Official keys and names are single facts from the municipal register of the Landesdirektion Sachsen
(``../shared/data/saxony-municipalities.csv``; its README names the way they came). Positions are
those of the town centres, rounded to a hundredth of a degree. Residents and flats are **invented**;
so are the keys of the localities, which have no official one here: key of the town, hyphen, number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from graph_model.domain.areas import Area, Position
from graph_model.domain.vocabulary import AreaLevel

STATE = "14"


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality by official key, with some of its localities."""

    key: str
    name: str
    localities: tuple[str, ...] = ()
    position: Position | None = None

    @property
    def district_key(self) -> str:
        """Key of the district or independent city that the town belongs to."""
        return self.key[:5]


def _at(latitude: float, longitude: float) -> Position:
    return Position(latitude=latitude, longitude=longitude)


DEMO_TOWNS = (
    Town(
        "14612000",
        "Dresden",
        ("Gorbitz-Süd", "Johannstadt-Nord", "Löbtau-Nord", "Pieschen-Süd", "Prohlis-Nord", "Reick"),
        _at(51.05, 13.74),
    ),
    Town(
        "14511000",
        "Chemnitz",
        ("Gablenz", "Hutholz", "Kappel", "Markersdorf", "Sonnenberg", "Yorckgebiet"),
        _at(50.83, 12.92),
    ),
    Town(
        "14524330",
        "Zwickau",
        ("Marienthal West", "Neuplanitz", "Niederplanitz", "Pölbitz", "Weißenborn"),
        _at(50.72, 12.50),
    ),
    Town(
        "14625020",
        "Bautzen",
        ("Gesundbrunnen", "Innenstadt", "Nordostring", "Ostvorstadt"),
        _at(51.18, 14.42),
    ),
    Town("14522080", "Döbeln", ("Döbeln", "Mochau", "Ziegra"), _at(51.12, 13.11)),
    Town("14524300", "Werdau", ("Leubnitz", "Steinpleis", "Werdau"), _at(50.74, 12.38)),
    Town("14521460", "Olbernhau", ("Blumenau", "Olbernhau", "Rothenthal"), _at(50.66, 13.34)),
    Town("14521530", "Schneeberg", ("Lindenau", "Schneeberg"), _at(50.60, 12.64)),
)
"""The eight towns of the demo, the largest first."""

FURTHER_TOWNS = (
    Town("14713000", "Leipzig"),
    Town("14523320", "Plauen"),
    Town("14626110", "Görlitz"),
    Town("14522180", "Freiberg"),
    Town("14625240", "Hoyerswerda"),
    Town("14627210", "Radebeul"),
    Town("14627230", "Riesa"),
    Town("14628110", "Freital"),
    Town("14628270", "Pirna"),
    Town("14627140", "Meißen"),
    Town("14626610", "Zittau"),
    Town("14730070", "Delitzsch"),
    Town("14729260", "Markkleeberg"),
    Town("14524080", "Glauchau"),
    Town("14523300", "Oelsnitz/Vogtl."),
    Town("14521020", "Annaberg-Buchholz"),
    Town("14521035", "Aue-Bad Schlema"),
    Town("14521390", "Marienberg"),
    Town("14521550", "Schwarzenberg/Erzgeb."),
    Town("14522050", "Brand-Erbisdorf"),
    Town("14522140", "Flöha"),
    Town("14522230", "Hainichen"),
    Town("14523020", "Auerbach/Vogtl."),
    Town("14523160", "Klingenthal"),
    Town("14523340", "Reichenbach im Vogtland"),
    Town("14524120", "Hohenstein-Ernstthal"),
    Town("14625040", "Bischofswerda"),
    Town("14625250", "Kamenz"),
    Town("14625480", "Radeberg"),
    Town("14626290", "Löbau"),
    Town("14626370", "Niesky"),
    Town("14626600", "Weißwasser/O.L."),
    Town("14627010", "Coswig"),
    Town("14627060", "Großenhain"),
    Town("14628060", "Dippoldiswalde"),
    Town("14628360", "Sebnitz"),
    Town("14729050", "Borna"),
    Town("14729150", "Geithain"),
    Town("14729160", "Grimma"),
    Town("14729410", "Wurzen"),
    Town("14730110", "Eilenburg"),
    Town("14730230", "Oschatz"),
    Town("14730270", "Schkeuditz"),
    Town("14730310", "Torgau"),
)
"""Towns that join when a larger network is asked for, in this order."""

DISTRICT_NAMES = {
    "14511": "Chemnitz (kreisfrei)",
    "14521": "Erzgebirgskreis",
    "14522": "Landkreis Mittelsachsen",
    "14523": "Vogtlandkreis",
    "14524": "Landkreis Zwickau",
    "14612": "Dresden (kreisfrei)",
    "14625": "Landkreis Bautzen",
    "14626": "Landkreis Görlitz",
    "14627": "Landkreis Meißen",
    "14628": "Landkreis Sächsische Schweiz-Osterzgebirge",
    "14713": "Leipzig (kreisfrei)",
    "14729": "Landkreis Leipzig",
    "14730": "Landkreis Nordsachsen",
}

_SIZES = (16, 13, 8, 6, 4, 3, 3, 3)
"""Invented weights of the eight towns: how many tenants each has compared with the others."""


def towns_of(count: int) -> tuple[Town, ...]:
    """The first ``count`` towns; there are never fewer than the eight nor more than all."""
    return (*DEMO_TOWNS, *FURTHER_TOWNS)[: max(count, len(DEMO_TOWNS))]


def size_of(position: int) -> int:
    """Invented weight of the town at a position of ``towns_of``."""
    return _SIZES[position] if position < len(_SIZES) else 4


def home_areas(town: Town) -> tuple[str, ...]:
    """Ids of the areas in which the town's tenants live: its localities, or the town itself."""
    return tuple(locality_id(town, number) for number in range(len(town.localities))) or (town.key,)


def locality_id(town: Town, number: int) -> str:
    """Our own id of a town's locality, counted from 0."""
    return f"{town.key}-{number + 1:02d}"


def make_areas(towns: Sequence[Town], rng: Random) -> list[Area]:
    """State, districts, towns and localities, parents first; residents and flats are invented."""
    districts = sorted({town.district_key for town in towns})
    areas = [Area(id=STATE, name="Sachsen", level=AreaLevel.STATE)]
    areas += [
        Area(id=key, name=DISTRICT_NAMES[key], level=AreaLevel.DISTRICT, parent_id=STATE)
        for key in districts
    ]
    for position, town in enumerate(towns):
        localities = _localities(town, size_of(position), rng=rng)
        areas.append(_town_area(town, size_of(position), localities=localities))
        areas += localities
    return areas


def _localities(town: Town, size: int, *, rng: Random) -> list[Area]:
    """A few hundred invented residents for each unit of size, shared among the localities."""
    areas = []
    for number, name in enumerate(town.localities):
        residents = int(size * 900 / len(town.localities) * (0.7 + 0.6 * rng.random()))
        areas.append(
            Area(
                id=locality_id(town, number),
                name=name if name != town.name else f"{name} (Kernstadt)",
                level=AreaLevel.LOCALITY,
                parent_id=town.key,
                flats=int(residents * 0.42),
                residents=residents,
                residents_65_plus=int(residents * (0.24 + 0.12 * rng.random())),
            )
        )
    return areas


def _town_area(town: Town, size: int, *, localities: Sequence[Area]) -> Area:
    residents = sum(area.residents or 0 for area in localities) or size * 900
    return Area(
        id=town.key,
        name=town.name,
        level=AreaLevel.MUNICIPALITY,
        parent_id=town.district_key,
        flats=int(residents * 0.42),
        residents=residents,
        residents_65_plus=sum(area.residents_65_plus or 0 for area in localities)
        or int(residents * 0.3),
        position=town.position,
    )
