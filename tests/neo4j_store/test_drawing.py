"""The graph as a person would draw it, asked in Cypher without our code."""

import pytest

from graph_model.domain.records import Record, RecordKind
from graph_model.store.port import Delete, GraphStore, Put
from tests import builders as b
from tests.neo4j_store.conftest import Ask

pytestmark = pytest.mark.neo4j

QUESTIONS: tuple[tuple[str, list[list[object]]], ...] = (
    ("MATCH (a:Actor:Partner) RETURN a.id", [["p1"]]),
    ("MATCH (a:Kuemmerer) RETURN a.id", [["k1"]]),
    ("MATCH (a:Area)-[:PART_OF]->(b:Area) RETURN a.id, b.id", [["a2", "a1"]]),
    ("MATCH (a:Need)-[:PART_OF]->(b:Need) RETURN a.id, b.id", [["debt", "loneliness"]]),
    ("MATCH (:Partner {id: 'p1'})-[:LOCATED_IN]->(a:Area) RETURN a.id", [["a1"]]),
    ("MATCH (k:Kuemmerer)-[:MEMBER_OF]->(g:Cooperative) RETURN k.id, g.id", [["k1", "g1"]]),
    ("MATCH (k:Kuemmerer)-[:RESPONSIBLE_FOR]->(a:Area) RETURN k.id, a.id", [["k1", "a1"]]),
    (
        (
            "MATCH (p:Partner)-[:OFFERS]->(s:Service)-[:SERVES]->(a:Area) "
            "RETURN p.id, s.id, a.id ORDER BY s.id, a.id"
        ),
        [["p1", "s1", "a1"], ["p1", "s2", "a1"], ["p1", "s2", "a2"]],
    ),
    ("MATCH (s:Service)-[:ADDRESSES]->(:Need {id: 'debt'}) RETURN s.id", [["s2"]]),
    ("MATCH (s:Service) WHERE s.capacity_available > 0 RETURN s.id", [["s2"]]),
    ("MATCH (g)-[c:COOPERATES_WITH]->(p) RETURN g.id, p.id", [["g1", "p1"]]),
    (
        "MATCH (k:Kuemmerer)-[c:CONTACTED]->(t:Tenant) RETURN k.id, t.id, c.channel, c.need_code",
        [["k1", "t1", "home_visit", "debt"]],
    ),
    (
        "MATCH (a:Actor)-[r:REFERRED]->(b:Actor) RETURN a.id, b.id, r.status ORDER BY b.id DESC",
        [["k1", "p1", "rejected"], ["k1", "o1", "accepted"]],
    ),
    (
        (
            "MATCH ()-[r:REFERRED {id: 'r2'}]->() "
            "RETURN r.step_status, [t IN r.step_recorded_at | toString(date(t))], r.step_decided_by"
        ),
        [[["requested", "accepted"], ["2026-01-07", "2026-01-10"], ["k1", "o1"]]],
    ),
    # Asked on 5 January, refused on the 6th, in the morning both times.
    (
        (
            "MATCH ()-[r:REFERRED {id: 'r1'}]->() "
            "RETURN duration.inDays(r.step_occurred_at[0], r.step_occurred_at[1]).days"
        ),
        [[1]],
    ),
    ("MATCH (c:HelpChain)-[:CONCERNS]->(t:Tenant) RETURN c.id, t.id", [["c1", "t1"]]),
    ("MATCH (e:Consent)-[:COVERS]->(p) WHERE e.id = 'e2' RETURN p.id", [["o1"]]),
    (
        "MATCH (n:Need)<-[:ADDRESSES]-(u:UnmetSearch)-[:LOCATED_IN]->(a:Area) RETURN n.id, a.id",
        [["debt", "a2"]],
    ),
)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(("question", "answer"), QUESTIONS)
def test_the_town_answers_a_plain_question(
    ask: Ask, question: str, answer: list[list[object]]
) -> None:
    assert ask(question) == answer


def test_a_line_follows_its_field(town: GraphStore, ask: Ask) -> None:
    town.apply([Put(b.service("s2", needs=["debt"], areas=["a2"]))])
    question = "MATCH (:Service {id: 's2'})-[e]->(t) RETURN type(e), t.id ORDER BY type(e)"
    assert ask(question) == [["ADDRESSES", "debt"], ["SERVES", "a2"]]


def test_an_actor_of_another_kind_gets_another_label(town: GraphStore, ask: Ask) -> None:
    town.apply([Put(b.office("p1"))])
    question = "MATCH (a:Actor:Administration {id: 'p1'}) WHERE NOT a:Partner RETURN a.id"
    assert ask(question) == [["p1"]]


