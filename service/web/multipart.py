"""Forms with files (RFC 7578), read piece by piece as they come in and never held as a whole."""

from collections.abc import Callable
from typing import Protocol

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

_LONGEST_BOUNDARY = 70
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

    def __init__(self, boundary: bytes, open_file: OpenFile) -> None:
        self.fields: dict[str, str] = {}
        self._open_file = open_file
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin_part,
                "on_header_field": self._take_header_name,
                "on_header_value": self._take_header_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._end_head,
                "on_part_data": self._take_content,
                "on_part_end": self._end_part,
                "on_end": self._end,
            },
            max_header_size=_LONGEST_HEAD,
        )
        self._parts = 0
        self._header = b""
        self._value = b""
        self._disposition = b""
        self._name = ""
        self._field: bytes | None = None
        self._sink: FileSink | None = None
        self._is_over = False

    def feed(self, data: bytes) -> None:
        """Take the next piece of the body.

        Raises
        ------
        BadFormError
            If this is no form, a field is too long or comes twice, or there are too many.
        """
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise BadFormError from error

    def finish(self) -> None:
        """There is nothing more.

        Raises
        ------
        BadFormError
            If the form breaks off.
        """
        if not self._is_over:
            raise BadFormError

    def close(self) -> None:
        """Close a file that is still open."""
        if self._sink is not None:
            self._sink.close()
            self._sink = None

    def _begin_part(self) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise BadFormError
        self._disposition, self._field = b"", None

    def _take_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _take_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header, self._value = b"", b""

    def _end_head(self) -> None:
        parameters = parse_options_header(self._disposition.decode("latin-1"))[1]
        if b"name" not in parameters:
            raise BadFormError
        self._name = _text(parameters[b"name"])
        file_name = parameters.get(b"filename")
        if file_name is None:
            self._field = b""
        elif file_name:
            self._sink = self._open_file(self._name, _text(file_name))

    def _take_content(self, data: bytes, start: int, end: int) -> None:
        if self._sink is not None:
            self._sink.write(data[start:end])
        elif self._field is None or len(self._field) + end - start > _LONGEST_FIELD:
            raise BadFormError
        else:
            self._field += data[start:end]

    def _end_part(self) -> None:
        self.close()
        if self._field is not None:
            if self._name in self.fields:
                raise BadFormError
            self.fields[self._name] = _text(self._field).strip()

    def _end(self) -> None:
        self._is_over = True


def boundary_of(content_type: str) -> bytes | None:
    """What stands between the parts, ``None`` if this is no form with files.

    Examples
    --------
    >>> boundary_of("multipart/form-data; boundary=x7")
    b'x7'
    """
    kind, parameters = parse_options_header(content_type.strip())
    boundary = parameters.get(b"boundary", b"")
    is_form = kind == b"multipart/form-data" and 0 < len(boundary) <= _LONGEST_BOUNDARY
    return boundary if is_form else None


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadFormError from error
