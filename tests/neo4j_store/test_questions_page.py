"""The questions on the page for people with Neo4j Browser are asked here, every one of them."""

import re
from collections.abc import Iterator

import neo4j
import pytest

from graph_model.domain.records import Record
from graph_model.store.neo4j import Address
from graph_model.store.port import GraphStore, Put
from tests import builders as b
from tests.docs.repository import text_of
from tests.neo4j_store.conftest import Ask

pytestmark = pytest.mark.neo4j

QUESTIONS = re.findall(
    r"^## (.+?)\n.*?```cypher\n(.+?)```", text_of("docs/operations/questions.md"), re.M | re.S
)

# Beside the town of conftest.py. Half past eleven at night in UTC is the next day in Germany.
MORE: tuple[Record, ...] = (
    b.area("a3"),
    b.tenant("t3", area="a3"),
    b.partner("p2", area="a2"),
    b.service(
        "s3", actor="p2", places=5, free=3, counted="2026-01-10T23:30", verified_at="2026-01-01"
    ),
    b.cooperation("z2", between=("g1", "p2")),
    b.chain("c2", tenant="t3", opened="2026-01-20"),
    b.referral(
        "r3",
        sender="o1",
        recipient="b1",
        chain="c2",
        tenant="t3",
        steps=["requested 2026-01-20T23:30"],
    ),
)

# Worked by hand from the two.
ANSWERS: dict[str, list[list[object]]] = {
    "Wer bietet was an? / Who offers what?": [
        ["Akteur p1", "Angebot s1", ["Bedarf loneliness"]],
        ["Akteur p1", "Angebot s2", ["Bedarf debt", "Bedarf loneliness"]],
        ["Akteur p2", "Angebot s3", ["Bedarf loneliness"]],
    ],
    # Nobody has said when the places of s2 were counted.
    "Wer hat freie Plätze? / Who has free places?": [
        ["Akteur p2", "Angebot s3", 3, 5, "2026-01-11"],
        ["Akteur p1", "Angebot s2", 2, 8, None],
    ],
    "Wer hilft hier bei Schulden? / Who helps with debt here?": [["Akteur p1", "Angebot s2", 2]],
    # p1 and p2 both help with loneliness in a1, and so in a2.
    "Was hängt an einem einzigen Anbieter? / What depends on a single provider?": [
        ["Gebiet a1", "Bedarf debt", "Akteur p1"],
        ["Gebiet a2", "Bedarf debt", "Akteur p1"],
    ],
    "Wer ist wo zuständig? / Who is responsible where?": [["Gebiet a1", "Akteur k1", "Akteur g1"]],
    "Wo ist niemand zuständig? / Where is nobody responsible?": [["Gebiet a3", 1]],
    "Wer vermittelt an wen? / Who refers to whom?": [
        ["Akteur k1", "Akteur o1", 1],
        ["Akteur k1", "Akteur p1", 1],
        ["Akteur o1", "Akteur b1", 1],
    ],
    # From 21 January to 1 February.
    "Welche Antworten sind überfällig? / Which answers are overdue?": [
        ["r3", "Akteur o1", "Akteur b1", "2026-01-21", 11]
    ],
    "Warum wird abgelehnt? / Why are referrals refused?": [["Akteur p1", "language", 1]],
    "Was kam nach einer Ablehnung? / What came after a refusal?": [
        ["r1", "Akteur p1", "r2", "Akteur o1", "accepted"]
    ],
    # Asked on 7 January, accepted on the 9th.
    "Wie lange dauert eine Zusage? / How long until somebody accepts?": [["Akteur o1", 1, 2.0]],
    # From 2 January to 1 February; c2 is open for 12 days.
    "Welche Hilfeketten sind lange offen? / Which help chains have been open for long?": [
        ["c1", "Akteur g1", 30]
    ],
    "Welchen Weg nahm eine Hilfekette? / Which way did a help chain go?": [
        ["2026-01-05", "Akteur k1", "Akteur p1", "rejected"],
        ["2026-01-07", "Akteur k1", "Akteur o1", "accepted"],
    ],
    # g1 and p1 have one too, which k1 of g1 uses.
    "Welche Vereinbarungen werden nicht genutzt? / Which agreements are not used?": [
        ["Akteur g1", "Akteur p2"]
    ],
    "Wie kommt man von einem zum anderen? / How does one get from one to another?": [
        [["Akteur k1", "Akteur o1", "Akteur b1"]]
    ],
    "Wo fand niemand Hilfe? / Where did nobody find help?": [["Gebiet a2", "Bedarf debt", 1]],
    "Welche Angebote wurden lange nicht geprüft? / Which services were not verified for long?": [
        ["Akteur p1", "Angebot s1", None],
        ["Akteur p1", "Angebot s2", None],
    ],
}


@pytest.fixture
def ask_reading(neo4j_address: Address) -> Iterator[Ask]:
    """Ask as somebody who cannot write: the server refuses it."""
    login = (neo4j_address.user, neo4j_address.password)
    with (
        neo4j.GraphDatabase.driver(neo4j_address.uri, auth=login) as driver,
        driver.session(
            database=neo4j_address.database, default_access_mode=neo4j.READ_ACCESS
        ) as session,
    ):
        yield lambda question, **values: session.run(question, values).values()


def test_every_question_of_the_page_has_an_answer_here() -> None:
    assert [title for title, _ in QUESTIONS] == list(ANSWERS)


def test_every_question_of_the_page_is_answered_and_writes_nothing(
    town: GraphStore, ask_reading: Ask
) -> None:
    town.apply([Put(record) for record in MORE])
    answers = {title: ask_reading(question) for title, question in QUESTIONS}
    assert answers == ANSWERS


def test_who_only_reads_cannot_write(town: GraphStore, ask_reading: Ask) -> None:
    with pytest.raises(neo4j.exceptions.ClientError, match="read access mode"):
        ask_reading("CREATE (:Film)")
    assert town.check().problems == ()
