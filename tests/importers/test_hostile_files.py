"""Files that nobody would write on purpose, or only with bad intent: rows with errors, no crash."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import ImportRefusedError
from graph_model.store.port import GraphStore
from graph_model.store.sqlite import SqliteStore
from importers.csv_writing import write_records
from importers.loading import apply_plan, plan_import
from importers.report import ImportOptions
from importers.tables import TABLES
from importers.xes import write_log
from tests import builders

SKIP = ImportOptions(skip_bad_rows=True, most_shown=10_000)

NASTY = [
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",  # half of a surrogate pair
    b'"',
    b"\r",
    b"\n",
    b";;;",
    b"\t",
    b"=cmd|'/C calc'!A0",
    b"1e400",
    b"NaN",
    b"9" * 400,
    b"\xe2\x80\xa8",  # line separator
    b"../../etc/passwd",
    b"<!ENTITY x SYSTEM 'file:///etc/passwd'>",
    b"31.02.2026",
    b"30.03.2025 02:30",
    "Ünïcödé".encode(),
    b"[[[[",
    b"-1",
    b"r1",
    b"t1",
]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    """A store that stays empty: plans only read."""
    opened = SqliteStore(tmp_path_factory.mktemp("empty") / "store.db")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Well-formed files of every format, to be spoilt."""
    made = tmp_path_factory.mktemp("files")
    ring = ((13.5, 52.4), (13.6, 52.4), (13.6, 52.5), (13.5, 52.4))
    records = [
        *builders.directory(),
        builders.area("09", boundary=((ring,),)),
        builders.cooperation(),
        builders.contact(),
        builders.unmet_search(excluded={"full": 1}),
        builders.referral(steps=["requested 2026-01-05", "accepted 2026-01-06"]),
    ]
    write_records(made, records)
    write_log(made / "log.xes", [builders.referral(), builders.referral("r2", chain="c2")])
    return made


def judge(store: GraphStore, path: Path) -> None:
    """A plan is made, or the file is refused; every problem has its sentences."""
    refusal = None
    try:
        report = plan_import(store, [path], options=SKIP).preview
    except ImportRefusedError as error:
        refusal = error.sentence("de")
    if refusal is not None:
        assert path.name in refusal
        return
    assert sum(report.bad_by_code.values()) == len(report.problems)
    assert (report.bad_rows == 0) == (not report.problems)
    for problem in report.problems:
        assert problem.row >= 0
        assert problem.german.endswith((".", "?"))
        assert problem.english.endswith((".", "?"))
        assert "{" not in problem.german + problem.english


@pytest.mark.parametrize("name", [table.file_name for table in TABLES] + ["x.geojson", "x.xes"])
@given(content=st.binary(max_size=400))
@settings(max_examples=40, deadline=None)
def test_any_bytes_are_judged(
    empty: GraphStore, tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(content)
    judge(empty, path)


@pytest.mark.parametrize(
    "name", [table.file_name for table in TABLES] + ["areas.geojson", "log.xes"]
)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_spoilt_files_are_judged(
    empty: GraphStore, folder: Path, name: str, data: st.DataObject
) -> None:
    content = (folder / name).read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = min(len(content), start + data.draw(st.integers(0, 12)))
        content = content[:start] + data.draw(st.sampled_from(NASTY)) + content[end:]
    path = folder.parent / name
    path.write_bytes(content)
    judge(empty, path)


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_left_of_spoilt_files_is_a_sound_network(
    tmp_path_factory: pytest.TempPathFactory, folder: Path, data: st.DataObject
) -> None:
    scratch = tmp_path_factory.mktemp("spoilt")
    for file in folder.iterdir():
        lines = file.read_bytes().splitlines(keepends=True)
        if file.suffix == ".csv" and data.draw(st.booleans()):
            row = data.draw(st.integers(1, len(lines) - 1))
            cells = lines[row].split(b";")
            cells[data.draw(st.integers(0, len(cells) - 1))] = data.draw(st.sampled_from(NASTY))
            lines[row] = b";".join(cells)
        (scratch / file.name).write_bytes(b"".join(lines))
    store = SqliteStore(scratch / "store.db")
    try:
        try:
            apply_plan(store, plan_import(store, [scratch], options=SKIP))
        except ImportRefusedError:
            return
        assert store.check().problems == ()
        assert plan_import(store, [scratch], options=SKIP).changes == ()
    finally:
        store.close()
