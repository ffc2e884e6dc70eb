"""A proxy between the store and its server that understands Bolt, and answers wrongly where told.

It takes one message of the client after the other to the server and its answer back, so that it
always knows what an answer belongs to.
"""

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from urllib.parse import urlsplit

from tests.faults import bolt
from tests.faults.bolt import Answer, Ask

_READS = bolt.pack("mode") + bolt.pack("r")


class When(Enum):
    """When a message fails: the server has not heard of it, or has done what it says."""

    BEFORE = auto()
    AFTER = auto()


@dataclass(slots=True)
class Fault:
    """What happens to messages of one kind, so many times; without a code the line is cut."""

    ask: Ask
    when: When = When.BEFORE
    code: str | None = None
    times: int = 1


@dataclass(slots=True)
class Cluster:
    """Who leads and who belongs to it, by their ports; proxies of one server play the members.

    ``elections`` are the leaders to come: one each time that somebody asks for the routing table.
    """

    leader: int | None = None
    members: list[int] = field(default_factory=list)
    elections: list[int | None] = field(default_factory=list)

    def table(self) -> bolt.Value:
        """The routing table: everybody reads and routes, the leader writes."""
        if self.elections:
            self.leader = self.elections.pop(0)
        everybody: list[bolt.Value] = [f"127.0.0.1:{port}" for port in self.members]
        writers: list[bolt.Value] = [] if self.leader is None else [f"127.0.0.1:{self.leader}"]
        servers: list[bolt.Value] = [
            {"role": "ROUTE", "addresses": everybody},
            {"role": "READ", "addresses": everybody},
            {"role": "WRITE", "addresses": writers},
        ]
        return {"rt": {"ttl": 300, "db": "neo4j", "servers": servers}}


class BoltProxy:
    """Listens on a port of its own, in front of a server.

    ``passed`` counts the messages that reached the server, by kind.
    """

    def __init__(self, host: str, port: int, *, cluster: Cluster | None = None) -> None:
        self._target = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._fault: Fault | None = None
        self.cluster = cluster
        self.passed: Counter[int] = Counter()
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def fail(self, fault: Fault) -> None:
        """Let that happen from now on, instead of whatever was to happen before."""
        with self._lock:
            self._fault = fault

    @property
    def faults_left(self) -> int:
        """How many times more the fault is to happen."""
        return 0 if self._fault is None else self._fault.times

    def close(self) -> None:
        """Listen no more; lines that are open end when their client goes."""
        # A close alone does not wake the thread that waits for somebody.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def fault_for(self, ask: int) -> Fault | None:
        """The fault that is to happen to this message, if there is one; counts as happened."""
        with self._lock:
            fault = self._fault
            if fault is None or fault.ask != ask or fault.times == 0:
                return None
            fault.times -= 1
            return fault

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), client, socket.create_connection(self._target) as server:
            for end in (client, server):  # each message at once, not together with the next
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _Line(self, client, server=server).serve()


class _Line:
    """One client's line to the server."""

    def __init__(self, proxy: BoltProxy, client: socket.socket, *, server: socket.socket) -> None:
        self._proxy = proxy
        self._client = client
        self._server = server
        self._has_failed = False
        self._writes = False

    def serve(self) -> None:
        """Pass messages on until one side goes, or the line is to be cut."""
        hello = bolt.receive_exactly(self._client, bolt.HANDSHAKE)
        # Without that proposal, client and server agree on a version in one step.
        self._server.sendall(hello.replace(bolt.MANIFEST, bytes(4)))
        self._client.sendall(bolt.receive_exactly(self._server, 4))
        is_open = True
        while is_open:
            is_open = self._take(bolt.receive(self._client))

    def _take(self, message: bytes) -> bool:
        """One message and its answer; whether the line stays open."""
        ask = bolt.tag(message)
        if ask == Ask.GOODBYE:
            return False
        if ask == Ask.RESET:
            self._has_failed = False
        if ask == Ask.BEGIN:
            self._writes = _READS not in message
        instead = self._instead_of(ask)
        if instead is not None:
            bolt.send(self._client, instead)
            return True
        fault = self._proxy.fault_for(ask)
        is_heard = fault is None or fault.when is When.AFTER
        answers = self._ask_server(message) if is_heard else []
        if fault is None:
            for one in answers:
                bolt.send(self._client, one)
            return True
        if fault.code is None:
            return False
        self._has_failed = True
        bolt.send(self._client, bolt.failure(fault.code))
        return True

    def _instead_of(self, ask: int) -> bytes | None:
        """What a member of a cluster, or one whose last answer was a failure, says by itself."""
        if self._has_failed:
            return bolt.answer(Answer.IGNORED)
        cluster = self._proxy.cluster
        if cluster is None:
            return None
        if ask == Ask.ROUTE:
            return bolt.answer(Answer.SUCCESS, cluster.table())
        if ask == Ask.RUN and self._writes and cluster.leader != self._proxy.port:
            self._has_failed = True
            return bolt.failure("Neo.ClientError.Cluster.NotALeader")
        return None

    def _ask_server(self, message: bytes) -> list[bytes]:
        """The server's answer: records, and what ends them."""
        self._proxy.passed[bolt.tag(message)] += 1
        bolt.send(self._server, message)
        answers = [bolt.receive(self._server)]
        while bolt.tag(answers[-1]) == Answer.RECORD:
            answers.append(bolt.receive(self._server))
        return answers


@contextmanager
def bolt_proxy(uri: str, *, cluster: Cluster | None = None) -> Iterator[BoltProxy]:
    """A proxy in front of the server at an address; a member of the cluster, if there is one."""
    parts = urlsplit(uri)
    proxy = BoltProxy(parts.hostname or "127.0.0.1", parts.port or 7687, cluster=cluster)
    if cluster is not None:
        cluster.members.append(proxy.port)
    try:
        yield proxy
    finally:
        proxy.close()
