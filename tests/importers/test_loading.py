"""Whole imports into a real store: plan, write, again, bad rows, and others who write meanwhile."""

from pathlib import Path

import pytest

from graph_model.domain.actors import Actor, Tenant
from graph_model.domain.records import Record, RecordKind
from graph_model.domain.referrals import Referral
from graph_model.errors import (
    BadRowsError,
    PersonalColumnError,
    RevisionConflictError,
    UnreadableFileError,
)
from graph_model.store.port import Change, GraphStore, Idempotency, Put, Receipt
from graph_model.store.sqlite import SqliteStore
from importers.csv_writing import write_records
from importers.loading import TRIES, apply_plan, plan_import
from importers.report import ImportOptions, ImportReport
from tests import builders

SKIP = ImportOptions(skip_bad_rows=True)


def load(store: GraphStore, *paths: Path, options: ImportOptions = SKIP) -> ImportReport:
    return apply_plan(store, plan_import(store, paths, options=options))


def problems(report: ImportReport) -> list[tuple[str, int, str]]:
    return [(problem.file, problem.row, problem.code) for problem in report.problems]


def put(store: GraphStore, *records: Record) -> None:
    store.apply([Put(record) for record in records])


def test_a_plan_shows_what_would_change_and_writes_nothing(
    store: GraphStore, tmp_path: Path
) -> None:
    put(store, builders.area(), builders.partner("p1", name="Alt"), builders.partner("p2"))
    write_records(
        tmp_path / "in",
        [builders.partner("p1", name="Neu"), builders.partner("p2"), builders.partner("p3")],
    )
    plan = plan_import(store, [tmp_path / "in"])
    assert store.revision() == 3
    count = plan.preview.counts[RecordKind.ACTOR]
    assert (count.created, count.changed, count.unchanged) == (1, 1, 1)
    assert plan.changes == (
        Put(builders.partner("p3")),
        Put(builders.partner("p1", name="Neu")),
    )
    report = apply_plan(store, plan)
    assert report.revision == store.revision() == 5
    assert (report.created, report.changed, report.unchanged) == (1, 1, 1)


def test_the_same_files_again_change_nothing(store: GraphStore, tmp_path: Path) -> None:
    write_records(tmp_path / "in", [*builders.directory(), builders.referral()])
    assert load(store, tmp_path / "in").created == 12
    revision = store.revision()
    for _ in range(2):
        report = load(store, tmp_path / "in")
        assert (report.created, report.changed, report.unchanged) == (0, 0, 12)
        assert report.revision == store.revision() == revision


def test_one_bad_row_stops_everything_unless_it_may_be_skipped(
    store: GraphStore, tmp_path: Path
) -> None:
    path = tmp_path / "actors.csv"
    path.write_text("id;kind;name\np1;partner;Gut\np2;Taube;Schlecht\n", "utf-8")
    plan = plan_import(store, [path])
    assert not plan.is_clean
    with pytest.raises(BadRowsError, match=r"1 row\(s\) have errors; nothing was written"):
        apply_plan(store, plan)
    assert store.revision() == 0
    report = load(store, path)
    assert (report.created, report.bad_rows, report.skipped_bad_rows) == (1, 1, True)
    assert report.bad_by_code == {"unknown_code": 1}
    assert store.get(Actor, "p1") is not None


def test_all_bad_rows_are_counted_and_the_first_are_shown(
    store: GraphStore, tmp_path: Path
) -> None:
    path = tmp_path / "actors.csv"
    path.write_text("id;kind;name\n" + "x;Taube;y\n" * 5000, "utf-8")
    report = plan_import(store, [path], options=ImportOptions(most_shown=20)).preview
    assert (report.bad_rows, len(report.problems)) == (5000, 20)
    assert [problem.row for problem in report.problems] == list(range(2, 22))


