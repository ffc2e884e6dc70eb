"""GeoJSON areas: geometry that is refused, nesting by key, a point inside, writing and reading."""

import json
from pathlib import Path

import pytest

from graph_model.domain.areas import Area, Position, Succession
from graph_model.domain.records import RecordKind
from graph_model.domain.vocabulary import AreaLevel
from graph_model.errors import PersonalColumnError, UnreadableFileError
from importers.geojson import open_source, write_areas
from importers.report import ImportOptions, Problems
from importers.rows import Gathered, silent
from tests import builders
from tests.unit.importers.reading import found

SQUARE = [[13.5, 52.4], [13.6, 52.4], [13.6, 52.5], [13.5, 52.5], [13.5, 52.4]]


def gather(path: Path) -> Gathered:
    gathered = Gathered(problems=Problems())
    open_source(path, ImportOptions()).read(gathered, silent)
    return gathered


def collection(folder: Path, *features: object, **more: object) -> Path:
    path = folder / "gebiete.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": list(features), **more}),
        encoding="utf-8",
    )
    return path


def feature(
    key: object = "a1",
    geometry: object = None,
    *,
    feature_id: object = None,
    **properties: object,
) -> dict[str, object]:
    named = {"name": "Ort", **properties}
    if feature_id is None:
        named["id"] = key
    return {"type": "Feature", "id": feature_id, "properties": named, "geometry": geometry}


def polygon(*rings: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": list(rings)}


def test_berlin_keys_nest_by_their_digits_whatever_the_order(tmp_path: Path) -> None:
    gathered = gather(
        collection(
            tmp_path,
            feature("09010101", level="planning_area"),
            feature("0901", level="forecast_area"),
            feature("090101", level="district_region"),
            feature("09", level="district"),
        )
    )
    areas = gathered.records[RecordKind.AREA]
    levels = {key: area.level for key, area in areas.items() if isinstance(area, Area)}
    assert levels == {
        "09": AreaLevel.BOROUGH,
        "0901": AreaLevel.FORECAST_AREA,
        "090101": AreaLevel.DISTRICT_REGION,
        "09010101": AreaLevel.PLANNING_AREA,
    }
    assert gathered.guessed_parents == {
        "09": (),
        "0901": ("09",),
        "090101": ("0901", "09"),
        "09010101": ("090101", "0901", "09"),
    }


def test_keys_that_could_be_either_are_municipality_keys(tmp_path: Path) -> None:
    gathered = gather(collection(tmp_path, feature("14"), feature("14511000")))
    areas = gathered.records[RecordKind.AREA]
    levels = {key: area.level for key, area in areas.items() if isinstance(area, Area)}
    assert levels == {"14": AreaLevel.STATE, "14511000": AreaLevel.MUNICIPALITY}
    assert gathered.guessed_parents["14511000"] == ("14511", "14")


def test_german_property_names_and_the_id_of_the_feature(tmp_path: Path) -> None:
    path = collection(
        tmp_path,
        feature(
            feature_id="09020301", Einwohner=9000, Wohnungen=12.0, area_m2=1.5, Ebene="Planungsraum"
        ),
    )
    (area,) = gather(path).records[RecordKind.AREA].values()
    assert area == builders.area(
        "09020301", name="Ort", level="planning_area", residents=9000, flats=12
    )


def test_a_polygon_with_a_hole_and_heights_becomes_a_boundary(tmp_path: Path) -> None:
    hole = [[13.52, 52.42, 30], [13.54, 52.42, 30], [13.54, 52.44, 30], [13.52, 52.42, 30]]
    (area,) = (
        gather(collection(tmp_path, feature(geometry=polygon(SQUARE, hole))))
        .records[RecordKind.AREA]
        .values()
    )
    assert isinstance(area, Area)
    assert area.boundary == (
        (
            tuple((x, y) for x, y in SQUARE),
            ((13.52, 52.42), (13.54, 52.42), (13.54, 52.44), (13.52, 52.42)),
        ),
    )
    assert area.position is not None
    assert 13.5 < area.position.longitude < 13.6


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (polygon(SQUARE[:-1]), "geometry"),  # not closed
        (polygon(SQUARE[:2] + SQUARE[:1]), "geometry"),  # three points
        (polygon(), "geometry"),
        (polygon([]), "geometry"),
        ({"type": "MultiPolygon", "coordinates": []}, "geometry"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "geometry"),
        ({"type": "Point", "coordinates": [13.5, 52.4]}, "geometry"),
        ({"type": "Polygon"}, "geometry"),
        ("Polygon", "geometry"),
        (polygon([[13.5, "52"], [13.6, 52.4], [13.6, 52.5], [13.5, "52"]]), "geometry"),
        (polygon([[True, 1], [13.6, 52.4], [13.6, 52.5], [True, 1]]), "geometry"),
        (polygon([[13.5], [13.6, 52.4], [13.6, 52.5], [13.5]]), "geometry"),
        (polygon([[1e300, 52.4], [13.6, 52.4], [13.6, 52.5], [1e300, 52.4]]), "geometry"),
        (polygon([[10**400, 52], [13.6, 52.4], [13.6, 52.5], [10**400, 52]]), "geometry"),
        # Metres of a map projection (EPSG:25833), as offices export them.
        (
            polygon([[392000, 5820000], [393000, 5820000], [393000, 5821000], [392000, 5820000]]),
            "geometry",
        ),
        # Latitude first: in range, but far away from Germany, where it lies the other way round.
        (polygon([[y, x] for x, y in SQUARE]), "coordinates_swapped"),
        # A latitude of 120 degrees does not exist, a longitude does.
        (polygon([[-10, 120], [-11, 120], [-11, 121], [-10, 120]]), "coordinates_swapped"),
    ],
)
def test_a_bad_boundary_is_a_row_with_an_error(tmp_path: Path, geometry: object, code: str) -> None:
    gathered = gather(collection(tmp_path, feature("a1", geometry), feature("a2")))
    assert found(gathered) == [(1, None, code)]
    assert set(gathered.records[RecordKind.AREA]) == {"a2"}
    assert gathered.bad[RecordKind.AREA] == {"a1"}


