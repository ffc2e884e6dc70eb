"""What a store holds comes out as CSV and in again, equal."""

import csv
import random
from pathlib import Path

from graph_model.domain.actors import FlatCount
from graph_model.domain.areas import Position, Succession
from graph_model.domain.records import RECORD_TYPES, Record, RecordKind
from graph_model.domain.vocabulary import (
    AccessFeature,
    ActorKind,
    AgeBand,
    Channel,
    Cost,
    ExclusionRule,
    Initiator,
    Mobility,
    Reason,
    Trigger,
    Urgency,
)
from graph_model.store.port import GraphStore, Put
from graph_model.store.sqlite import SqliteStore
from graph_model.store.walking import every
from importers.csv_writing import write_records
from importers.loading import apply_plan, plan_import
from tests import builders

RING = ((13.5, 52.4), (13.6, 52.4), (13.6, 52.512345678901234), (13.5, 52.4))


def everything(store: GraphStore) -> dict[tuple[RecordKind, str], Record]:
    return {
        (kind, known.record.id): known.record
        for kind, record_type in RECORD_TYPES.items()
        for known in every(store, record_type)
    }


def full_network() -> list[Record]:
    """Each kind with every field filled, with times and texts that are easily spoilt."""
    return [
        *builders.directory(),
        builders.access_key(),
        builders.area("09", name="=HYPERLINK()", position=Position(latitude=-0.1, longitude=1e-05)),
        builders.area(
            "0901",
            "09",
            name="Süd; \"Nord\", 'West'",
            valid_from="2001-01-01",
            valid_to="2020-12-31",
            successors=(Succession(area_id="09", share=1 / 3), Succession(area_id="a1", share=0.5)),
            flats=0,
            residents=1_000_000,
            residents_65_plus=17,
            boundary=(((RING),),),
        ),
        builders.need("own", "loneliness", label_de="- eigenes", sdoh_domain="stress"),
        builders.cooperative(
            "g2",
            name="'+Bau eG",
            flats=(FlatCount(area_id="09", flats=12), FlatCount(area_id="a1", flats=1200)),
            valid_from="1950-01-01",
        ),
        builders.kuemmerer("k2", areas=("a1", "09"), languages=("de", "uk"), sector="advice"),
        builders.companion(
            "b2", weekly_hours=7.25, position=Position(latitude=50.1, longitude=12.3)
        ),
        builders.tenant(
            "t2", age_band=AgeBand.UNDER_18, languages=("ar", "de"), mobility=Mobility.HOUSEBOUND
        ),
        builders.service(
            "s2",
            name="@Beratung",
            needs=("loneliness", "own"),
            areas=("a1", "0901"),
            languages=("de",),
            access=(AccessFeature.STEP_FREE, AccessFeature.ANONYMOUS),
            cost=Cost.INSURANCE,
            status="closed",
            places=5,
            free=0,
            counted="2026-01-05T14:30",
            ages=(0, 130),
            care_levels=(1, 5),
            typical_wait_days=0.1,
            verified_at="2026-01-01",
            valid_from="2020-01-01",
            valid_to="2027-01-01",
            position=Position(latitude=50.0, longitude=12.0),
        ),
        builders.cooperation(kind="shared_office", valid_from="2020-01-01", valid_to="2021-01-01"),
        builders.chain(
            "c2",
            tenant="t2",
            trigger=Trigger.CRISIS,
            initiator=Initiator.ANONYMOUS,
            opened="2025-10-26T00:30",
            recorded="2025-10-26T01:30",
            closed="2026-03-01",
            closed_recorded="2026-03-02",
            outcome="lost_contact",
        ),
        builders.consent(
            "e2",
            tenant="t2",
            recipients=("p1", "o1"),
            valid_from="2025-01-01",
            valid_to="2026-12-31",
            withdrawn="2026-02-01T11:59:59.000001",
            purpose="case_conference",
        ),
        builders.contact(need="own", chain="c2", recorded="2026-02-01", recorded_by="k2"),
        builders.contact("n2", ends=("p1", "o1"), channel=Channel.CASE_CONFERENCE),
        builders.referral(
            "r1",
            service="s1",
            urgency=Urgency.STAT,
            steps=[
                "draft 2026-01-04",
                "requested 2026-01-05 recorded=2026-01-06 recorded_by=k2",
                "accepted 2026-01-05 recorded=2026-01-07 recorded_by=k1",
                "on_hold 2026-01-08 no_capacity",
                "in_progress 2026-01-09",
                "on_hold 2026-01-10 unreachable",
                "in_progress 2026-01-11",
                "cancelled 2026-01-12 moved by=p1",
                "entered_in_error 2026-01-13",
            ],
        ),
        builders.referral("r2", steps=["requested 2026-01-05", "rejected 2026-01-05 language"]),
        builders.referral("r3", previous="r2"),
        builders.referral("r4", parent="r3", sender="p1", recipient="o1", tenant=None),
        builders.unmet_search(
            excluded={ExclusionRule.FULL: 2, ExclusionRule.REFUSED_BEFORE: 0},
            chain="c1",
            recorded="2026-02-02",
        ),
    ]


