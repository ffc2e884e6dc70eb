"""XES: hops from resources, ids from names, hostile documents, and logs that we write."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph_model.domain.chains import HelpChain
from graph_model.domain.records import RecordKind
from graph_model.domain.referrals import Referral
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.errors import PersonalColumnError, UnreadableFileError
from importers.report import ImportOptions, Problems
from importers.rows import Gathered, silent
from importers.slugs import slug, slugs
from importers.xes import chain_referrals, open_source, write_log
from tests import builders
from tests.unit.importers.reading import found

START = datetime(2026, 1, 5, 8, tzinfo=UTC)


def log(folder: Path, body: str, *, head: str = "<?xml version='1.0'?>") -> Path:
    path = folder / "beispiel.xes"
    path.write_text(f"{head}<log xmlns='http://www.xes-standard.org/'>{body}</log>", "utf-8")
    return path


def trace(name: str, *events: str) -> str:
    return f"<trace><string key='concept:name' value='{name}'/>{''.join(events)}</trace>"


def event(resource: str, time: str = "2026-01-05T09:00:00+01:00", *, more: str = "") -> str:
    return (
        f"<event><string key='org:resource' value='{resource}'/>"
        f"<date key='time:timestamp' value='{time}'/>{more}</event>"
    )


def gather(path: Path, options: ImportOptions = ImportOptions()) -> Gathered:  # noqa: B008 - frozen
    gathered = Gathered(problems=Problems())
    open_source(path, options).read(gathered, silent)
    return gathered


def hops(gathered: Gathered) -> list[tuple[str, str, str, str | None]]:
    """Id, sender, recipient and parent of each referral."""
    return [
        (referral.id, referral.sender_id, referral.recipient_id, referral.parent_id)
        for referral in gathered.records[RecordKind.REFERRAL].values()
        if isinstance(referral, Referral)
    ]


def test_each_recipient_passes_on_to_the_next() -> None:
    path = [(name, START + timedelta(days=day)) for day, name in enumerate("abca")]
    found_hops = [
        (r.sender_id, r.recipient_id, r.parent_id)
        for r in chain_referrals("c", path, need_code="debt")
    ]
    assert found_hops == [
        ("entry", "a", None),
        ("a", "b", "c-0001"),
        ("b", "c", "c-0002"),
        ("c", "a", "c-0003"),
    ]


def test_equal_recipients_in_a_row_are_steps_of_one_sender() -> None:
    path = [(name, START + timedelta(days=day)) for day, name in enumerate("aabbc")]
    found_hops = [
        (r.sender_id, r.recipient_id, r.parent_id)
        for r in chain_referrals("c", path, need_code="debt")
    ]
    # Both a come from entry; both b from the second a; c from the second b.
    assert found_hops == [
        ("entry", "a", None),
        ("entry", "a", None),
        ("a", "b", "c-0002"),
        ("a", "b", "c-0002"),
        ("b", "c", "c-0004"),
    ]


def test_a_log_says_no_more_than_that_somebody_worked_on_it() -> None:
    (referral,) = chain_referrals("c", [("a", START)], need_code="debt")
    assert [(change.status, change.occurred_at) for change in referral.history] == [
        (ReferralStatus.REQUESTED, START),
        (ReferralStatus.ACCEPTED, START),
        (ReferralStatus.IN_PROGRESS, START),
    ]
    assert referral.tenant_id is None


def test_a_trace_is_a_chain_in_order_of_time(tmp_path: Path) -> None:
    gathered = gather(
        log(
            tmp_path,
            trace(
                "Fall 7",
                event("Frau Grün (Amt)", "2026-01-07T09:00:00+01:00"),
                event("Pete", "2026-01-05T09:00:00+01:00"),
            ),
        )
    )
    assert gathered.problems.kept == []
    assert hops(gathered) == [
        ("beispiel-fall-7-0001", "entry", "pete", None),
        ("beispiel-fall-7-0002", "pete", "frau-gruen-amt", "beispiel-fall-7-0001"),
    ]
    (chain,) = gathered.records[RecordKind.CHAIN].values()
    assert isinstance(chain, HelpChain)
    assert (chain.opened_at, chain.closed_at) == (START, None)
    names = {
        actor.id: getattr(actor, "name", "")
        for actor in gathered.records[RecordKind.ACTOR].values()
    }
    assert names == {"entry": "Eingang", "pete": "Pete", "frau-gruen-amt": "Frau Grün (Amt)"}


def test_another_attribute_may_name_the_recipient_and_another_need_may_be_given(
    tmp_path: Path,
) -> None:
    group = "<string key='org:group' value='Amt'/>"
    gathered = gather(
        log(tmp_path, trace("1", event("Pete", more=group))),
        ImportOptions(actor_attribute="org:group", need="debt"),
    )
    (referral,) = gathered.records[RecordKind.REFERRAL].values()
    assert isinstance(referral, Referral)
    assert (referral.recipient_id, referral.need_code) == ("amt", "debt")


def test_the_name_of_the_log_goes_before_that_of_the_file(tmp_path: Path) -> None:
    head = "<global scope='trace'><string key='concept:name' value='name'/></global>"
    named = "<string key='concept:name' value='Amt 5'/>"
    gathered = gather(log(tmp_path, head + named + trace("1", event("Pete"))))
    assert set(gathered.records[RecordKind.CHAIN]) == {"amt-5-1"}
    gathered = gather(log(tmp_path, head + trace("1", event("Pete"))))
    assert set(gathered.records[RecordKind.CHAIN]) == {"beispiel-1"}


def test_a_bad_event_takes_its_whole_trace_along_but_no_other(tmp_path: Path) -> None:
    gathered = gather(
        log(
            tmp_path,
            trace("1", event("Pete"), event("Sara", "morgen"), event(""))
            + trace("2", event("Pete"))
            + f"<trace>{event('Pete')}</trace>",
        )
    )
    assert found(gathered) == [
        (1, None, "depends_on_bad_row"),
        (2, "time:timestamp", "invalid_value"),
        (3, "org:resource", "attribute_missing"),
        (5, "concept:name", "attribute_missing"),
    ]
    assert set(gathered.records[RecordKind.CHAIN]) == {"beispiel-2"}


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("", "<!DOCTYPE log [<!ENTITY a 'x'>]>"),
        ("&a;", "<!DOCTYPE log [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>"),
        ("<trace>", ""),
        ("", "\x00"),
        ("<list>" * 100 + "</list>" * 100, ""),
        ("<string key='a' value='b'/>" * 2000, ""),
    ],
)
def test_a_hostile_document_is_refused(tmp_path: Path, body: str, head: str) -> None:
    with pytest.raises(UnreadableFileError, match=r"XES|nested too deeply|too many attributes"):
        gather(log(tmp_path, body, head=head))


def test_another_document_is_no_xes(tmp_path: Path) -> None:
    path = tmp_path / "x.xes"
    path.write_text("<html/>", "utf-8")
    with pytest.raises(UnreadableFileError, match="<log> is missing"):
        gather(path)


@pytest.mark.parametrize("key", ["Geburtsdatum", "case:email", "customer:Vorname"])
def test_attributes_about_people_are_refused(tmp_path: Path, key: str) -> None:
    personal = f"<string key='{key}' value='x'/>"
    with pytest.raises(PersonalColumnError, match=key):
        gather(log(tmp_path, trace("1", event("Pete", more=personal))))


def test_ids_from_names_are_readable_and_never_shared() -> None:
    assert slug("Müller & Söhne, Löbau") == "mueller-soehne-loebau"
    ids = slugs(["Pete", "PETE", "entry", "Иван", "x" * 90, "x" * 91, "Zoë"], taken={"entry"})
    assert ids["Zoë"] == "zoe"
    assert len(set(ids.values())) == 7
    assert "entry" not in ids.values()
    assert all(len(found_id) <= 48 for found_id in ids.values())
    assert slugs(["Pete", "PETE"])["PETE"] == slugs(["PETE", "Pete", "Sara"])["PETE"]


def test_a_written_log_reads_back_as_the_same_paths(tmp_path: Path) -> None:
    referrals = [
        builders.referral("r1", recipient="p1", steps=["requested 2026-01-05"]),
        builders.referral("r3", recipient="p3", steps=["requested 2026-01-06"]),
        builders.referral("r2", recipient="p_2", steps=["requested 2026-01-06"]),
        builders.referral("r4", chain="c2", recipient="p1", steps=["requested 2026-01-01"]),
        builders.referral("r5", recipient="p9", steps=["draft 2026-01-01"]),
        builders.referral(
            "r6", recipient="p9", steps=["requested 2026-01-01", "entered_in_error 2026-01-02"]
        ),
    ]
    path = tmp_path / "netz.xes"
    # r5 was never sent and r6 was a mistake.
    assert write_log(path, referrals, actors={"p1": builders.partner("p1")}) == 4
    text = path.read_text("utf-8")
    assert text.count('key="org:role" value="partner"') == 2
    assert "t1" not in text
    assert [(chain, recipient) for chain, _, recipient, _ in hops(gather(path))] == [
        ("netz-c1-0001", "p1"),
        ("netz-c1-0002", "p_2"),
        ("netz-c1-0003", "p3"),
        ("netz-c2-0001", "p1"),
    ]
