"""The application over real HTTP, in a thread of the test's own process."""

import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from anyio import to_thread
from fastapi import FastAPI

from service.app import create_app, enveloped
from service.cli.serving import address_of, listening
from service.context import Services


@contextmanager
def served(services: Services, *, threads: int = 40) -> Iterator[str]:
    """Where the service listens, with so many threads for its work."""

    @asynccontextmanager
    async def with_threads(_: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = threads
        yield

    app = create_app(services)
    app.router.lifespan_context = with_threads
    config = uvicorn.Config(
        enveloped(app, services.settings), access_log=False, log_config=None, server_header=False
    )
    server = uvicorn.Server(config)
    bound = listening("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield address_of(bound)
    finally:
        server.should_exit = True
        thread.join()
        bound.close()
