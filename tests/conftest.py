"""What holds for every test: where the repository and the shared data are."""

from pathlib import Path

import pytest

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
