"""The timeline of a chain: stretches of each referral, worked out by hand."""

from graph_model.analysis.chains.hops import hops_of
from graph_model.analysis.standards import ResponseStandards
from graph_model.domain.referrals import Referral
from service.words import words
from tests import builders as make
from visual.charts.chain_timeline import Meeting, chain_timeline, phases

NOW = make.at("2026-02-01")


def _phases(*steps: str) -> list[tuple[str, str, str]]:
    referral = make.referral("r1", steps=steps)
    (hop,) = hops_of([referral], until=NOW, standards=ResponseStandards())
    return [(one.name, f"{one.start:%m-%d}", f"{one.end:%m-%d}") for one in phases(hop, until=NOW)]


def test_a_referral_waits_is_accepted_and_helped() -> None:
    found = _phases(
        "requested 2026-01-05",
        "accepted 2026-01-07",
        "in_progress 2026-01-12",
        "completed 2026-01-20 resolved",
    )
    assert found == [
        ("waiting", "01-05", "01-07"),
        ("lead", "01-07", "01-12"),
        ("help", "01-12", "01-20"),
    ]


def test_what_still_runs_goes_on_until_now() -> None:
    assert _phases("requested 2026-01-05") == [("waiting", "01-05", "02-01")]
    accepted = _phases("requested 2026-01-05", "accepted 2026-01-07")
    assert accepted == [("waiting", "01-05", "01-07"), ("lead", "01-07", "02-01")]


def test_a_refusal_ends_the_waiting_and_nothing_follows() -> None:
    found = _phases("requested 2026-01-05", "rejected 2026-01-08 no_capacity")
    assert found == [("waiting", "01-05", "01-08")]


def test_each_referral_is_a_row_and_contacts_are_another() -> None:
    referrals: list[Referral] = [
        make.referral("r1", steps=("requested 2026-01-05", "rejected 2026-01-08 no_capacity")),
        make.referral(
            "r2",
            recipient="p2",
            previous="r1",
            steps=("requested 2026-01-09", "accepted 2026-01-12"),
        ),
    ]
    hops = hops_of(referrals, until=NOW, standards=ResponseStandards())
    chart = chain_timeline(
        hops,
        [Meeting(at=make.at("2026-01-04T23:30"), text="Hausbesuch")],
        until=NOW,
        name_of=str.upper,
        words=words("de"),
    )
    rows = chart.option["yAxis"]["data"]  # type: ignore[call-overload, index]
    assert [row["value"] for row in rows] == ["Kontakte", "P1", "P2"]
    *bars, contacts = chart.option["series"]  # type: ignore[misc]
    assert [bar["data"][0]["value"][1] for bar in bars] == [1, 2, 2]  # type: ignore[call-overload, index, union-attr]
    assert bars[0]["data"][0]["says"] == "P1: 3 Tage Warten auf Antwort"  # type: ignore[call-overload, index]
    # 23:30 UTC is half past midnight of 5 January in Germany, where the axis has its days.
    (visit,) = contacts["data"]  # type: ignore[call-overload, index, misc]
    assert visit["value"] == [make.at("2026-01-05T00:30").timestamp() * 1000, 0]  # type: ignore[call-overload, index]
    days = [[None if cell is None else str(cell) for cell in row] for row in chart.rows]
    assert days == [
        ["P1", "2026-01-05", "2026-01-08", None, "2026-01-08"],
        ["P2", "2026-01-09", "2026-01-12", None, None],
    ]