def test_rows_that_depend_on_a_bad_row_are_reported_with_it(
    store: GraphStore, tmp_path: Path
) -> None:
    put(store, builders.area(), builders.need(), builders.cooperative(), builders.kuemmerer())
    put(store, builders.partner())
    (tmp_path / "tenants.csv").write_text("id;Altersgruppe\nt1;uralt\nt2;\n", "utf-8")
    (tmp_path / "chains.csv").write_text(
        "id;tenant_id;opened_at\nc1;t1;1.1.2026\nc2;;1.1.2026\nc3;t9;1.1.2026\n", "utf-8"
    )
    (tmp_path / "referrals.csv").write_text(
        "id;chain_id;sender_id;recipient_id;need_code;requested_at;parent_id\n"
        "r1;c1;k1;p1;loneliness;5.1.2026;\n"  # its chain's tenant is bad
        "r2;c2;k1;p9;loneliness;5.1.2026;\n"  # nobody is called p9
        "r3;c2;p1;k1;loneliness;6.1.2026;r4\n"  # passes on what depends on r2
        "r4;c2;k1;p1;loneliness;5.1.2026;r2\n"
        "r5;c2;k1;p1;loneliness;5.1.2026;\n",
        "utf-8",
    )
    report = load(store, *sorted(tmp_path.glob("*.csv")))
    assert problems(report) == [
        ("chains.csv", 2, "depends_on_bad_row"),
        ("chains.csv", 4, "reference_broken"),
        ("referrals.csv", 2, "depends_on_bad_row"),
        ("referrals.csv", 3, "reference_broken"),
        ("referrals.csv", 4, "depends_on_bad_row"),
        ("referrals.csv", 5, "depends_on_bad_row"),
        ("tenants.csv", 2, "unknown_code"),
    ]
    by_place = {(problem.file, problem.row): problem for problem in report.problems}
    assert "tenant t1" in by_place["chains.csv", 2].sentence("en")
    assert "actor p9" in by_place["referrals.csv", 3].sentence("de")
    assert store.get(Referral, "r5") is not None
    assert store.get(Referral, "r3") is None
    assert store.check().problems == ()


def test_a_reference_to_a_bad_row_holds_if_the_store_has_the_record(
    store: GraphStore, tmp_path: Path
) -> None:
    put(store, builders.tenant("t1", cooperative=None, area=None))
    (tmp_path / "tenants.csv").write_text("id;Altersgruppe\nt1;uralt\n", "utf-8")
    (tmp_path / "chains.csv").write_text("id;tenant_id;opened_at\nc1;t1;1.1.2026\n", "utf-8")
    report = load(store, tmp_path / "tenants.csv", tmp_path / "chains.csv")
    assert problems(report) == [("tenants.csv", 2, "unknown_code")]
    assert report.created == 1


