"""What the generator writes: the same bytes again, files of the importers' own form, no persons."""

from datetime import date
from pathlib import Path

import pytest

from graph_model.errors import InvalidValueError
from importers.csv_writing import write_records
from service.demo.generator import NetworkSpec, write_network
from service.demo.records import network_records
from service.demo.truth import Fault, Truth, truth_path

SMALL = NetworkSpec(referrals=1_600, seed=11)


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("network")
    write_network(SMALL, folder)
    return folder


def test_equal_specifications_give_equal_bytes(written: Path, tmp_path: Path) -> None:
    write_network(SMALL, tmp_path)
    assert contents(tmp_path) == contents(written)


def test_another_seed_gives_another_network(written: Path, tmp_path: Path) -> None:
    write_network(NetworkSpec(referrals=1_600, seed=12), tmp_path)
    ours, others = contents(written), contents(tmp_path)
    assert ours.keys() == others.keys()
    differing = {name for name in ours if ours[name] != others[name]}
    # What everybody shares: the list of needs, and what is said about the folder.
    assert ours.keys() - differing == {"needs.csv", "README.md"}


def test_quick_lines_equal_what_the_importers_write_from_domain_values(
    written: Path, tmp_path: Path
) -> None:
    files = write_records(tmp_path, network_records(SMALL))
    assert {file.name: file.read_bytes() for file in files} == {
        name: content for name, content in contents(written).items() if name.endswith(".csv")
    }


def test_as_many_referrals_as_asked_for(written: Path) -> None:
    rows = (written / "referrals.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) - 1 == 1_600


def test_counts_in_the_truth_are_those_of_the_files(written: Path) -> None:
    truth = Truth.load(truth_path(written))
    files = {
        "actor": "actors",
        "area": "areas",
        "chain": "chains",
        "consent": "consents",
        "contact": "contacts",
        "cooperation": "cooperations",
        "need": "needs",
        "referral": "referrals",
        "service": "services",
        "tenant": "tenants",
        "unmet_search": "unmet_searches",
    }
    rows = {
        kind: len((written / f"{file}.csv").read_text(encoding="utf-8-sig").splitlines()) - 1
        for kind, file in files.items()
    }
    assert truth.counts == rows


def test_every_kind_of_fault_is_planted(written: Path) -> None:
    truth = Truth.load(truth_path(written))
    assert {planted.fault for planted in truth.planted} == set(Fault)
    assert len(truth.of(Fault.DEAD_END)) == 8


def test_the_truth_survives_saving_and_loading(tmp_path: Path) -> None:
    truth = write_network(NetworkSpec(referrals=1_500, today=date(2025, 1, 31)), tmp_path)
    assert Truth.load(truth_path(tmp_path)) == truth
    assert truth.today == date(2025, 1, 31)


def test_the_folder_says_that_everything_is_invented(written: Path) -> None:
    assert "**erfunden**" in (written / "README.md").read_text(encoding="utf-8")


def test_progress_ends_at_the_whole(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_network(SMALL, tmp_path, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (1_600, 1_600)
    assert len(told) > 50


@pytest.mark.parametrize("referrals", [0, 1_499, 9_000_001])
def test_a_network_too_small_or_too_large_is_refused(referrals: int) -> None:
    with pytest.raises(InvalidValueError, match="referrals"):
        NetworkSpec(referrals=referrals)


def test_a_day_without_calendar_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="today"):
        NetworkSpec(today=date(1990, 1, 1))


def test_a_larger_network_has_more_of_everybody() -> None:
    # 1,000,000 referrals are 277.8 times the demo's 3,600. Tenants grow in step: 900 * 277.8;
    # organisations with the power 0.644: 80 * 37.5; towns end with the 52 that are known.
    sizes = NetworkSpec(referrals=1_000_000).sizes
    assert sizes.tenants == 250_000
    assert sizes.organisations == pytest.approx(3_000, rel=0.01)
    assert sizes.towns == 52
    demo = NetworkSpec().sizes
    assert (demo.towns, demo.cooperatives, demo.kuemmerer, demo.companions) == (8, 6, 14, 60)
    assert (demo.organisations, demo.tenants) == (80, 900)