def test_a_store_comes_out_and_in_again_equal(store: GraphStore, tmp_path: Path) -> None:
    store.apply([Put(record) for record in full_network()])
    held = everything(store)
    paths = write_records(tmp_path / "out", held.values())
    assert len(paths) == 13  # twelve tables and the boundaries
    other = SqliteStore(tmp_path / "other.db")
    report = apply_plan(other, plan_import(other, [tmp_path / "out"]))
    assert report.problems == ()
    came_in = everything(other)
    # Access keys never leave a store.
    assert held.keys() - came_in.keys() == {(RecordKind.ACCESS_KEY, "key1")}
    assert {key: record for key, record in held.items() if key in came_in} == came_in
    other.close()
    assert plan_import(store, [tmp_path / "out"]).changes == ()


def test_no_cell_that_is_written_can_be_taken_for_a_formula(tmp_path: Path) -> None:
    for path in write_records(tmp_path / "out", full_network()):
        if path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                cells = [cell for row in csv.reader(file, delimiter=";") for cell in row]
            assert [
                cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
            ] == []


def test_random_histories_come_back_equal(store: GraphStore, tmp_path: Path) -> None:
    generator = random.Random(7)
    steps = [
        ["requested {}", "accepted {}", "in_progress {}", "completed {} self_help"],
        ["requested {}", "accepted {}", "on_hold {} other", "failed {} client_declined"],
        ["draft {}", "cancelled {}"],
        ["requested {}", "rejected {} no_capacity"],
    ]
    referrals = []
    for number in range(300):
        hours = sorted(generator.sample(range(24 * 28), 4))
        times = [f"2026-02-{hour // 24 + 1:02d}T{hour % 24:02d}:07" for hour in hours]
        chosen = [
            text.format(time) for text, time in zip(generator.choice(steps), times, strict=False)
        ]
        referrals.append(builders.referral(f"r{number:03d}", steps=chosen))
    records = [*builders.directory(), *referrals]
    generator.shuffle(records)
    write_records(tmp_path / "out", records)
    assert apply_plan(store, plan_import(store, [tmp_path / "out"])).problems == ()
    came_in = everything(store)
    assert [came_in[RecordKind.REFERRAL, referral.id] for referral in referrals] == referrals


def test_the_words_for_kinds_and_reasons_are_codes_in_what_is_written(tmp_path: Path) -> None:
    write_records(tmp_path / "out", full_network())
    text = (tmp_path / "out" / "actors.csv").read_text("utf-8-sig")
    assert f";{ActorKind.KUEMMERER};" in text
    assert Reason.UNREACHABLE in (tmp_path / "out" / "referral_steps.csv").read_text("utf-8-sig")
