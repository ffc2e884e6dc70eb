"""A TCP proxy between the store and its server: cuts lines, lets them fall silent, slows them."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_BLOCK = 65_536


class Proxy:
    """Listens on a port of its own and passes everything on, until told otherwise.

    ``delay_s`` is how long each packet stays on its way.
    """

    def __init__(self, host: str, port: int, *, at: int = 0) -> None:
        self._target = (host, port)
        self._listener = socket.create_server(("127.0.0.1", at))
        self._open: list[socket.socket] = []
        self._lines: list[threading.Event] = []
        self._loses_answer = False
        self._awaited: list[bytes] = []
        self._is_silent = False
        self._is_closed = threading.Event()
        self.delay_s = 0.0
        self.cuts = 0
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def lose_answer_once(self, *after: bytes) -> None:
        """Let the line that brings the next answer fall silent in the middle of it.

        The next one after these were asked, one after the other, if any are given.
        """
        self._awaited = list(after)
        self._loses_answer = True

    def fall_silent(self) -> None:
        """Take what comes and lose it, on the lines that are open and on new ones."""
        self._is_silent = True

    def speak(self) -> None:
        """Serve new lines again; those that have lost something stay silent."""
        self._is_silent = False

    def forget_all(self) -> None:
        """Lose what comes on the lines that are open, like a firewall that has forgotten them."""
        for lost in self._lines:
            lost.set()

    def cut_all(self) -> None:
        """Cut every line that is open; new ones are let through."""
        for one in self._open:
            _end(one)
        self._open.clear()

    def close(self) -> None:
        """Cut everything and listen no more."""
        self._is_closed.set()
        _end(self._listener)
        self.cut_all()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
            except OSError:
                return
            for end in (client, server):  # each packet at once, not together with the next
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open += [client, server]
            lost = threading.Event()
            self._lines.append(lost)
            for source, sink, is_client in ((client, server, True), (server, client, False)):
                threading.Thread(
                    target=self._pass_on, args=(source, sink, is_client, lost), daemon=True
                ).start()

    def _pass_on(
        self, source: socket.socket, sink: socket.socket, is_client: bool, lost: threading.Event
    ) -> None:
        with suppress(OSError):
            while block := source.recv(_BLOCK):
                self._is_closed.wait(self.delay_s)
                if is_client and self._awaited and self._awaited[0] in block:
                    self._awaited.pop(0)
                if self._loses_answer and not self._awaited and not is_client:
                    self._loses_answer = False
                    self.cuts += 1
                    sink.sendall(block[: len(block) // 2])
                    lost.set()
                if self._is_silent:
                    lost.set()
                if lost.is_set():
                    continue
                sink.sendall(block)
        if not lost.is_set():  # else nobody learns that the other side is gone
            _end(source)
            _end(sink)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


@contextmanager
def proxy_to(uri: str, *, at: int = 0) -> Iterator[Proxy]:
    """A proxy in front of the server at an address, on a port of the loopback (0: a free one)."""
    parts = urlsplit(uri)
    proxy = Proxy(parts.hostname or "127.0.0.1", parts.port or 7687, at=at)
    try:
        yield proxy
    finally:
        proxy.close()