def test_a_referral_to_somebody_else_is_drawn_there(town: GraphStore, ask: Ask) -> None:
    town.apply([Put(b.referral("r2", recipient="p1", steps=["requested 2026-01-07"]))])
    question = "MATCH (a)-[:REFERRED {id: 'r2'}]->(b) RETURN a.id, b.id"
    assert ask(question) == [["k1", "p1"]]


def test_a_contact_moves_to_the_other_of_two_with_one_id(empty: GraphStore, ask: Ask) -> None:
    both = [b.tenant("x1"), b.partner("x1")]
    empty.apply([Put(one) for one in (*b.directory(), *both, b.contact(ends=("k1", "x1")))])
    question = "MATCH (:Kuemmerer)-[:CONTACTED]->(x {id: 'x1'}) RETURN 'Tenant' IN labels(x)"
    assert ask(question) == [[False]]
    empty.apply([Delete(RecordKind.ACTOR, "x1")])
    assert ask(question) == [[True]]
    assert empty.check().problems == ()


# Beside the town: one record for each thing that is done to them, so that none hides another.
VICTIMS: tuple[Record, ...] = (
    *(b.tenant(f"v{number}") for number in range(6)),
    *(b.partner(f"w{number}") for number in range(2)),
    *(b.service(f"x{number}", needs=["debt"], areas=["a1", "a2"]) for number in range(3)),
    *(b.referral(f"y{number}", recipient="o1") for number in range(4)),
)

DAMAGE: tuple[tuple[str, str, str], ...] = (
    (
        "MATCH (:Service {id: 'x0'})-[e:SERVES]->(:Area {id: 'a2'}) DELETE e",
        "x0 (service): SERVES ist anders gezeichnet, als area_ids sagt.",
        "x0 (service): SERVES is drawn differently from what area_ids says.",
    ),
    (
        "MATCH (s:Service {id: 'x1'}), (n:Need {id: 'debt'}) CREATE (s)-[:ADDRESSES]->(n)",
        "x1 (service): ADDRESSES ist anders gezeichnet, als need_codes sagt.",
        "x1 (service): ADDRESSES is drawn differently from what need_codes says.",
    ),
    (
        "MATCH (:Actor {id: 'w0'})-[e:LOCATED_IN]->() SET e.since = 2020",
        "w0 (actor): LOCATED_IN ist anders gezeichnet, als area_id sagt.",
        "w0 (actor): LOCATED_IN is drawn differently from what area_id says.",
    ),
    (
        "MATCH (a:Actor {id: 'w1'}) REMOVE a:Partner",
        "w1 (actor) trägt die falschen Labels.",
        "w1 (actor) carries the wrong labels.",
    ),
    (
        "MATCH ()-[r:REFERRED {id: 'y0'}]->() SET r.status = 'accepted'",
        "y0 (referral) ist anders abgelegt, als es geschrieben würde.",
        "y0 (referral) is stored in another way than it would be written.",
    ),
    (
        "MATCH ()-[r:REFERRED {id: 'y1'}]->() SET r.recipient_id = 'p1'",
        "y1 (referral) verbindet andere, als es sagt.",
        "y1 (referral) connects others than it says.",
    ),
    (
        "MATCH ()-[r:REFERRED {id: 'y2'}]->() SET r.chain_id = 'c9'",
        "y2 (referral) verweist auf c9 (chain); das fehlt.",
        "y2 (referral) refers to c9 (chain), which is missing.",
    ),
    (
        "MATCH ()-[r:REFERRED {id: 'y3'}]->() SET r.step_reason = []",
        "y3 (referral): Was abgelegt ist, passt nicht zusammen.",
        "y3 (referral): What is stored does not fit together.",
    ),
    (
        "MATCH (t:Tenant {id: 'v0'}) SET t.mobility = 'x'",
        "v0 (tenant): Das Feld „mobility“ stimmt nicht: erlaubt sind: ",
        "v0 (tenant): The field 'mobility' is not right: allowed are: ",
    ),
    (
        "MATCH (t:Tenant {id: 'v1'}) SET t.nickname = 'x'",
        "v1 (tenant): Das Feld „nickname“ stimmt nicht: dieses Feld gibt es nicht.",
        "v1 (tenant): The field 'nickname' is not right: there is no such field.",
    ),
    (
        "MATCH (t:Tenant {id: 'v2'}) SET t.revision = 1",
        "Die Stelle 1 im Änderungsverlauf ist doppelt vergeben.",
        "Position 1 of the change feed is taken twice.",
    ),
    (
        "MATCH (t:Tenant {id: 'v3'}) REMOVE t.revision",
        "Ohne gültige Kennung oder Stelle im Änderungsverlauf (tenant): 2 (v3).",
        "Without a valid id or position in the change feed (tenant): 2 (v3).",
    ),
    (
        "MATCH (t:Tenant {id: 'v4'}) SET t.revision = 'first', t.id = 7",
        "Ohne gültige Kennung oder Stelle im Änderungsverlauf (tenant): 2 (v3).",
        "Without a valid id or position in the change feed (tenant): 2 (v3).",
    ),
    (
        "MATCH (k:Kuemmerer), (p:Partner {id: 'p1'}) CREATE (k)-[:REFERRED]->(p)",
        "Ohne gültige Kennung oder Stelle im Änderungsverlauf (referral): 1.",
        "Without a valid id or position in the change feed (referral): 1.",
    ),
    (
        "CREATE (:Tombstone {kind: 'tenant', id: 'v5', revision: 1000})",
        "v5 (tenant) ist da und gilt zugleich als gelöscht.",
        "v5 (tenant) is there and counts as deleted as well.",
    ),
    (
        "MATCH (l:Hilfenetz) SET l.revision = 3",
        "Der Änderungsverlauf reicht bis 1000, der Stand des Speichers nicht.",
        "The change feed reaches 1000, the store's revision does not.",
    ),
    (
        "CREATE (:Film {title: 'M'}), (:Film)",
        "Knoten (:Film), die nicht zum Netz gehören: 2.",
        "Nodes (:Film) that do not belong to the network: 2.",
    ),
    (
        "MATCH (k:Kuemmerer), (p:Partner {id: 'p1'}) CREATE (k)-[:KNOWS]->(p)",
        "Beziehungen (:Actor:Kuemmerer)-[KNOWS]->(:Actor:Partner), die nicht zum Netz gehören: 1.",
        (
            "Relationships (:Actor:Kuemmerer)-[KNOWS]->(:Actor:Partner) that do not belong to the "
            "network: 1."
        ),
    ),
    (
        "MATCH (s:Service {id: 'x2'}), (n:Need {id: 'debt'}) CREATE (s)-[:SERVES]->(n)",
        "Beziehungen (:Service)-[SERVES]->(:Need), die nicht zum Netz gehören: 1.",
        "Relationships (:Service)-[SERVES]->(:Need) that do not belong to the network: 1.",
    ),
)


