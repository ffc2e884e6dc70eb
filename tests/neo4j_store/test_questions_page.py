"""The questions on the page for people with Neo4j Browser are asked here, every one of them."""

import re
from pathlib import Path

import pytest

from graph_model.store.port import GraphStore
from tests.neo4j_store.conftest import Ask

pytestmark = pytest.mark.neo4j

PAGE = Path(__file__).resolve().parents[2] / "docs" / "operations" / "questions.md"
QUESTIONS = re.findall(r"^## (.+?)\n.*?```cypher\n(.+?)```", PAGE.read_text("utf-8"), re.M | re.S)

# Worked by hand from the small town in conftest.py.
ANSWERS: dict[str, list[list[object]]] = {
    "Wer bietet was an? / Who offers what?": [
        ["Akteur p1", "Angebot s1", ["Bedarf loneliness"]],
        ["Akteur p1", "Angebot s2", ["Bedarf debt", "Bedarf loneliness"]],
    ],
    "Wer hilft hier bei Schulden? / Who helps with debt here?": [["Akteur p1", "Angebot s2", 2]],
    "Wer vermittelt an wen? / Who refers to whom?": [
        ["Akteur k1", "Akteur o1", 1],
        ["Akteur k1", "Akteur p1", 1],
    ],
    "Warum wird abgelehnt? / Why are referrals refused?": [["Akteur p1", "language", 1]],
    # Asked on 7 January, accepted on the 9th.
    "Wie lange dauert eine Zusage? / How long until somebody accepts?": [["Akteur o1", 1, 2.0]],
    "Wo fand niemand Hilfe? / Where did nobody find help?": [["Gebiet a2", "Bedarf debt", 1]],
    "Welchen Weg nahm eine Hilfekette? / Which way did a help chain go?": [
        ["2026-01-05", "Akteur k1", "Akteur p1", "rejected"],
        ["2026-01-07", "Akteur k1", "Akteur o1", "accepted"],
    ],
}


def test_every_question_of_the_page_has_an_answer_here() -> None:
    assert [title for title, _ in QUESTIONS] == list(ANSWERS)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(("title", "question"), QUESTIONS, ids=[title for title, _ in QUESTIONS])
def test_a_question_of_the_page_is_answered(ask: Ask, title: str, question: str) -> None:
    assert ask(question) == ANSWERS[title]


def test_the_page_changes_nothing(town: GraphStore) -> None:
    words = {word for _, question in QUESTIONS for word in question.split()}
    assert not words & {"CREATE", "MERGE", "SET", "DELETE", "DETACH", "REMOVE"}
    assert town.check().problems == ()
