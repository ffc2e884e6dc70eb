"""Listening: the socket first, so that a taken port is told before anything else begins."""

import socket

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from service.cli.console import Terminal

_WORKER_TIMEOUT_S = 120
_BACKLOG = 2048


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens on an address; port 0 takes a free one.

    Whoever connects from now on waits until the service has begun, and is not refused.

    Raises
    ------
    OSError
        If the port is taken or the address is not ours; ``filename`` says which.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(_BACKLOG)
    except OSError as error:
        bound.close()
        raise OSError(error.errno, error.strerror, f"{host}:{port}") from error
    bound.set_inheritable(True)
    return bound


def address_of(bound: socket.socket) -> str:
    """Where a browser reaches a socket."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run_until_stopped(
    app: ASGIApp | str, bound: socket.socket, *, screen: Terminal, workers: int = 1
) -> None:
    """Serve on a listening socket until Ctrl+C; ``app`` as text names a factory for the workers."""
    screen.say("Beenden mit Strg+C.", "Stop with Ctrl+C.")
    config = uvicorn.Config(
        app,
        factory=isinstance(app, str),
        workers=workers,
        backlog=_BACKLOG,
        # A busy machine takes its time to start a worker; killing it would start it anew.
        timeout_worker_healthcheck=_WORKER_TIMEOUT_S,
        access_log=False,
        log_config=None,
        server_header=False,
    )
    try:
        if workers > 1:
            Multiprocess(config, sockets=[bound]).run()
        else:
            uvicorn.Server(config).run(sockets=[bound])
    except KeyboardInterrupt:
        screen.say("Der Dienst ist beendet.", "The service has stopped.")
    finally:
        bound.close()
