"""``recommend`` on the command line: reasons, weights by setting, and searches in vain."""

from pathlib import Path

from graph_model.domain.searches import UnmetSearch
from graph_model.store.port import Put
from service.bootstrap import open_store
from tests import builders as make
from tests.cli.conftest import WIDTH, Call

DAY = ("--now", "2026-03-02")
DEBT = ("recommend", "--need", "debt", "--area", "a1", "--sender", "k1")


def fill_up(path: Path) -> None:
    """The only debt advice has no place left."""
    store = open_store(f"sqlite:///{path}")
    full = make.service("s2", actor="p2", needs=("debt",), places=5, free=0, counted="2026-03-01")
    store.apply([Put(full)])
    store.close()


def searches(path: Path) -> tuple[UnmetSearch, ...]:
    store = open_store(f"sqlite:///{path}")
    found = tuple(item.record for item in store.page(UnmetSearch).items)
    store.close()
    return found


def test_every_suggestion_is_explained_by_its_parts_and_who_knows_them(
    call: Call, store_path: Path
) -> None:
    store = open_store(f"sqlite:///{store_path}")
    done = ("requested 2026-01-08", "accepted 2026-01-09", "completed 2026-02-02 resolved")
    store.apply(
        [
            Put(make.kuemmerer("k2", name="Kim")),
            Put(make.chain("c2", opened_by="k2")),
            Put(
                make.referral(
                    "r3", chain="c2", sender="k2", recipient="p2", need="debt", steps=done
                )
            ),
        ]
    )
    store.close()
    run = call(*DEBT, *DAY)
    assert run.code == 0, run.err
    text = " ".join(run.out.split())
    assert "Passt: genau dieser Bedarf." in text
    assert "Freie Plätze: 2 (Stand: ohne Datum)." in text
    assert "Kim (eigene Genossenschaft): 1 Vermittlung (1 abgeschlossen)" in text
    assert max(len(line) for line in run.out.splitlines()) <= WIDTH


def test_a_search_in_vain_is_recorded_once_with_the_rules_that_emptied_it(
    call: Call, store_path: Path
) -> None:
    fill_up(store_path)
    first = call(*DEBT, *DAY, "--record")
    assert first.code == 0, first.err
    assert "Die vergebliche Suche ist erfasst: search-" in first.err
    call(*DEBT, *DAY, "--record")
    (search,) = searches(store_path)
    assert (search.need_code, search.area_id, search.cooperative_id) == ("debt", "a1", "g1")
    assert [(one.rule.value, one.excluded) for one in search.excluded_by] == [("full", 1)]
    gaps = call("analyse", "gaps", "--unsuppressed", *DAY, "--json").json["gaps"]
    (cell,) = [gap for gap in gaps if gap["need_code"] == "debt" and gap["area_id"] == "a1"]
    assert cell["evidence"]["searches"] == 1


def test_without_the_wish_or_where_somebody_is_found_nothing_is_recorded(
    call: Call, store_path: Path
) -> None:
    found = call(*DEBT, *DAY, "--record")
    assert (found.code, searches(store_path)) == (0, ())
    assert "es gibt nichts zu erfassen" in found.err
    fill_up(store_path)
    assert call(*DEBT, *DAY).code == 0
    assert searches(store_path) == ()


def test_a_search_in_an_area_that_is_not_recorded_is_refused_whole(
    call: Call, store_path: Path
) -> None:
    run = call("recommend", "--need", "debt", "--area", "a9", *DAY, "--record")
    assert (run.code, searches(store_path)) == (6, ())
    assert "a9" in run.err


def test_a_companion_of_the_family_or_the_household_is_left_out(call: Call) -> None:
    asked = ("recommend", "--need", "everyday_company", "--area", "a1", *DAY, "--json")
    assert call(*asked).json["found"] == 1
    for option in (("--related-degree", "2"), ("--same-household",), ("--hours", "33")):
        (out,) = call(*asked, *option).json["excluded"]
        assert out["rule"] == "companion"


def test_the_tenants_record_counts_without_a_chain(call: Call, store_path: Path) -> None:
    store = open_store(f"sqlite:///{store_path}")
    store.apply([Put(make.tenant(languages=("uk",)))])
    store.close()
    found = call(*DEBT, "--tenant", "t1", *DAY, "--json").json
    assert [(one["service_id"], one["rule"]) for one in found["excluded"]] == [("s2", "language")]
