"""Names that are programs, in every field that has one: no page runs them or loses one."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle

import pytest
from playwright.sync_api import Browser, expect

from graph_model.domain.actors import Actor
from graph_model.domain.areas import Area
from graph_model.domain.checks import check_text
from graph_model.domain.needs import Need
from graph_model.domain.records import Record
from graph_model.domain.services import Service
from graph_model.domain.vocabulary import Role
from graph_model.errors import InvalidValueError
from graph_model.store.port import GraphStore, Put
from service.bootstrap import open_store
from service.clock import system_clock
from service.context import Services
from service.settings import Settings
from service.snapshots import SnapshotKeeper
from tests.browser.demo_service import DemoService, running_demo
from tests.browser.sessions import as_role, place_of_a_chain, place_of_an_import
from tests.browser.sights import SIGHTS, Sight
from tests.browser.watch import Watch
from tests.scenes import HOSTILE_TEXTS
from tests.serving import served

FOREIGN = "img[src=x], [onerror], [onload], [onmouseover], a[href^='javascript:'], base, object"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoService]:
    """The demo network with hostile names for every area, need, actor and service."""
    folder = tmp_path_factory.mktemp("hostile")
    with running_demo(folder, today=None) as demo:
        place = demo.store
    store = open_store(f"sqlite:///{place}")
    rename(store)
    services = Services(
        settings=Settings(), store=store, clock=system_clock, snapshots=SnapshotKeeper(store)
    )
    with served(services) as address:
        yield DemoService(address=address, link="", store=place)
    store.close()


def rename(store: GraphStore) -> None:
    """Give every named record one of the hostile texts; none is left out, and each is used."""
    texts = cycle([text for text in HOSTILE_TEXTS if is_a_name(text)])
    for kind in (Area, Need, Actor, Service):
        after = None
        while True:
            found = store.page(kind, after=after, limit=1000)
            store.apply([Put(renamed(item.record, next(texts))) for item in found.items])
            after = found.after
            if after is None:
                break


def is_a_name(text: str) -> bool:
    """Whether the domain takes a text; control characters and halves of characters it refuses."""
    try:
        check_text("name", text)
    except InvalidValueError:
        return False
    return True


def renamed(record: Record, text: str) -> Record:
    """The record by another name."""
    if isinstance(record, Need):
        return replace(record, label_de=text, label_en=text)
    if isinstance(record, Area | Actor | Service):
        return replace(record, name=text)
    raise AssertionError(f"a {type(record).__name__} has no name")


@pytest.mark.parametrize("sight", SIGHTS, ids=lambda sight: sight.name)
def test_hostile_names_run_nothing_and_are_shown_as_they_are(
    browser: Browser, hostile: DemoService, sight: Sight
) -> None:
    context = browser.new_context(locale="de-DE")
    page = as_role(context, hostile, sight.role)
    places = {}
    if sight.role is Role.KUEMMERER:
        places["chain"] = place_of_a_chain(page, hostile)
    if sight.role is Role.ADMIN:
        places["shown_import"] = place_of_an_import(page, hostile)
    watch = Watch()
    watch.over(page, hostile.address)
    sight.open(page, hostile.address, **places)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for frame in page.frames:
        assert frame.evaluate("() => window.broken ?? null") is None
        assert frame.locator(FOREIGN).count() == 0
    assert watch == Watch()
    context.close()
