"""The HTTP application, made from its parts."""

import gc
import logging
import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial

from fastapi import FastAPI, Response
from starlette.types import ASGIApp

from graph_model.errors import HilfenetzError
from graph_model.store.patience import limited
from service import logs
from service.access import Permission
from service.api import (
    analyses,
    cases,
    directory,
    errors,
    evaluating,
    health,
    maps,
    recommendations,
    recording,
    supposing,
)
from service.api.answers import json_answer
from service.api.caller import CallerOf
from service.api.description import describe
from service.bootstrap import cache_of, questions_of, store_of
from service.clock import system_clock
from service.context import Services
from service.middleware import PATIENCE_S, Envelope
from service.settings import Settings
from service.snapshots import SnapshotKeeper
from service.use_cases.overview import make_ready
from service.web import (
    chains,
    correcting,
    finding,
    gaps,
    importing,
    language,
    load,
    lookup,
    network,
    opening,
    referring,
    scripts,
    settings_keys,
    settings_needs,
    settings_rules,
    settings_start,
    sign_in,
    start,
)
from service.web import evaluating as evaluation
from service.web.render import problem_page

_log = logging.getLogger(__name__)

PAGE_ROUTERS = (
    scripts.router,
    sign_in.router,
    start.router,
    start.questions,
    language.router,
    finding.questions,
    opening.questions,
    referring.questions,
    chains.questions,
    lookup.questions,
    evaluation.questions,
    gaps.questions,
    load.questions,
    network.questions,
    correcting.questions,
    importing.router,
    importing.questions,
    settings_start.questions,
    settings_keys.questions,
    settings_rules.questions,
    settings_needs.questions,
)
"""What people see in a browser, with its scripts and style."""

_ROUTERS = (
    recording.router,
    cases.router,
    cases.questions,
    directory.router,
    directory.questions,
    recommendations.router,
    analyses.router,
    evaluating.router,
    supposing.router,
    maps.router,
    health.router,
    *PAGE_ROUTERS,
)


def create_app(services: Services) -> FastAPI:
    """The application over given parts; closing it leaves the store to whoever opened it."""
    app = FastAPI(
        title="hilfenetz",
        version="1",
        summary="Netz- und Vermittlungsanalyse für die soziale Arbeit in Genossenschaften",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.services = services
    errors.install(app, problem_page)
    for router in _ROUTERS:
        app.include_router(router)
    description = cache(lambda: describe(app))

    @app.get("/api/v1/openapi.json", include_in_schema=False)
    def openapi(caller: CallerOf) -> Response:
        caller.principal(Permission.READ_API_DESCRIPTION)
        return json_answer(description())

    return app


def enveloped(app: FastAPI, settings: Settings) -> ASGIApp:
    """The application inside the layer that every request passes first."""
    return Envelope(
        app,
        largest_body_bytes=settings.largest_body_bytes,
        largest_upload_bytes=settings.largest_import_bytes,
        language=settings.language,
        page_of=problem_page,
    )


def from_environ() -> ASGIApp:
    """The application as a worker process makes it: settings from the environment."""
    settings = Settings.from_environ(os.environ)
    logs.configure(settings.log_level)
    store = store_of(settings)
    services = Services(
        settings=settings,
        store=store,
        clock=system_clock,
        snapshots=SnapshotKeeper(store, cache_of(settings)),
    )
    app = create_app(services)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # Whoever asks first shall not have to wait for the snapshot, nor for what is hidden in it.
        threading.Thread(target=_warm_up, args=(services,), name="warm-up", daemon=True).start()
        yield
        _keep(services)
        store.close()

    app.router.lifespan_context = lifespan
    # What is there by now stays as long as the process: the collector need not look through it
    # again and again while requests are answered.
    gc.collect()
    gc.freeze()
    return enveloped(app, settings)


def _warm_up(services: Services) -> None:
    snapshots, now = services.snapshots, services.clock()
    try:
        with limited(PATIENCE_S):
            snapshot = snapshots.current(now)
        _keep(services)
        asked = questions_of(
            services.store, services.settings, now=now, snapshots=snapshots, for_many=True
        )
        snapshots.for_many.now(snapshot, now, make_ready=partial(make_ready, asked))
        make_ready(asked, snapshot)
    except HilfenetzError as error:
        _log.warning("warm_up_failed", extra={"code": error.code})


def _keep(services: Services) -> None:
    with limited(PATIENCE_S):
        services.snapshots.keep(services.clock())
