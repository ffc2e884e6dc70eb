"""Silent areas and cells: the expectation worked by hand, and by another program."""

import json
from math import exp
from random import Random

import pytest
from scipy.stats import poisson
from statsmodels.stats.multitest import multipletests

from graph_model.analysis.gaps.gaps import Gap, Gaps, gaps
from graph_model.analysis.gaps.rules import GapCause, GapRules
from graph_model.analysis.gaps.silence import Silence
from graph_model.analysis.results import to_plain
from graph_model.domain.actors import FlatCount
from graph_model.domain.areas import Succession
from graph_model.domain.records import Record
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as build
from tests.networks import five_towns_one_silent, helped_with_debts

NOW = build.at("2026-06-01")
EVERYWHERE = Scope()
RULES = GapRules()


def asked(
    *records: Record,
    scope: Scope = EVERYWHERE,
    level: AreaLevel | None = None,
    rules: GapRules = RULES,
) -> Gaps:
    return gaps(Snapshot.from_records(records), scope, now=NOW, level=level, rules=rules)


def silent(found: Gaps) -> list[tuple[str | None, str]]:
    """Needs and areas of the gaps in which silence is the cause or holds too."""
    return [
        (gap.need_code, gap.area_id)
        for gap in found.gaps
        if GapCause.SILENT in (gap.cause, *gap.also)
    ]


def only_gap(found: Gaps) -> Gap:
    assert len(found.gaps) == 1, silent(found)
    return found.gaps[0]


def silence_of(found: Gaps) -> Silence:
    silence = only_gap(found).evidence.silence
    assert silence is not None
    return silence


def towns(**chains: int) -> tuple[Record, ...]:
    """Towns of 1,000 residents of 65 and over with so many chains about debts each."""
    return (
        *(build.area(town, residents=4000, residents_65_plus=1000) for town in chains),
        *around(tuple(chains)),
        *(
            record
            for town, count in chains.items()
            for record in helped_with_debts(town, chains=count)
        ),
    )


def around(area_ids: tuple[str, ...]) -> tuple[Record, ...]:
    """A Kümmerer and an office for debts everywhere, and a cooperative with flats there."""
    flats = tuple(FlatCount(area_id=area_id, flats=400) for area_id in area_ids)
    return (
        build.need("debt"),
        build.cooperative(area=None, flats=flats),
        build.kuemmerer(areas=area_ids),
        build.office(area=None),
        build.service(actor="o1", needs=("debt",), areas=area_ids),
        build.tenant(area=area_ids[0]),
    )


def test_a_town_with_far_fewer_chains_than_the_others_is_silent() -> None:
    found = asked(*five_towns_one_silent())
    gap = only_gap(found)
    assert (gap.cause, gap.also, gap.need_code, gap.area_id) == ("silent", (), None, "t5")
    assert (gap.evidence.cases, gap.evidence.helped, gap.evidence.unmet) == (1, 1, 0)
    assert gap.unmet_per_1000 == 0.0
    silence = silence_of(found)
    assert (silence.chains, silence.residents_65_plus) == (1, 1000)
    assert silence.expected == pytest.approx(9.25)
    assert silence.missing == pytest.approx(8.25)
    assert silence.rate_per_1000 == pytest.approx(9.25)
    assert silence.p_value == pytest.approx(exp(-9.25) * 10.25)
    assert silence.adjusted_p == pytest.approx(exp(-9.25) * 10.25 * 10 / 2)
    compared = found.compared
    assert (compared.areas, compared.cells, compared.chains) == (5, 10, 49)
    assert (compared.residents_65_plus, compared.left_out) == (5000, ())


def test_a_silent_area_is_told_in_words_that_count_nobody() -> None:
    sentence = only_gap(asked(*five_towns_one_silent())).sentence
    assert sentence.de == (
        "Gebiet t5: auffällig still. Von hier kommen höchstens 50 % der Hilfeketten, die bei so "
        "vielen Menschen ab 65 zu erwarten wären. Was hilft: hingehen und nachfragen, mit "
        "Hausbesuchen, einer Sprechstunde, einem Fest, und mit Hausmeistern, Ärzten und Vereinen "
        "sprechen, damit jemand von der Not erfährt."
    )
    assert sentence.en.startswith("Gebiet t5: strikingly silent. At most 50% of the help chains")


