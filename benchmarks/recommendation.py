"""Whom to refer to, among 10,000 services, as the API asks it: how long one answer takes.

``python -m benchmarks.recommendation big.sqlite small.sqlite out.json``; both stores keep the
services that are put into them, so it runs after the benchmarks that read the stores as made.
"""

import json
import math
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.data import PARTNERS
from benchmarks.figures import Figure, seconds_of, write_result
from benchmarks.filling import AREAS, KUEMMERER
from benchmarks.snapshot import event
from graph_model.analysis.recommendation.query import RecommendationQuery
from graph_model.analysis.results import to_plain
from graph_model.domain.needs import standard_needs
from graph_model.domain.services import Capacity, Service
from graph_model.domain.vocabulary import AgeBand
from graph_model.snapshot.scope import Scope
from graph_model.store.port import Put
from graph_model.store.sqlite.store import SqliteStore
from service.bootstrap import questions_of
from service.settings import Settings
from service.snapshots import SnapshotKeeper

SCRIPT = "benchmarks/recommendation.py"
SERVICES = 10_000
QUESTIONS = 400
EVENTS = 21
SEED = 7
GOAL_MS = 25.0
ASKED_AT = datetime(2025, 12, 1, 9, tzinfo=UTC)
_LOOKED_AT = 50
_WIDE = 0.1
_WIDE_AREAS = 40


class _House:
    """A store with services, and the questions to it as a running service asks them."""

    def __init__(self, path: Path) -> None:
        self.store = SqliteStore(path)
        self.store.apply([Put(service) for service in services()])
        self.keeper = SnapshotKeeper(self.store)
        self.keeper.current(ASKED_AT)
        self.settings = Settings()

    def ask(self, query: RecommendationQuery) -> str:
        """The answer as the API gives it, as JSON."""
        questions = questions_of(self.store, self.settings, now=ASKED_AT, snapshots=self.keeper)
        return json.dumps(to_plain(questions.recommend(query)))

    def after_an_event(self, query: RecommendationQuery) -> float:
        """Seconds of the first answer after one more referral, catching up included."""
        chain = self.keeper.current(ASKED_AT).chain_id(0)
        self.store.apply([Put(event(f"asked-{time.time_ns()}", chain))])
        return seconds_of(lambda: self.ask(query))

    def queries(self) -> list[RecommendationQuery]:
        """Any need anywhere, by any Kümmerer; every second one for the tenant of a chain."""
        rng = np.random.default_rng(SEED)
        snapshot = self.keeper.current(ASKED_AT)
        chains = snapshot.chain_ids(
            snapshot.chains(Scope())["chain"].sample(QUESTIONS, seed=SEED, with_replacement=True)
        )
        needs = [need.code for need in standard_needs()]
        bands = [None, *AgeBand]
        return [
            RecommendationQuery(
                need_code=needs[rng.integers(len(needs))],
                area_id=f"a{rng.integers(AREAS):04}",
                sender_id=f"k{rng.integers(KUEMMERER):04}",
                chain_id=chain if number % 2 else None,
                age_band=bands[rng.integers(len(bands))],
                languages=("de",) if number % 3 else ("uk", "de"),
            )
            for number, chain in enumerate(chains)
        ]


def figures(big: Path, small: Path) -> tuple[list[Figure], list[str]]:
    """The figures, and remarks on what was measured beside them."""
    house = _House(big)
    queries = house.queries()
    first_s = seconds_of(lambda: house.ask(queries[0]))
    taken_ms = [1000 * seconds_of(lambda q=query: house.ask(q)) for query in queries]
    late_ms = [1000 * house.after_an_event(query) for query in queries[:EVENTS]]
    found = [len(json.loads(house.ask(query))["suggestions"]) for query in queries[:_LOOKED_AT]]
    less = _House(small)
    fewer = less.queries()
    less_first_s = seconds_of(lambda: less.ask(fewer[0]))
    return (
        [
            Figure(
                name=f"recommendation among {SERVICES} services: p95, with its JSON",
                measured=_percentile(taken_ms, 0.95),
                goal=GOAL_MS,
                unit="ms",
                is_at_least=False,
                script=SCRIPT,
            ),
            Figure(
                name="recommendation, first answer: ten times the referrals",
                measured=first_s / less_first_s,
                goal=11,
                unit="times",
                is_at_least=False,
                script=SCRIPT,
            ),
        ],
        [
            (
                f"Of {QUESTIONS} recommendations the median takes {_percentile(taken_ms, 0.5):.1f}"
                f" ms and the slowest {max(taken_ms):.1f} ms, with {np.mean(found):.1f} suggestions"
                f" on average. The first one after one more referral takes"
                f" {_percentile(late_ms, 0.5):.0f} ms, catching up included, and"
                f" {max(late_ms):.0f} at most. The first one of all reads what the past tells of"
                f" everybody: {first_s:.2f} s, and {less_first_s:.2f} s with a tenth of the"
                " referrals."
            ),
        ],
    )


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[math.ceil(share * len(values)) - 1]


def services() -> list[Service]:
    """Each for one to three needs, nine in ten in up to six places, the others in forty."""
    rng = np.random.default_rng(SEED)
    needs = np.array([need.code for need in standard_needs()])
    made = []
    for number in range(SERVICES):
        places = _WIDE_AREAS if rng.random() < _WIDE else int(rng.integers(1, 7))
        maximum = int(rng.integers(5, 60))
        made.append(
            Service(
                id=f"s{number:05}",
                actor_id=f"p{number % PARTNERS:04}",
                name=f"Angebot {number}",
                need_codes=tuple(
                    rng.choice(needs, size=rng.integers(1, 4), replace=False).tolist()
                ),
                area_ids=tuple(f"a{a:04}" for a in rng.choice(AREAS, size=places, replace=False)),
                languages=("de", "uk") if number % 4 == 0 else ("de",),
                capacity=Capacity(
                    maximum=maximum,
                    available=int(rng.integers(0, maximum)) if number % 3 else None,
                    updated_at=ASKED_AT if number % 5 else None,
                ),
                typical_wait_days=float(rng.integers(1, 60)) if number % 2 else None,
            )
        )
    return made


if __name__ == "__main__":
    write_result(figures, sys.argv[1:])