def test_features_without_key_or_name_or_with_a_damaged_key_are_reported(tmp_path: Path) -> None:
    nameless = {"type": "Feature", "properties": {"id": "a1"}, "geometry": None}
    gathered = gather(
        collection(tmp_path, nameless, "kein Gebiet", feature(9010101), feature(12.5))
    )
    assert found(gathered) == [
        (1, "name", "cell_missing"),
        (2, None, "not_an_object"),
        (3, "id", "key_damaged"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"type": "Feature"}',
        '{"type": "FeatureCollection", "features": {}}',
        '{"type": "FeatureCollection", "features": [], "x": NaN}',
        '{"type": "FeatureCollection", "features": [], "features": []}',
        "[" * 100_000,
        '{"type": "FeatureCollection", "features": [',
    ],
)
def test_what_is_no_geojson_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFileError, match=r"GeoJSON|JSON"):
        open_source(path, ImportOptions())


def test_another_reference_system_is_refused(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25833"}}
    with pytest.raises(UnreadableFileError, match="WGS 84"):
        open_source(collection(tmp_path, crs=crs), ImportOptions())
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert open_source(collection(tmp_path, crs=crs), ImportOptions()).features == ()


def test_properties_about_people_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PersonalColumnError, match="Bewohnername"):
        gather(collection(tmp_path, feature(Bewohnername="x")))


def test_lone_surrogates_do_not_come_through(tmp_path: Path) -> None:
    gathered = gather(collection(tmp_path, feature("a1", name="kap\ud800utt")))
    assert [code for _, _, code in found(gathered)] == ["invalid_value"]


def test_written_areas_read_back_equal(tmp_path: Path) -> None:
    boundary = ((((13.5, 52.4), (13.6, 52.4), (13.6, 52.5), (13.5, 52.4)),),)
    areas = [
        builders.area("09", name="Nord–Süd", level="district", boundary=boundary),
        builders.area(
            "0901",
            "09",
            level="other",
            boundary=boundary,
            position=Position(latitude=52.41, longitude=13.512345678901234),
            successors=(Succession(area_id="a2", share=0.1), Succession(area_id="a3", share=0.7)),
            flats=3,
            residents=0,
            valid_from="2001-01-01",
        ),
    ]
    path = tmp_path / "areas.geojson"
    assert write_areas(path, areas) == 2
    gathered = gather(path)
    assert gathered.problems.kept == []
    assert list(gathered.records[RecordKind.AREA].values()) == areas
    assert gathered.guessed_parents == {}