Counts = dict[tuple[str | None, str], int]


def drawn(seed: int) -> tuple[dict[str, int], Counts]:
    """Residents of 65 and over of six towns, and chains by need and town, some of them few."""
    rng = Random(seed)
    elders = {f"t{number}": rng.randrange(200, 3000) for number in range(6)}
    counts: Counts = {
        (need, town): int(rng.choice([0.1, 0.4, 1, 1, 1.2]) * elders[town] / 60)
        for need in ("debt", "forms")
        for town in elders
    }
    return elders, counts


@pytest.mark.parametrize("seed", range(8))
def test_silent_cells_are_those_that_another_program_calls(seed: int) -> None:
    elders, counts = drawn(seed)
    records = [build.area(town, residents_65_plus=count) for town, count in elders.items()]
    records += [build.need("forms"), *around(tuple(elders))]
    for (need, town), count in counts.items():
        records += helped_with_debts(town, chains=count, need=need or "")
    called = called_by_another_program(elders, counts)
    whole = {town for need, town in called if need is None}
    expected = {cell for cell in called if cell[0] is None or cell[1] not in whole}
    assert set(silent(asked(*records))) == expected


def test_the_drawn_towns_hold_silent_cells_of_both_kinds() -> None:
    called = {cell for seed in range(8) for cell in called_by_another_program(*drawn(seed))}
    assert {need is None for need, _ in called} == {True, False}


def called_by_another_program(
    elders: dict[str, int], by_need: Counts
) -> set[tuple[str | None, str]]:
    together: Counts = {
        (None, town): by_need["debt", town] + by_need["forms", town] for town in elders
    }
    counts = by_need | together
    expected, p_values = {}, {}
    for (need, town), count in counts.items():
        rates = [
            sum(counts[need, one] for one in elders if one != out)
            / sum(elders[one] for one in elders if one != out)
            for out in elders
            if out != town
        ]
        expected[need, town] = min(rates) * elders[town]
        p_values[need, town] = poisson.cdf(count, expected[need, town])
    called, *_ = multipletests(list(p_values.values()), alpha=0.05, method="fdr_bh")
    return {
        cell
        for cell, is_called in zip(p_values, called, strict=True)
        if is_called and counts[cell] <= expected[cell] / 2
    }


def test_a_town_without_a_single_chain_is_silent_if_tenants_live_there() -> None:
    found = asked(*towns(t1=12, t2=12, t3=12, t4=0))
    gap = only_gap(found)
    assert (gap.cause, gap.area_id, gap.evidence.cases) == ("silent", "t4", 0)
    # (36 − 12) ÷ 3,000 residents: 8 are expected.
    assert silence_of(found).expected == pytest.approx(8.0)
    nobody_lives_there = build.area("t5", residents_65_plus=1000)
    assert silent(asked(*towns(t1=12, t2=12, t3=12, t4=12), nobody_lives_there)) == []


def test_one_need_can_be_silent_where_others_are_told_of() -> None:
    names = ("t1", "t2", "t3", "t4")
    talkative = [
        record
        for town in names
        for record in helped_with_debts(town, chains=12 if town != "t4" else 24, need="forms")
    ]
    forms = (
        build.need("forms"),
        build.service("s2", actor="o1", needs=("forms",), areas=names),
    )
    found = asked(*towns(t1=12, t2=12, t3=12, t4=0), *forms, *talkative)
    gap = only_gap(found)
    assert (gap.cause, gap.need_code, gap.area_id) == ("silent", "debt", "t4")
    assert gap.evidence.provider_ids == ("o1",)
    assert gap.sentence.de.startswith(
        "„Bedarf debt“ in Gebiet t4: auffällig still. Von hier kommen höchstens 50 % der "
        "Hilfeketten, die bei so vielen Menschen ab 65 zu erwarten wären. Was hilft: nachsehen"
    )
    # Where needs are named, only these are looked at, and all together says nothing.
    named = asked(
        *towns(t1=12, t2=12, t3=12, t4=0), *forms, *talkative, scope=Scope(need_codes=("debt",))
    )
    assert silent(named) == [("debt", "t4")]
    assert (named.compared.cells, named.compared.chains) == (4, 36)