def test_files_that_refer_to_one_another_may_come_in_any_order_or_one_after_the_other(
    store: GraphStore, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    write_records(folder, [*builders.directory(), builders.referral()])
    first = [folder / name for name in ("areas.csv", "needs.csv", "actors.csv", "tenants.csv")]
    later = sorted(set(folder.iterdir()) - set(first), reverse=True)
    assert problems(load(store, *reversed(first))) == []
    assert problems(load(store, *later)) == []
    assert store.get(Referral, "r1") is not None


def test_contacts_need_both_ends(store: GraphStore, tmp_path: Path) -> None:
    put(store, *builders.directory())
    (tmp_path / "contacts.csv").write_text(
        "id;from_id;to_id;occurred_at;channel;initiator\n"
        "n1;k1;t1;1.1.2026;phone;tenant\nn2;k1;t9;1.1.2026;phone;tenant\n"
        "n3;p9;p1;1.1.2026;phone;tenant\nn4;k1;p1;1.1.2026;phone;tenant\n",
        "utf-8",
    )
    report = load(store, tmp_path / "contacts.csv")
    assert problems(report) == [
        ("contacts.csv", 3, "reference_broken"),
        ("contacts.csv", 4, "reference_broken"),
    ]


def test_an_area_key_without_its_zero_is_recognised_where_it_is_referred_to(
    store: GraphStore, tmp_path: Path
) -> None:
    put(store, builders.area("01001000"))
    (tmp_path / "tenants.csv").write_text("id;area_id\nt1;1001000\nt2;01001000\n", "utf-8")
    assert problems(load(store, tmp_path / "tenants.csv")) == [("tenants.csv", 2, "key_damaged")]
    assert store.get(Tenant, "t2") is not None


def test_areas_that_lie_in_a_circle_are_refused(store: GraphStore, tmp_path: Path) -> None:
    put(store, builders.area("a1"), builders.area("a2", "a1"))
    (tmp_path / "areas.csv").write_text(
        "id;name;parent_id\na1;A;a3\na3;C;a2\nb1;B;b2\nb2;B;b1\nd1;D;b1\ne1;E;a2\n", "utf-8"
    )
    report = load(store, tmp_path / "areas.csv")
    assert problems(report) == [
        ("areas.csv", 2, "circle"),
        ("areas.csv", 3, "circle"),
        ("areas.csv", 4, "circle"),
        ("areas.csv", 5, "circle"),
        ("areas.csv", 6, "depends_on_bad_row"),
    ]
    assert report.created == 1


def test_shipped_needs_come_along_but_never_replace_one_s_own(
    store: GraphStore, tmp_path: Path
) -> None:
    own = builders.need("money", label_de="Unser Wort")
    put(store, builders.area(), builders.partner(), own)
    (tmp_path / "services.csv").write_text(
        "id;actor_id;name;need_codes\ns1;p1;Hilfe;debt|money|unsinn\ns2;p1;Hilfe;debt\n", "utf-8"
    )
    report = load(store, tmp_path / "services.csv")
    assert problems(report) == [("services.csv", 2, "reference_broken")]
    needs = store.page(type(own)).items
    assert {known.record.code: known.record.label_de for known in needs} == {
        "debt": "Schulden",
        "money": "Unser Wort",
    }


def test_a_log_finds_the_actors_that_are_there_and_leaves_them_as_they_are(
    store: GraphStore, tmp_path: Path
) -> None:
    office = builders.office("AMT-5", area=None, name="Amt 5")
    pete = builders.companion("pete", cooperative=None, area=None, name="Peter")
    put(store, office, pete)
    events = "".join(
        f"<event><string key='org:resource' value='{name}'/>"
        f"<date key='time:timestamp' value='2026-01-0{day}T08:00:00Z'/></event>"
        for day, name in enumerate(("AMT-5", "Pete", "amt-5"), start=1)
    )
    (tmp_path / "fall.xes").write_text(
        f"<log><trace><string key='concept:name' value='1'/>{events}</trace></log>", "utf-8"
    )
    report = load(store, tmp_path / "fall.xes")
    assert report.bad_rows == 0
    recipients = [known.record.recipient_id for known in store.page(Referral).items]
    assert recipients == ["AMT-5", "pete", "amt-5"]
    actors = {known.record.id: known.record for known in store.page(Actor).items}
    assert actors["AMT-5"] == office
    assert actors["pete"] == pete
    assert set(actors) == {"AMT-5", "amt-5", "entry", "pete"}
    assert load(store, tmp_path / "fall.xes").created == 0


def test_who_was_erased_stays_out(store: GraphStore, tmp_path: Path) -> None:
    write_records(tmp_path / "in", [*builders.directory(), builders.referral()])
    load(store, tmp_path / "in")
    store.erase("t1")
    report = load(store, tmp_path / "in")
    assert ("tenants.csv", 2, "erased_tenant") in problems(report)
    assert store.get(Tenant, "t1") is None
    chain = store.chain_file("c1")
    assert chain is not None
    assert chain.chain.record.tenant_id is None
    assert [known.record.tenant_id for known in chain.referrals] == [None]


def test_personal_columns_stop_the_whole_import(store: GraphStore, tmp_path: Path) -> None:
    write_records(tmp_path / "in", builders.directory())
    (tmp_path / "in" / "tenants.csv").write_text("id;Nachname\nt1;Muster\n", "utf-8")
    with pytest.raises(PersonalColumnError, match=r"tenants\.csv .*Nachname"):
        plan_import(store, [tmp_path / "in"], options=SKIP)
    assert store.revision() == 0


def test_unknown_endings_missing_files_and_empty_folders_are_named(
    store: GraphStore, tmp_path: Path
) -> None:
    (tmp_path / "leer").mkdir()
    (tmp_path / "brief.docx").write_bytes(b"x")
    for name, match in [
        ("brief.docx", r"known are \.csv, "),
        ("fehlt.csv", "no such file"),
        ("leer", "nothing in this folder"),
    ]:
        with pytest.raises(UnreadableFileError, match=match):
            plan_import(store, [tmp_path / name])


def test_a_limit_of_size_holds_for_every_format(store: GraphStore, tmp_path: Path) -> None:
    for name in ("actors.csv", "x.geojson", "x.xes"):
        (tmp_path / name).write_bytes(b"x" * 2000)
        with pytest.raises(UnreadableFileError, match="larger than"):
            plan_import(store, [tmp_path / name], options=ImportOptions(max_bytes=1000))


def test_progress_runs_through_every_phase_to_its_end(store: GraphStore, tmp_path: Path) -> None:
    files = write_records(tmp_path / "in", [*builders.directory(), builders.referral()])
    heard: dict[str, list[tuple[int, int]]] = {}

    def listen(phase: str, *, done: int, total: int) -> None:
        heard.setdefault(phase, []).append((done, total))

    plan = plan_import(store, [tmp_path / "in"], progress=listen)
    apply_plan(store, plan, progress=listen)
    assert list(heard) == ["read", "match", "check", "write"]
    assert heard["read"][-1] == (sum(file.stat().st_size for file in files),) * 2
    assert heard["check"][-1] == heard["write"][-1] == (12, 12)
    assert all(figures == sorted(figures) for figures in heard.values())


class Meddled(SqliteStore):
    """A store in which somebody else writes just before an import does."""

    def __init__(self, path: Path, *, times: int) -> None:
        super().__init__(path)
        self.times = times

    def apply(
        self,
        changes: object,
        *,
        expected_revision: int | None = None,
        idempotency: Idempotency | None = None,
    ) -> Receipt:
        """Write something of one's own first, ``times`` times."""
        batch: tuple[Change, ...] = tuple(changes)  # type: ignore[arg-type]
        if expected_revision is not None and self.times > 0:
            self.times -= 1
            super().apply([Put(builders.partner("p1", area=None, name=f"Vorher {self.times}"))])
        return super().apply(batch, expected_revision=expected_revision, idempotency=idempotency)


def test_an_import_is_planned_anew_when_somebody_wrote_in_between(tmp_path: Path) -> None:
    (tmp_path / "actors.csv").write_text("id;kind;name\np1;partner;Neu\n", "utf-8")
    meddled = Meddled(tmp_path / "store.db", times=2)
    report = load(meddled, tmp_path / "actors.csv")
    # First planned as new, then found there and changed.
    assert (report.created, report.changed) == (0, 1)
    known = meddled.get(Actor, "p1")
    assert known is not None
    assert known.record.name == "Neu"
    meddled.close()


def test_an_import_gives_up_when_somebody_never_stops_writing(tmp_path: Path) -> None:
    (tmp_path / "actors.csv").write_text("id;kind;name\np1;partner;Neu\n", "utf-8")
    meddled = Meddled(tmp_path / "store.db", times=TRIES)
    with pytest.raises(RevisionConflictError, match="changed in between"):
        load(meddled, tmp_path / "actors.csv")
    meddled.close()
