"""What holds for every test: no time limits in Hypothesis, the shared data, the Neo4j server."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from graph_model.store.neo4j import Address
from tests.contract import counts
from tests.neo4j_server.launch import launch
from tests.neo4j_server.programs import NAMED_SERVER, MissingProgramError
from tests.neo4j_server.server import address_for_tests, chosen_version

# How fast a machine is says nothing about whether an example holds.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder ``../shared/data`` beside the repository; without it the test fails and says so."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.fail(
            "This test reads ../shared/data, which is missing beside the repository. "
            "Put the folder there; the test is compulsory."
        )
    return folder


@pytest.fixture(scope="session")
def neo4j_address() -> Iterator[Address]:
    """A Neo4j server for the whole run; without one the test fails and says what to install."""
    try:
        with address_for_tests() as address:
            yield address
    except MissingProgramError as error:
        pytest.fail(str(error), pytrace=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    """An option for runs in which both stores must have been tested."""
    parser.addoption(
        "--both-stores",
        action="store_true",
        help="fail unless as many tests of the contract suite passed on Neo4j as on SQLite",
    )
    parser.addoption(
        "--pictures",
        metavar="FOLDER",
        help="keep the pictures that the browser tests take of the pages",
    )


@pytest.fixture(scope="session")
def pictures(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the pages go: a folder that nobody keeps, unless one is named."""
    named = pytestconfig.getoption("pictures")
    folder = tmp_path_factory.mktemp("pictures") if named is None else Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests on the common Neo4j server go to one worker, others that share a server likewise."""
    for item in items:
        if item.get_closest_marker("own_server") is not None:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
        elif item.get_closest_marker("neo4j") is not None:
            item.add_marker(pytest.mark.xdist_group("neo4j"))
    if NAMED_SERVER in os.environ and not _can_start_servers():
        left_out = [item for item in items if item.get_closest_marker("own_server") is not None]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _can_start_servers() -> bool:
    try:
        launch(chosen_version())
    except MissingProgramError:
        return False
    return True


def _passed_on_each_store(config: pytest.Config) -> Counter[str]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return counts.passed(reporter.stats.get("passed", ()) if reporter is not None else ())


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run that must test both stores and did not is a failed one."""
    config = session.config
    is_asked = config.getoption("both_stores") and not hasattr(config, "workerinput")
    if is_asked and not counts.are_equal(_passed_on_each_store(config)):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say on which stores the contract suite has run, if it has."""
    found = _passed_on_each_store(terminalreporter.config)
    is_asked = terminalreporter.config.getoption("both_stores")
    if found or is_asked:
        is_good = counts.are_equal(found)
        terminalreporter.write_line(counts.line(found), green=is_good, red=is_asked and not is_good)