def test_what_others_have_done_to_the_graph_is_named_by_a_check(town: GraphStore, ask: Ask) -> None:
    town.apply([Put(record) for record in VICTIMS])
    assert town.check().problems == ()
    for damage, _, _ in DAMAGE:
        ask(damage)
    for language, place in (("de", 1), ("en", 2)):
        problems = town.check(language).problems
        named = {case[place] for case in DAMAGE}
        # Each is named, and nothing else is.
        assert [one for one in named if not any(p.startswith(one) for p in problems)] == []
        assert [p for p in problems if not p.startswith(tuple(named))] == []
        assert all(problem.endswith(".") for problem in problems)


def test_an_index_that_somebody_took_away_is_named(town: GraphStore, ask: Ask) -> None:
    ask("DROP INDEX referral_revision")
    try:
        assert town.check().problems == (
            "Der Index referral_revision fehlt oder ist nicht bereit.",
        )
    finally:
        ask("CREATE INDEX referral_revision FOR ()-[n:REFERRED]-() ON (n.revision)")
        ask("CALL db.awaitIndexes(60)")
    assert town.check().problems == ()


def test_two_of_one_id_are_named_where_their_constraint_was_taken_away(
    town: GraphStore, ask: Ask
) -> None:
    ask("DROP CONSTRAINT referral_id")
    try:
        ask("MATCH (a)-[r:REFERRED {id: 'r1'}]->(b) CREATE (a)-[t:REFERRED]->(b) SET t = r")
        problems = town.check("en").problems
        assert "The index referral_id is missing or not ready." in problems
        assert "r1 (referral) is there more than once." in problems
    finally:
        ask("MATCH ()-[r:REFERRED {id: 'r1'}]->() DELETE r")
        ask("CREATE CONSTRAINT referral_id FOR ()-[n:REFERRED]-() REQUIRE n.id IS UNIQUE")
