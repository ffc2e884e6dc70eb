"""The application over a real SQLite store in a folder of its own, with keys for every role."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.referrals import Referral
from graph_model.domain.vocabulary import Role
from graph_model.store.port import GraphStore, Put
from service.app import create_app, enveloped
from service.bootstrap import open_store
from service.context import Services
from service.settings import Settings
from service.snapshots import SnapshotKeeper
from service.use_cases.keys import KeyRequest, add_key
from tests import builders as make

NOW = make.at("2026-03-02T12:00")


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """The moment it stands at."""
        return self.now


@dataclass
class House:
    """A running application and what a test needs to call it."""

    app: ASGIApp
    client: TestClient
    store: GraphStore
    clock: Clock
    services: Services
    secrets: dict[str, str] = field(default_factory=dict)

    def headers(self, who: str, **more: str) -> dict[str, str]:
        """Headers that sign ``who`` in; underscores in further names become hyphens."""
        extra = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Authorization": f"Bearer {self.secrets[who]}", **extra}

    def post(
        self, path: str, body: object, who: str = "kuemmerer", **headers: str
    ) -> httpx2.Response:
        """Send a body as ``who``."""
        return self.client.post(f"/api/v1{path}", json=body, headers=self.headers(who, **headers))

    def get(self, path: str, who: str = "kuemmerer", **params: str) -> httpx2.Response:
        """Read as ``who``."""
        return self.client.get(f"/api/v1{path}", params=params, headers=self.headers(who))

    def add_key(self, who: str, **wanted: str) -> None:
        """A key for somebody new, with ``role`` and, if given, ``actor`` or ``cooperative``."""
        request = KeyRequest(
            role=Role(wanted["role"]),
            label=who,
            actor_id=wanted.get("actor"),
            cooperative_id=wanted.get("cooperative"),
        )
        self.secrets[who] = add_key(self.store, request, now=self.clock.now).secret

    def revision_of(self, path: str) -> int:
        """The revision of the record that a path below ``/api/v1`` names; 0 if it names none."""
        kinds = {"consents": Consent, "chains": HelpChain, "referrals": Referral}
        kind, _, rest = path.strip("/").partition("/")
        found = self.store.get(kinds[kind], rest.split("/")[0]) if rest else None
        return 0 if found is None else found.revision


def alike(referral: Referral, *, tenants: int = 3) -> list[Put]:
    """The same referral, step by step, for so many more tenants, each in a chain of their own."""
    found: list[Put] = []
    for number in range(1, tenants + 1):
        tenant, chain = f"{referral.tenant_id}-{number}", f"{referral.chain_id}-{number}"
        found += [
            Put(make.tenant(tenant)),
            Put(make.chain(chain, tenant=tenant)),
            Put(
                replace(
                    referral,
                    id=f"{referral.id}-{number}",
                    tenant_id=tenant,
                    chain_id=chain,
                    previous_id=referral.previous_id and f"{referral.previous_id}-{number}",
                )
            ),
        ]
    return found


def same_but_for(answer: httpx2.Response, name: str) -> tuple[int, str]:
    """Status and text of an answer without a name and without ids that are made anew each time."""
    text = re.sub(r"referral-[0-9a-f]{20}", "referral-new", answer.text)
    return answer.status_code, text.replace(name, "?")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Two cooperatives, their Kümmerer and tenants, two partners, a key for each role."""
    store = open_store(f"sqlite:///{tmp_path}/net.db")
    clock = Clock()
    services = Services(
        settings=Settings(import_folder=str(tmp_path / "imports")),
        store=store,
        clock=clock,
        snapshots=SnapshotKeeper(store),
    )
    store.apply(
        [
            Put(make.area("a1", residents=1000, residents_65_plus=300)),
            Put(make.area("a2")),
            Put(make.need("loneliness")),
            Put(make.need("debt")),
            Put(make.cooperative("g1")),
            Put(make.cooperative("g2", area="a2")),
            Put(make.kuemmerer("k1", cooperative="g1", areas=("a1",))),
            Put(make.kuemmerer("k2", cooperative="g2", areas=("a2",))),
            Put(make.partner("p1")),
            Put(make.partner("p2")),
            Put(make.service("s1", actor="p1", places=5, free=2, counted="2026-02-20")),
            Put(make.service("s2", actor="p2", needs=("debt",))),
            Put(make.tenant("t1", cooperative="g1", area="a1")),
            Put(make.tenant("t2", cooperative="g2", area="a2")),
            Put(make.consent("e1", tenant="t1", recipients=("p1", "p2"))),
            Put(make.chain("c1", tenant="t1", cooperative="g1")),
            Put(make.chain("c2", tenant="t2", cooperative="g2", area="a2", opened_by="k2")),
        ]
    )
    app = enveloped(create_app(services), services.settings)
    house = House(app, TestClient(app), store, clock, services)
    people = {
        "kuemmerer": KeyRequest(role=Role.KUEMMERER, label="k1", actor_id="k1"),
        "foreign": KeyRequest(role=Role.KUEMMERER, label="k2", actor_id="k2"),
        "coordination": KeyRequest(role=Role.COORDINATION, label="Koordination"),
        "evaluation": KeyRequest(role=Role.EVALUATION, label="Evaluation"),
        "admin": KeyRequest(role=Role.ADMIN, label="Systempflege"),
    }
    for who, request in people.items():
        house.secrets[who] = add_key(store, request, now=NOW).secret
    with house.client:
        yield house
    store.close()
