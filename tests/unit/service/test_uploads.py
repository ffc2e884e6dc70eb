"""What was uploaded waits for an hour, however much of it came."""

import os
from datetime import timedelta
from pathlib import Path

from service.uploads import KEPT, Uploads
from tests.builders import at

NOON = at("2026-03-02T12:00")
SECOND = timedelta(seconds=1)


def test_what_a_lost_worker_never_received_whole_is_gone_after_an_hour(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "imports")
    broken = uploads.new(f"import-{'0' * 20}")
    with broken.open_file("Kontakte.csv") as file:
        file.write(b"half a file")
    os.utime(broken.folder, (NOON.timestamp(), NOON.timestamp()))
    uploads.tidy(NOON + KEPT - SECOND)
    assert broken.paths()
    uploads.tidy(NOON + KEPT)
    assert not broken.folder.exists()


def test_what_is_no_upload_stays(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "imports")
    uploads.new(f"import-{'0' * 20}")
    other = tmp_path / "imports" / "notes"
    other.mkdir()
    os.utime(other, (0, 0))
    uploads.tidy(NOON)
    assert other.exists()
