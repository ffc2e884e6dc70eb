"""``hilfenetz demo`` as a person starts it: a process of its own on a free port."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

from graph_model.domain.actors import Actor
from graph_model.domain.vocabulary import ActorKind, Role
from graph_model.store.port import Filter
from service.bootstrap import open_store
from service.clock import system_clock
from service.use_cases.keys import KeyRequest, add_key

_COMMAND = (sys.executable, "-c", "from service.cli import main; main()", "demo", "--port", "0")
_PLACE = re.compile(r"(http://127\.0\.0\.1:\d+)(/sign-in/\S+)")


@dataclass(frozen=True, slots=True)
class DemoService:
    """Where the service runs, and the one-time link that it printed."""

    address: str
    link: str
    store: Path


@contextmanager
def running_demo(folder: Path, *, today: date | None = date(2026, 6, 30)) -> Iterator[DemoService]:
    """A demo of a network up to a day, or up to now; it ends with the block, its files stay."""
    until = [] if today is None else ["--today", today.isoformat()]
    own = {name: value for name, value in os.environ.items() if not name.startswith("HILFENETZ_")}
    with subprocess.Popen(
        [*_COMMAND, "--folder", "demo", "--map", "map.html", *until],
        cwd=folder,
        env=own,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield _begun(process, folder)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


def _begun(process: subprocess.Popen[str], folder: Path) -> DemoService:
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        found = _PLACE.search(line)
        if found:
            return DemoService(found[1], found[1] + found[2], folder / "demo" / "demo.db")
    raise AssertionError("The demo ended before it told its link:\n" + "".join(said))


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
