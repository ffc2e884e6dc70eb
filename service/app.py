"""The HTTP application, made from its parts."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Response
from starlette.types import ASGIApp

from service import logs
from service.access import Permission
from service.api import (
    analyses,
    cases,
    directory,
    errors,
    health,
    maps,
    recommendations,
    recording,
)
from service.api.answers import json_answer
from service.api.caller import CallerOf
from service.bootstrap import open_store
from service.clock import system_clock
from service.context import Services
from service.middleware import Envelope
from service.schemas.answers import Problem
from service.settings import Settings
from service.snapshots import SnapshotKeeper
from service.web import sign_in, start

_API = (recording, cases, directory, recommendations, analyses, maps, health)
_PROBLEMS: dict[int | str, dict[str, object]] = {
    status: {"model": Problem, "content": {"application/problem+json": {}}}
    for status in (400, 401, 403, 404, 409, 412, 422, 428, 503)
}


def create_app(services: Services) -> FastAPI:
    """The application over given parts; closing it leaves the store to whoever opened it."""
    app = FastAPI(
        title="hilfenetz",
        version="1",
        summary="Netz- und Vermittlungsanalyse für die soziale Arbeit in Genossenschaften",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        responses=_PROBLEMS,
    )
    app.state.services = services
    errors.install(app)
    for module in (*_API, sign_in, start):
        app.include_router(module.router)

    @app.get("/api/v1/openapi.json", include_in_schema=False)
    def openapi(caller: CallerOf) -> Response:
        caller.principal(Permission.READ_API_DESCRIPTION)
        return json_answer(app.openapi())

    return app


def enveloped(app: FastAPI, settings: Settings) -> ASGIApp:
    """The application inside the layer that every request passes first."""
    return Envelope(app, largest_body_bytes=settings.largest_body_bytes, language=settings.language)


def from_environ() -> ASGIApp:
    """The application as a worker process makes it: settings from the environment."""
    settings = Settings.from_environ(os.environ)
    logs.configure(settings.log_level)
    store = open_store(settings.store)
    folder = Path(settings.snapshot_folder) if settings.snapshot_folder else None
    services = Services(
        settings=settings,
        store=store,
        clock=system_clock,
        snapshots=SnapshotKeeper(store, folder),
    )
    app = create_app(services)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        store.close()

    app.router.lifespan_context = lifespan
    return enveloped(app, settings)
