"""Forms with files (RFC 7578), read piece by piece as they come in and never held as a whole."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

_BOUNDARY = re.compile(r"multipart/form-data\s*;.*boundary=(\"[^\"]{1,70}\"|[^\s;\"]{1,70})", re.I)
_NAME = re.compile(rb"[;\s]name=\"([^\"]{1,100})\"")
_FILE_NAME = re.compile(rb"[;\s]filename=\"((?:[^\"\\]|\\.)*)\"")
_LONGEST_HEAD = 8_192
_LONGEST_FIELD = 4_096
_MOST_PARTS = 60


class BadFormError(ValueError):
    """What came in is no form as browsers send it."""


class FileSink(Protocol):
    """Takes the content of one file."""

    def write(self, data: bytes, /) -> object:
        """Take the next piece."""
        ...

    def close(self) -> object:
        """There is nothing more."""
        ...


OpenFile = Callable[[str, str], FileSink]
"""Opens a sink for a file, by the name of its field and the name that the browser gave it."""


class _At(Enum):
    START = auto()
    HEAD = auto()
    FIELD = auto()
    FILE = auto()
    NOWHERE = auto()
    END = auto()


@dataclass
class FormReader:
    """Takes a body in pieces; fields are kept, files go to sinks.

    Parameters
    ----------
    boundary
        From the header, see ``boundary_of``.
    open_file
        Asked for a sink when a file begins; what it raises ends the reading. A file without a name
        is a field that was left blank.
    """

    boundary: bytes
    open_file: OpenFile

    def __post_init__(self) -> None:
        self.fields: dict[str, str] = {}
        self._at = _At.START
        # A delimiter stands at the beginning of a line; so does the first one of all.
        self._left = b"\r\n"
        self._name = ""
        self._field = b""
        self._sink: FileSink | None = None
        self._parts = 0

    def feed(self, data: bytes) -> None:
        """Take the next piece of the body.

        Raises
        ------
        BadFormError
            If this is no form, a field is too long or comes twice, or there are too many.
        """
        self._left += data
        while self._step():
            pass

    def finish(self) -> None:
        """There is nothing more.

        Raises
        ------
        BadFormError
            If the form breaks off.
        """
        if self._at is not _At.END:
            raise BadFormError

    def close(self) -> None:
        """Close a file that is still open."""
        if self._sink is not None:
            self._sink.close()
            self._sink = None

    def _step(self) -> bool:
        """Take one step on; whether there may be another before more comes in."""
        if self._at is _At.END:
            self._left = b""
            return False
        if self._at is _At.HEAD:
            return self._take_head()
        return self._take_content()

    def _take_content(self) -> bool:
        delimiter = b"\r\n--" + self.boundary
        content, found, rest = self._left.partition(delimiter)
        if not found:
            # The delimiter may have begun at the very end.
            keep = min(len(self._left), len(delimiter) - 1)
            self._pass_on(self._left[: len(self._left) - keep])
            self._left = self._left[len(self._left) - keep :]
            return False
        if len(rest) < 2:
            return False
        if rest[:2] not in (b"--", b"\r\n"):
            raise BadFormError
        self._pass_on(content)
        self._end_part()
        self._at = _At.END if rest[:2] == b"--" else _At.HEAD
        self._left = rest[2:]
        return True

    def _take_head(self) -> bool:
        head, found, rest = self._left.partition(b"\r\n\r\n")
        if len(head) > _LONGEST_HEAD:
            raise BadFormError
        if not found:
            return False
        self._left = rest
        self._begin_part(head)
        return True

    def _begin_part(self, head: bytes) -> None:
        self._parts += 1
        name = _NAME.search(head)
        if name is None or self._parts > _MOST_PARTS:
            raise BadFormError
        self._name = _text(name[1])
        file_name = _FILE_NAME.search(head)
        if file_name is None:
            self._at = _At.FIELD
            self._field = b""
        elif not file_name[1]:
            self._at = _At.NOWHERE
        else:
            self._at = _At.FILE
            self._sink = self.open_file(self._name, _text(file_name[1]))

    def _pass_on(self, data: bytes) -> None:
        if self._at is _At.FILE and self._sink is not None:
            self._sink.write(data)
        elif self._at is _At.FIELD:
            self._field += data
            if len(self._field) > _LONGEST_FIELD:
                raise BadFormError
        elif (self._at is _At.START and data not in (b"", b"\r\n")) or (
            self._at is _At.NOWHERE and data
        ):
            raise BadFormError

    def _end_part(self) -> None:
        self.close()
        if self._at is _At.FIELD:
            if self._name in self.fields:
                raise BadFormError
            self.fields[self._name] = _text(self._field).strip()


def boundary_of(content_type: str) -> bytes | None:
    """What stands between the parts, ``None`` if this is no form with files.

    Examples
    --------
    >>> boundary_of("multipart/form-data; boundary=x7")
    b'x7'
    """
    found = _BOUNDARY.fullmatch(content_type.strip())
    return None if found is None else found[1].strip('"').encode("latin-1", "replace")


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadFormError from error
