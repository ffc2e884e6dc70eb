"""Logging as one JSON object a line: event names, ids, counts and durations, nothing else."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "taskName",
    # uvicorn's second copy of its message, with colours
    "color_message",
}
_FRAMES = 5


class JsonFormatter(logging.Formatter):
    """A record as JSON; ``extra`` fields stand beside time, level and event."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON without the record's arguments or exception text."""
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(),
            "level": record.levelname,
            "event": record.getMessage(),
            **{name: value for name, value in vars(record).items() if name not in _OWN},
        }
        if record.exc_info and record.exc_info[0] is not None:
            # What an error says may hold somebody's data; what it is and where it was does not.
            entry["error"] = record.exc_info[0].__name__
            entry["where"] = _places(record.exc_info[2])
        return json.dumps(entry, ensure_ascii=False, default=str)


def _places(trace: TracebackType | None) -> list[str]:
    last = traceback.extract_tb(trace)[-_FRAMES:]
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in last]


def configure(level: str) -> None:
    """Send all logs of the process to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