def test_fewer_is_not_far_fewer() -> None:
    # 60 where 80 are expected has a chance of 1.2 %, 48 one of 0.01 %; neither is half.
    records = towns(t1=100, t2=100, t3=100, t4=48)
    assert silent(asked(*records)) == []
    assert silent(asked(*records, rules=GapRules(silent_share=0.7))) == [(None, "t4")]


def test_few_chains_are_no_proof_of_silence() -> None:
    # (6 − 2) ÷ 3,000: 1.3 are expected, and none comes with a chance of 26 %.
    assert silent(asked(*towns(t1=2, t2=2, t3=2, t4=0))) == []


def test_one_busy_town_does_not_make_the_others_silent() -> None:
    # With t4 the rate is 33 for 1,000, of which 12 are less than half; without it 12.
    assert silent(asked(*towns(t1=12, t2=12, t3=12, t4=96))) == []


def test_two_towns_cannot_tell_which_of_them_is_out_of_the_ordinary() -> None:
    found = asked(*towns(t1=40, t2=0))
    assert (silent(found), found.compared.areas, found.compared.cells) == ([], 2, 0)


def test_searches_in_vain_are_no_silence() -> None:
    searches = [
        build.unmet_search(f"u{number}", need="debt", area="t4", searched_by=f"k{number}")
        for number in range(12)
    ]
    assert silent(asked(*towns(t1=12, t2=12, t3=12, t4=0), *searches)) == []


def test_a_chain_with_two_needs_is_one_chain() -> None:
    forms = build.need("forms")
    twice = [
        build.referral(
            f"f{number}",
            chain=f"c-debt-t1-{number}",
            recipient="o1",
            need="forms",
            steps=("requested 2026-02-01", "accepted 2026-02-02"),
        )
        for number in range(12)
    ]
    found = asked(*towns(t1=12, t2=12, t3=12, t4=12), forms, *twice)
    assert (found.compared.chains, found.cases) == (48, 60)


def test_an_area_whose_residents_are_unknown_is_named_and_not_called_silent() -> None:
    found = asked(
        *towns(t1=12, t2=12, t3=12),
        build.area("t4"),
        build.area("t5", residents_65_plus=0),
        build.tenant("t-4", area="t4"),
        build.tenant("t-5", area="t5"),
        build.tenant("t-6", area="nowhere"),
    )
    assert GapCause.SILENT not in {gap.cause for gap in found.gaps}
    assert found.compared.left_out == ("nowhere", "t4")
    assert found.compared.areas == 3


def test_nobody_responsible_and_silent_is_one_gap_with_both() -> None:
    flats = (FlatCount(area_id="t5", flats=100),)
    found = asked(
        *towns(t1=12, t2=12, t3=12, t4=12),
        build.area("t5", residents_65_plus=1000),
        build.cooperative("g2", area=None, flats=flats),
    )
    gap = only_gap(found)
    assert (gap.cause, gap.also, gap.area_id) == ("no_kuemmerer", ("silent",), "t5")
    assert gap.evidence.silence is not None


def test_another_cause_of_the_same_cell_comes_first() -> None:
    def forms(town: str, chains: int) -> tuple[Record, ...]:
        return helped_with_debts(town, chains=chains, need="forms")

    # Talkative in other matters; one person asked for help with debts, which is offered elsewhere.
    found = asked(
        *(build.area(town, residents_65_plus=1000) for town in ("t1", "t2", "t3", "t4")),
        *around(("t1", "t2", "t3")),
        build.kuemmerer("k2", areas=("t4",)),
        build.need("forms"),
        build.service("s2", actor="o1", needs=("forms",), areas=("t1", "t2", "t3", "t4")),
        *(record for town in ("t1", "t2", "t3") for record in helped_with_debts(town, chains=12)),
        *(record for town in ("t1", "t2", "t3") for record in forms(town, 12)),
        *forms("t4", 24),
        *helped_with_debts("t4", chains=1),
    )
    gap = only_gap(found)
    assert (gap.cause, gap.also, gap.need_code) == ("out_of_area", ("silent",), "debt")
    assert gap.evidence.silence is not None


def test_chains_of_merged_areas_speak_for_the_new_one() -> None:
    heir = (Succession(area_id="t4"),)
    merged = [build.area(old, valid_to="2026-01-10", successors=heir) for old in ("old1", "old2")]
    before = [record for old in ("old1", "old2") for record in helped_with_debts(old, chains=6)]
    assert silent(asked(*towns(t1=12, t2=12, t3=12, t4=0), *merged, *before)) == []
    assert silent(asked(*towns(t1=12, t2=12, t3=12, t4=0), *merged)) == [(None, "t4")]


