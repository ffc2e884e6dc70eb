"""Real files beside the repository (../shared/data): what they hold is counted by hand."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from graph_model.domain.areas import Area
from graph_model.domain.referrals import Referral
from graph_model.domain.vocabulary import AreaLevel
from graph_model.store.port import GraphStore
from importers.loading import apply_plan, plan_import
from importers.report import ImportReport
from importers.xes import write_log

pytestmark = pytest.mark.shared

# Read off the file by hand: the resources of each case in order of time.
RUNNING_EXAMPLE = {
    "1": "pete sue mike sara pete",
    "2": "mike mike sean sara ellen",
    "3": "pete mike ellen sara sara sean pete sara ellen",
    "4": "pete mike sean sara ellen",
    "5": "ellen mike pete sara sara ellen mike sara sara sue pete sara mike",
    "6": "mike ellen mike sara mike",
}


def load(store: GraphStore, path: Path) -> ImportReport:
    report = apply_plan(store, plan_import(store, [path]))
    assert report.bad_rows == 0
    again = plan_import(store, [path])
    assert again.changes == ()
    assert store.check().problems == ()
    return report


def traces(store: GraphStore) -> dict[str, list[Referral]]:
    found: dict[str, list[Referral]] = {}
    for known in store.page(Referral, limit=1000).items:
        found.setdefault(known.record.chain_id, []).append(known.record)
    for referrals in found.values():
        referrals.sort(key=lambda referral: (referral.history[0].occurred_at, referral.id))
    return found


def test_the_running_example_gives_6_chains_and_42_steps(
    store: GraphStore, shared_data: Path
) -> None:
    load(store, shared_data / "running-example.xes")
    found = {
        chain_id: " ".join(referral.recipient_id for referral in referrals)
        for chain_id, referrals in traces(store).items()
    }
    assert found == {f"running-example-{case}": path for case, path in RUNNING_EXAMPLE.items()}
    assert sum(len(referrals) for referrals in traces(store).values()) == 42


def test_directly_follows_counts_are_those_of_the_log(store: GraphStore, shared_data: Path) -> None:
    # Counted by hand in the six lines above, as PM4Py's discover_dfg does with org:resource as
    # activity. Six ends have no successor: 42 - 6 = 36 pairs.
    expected = {
        ("pete", "sue"): 1,
        ("sue", "mike"): 1,
        ("mike", "sara"): 3,
        ("sara", "pete"): 1,
        ("mike", "mike"): 1,
        ("mike", "sean"): 2,
        ("sean", "sara"): 2,
        ("sara", "ellen"): 4,
        ("pete", "mike"): 2,
        ("mike", "ellen"): 2,
        ("ellen", "sara"): 1,
        ("sara", "sara"): 3,
        ("sara", "sean"): 1,
        ("sean", "pete"): 1,
        ("pete", "sara"): 3,
        ("ellen", "mike"): 3,
        ("mike", "pete"): 1,
        ("sara", "sue"): 1,
        ("sue", "pete"): 1,
        ("sara", "mike"): 2,
    }
    load(store, shared_data / "running-example.xes")
    counted = Counter(
        (before.recipient_id, after.recipient_id)
        for referrals in traces(store).values()
        for before, after in pairwise(referrals)
    )
    assert sum(expected.values()) == 36
    assert counted == expected


def test_a_written_log_of_the_running_example_has_the_same_paths(
    store: GraphStore, shared_data: Path, tmp_path: Path
) -> None:
    load(store, shared_data / "running-example.xes")
    referrals = [known.record for known in store.page(Referral, limit=1000).items]
    assert write_log(tmp_path / "again.xes", referrals) == 42
    load(store, tmp_path / "again.xes")
    paths = {
        chain_id: " ".join(referral.recipient_id for referral in chain)
        for chain_id, chain in traces(store).items()
    }
    assert len(paths) == 12
    for case, path in RUNNING_EXAMPLE.items():
        assert paths[f"again-running-example-{case}"] == path


def test_berlin_areas_nest_as_1_20_and_35(store: GraphStore, shared_data: Path) -> None:
    load(store, shared_data / "berlin-lor-treptow-koepenick.geojson")
    areas = [known.record for known in store.page(Area, limit=1000).items]
    shape = Counter((area.level, (area.parent_id or "") == area.id[:-2]) for area in areas)
    assert shape == {
        (AreaLevel.BOROUGH, True): 1,
        (AreaLevel.DISTRICT_REGION, False): 20,  # no Prognoseraum in between: the Bezirk
        (AreaLevel.PLANNING_AREA, True): 35,
    }
    assert {area.parent_id for area in areas if len(area.id) == 6} == {"09"}
    # Treptow-Köpenick lies between these lines.
    for area in areas:
        assert area.boundary
        assert area.position is not None
        assert 52.3 < area.position.latitude < 52.5
        assert 13.4 < area.position.longitude < 13.8


def test_saxon_municipalities_nest_in_their_districts(store: GraphStore, shared_data: Path) -> None:
    report = load(store, shared_data / "saxony-municipalities.csv")
    assert report.files[0].ignored == ("postcode", "localities")
    areas = {known.record.id: known.record for known in store.page(Area, limit=1000).items}
    levels = Counter(area.level for area in areas.values())
    # 428 lines: ten districts, and three cities that are districts of their own.
    assert levels == {AreaLevel.DISTRICT: 10, AreaLevel.MUNICIPALITY: 418}
    roots = {area.name.split(",")[0] for area in areas.values() if area.parent_id is None}
    districts = {area.name for area in areas.values() if area.level is AreaLevel.DISTRICT}
    assert roots - districts == {"Chemnitz", "Dresden", "Leipzig"}
    assert areas["14521010"].parent_id == "14521"
