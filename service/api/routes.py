"""Kinds of route: who needs a key before anything is read, and where questions are worked on."""

import functools
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from anyio import to_thread
from fastapi import Request, Response
from fastapi.routing import APIRoute

from service.api.caller import Caller


class KeyRoute(APIRoute):
    """A route that looks for a key before it reads anything else of the request."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's own handler."""
        handle = super().get_route_handler()

        async def keyed(request: Request) -> Response:
            Caller(request).demand_secret()
            return await handle(request)

        return keyed


class QuestionRoute(APIRoute):
    """A route whose work runs in the threads for questions.

    Questions work from the snapshot. Reading it for the first time takes seconds on a large
    network, and whoever asks meanwhile waits; here they wait without holding a thread that a
    recording or a look-up could use. The endpoint takes its caller as ``caller``.
    """

    def __init__(self, path: str, endpoint: Callable[..., Response], **options: Any) -> None:
        super().__init__(path, _apart(endpoint), **options)


def _apart(endpoint: Callable[..., Response]) -> Callable[..., Awaitable[Response]]:
    @functools.wraps(endpoint)
    async def asked(*, caller: Caller, **values: Any) -> Response:
        work = functools.partial(endpoint, caller=caller, **values)
        return await to_thread.run_sync(work, limiter=caller.services.question_threads)

    return asked


class KeyedQuestionRoute(QuestionRoute, KeyRoute):
    """A question that needs a key."""
