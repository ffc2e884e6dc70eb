"""What holds for every test: no time limits in Hypothesis, the shared data, the Neo4j server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from graph_model.store.neo4j import Address
from tests.neo4j_server.programs import MissingProgramError
from tests.neo4j_server.server import address_for_tests

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of the Neo4j store go to one worker, so that one server is enough."""
    for item in items:
        if item.get_closest_marker("neo4j") is not None:
            item.add_marker(pytest.mark.xdist_group("neo4j"))
