"""What holds for every test: no time limits in Hypothesis, and where the shared data are."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

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
