"""The recommendation at its edges, and what must hold of it whatever the network."""

from dataclasses import fields, replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.analysis.gaps.gaps import gaps
from graph_model.analysis.recommendation.query import RecommendationQuery
from graph_model.analysis.recommendation.recommendation import Recommendation, recommend
from graph_model.analysis.recommendation.scoring import ScorePart, ScoreWeights
from graph_model.analysis.results import to_plain
from graph_model.domain.areas import Succession
from graph_model.domain.records import Record
from graph_model.domain.vocabulary import ExclusionRule
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as build
from tests.debt_town import debt_helped, debt_refused, debt_service, debt_town

NOW = build.at("2026-06-01")
ASKED = RecommendationQuery(need_code="debt", area_id="a1", sender_id="k1")


def ranked(found: Recommendation) -> list[str]:
    return [one.service_id or one.actor_id for one in found.suggestions]


def test_a_network_of_one_actor_suggests_them_to_everybody_but_themselves() -> None:
    alone = Snapshot.from_records([build.partner(area=None), debt_service()])
    query = RecommendationQuery(need_code="debt", area_id="a1")
    assert ranked(recommend(alone, query, now=NOW)) == ["s1"]
    own = recommend(alone, replace(query, sender_id="p1"), now=NOW)
    assert (own.found, own.emptied_by, own.excluded) == (0, ExclusionRule.NEED, ())


def test_where_no_capacity_is_known_nobody_is_full_and_nobody_is_preferred() -> None:
    found = recommend(debt_town(debt_service(), debt_service("s2", actor="p2")), ASKED, now=NOW)
    assert ranked(found) == ["s1", "s2"]
    room = {
        part.value for one in found.suggestions for part in one.parts if part.part is ScorePart.ROOM
    }
    assert room == {0.5}


def test_with_a_capacity_of_0_everybody_is_full_and_the_search_says_so() -> None:
    found = recommend(
        debt_town(debt_service(places=0), debt_service("s2", actor="p2", places=0)), ASKED, now=NOW
    )
    assert (found.emptied_by, found.suggestions) == (ExclusionRule.FULL, ())
    assert found.unmet_search is not None
    assert [(one.rule.value, one.excluded) for one in found.unmet_search.excluded_by] == [
        ("full", 2)
    ]


def test_where_everybody_has_refused_the_last_hurdle_is_the_refusal() -> None:
    records = [
        *debt_refused(1, "no_capacity", to="p1"),
        *debt_refused(2, "other", to="p2"),
        debt_service(),
        debt_service("s2", actor="p2"),
    ]
    query = replace(ASKED, tenant_id="t1", check_consent=False)
    found = recommend(debt_town(*records), query, now=NOW)
    assert (found.emptied_by, found.suggestions) == (ExclusionRule.REFUSED_BEFORE, ())
    assert [(way.rules, way.opens) for way in found.relaxations] == [
        ((ExclusionRule.REFUSED_BEFORE,), 2)
    ]


def test_an_area_that_took_in_two_others_is_served_by_who_named_either() -> None:
    """Both old towns became ``new``; who asks for one of them finds its own and the new one's."""
    merged = {"valid_to": "2026-01-01", "successors": (Succession(area_id="new"),)}
    records = [
        build.area("west", **merged),
        build.area("east", **merged),
        build.area("new", valid_from="2026-01-01"),
        debt_service("s-west", areas=("west",)),
        debt_service("s-east", areas=("east",)),
        debt_service("s-new", areas=("new",)),
    ]

    def asked_in(area: str) -> list[str]:
        query = RecommendationQuery(need_code="debt", area_id=area)
        return sorted(ranked(recommend(debt_town(*records), query, now=NOW)))

    assert asked_in("west") == ["s-new", "s-west"]
    assert asked_in("east") == ["s-east", "s-new"]


def test_who_moved_to_another_cooperative_keeps_their_refusals_and_consents() -> None:
    """``t1`` was with ``g1``, where ``p1`` refused on 20 May, and is with ``g2`` now."""
    records = [
        build.cooperative("g2", area=None),
        build.kuemmerer("k2", cooperative="g2"),
        build.tenant(cooperative="g2"),
        *debt_refused(1, "other", to="p1"),
        build.chain("c2", cooperative="g2", opened="2026-05-25", opened_by="k2"),
        build.consent(recipients=("p1", "p2")),
        debt_service(),
        debt_service("s2", actor="p2"),
    ]
    query = RecommendationQuery(need_code="debt", area_id="a1", sender_id="k2", chain_id="c2")
    found = recommend(debt_town(*records), query, now=NOW)
    assert ranked(found) == ["s2"]
    assert [(one.offer_id, one.rule.value) for one in found.excluded] == [("s1", "refused_before")]
    # A search in vain counts for the cooperative that searched, not for the one before.
    nobody = recommend(debt_town(*records[:5]), query, now=NOW)
    assert nobody.unmet_search is not None
    assert nobody.unmet_search.cooperative_id == "g2"


def test_a_search_in_vain_that_is_recorded_is_demand_of_that_cell() -> None:
    town = [debt_service(places=3, free=0, counted="2026-05-30")]
    search = recommend(debt_town(*town), ASKED, now=NOW).unmet_search
    assert search is not None
    cells = gaps(debt_town(*town, search), Scope(), now=NOW).gaps
    (cell,) = [gap for gap in cells if gap.need_code == "debt" and gap.area_id == "a1"]
    assert (cell.cause.value, cell.evidence.cases, cell.evidence.searches) == ("full", 1, 1)
    assert cell.evidence.search_ids == (search.id,)


