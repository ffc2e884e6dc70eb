"""The folder outside the repository where what was fetched or made for the server is kept."""

import fcntl
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.neo4j_server.programs import MissingProgramError


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """``hilfenetz`` in ``XDG_CACHE_HOME`` (``~/.cache`` unless set), made if it is not there.

    Raises
    ------
    MissingProgramError
        If nothing can be written there.
    """
    folder = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hilfenetz"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise MissingProgramError(
            f"In {folder} kann nichts abgelegt werden ({error.strerror}). Bitte XDG_CACHE_HOME auf "
            "einen beschreibbaren Ordner setzen; er braucht 400 MB.\n"
            f"Nothing can be kept in {folder} ({error.strerror}). Set XDG_CACHE_HOME to a folder "
            "that can be written; it needs 400 MB."
        ) from error


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Whoever fetches or makes something in the cache holds off all others meanwhile."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
