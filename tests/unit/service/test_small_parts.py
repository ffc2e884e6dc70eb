"""Links, languages, whole files and log lines."""

import io
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from graph_model.errors import StoreUnavailableError
from service.clock import system_clock
from service.files import write_whole
from service.links import OneTimeLinks
from service.logs import JsonFormatter, configure
from service.middleware import language_of
from tests.builders import at

NOW = at("2026-03-02T12:00")


def use(links: OneTimeLinks, token: str, *, now: datetime = NOW) -> bool:
    with links.using(token, now=now) as is_good:
        return is_good


def test_a_link_works_once_even_if_many_use_it_at_once() -> None:
    links = OneTimeLinks()
    token = links.make(now=NOW)
    with ThreadPoolExecutor(8) as threads:
        uses = list(threads.map(lambda _: use(links, token), range(32)))
    assert uses.count(True) == 1
    assert not links.is_good(token, now=NOW)


def test_a_link_is_long_random_kept_as_a_digest_and_ends_after_an_hour() -> None:
    links = OneTimeLinks()
    assert not links.were_made
    first, second = links.make(now=NOW), links.make(now=NOW)
    assert links.were_made
    assert first != second
    assert len(first) >= 43
    assert first not in repr(vars(links))
    late = NOW + timedelta(hours=1)
    assert links.is_good(first, now=late - timedelta(seconds=1))
    assert not links.is_good(first, now=late)
    assert not use(links, first, now=late)
    assert not use(links, "made-up")


def test_a_link_stays_good_if_the_sign_in_fails() -> None:
    links = OneTimeLinks()
    token = links.make(now=NOW)

    def fail(used: str) -> None:
        with links.using(used, now=NOW):
            raise StoreUnavailableError(problem="away")

    for used in (token, "made-up"):
        with pytest.raises(StoreUnavailableError, match="away"):
            fail(used)
    assert not links.is_good("made-up", now=NOW)
    # No longer than it was good before.
    assert not links.is_good(token, now=NOW + timedelta(hours=1))
    assert use(links, token)
    assert not use(links, token)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "de"),
        ("de", "de"),
        ("en", "en"),
        ("EN-gb", "en"),
        ("de;q=0.5, en;q=0.6", "en"),
        ("en;q=0.6, de;q=0.6", "de"),
        ("fr, nl;q=0.9", "de"),
        ("en;q=0", "de"),
        ("en;q=0, de;q=0", "de"),
        ("en;q=1.2.3", "de"),
        ("en;q=abc", "de"),
        (";;;,,,===", "de"),
        ("x" * 10_000 + ",en", "de"),
        ("*", "de"),
    ],
)
def test_the_language_that_is_wanted_most_wins_and_nonsense_changes_nothing(
    header: str, language: str
) -> None:
    assert language_of(header, "de") == language


def test_where_nothing_is_wanted_the_default_decides() -> None:
    assert language_of("fr", "en") == "en"
    assert language_of("de;q=0.3,en;q=0.3", "en") == "en"


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "new" / "map.html"
    write_whole(target, "ältere Karte\n")
    write_whole(target, "neue Karte\n")
    assert target.read_bytes() == b"neue Karte\n"
    assert [file.name for file in target.parent.iterdir()] == ["map.html"]


def test_a_file_that_cannot_be_written_leaves_the_old_one_and_no_rest(tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    write_whole(target, "alt")
    with pytest.raises(UnicodeEncodeError, match="surrogates"):
        write_whole(target, "neu \ud800")
    assert target.read_text(encoding="utf-8") == "alt"
    assert [file.name for file in tmp_path.iterdir()] == ["map.html"]


def test_a_log_line_is_json_with_its_fields_and_without_what_an_error_says() -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    log = logging.getLogger("tests.small_parts")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.info("counted", extra={"count": 3})
    try:
        raise ValueError("Erika Mustermann")
    except ValueError:
        log.exception("failed")
    log.removeHandler(handler)
    first, second = (json.loads(line) for line in written.getvalue().splitlines())
    assert (first["event"], first["level"], first["count"]) == ("counted", "INFO", 3)
    assert second["error"] == "ValueError"
    assert "Mustermann" not in written.getvalue()


def test_configuring_the_log_sends_everything_to_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    try:
        configure("WARNING")
        logging.getLogger("service.x").info("quiet")
        logging.getLogger("service.x").warning("loud")
    finally:
        root.handlers, root.level = handlers, level
    said = capsys.readouterr()
    assert said.out == ""
    assert [json.loads(line)["event"] for line in said.err.splitlines()] == ["loud"]


def test_the_clock_knows_its_zone() -> None:
    assert system_clock().utcoffset() == timedelta(0)