def test_chains_of_a_split_area_are_shared_out_among_its_successors() -> None:
    split = build.area(
        "old",
        valid_to="2026-01-10",
        successors=(Succession(area_id="t3", share=0.55), Succession(area_id="t4", share=0.45)),
    )
    before = helped_with_debts("old", chains=20)
    found = asked(*towns(t1=12, t2=12, t3=0, t4=0), split, *before)
    # 11 chains speak for t3, 9 for t4; by the largest share alone t4 would be silent.
    assert (silent(found), found.compared.chains) == ([], 44)
    thin = asked(*towns(t1=40, t2=40, t3=0, t4=40), split, *before[:20])
    # 0.55 × 10 = 5.5 count as 6.
    (gap,) = (gap for gap in thin.gaps if gap.area_id == "t3")
    assert gap.evidence.silence is not None
    assert gap.evidence.silence.chains == 6


def test_the_area_asked_about_is_held_against_all_others_too() -> None:
    records = [
        build.area("north", level="district"),
        *five_towns_one_silent(),
        build.area("t5", "north", residents=4000, residents_65_plus=1000),
    ]
    for area_id in ("t5", "north"):
        found = asked(*records, scope=Scope(area_id=area_id))
        assert silent(found) == [(None, "t5")]
        assert silence_of(found).expected == pytest.approx(9.25)
    assert silent(asked(*records, scope=Scope(area_id="t1"))) == []


def test_a_level_is_compared_with_areas_of_that_level() -> None:
    quarters = [
        build.area(f"{town}-q", town, level="locality", residents_65_plus=500)
        for town in ("t1", "t2", "t3", "t4")
    ]
    chains = [
        record
        for town in ("t1", "t2", "t3")
        for record in helped_with_debts(f"{town}-q", chains=12)
    ]
    records = (*towns(t1=0, t2=0, t3=0, t4=0), *quarters, *chains)
    found = asked(*records, level=AreaLevel.MUNICIPALITY)
    assert silent(found) == [(None, "t4")]
    assert silence_of(found).residents_65_plus == 1000
    # Without a level areas are compared as recorded: three quarters, and t4 as a whole. The towns
    # around the quarters hold the same residents once more and are left out.
    apart = asked(*records)
    assert (apart.compared.areas, apart.compared.left_out) == (4, ("t1", "t2", "t3"))
    assert apart.compared.residents_65_plus == 3 * 500 + 1000


def test_one_cooperative_is_expected_to_hear_of_as_many_as_its_flats_stand_for() -> None:
    names = ("t1", "t2", "t3", "t4")
    flats = tuple(FlatCount(area_id=town, flats=40 if town == "t4" else 400) for town in names)
    records = [
        *(build.area(town, residents_65_plus=1000, flats=400) for town in names),
        *around(names),
        build.cooperative("g1", area=None, flats=flats),
        *(record for town in names[:3] for record in helped_with_debts(town, chains=20)),
        *helped_with_debts("t4", chains=2),
    ]
    assert silent(asked(*records)) == [(None, "t4")]
    found = asked(*records, scope=Scope(cooperative_id="g1"))
    assert (silent(found), found.compared.residents_65_plus) == ([], 3100)


def test_a_cooperative_is_not_held_against_flats_that_nobody_has_counted() -> None:
    uncounted = build.area("t5", residents_65_plus=1000)
    found = asked(
        *towns(t1=12, t2=12, t3=12),
        uncounted,
        build.tenant("t-5", area="t5"),
        scope=Scope(cooperative_id="g1"),
    )
    assert found.compared.left_out == ("t1", "t2", "t3", "t5")
    assert silent(found) == []


def test_the_order_of_the_records_never_matters() -> None:
    records = list(five_towns_one_silent())
    expected = json.dumps(to_plain(asked(*records)))
    for seed in range(4):
        Random(seed).shuffle(records)
        assert json.dumps(to_plain(asked(*records))) == expected


def test_an_empty_network_is_not_silent() -> None:
    found = asked()
    assert (found.gaps, found.compared.areas, found.compared.cells) == ((), 0, 0)
    assert found.compared.chains == 0
