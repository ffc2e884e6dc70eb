"""Sessions in a browser: somebody of a role, signed in by a key, and where they go."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

from graph_model.domain.actors import Actor
from graph_model.domain.vocabulary import ActorKind, Role
from graph_model.store.port import Filter
from service.bootstrap import open_store
from service.clock import system_clock
from service.use_cases.keys import KeyRequest, add_key
from tests.browser.demo_service import DemoService


def as_role(context: BrowserContext, demo: DemoService, role: Role) -> Page:
    """A page signed in by a key that acts as the first Kümmerer, or for everybody."""
    store = open_store(f"sqlite:///{demo.store}")
    found = store.page(Actor, Filter(actor_kind=ActorKind.KUEMMERER), limit=1).items
    actor_id = found[0].record.id if role is Role.KUEMMERER else None
    request = KeyRequest(role=role, label="Browser", actor_id=actor_id)
    made = add_key(store, request, now=system_clock())
    store.close()
    context.add_cookies([{"name": "hilfenetz_session", "value": made.secret, "url": demo.address}])
    page = context.new_page()
    page.goto(demo.address)
    return page


def place_of_a_chain(page: Page, demo: DemoService) -> str:
    """Path of the page of an open chain, for a Kümmerer."""
    page.goto(f"{demo.address}/chains")
    return page.locator("ul.chains a").first.get_attribute("href") or ""


def place_of_an_import(page: Page, demo: DemoService) -> str:
    """Path of the page that shows what files would change, one row of which is wrong."""
    page.goto(f"{demo.address}/import")
    content = "code;parent_code;label_de;label_en\nquarrel;;Streit im Haus;Quarrels\n;;ohne;none\n"
    page.locator("input[type=file]").set_input_files(
        {"name": "needs.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.locator("main form button").first.click()
    page.wait_for_url("**/import/*")
    page.locator("h2#would").wait_for()
    return urlsplit(page.url).path
