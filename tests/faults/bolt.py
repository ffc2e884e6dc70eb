"""As much of Bolt as a proxy needs that answers in a server's place.

Messages come in chunks that begin with their length, an empty one ends the message; values are in
PackStream. See "Bolt Protocol documentation" by Neo4j: Bolt Protocol message specification, and
PackStream.
"""

import socket
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import TypeAlias

Value: TypeAlias = bool | int | str | Sequence["Value"] | Mapping[str, "Value"] | None

MAGIC = b"\x60\x60\xb0\x17"
HANDSHAKE = len(MAGIC) + 4 * 4
"""Bytes that a client says first: who speaks Bolt, and four proposals of versions."""

MANIFEST = b"\x00\x00\x01\xff"
"""The proposal to negotiate versions in more than one step."""


class Ask(IntEnum):
    """What a client may want, by the tag of its message."""

    GOODBYE = 0x02
    RESET = 0x0F
    RUN = 0x10
    BEGIN = 0x11
    COMMIT = 0x12
    ROUTE = 0x66


class Answer(IntEnum):
    """How a server answers; a record is followed by more, all else ends the answer."""

    SUCCESS = 0x70
    RECORD = 0x71
    IGNORED = 0x7E
    FAILURE = 0x7F


def receive_exactly(source: socket.socket, count: int) -> bytes:
    """So many bytes.

    Raises
    ------
    ConnectionError
        If the line ends before.
    """
    found = b""
    while len(found) < count:
        part = source.recv(count - len(found))
        if not part:
            raise ConnectionError
        found += part
    return found


def receive(source: socket.socket) -> bytes:
    """The next message without its chunks' lengths."""
    message = b""
    while True:
        size = int.from_bytes(receive_exactly(source, 2))
        if size:
            message += receive_exactly(source, size)
        elif message:
            return message


def send(sink: socket.socket, message: bytes) -> None:
    """A message in chunks."""
    largest = 0xFFFF
    chunks = [message[start : start + largest] for start in range(0, len(message), largest)]
    sink.sendall(b"".join(len(chunk).to_bytes(2) + chunk for chunk in (*chunks, b"")))


def tag(message: bytes) -> int:
    """What kind of message it is: the byte behind that which tells its number of fields."""
    return message[1]


def answer(kind: Answer, *fields: Value) -> bytes:
    """A message of a server.

    Examples
    --------
    >>> answer(Answer.SUCCESS, {"n": [1, True]}).hex(" ")
    'b1 70 a1 81 6e 92 01 c3'
    """
    return bytes((0xB0 + len(fields), kind)) + b"".join(map(pack, fields))


def failure(code: str) -> bytes:
    """A failure with a code of Neo4j, in the words of all versions of Bolt that know any."""
    return answer(
        Answer.FAILURE,
        {
            "code": code,
            "neo4j_code": code,
            "message": "as the test wants it",
            "gql_status": "50N42",
            "description": "error: general processing exception",
            "diagnostic_record": {},
        },
    )


def pack(value: Value) -> bytes:
    """A value in PackStream; lists and mappings of up to 15 members, texts of up to 255 bytes.

    Examples
    --------
    >>> [pack(one).hex() for one in (None, False, 7, 300, "ab", ["a"], {"a": 1})]
    ['c0', 'c2', '07', 'cb000000000000012c', '826162', '918161', 'a1816101']
    """
    match value:
        case None:
            return b"\xc0"
        case bool():
            return b"\xc3" if value else b"\xc2"
        case int():
            return (
                bytes((value,)) if 0 <= value < 0x80 else b"\xcb" + value.to_bytes(8, signed=True)
            )
        case str():
            text = value.encode()
            head = bytes((0x80 + len(text),)) if len(text) < 0x10 else bytes((0xD0, len(text)))
            return head + text
        case Mapping():
            pairs = [pack(name) + pack(member) for name, member in value.items()]
            return bytes((0xA0 + len(pairs),)) + b"".join(pairs)
        case _:
            return bytes((0x90 + len(value),)) + b"".join(map(pack, value))