PARTNERS = tuple(f"p{number}" for number in range(1, 5))
SERVICES = st.lists(
    st.fixed_dictionaries(
        {
            "actor": st.sampled_from(PARTNERS),
            "areas": st.sampled_from([("a1",), ("land",), ("a2",), ()]),
            "languages": st.sampled_from([(), ("de",), ("uk",)]),
            "places": st.sampled_from([None, 0, 2, 9]),
            "typical_wait_days": st.sampled_from([None, 3.0, 40.0]),
            "status": st.sampled_from(["active", "active", "active", "paused"]),
        }
    ),
    max_size=7,
)
HISTORIES = st.lists(
    st.tuples(
        st.sampled_from(["helped", "refused"]), st.sampled_from(PARTNERS), st.integers(1, 28)
    ),
    max_size=8,
)


def town(services: list[dict[str, Any]], history: list[tuple[str, str, int]]) -> list[Record]:
    """Partners in a tree of two towns, services as drawn, referrals in May as drawn."""
    records: list[Record] = [
        build.area("land", level="state"),
        build.area("a1", "land"),
        build.area("a2", "land"),
        build.need("debt"),
        build.cooperative(area=None),
        build.kuemmerer(),
        build.tenant(),
        *(build.partner(name, area=("a1", "a2")[at % 2]) for at, name in enumerate(PARTNERS)),
    ]
    for at, drawn in enumerate(services):
        free = None if drawn["places"] is None else drawn["places"] // 2
        records.append(debt_service(f"s{at}", **drawn, free=free, counted="2026-05-01"))
    for at, (end, recipient, day) in enumerate(history):
        when = f"2026-05-{day:02}"
        made = (
            debt_helped(at, when=when, to=recipient)
            if end == "helped"
            else (debt_refused(at, "other", when=when, to=recipient))
        )
        records += made
    return records


@settings(max_examples=60, deadline=None)
@given(services=SERVICES, history=HISTORIES, seed=st.integers(0, 2**32), known=st.booleans())
def test_the_order_of_the_records_never_matters(
    services: list[dict[str, Any]],
    history: list[tuple[str, str, int]],
    seed: int,
    known: bool,
) -> None:
    records = town(services, history)
    query = replace(ASKED, tenant_id="t1" if known else None, check_consent=False)
    other = list(records)
    Random(seed).shuffle(other)
    one, two = (recommend(Snapshot.from_records(r), query, now=NOW) for r in (records, other))
    assert to_plain(one) == to_plain(two)


WEIGHTS = st.fixed_dictionaries(
    {field.name: st.integers(0, 9) for field in fields(ScoreWeights)}
).filter(lambda weights: any(weights.values()))


@settings(max_examples=80, deadline=None)
@given(
    services=SERVICES,
    history=HISTORIES,
    weights=WEIGHTS,
    factor=st.sampled_from([0.001, 0.1, 1 / 3, 3, 7, 1000]),
)
def test_weights_scaled_by_a_constant_change_no_order_and_no_score(
    services: list[dict[str, Any]],
    history: list[tuple[str, str, int]],
    weights: dict[str, int],
    factor: float,
) -> None:
    snapshot = Snapshot.from_records(town(services, history))
    scaled = ScoreWeights(**{name: weight * factor for name, weight in weights.items()})
    one = recommend(snapshot, ASKED, now=NOW, weights=ScoreWeights(**weights))
    two = recommend(snapshot, ASKED, now=NOW, weights=scaled)
    assert ranked(one) == ranked(two)
    scores = [[suggestion.score for suggestion in found.suggestions] for found in (one, two)]
    assert scores[0] == pytest.approx(scores[1])


@settings(max_examples=60, deadline=None)
@given(services=SERVICES.filter(len), history=HISTORIES, data=st.data())
def test_more_free_places_never_lower_a_partners_score_or_rank(
    services: list[dict[str, Any]], history: list[tuple[str, str, int]], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(services) - 1))
    places = 9
    fewer, more = sorted(data.draw(st.lists(st.integers(0, places), min_size=2, max_size=2)))
    ranks = []
    for free in (fewer, more):
        records = town(services, history)
        drawn = {**services[at], "places": places}
        records.append(debt_service(f"s{at}", **drawn, free=free, counted="2026-05-01"))
        found = recommend(Snapshot.from_records(records), replace(ASKED, limit=200), now=NOW)
        ranks.append({one.service_id: (one.rank, one.score) for one in found.suggestions})
    before, after = (rank.get(f"s{at}") for rank in ranks)
    if before is not None:
        assert after is not None
        assert after[0] <= before[0]
        assert after[1] >= before[1] - 1e-12


def test_the_weights_are_shown_with_the_answer() -> None:
    weights = ScoreWeights(fit=1, nearness=0, room=3, speed=0, success=0, balance=0, familiarity=0)
    found = recommend(debt_town(debt_service()), ASKED, now=NOW, weights=weights)
    assert found.weights == weights
    shares = {part.part.value: part.share for part in found.suggestions[0].parts}
    assert shares == {
        "fit": 0.25,
        "nearness": 0,
        "room": 0.75,
        "speed": 0,
        "success": 0,
        "balance": 0,
        "familiarity": 0,
    }
