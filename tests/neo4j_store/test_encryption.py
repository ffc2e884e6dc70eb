"""Encrypted addresses: ``+ssc`` takes the server's own certificate, ``+s`` demands a known one.

The server of the tests speaks plainly, so a relay in front of it speaks TLS, with a certificate
that nobody has signed. Its key (``loopback.pem``) is no secret: it is here for everybody to read.
"""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from graph_model.errors import StoreUnavailableError
from graph_model.store.neo4j import Address, Neo4jStore
from graph_model.store.port import GraphStore, Put
from tests import builders as b

pytestmark = pytest.mark.neo4j

CERTIFICATE = Path(__file__).with_name("loopback.pem")


def pass_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while block := source.recv(65_536):
            sink.sendall(block)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def relay(client: socket.socket, server: socket.socket) -> None:
    with client, server:
        back = threading.Thread(target=pass_on, args=(server, client), daemon=True)
        back.start()
        pass_on(client, server)
        back.join()


def serve(listener: socket.socket, target: tuple[str, int]) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with suppress(OSError):  # the listener is closed in the end
        while True:
            plain, _ = listener.accept()
            try:
                client = context.wrap_socket(plain, server_side=True)
            except OSError:  # who does not want this certificate hangs up
                continue
            server = socket.create_connection(target)
            threading.Thread(target=relay, args=(client, server), daemon=True).start()


@pytest.fixture
def encrypted(neo4j_address: Address) -> Iterator[Address]:
    """The server behind TLS; only the scheme of the address is still to be said."""
    parts = urlsplit(neo4j_address.uri)
    target = (parts.hostname or "127.0.0.1", parts.port or 7687)
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(listener, target), daemon=True).start()
    yield replace(neo4j_address, uri=f"127.0.0.1:{listener.getsockname()[1]}")
    listener.close()


def at(address: Address, scheme: str) -> Address:
    return replace(address, uri=f"{scheme}://{address.uri}")


@pytest.mark.usefixtures("empty")
def test_a_certificate_of_the_server_s_own_is_taken_where_the_address_says_so(
    encrypted: Address, town: GraphStore
) -> None:
    store = Neo4jStore(at(encrypted, "bolt+ssc"))
    store.apply([Put(b.area("a7"))])
    assert store.revision() == town.revision()
    store.close()


@pytest.mark.parametrize("scheme", ["bolt+s", "neo4j+s"])
def test_a_certificate_that_nobody_has_signed_is_told(encrypted: Address, scheme: str) -> None:
    with pytest.raises(StoreUnavailableError, match="SSLCertVerificationError"):
        Neo4jStore(at(encrypted, scheme), timeout_s=2)


def test_a_server_that_speaks_tls_does_not_answer_plainly(encrypted: Address) -> None:
    with pytest.raises(StoreUnavailableError, match="ServiceUnavailable"):
        Neo4jStore(at(encrypted, "bolt"), timeout_s=2)
