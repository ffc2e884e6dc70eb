"""Every page on the demo network: how long the server takes, and how much it sends.

``python -m benchmarks.pages big.sqlite small.sqlite out.json``; the stores named are not read, the
demo network is made anew. Each round begins with one more referral; the first answer after it, in
which figures are worked out anew, is told apart from those that follow.
"""

import math
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from fastapi.testclient import TestClient
from httpx2 import Response

from benchmarks.figures import Figure, seconds_of, write_result
from benchmarks.snapshot import event
from graph_model.domain.actors import Actor
from graph_model.domain.chains import HelpChain
from graph_model.domain.vocabulary import ActorKind, Role
from graph_model.store.port import Filter, GraphStore, Put
from importers.loading import apply_plan, plan_import
from service.app import create_app, enveloped
from service.bootstrap import open_store
from service.context import Services
from service.demo.generator import NetworkSpec, write_network
from service.settings import Settings
from service.snapshots import SnapshotKeeper
from service.use_cases.keys import KeyRequest, add_key
from tests.browser.sights import SIGHTS, Sight

SCRIPT = "benchmarks/pages.py"
NOW = datetime(2026, 6, 30, 9, tzinfo=UTC)
ROUNDS = 5
PER_ROUND = 4
GOAL_MS = 150.0
GOAL_KB = 300.0
_SESSION = "hilfenetz_session"
_LATER = re.compile(r'(?:src|href)="(/[^"#]+\.(?:js|css))"')
_DRAWING = re.compile(r"/(?:charts|map)[-.]")


@dataclass(frozen=True, slots=True)
class _Measured:
    """One page: seconds of its answers, of the first ones after an event, and bytes sent for it."""

    name: str
    seconds: list[float]
    late: list[float]
    sent: int


class _House:
    """The demo network behind the service, and a reader of each role."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        services = Services(
            settings=Settings(),
            store=store,
            clock=lambda: NOW,
            snapshots=SnapshotKeeper(store),
        )
        self._app = enveloped(create_app(services), services.settings)
        kuemmerer = store.page(Actor, Filter(actor_kind=ActorKind.KUEMMERER), limit=1).items[0]
        self._actor = kuemmerer.record
        mine = Filter(cooperative=self._actor.cooperative_id, is_open=True)
        mine_now = [one.record.id for one in store.page(HelpChain, mine, limit=200).items]
        self.chain_id, *others = mine_now
        self._others = cycle(others)
        self._readers: dict[Role, TestClient] = {}

    def reader(self, role: Role) -> TestClient:
        """A browser that is signed in as a role."""
        if role not in self._readers:
            actor_id = self._actor.id if role is Role.KUEMMERER else None
            request = KeyRequest(role=role, label="Benchmark", actor_id=actor_id)
            secret = add_key(self.store, request, now=NOW).secret
            self._readers[role] = TestClient(
                self._app, cookies={_SESSION: secret}, headers={"Accept-Encoding": "gzip"}
            )
        return self._readers[role]

    def measured(self, sight: Sight) -> _Measured:
        """A page, asked for again and again."""
        place = sight.address(chain=f"/chains/{self.chain_id}")
        reader = self.reader(sight.role)
        first = reader.get(place)
        first.raise_for_status()
        later = {one for one in _LATER.findall(first.text) if not _DRAWING.search(one)}
        sent = sum(_sent(reader.get(one)) for one in later)
        late, taken = [], []
        for number in range(ROUNDS):
            self._record(f"bench-{sight.name}-{number}")
            late.append(seconds_of(lambda: reader.get(place)))
            taken += [seconds_of(lambda: reader.get(place)) for _ in range(PER_ROUND)]
        return _Measured(sight.name, taken, late, _sent(first) + sent)

    def _record(self, referral_id: str) -> None:
        referral = event(
            referral_id, next(self._others), sender_id=self._actor.id, recipient_id="partner-0001"
        )
        self.store.apply([Put(referral)])


def _sent(answer: Response) -> int:
    return int(answer.headers["Content-Length"])


def figures(_big: Path, _small: Path) -> tuple[list[Figure], list[str]]:
    """The figures, and remarks on what was measured beside them."""
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/demo.db")
        write_network(NetworkSpec(seed=7, today=NOW.date()), Path(folder, "csv"))
        apply_plan(store, plan_import(store, [Path(folder, "csv")]))
        house = _House(store)
        pages = [house.measured(sight) for sight in SIGHTS if "{shown_import}" not in sight.place]
        store.close()
    slowest = max(pages, key=lambda page: _p95_ms(page.seconds))
    largest = max(pages, key=lambda page: page.sent)
    return (
        [
            Figure(
                name="pages: server time on the demo network, p95 of the slowest page",
                measured=_p95_ms(slowest.seconds),
                goal=GOAL_MS,
                unit="ms",
                is_at_least=False,
                script=SCRIPT,
            ),
            Figure(
                name="pages: sent for the largest page, apart from map and charts",
                measured=largest.sent / 1000,
                goal=GOAL_KB,
                unit="kB",
                is_at_least=False,
                script=SCRIPT,
            ),
        ],
        [
            "Pages: p95 of the server time, the median of the first answer after one more"
            " referral, and what is sent: "
            + ", ".join(
                f"{page.name} {_p95_ms(page.seconds):.0f} ms, {1000 * median(page.late):.0f} ms,"
                f" {page.sent / 1000:.0f} kB"
                for page in pages
            )
            + f". In {ROUNDS} rounds, each after one more referral, of {PER_ROUND} answers more."
        ],
    )


def _p95_ms(seconds: list[float]) -> float:
    return 1000 * sorted(seconds)[math.ceil(0.95 * len(seconds)) - 1]


if __name__ == "__main__":
    write_result(figures, sys.argv[1:])
