"""The demo network, made once for all tests of its rules and rhythms."""

import pytest

from service.demo.records import network_records
from service.demo.sizes import NetworkSpec
from tests.demo_network import Records, by_kind


@pytest.fixture(scope="session")
def demo() -> Records:
    """Every record of the demo of seed 7, by kind."""
    return by_kind(network_records(NetworkSpec()))
