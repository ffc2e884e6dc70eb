"""Import: files in, a dry run that shows what would change, and all of it at once or not at all."""

from collections.abc import Sequence
from dataclasses import replace

from anyio import to_thread
from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from graph_model.domain.amendments import ImportBatch
from graph_model.errors import UnknownRecordError
from importers.loading import FORMATS
from service.access import Permission, Principal, demand_everywhere
from service.api.caller import Caller, CallerOf
from service.api.errors import language_of_request
from service.api.routes import QuestionRoute
from service.uploads import State, Upload, safe_name
from service.use_cases.importing import new_import_id, past_imports
from service.web import choices
from service.web.form_data import SentForm
from service.web.frame import framed
from service.web.import_view import ImportView, PastImport, readable_tables
from service.web.multipart import BadFormError, FileSink, FormReader, boundary_of
from service.web.people import named
from service.web.session import demand_own_form, demand_signed_in, demand_token
from service.words import words

router = APIRouter(include_in_schema=False)
questions = APIRouter(include_in_schema=False, route_class=QuestionRoute)

_PATIENCE_S = 2.5
"""So long a request waits for work that is nearly done, before it shows how far it is."""

_REFRESH_S = 2
_MEGABYTE = 1_048_576


class _NotTakenError(Exception):
    """The files cannot be looked at; ``word`` is the key of what to say."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@questions.get("/import")
def show_imports(caller: CallerOf, done: str | None = None) -> Response:
    """Where files are chosen, and what was imported so far."""
    principal = demand_signed_in(caller, caller.reader)
    demand_everywhere(principal, Permission.IMPORT)
    told = words(language_of_request(caller.request))["import_discarded"]
    return _start(caller, principal, done=told if done == "discarded" else "")


@router.post("/import")
async def receive_files(caller: CallerOf) -> Response:
    """Take files in and begin a dry run of them."""
    demand_own_form(caller)
    principal = await to_thread.run_sync(_importer, caller)
    await to_thread.run_sync(caller.services.uploads.tidy, caller.now)
    upload = caller.services.uploads.new(new_import_id())
    try:
        fields = await _received(caller, upload)
        demand_token(caller, fields.get("token", ""))
    except _NotTakenError as refused:
        upload.remove()
        sentence = words(language_of_request(caller.request))[refused.word]
        return await to_thread.run_sync(lambda: _start(caller, principal, wrong=sentence))
    except BadFormError as error:
        upload.remove()
        raise HTTPException(400) from error
    except BaseException:
        upload.remove()
        raise
    begun = State(
        owner=principal.key_id,
        step="checking",
        seen_at=caller.now,
        need=fields.get("need", "")[:64],
        attribute=fields.get("attribute", "")[:100],
    )
    work = caller.services.import_desk.check(upload, begun)
    await to_thread.run_sync(work.join, _PATIENCE_S)
    return _to(f"/import/{upload.import_id}")


@questions.get("/import/{import_id}")
def show_import(import_id: str, caller: CallerOf) -> Response:
    """One import: what it would do, how far it is, or what it did."""
    principal = demand_signed_in(caller, caller.reader)
    demand_everywhere(principal, Permission.IMPORT)
    return _import_page(caller, principal, import_id)


@questions.get("/import/{import_id}/errors.csv")
def download_errors(import_id: str, caller: CallerOf) -> Response:
    """All rows with errors, as a table that is safe to open."""
    principal = demand_signed_in(caller, caller.reader)
    demand_everywhere(principal, Permission.IMPORT)
    upload, _ = _own_upload(caller, principal, import_id)
    found = upload.errors()
    if found is None:
        raise UnknownRecordError(kind="import", record_id=import_id)
    headers = {
        "Content-Disposition": 'attachment; filename="hilfenetz-fehler.csv"',
        "Cache-Control": "no-store",
    }
    return Response(found, 200, headers, "text/csv; charset=utf-8")


@questions.post("/import/{import_id}/apply")
def apply_import(import_id: str, caller: CallerOf, sent: SentForm) -> Response:
    """Write exactly what the dry run showed."""
    principal = _sender(caller, sent.text("token"))
    upload, state = _own_upload(caller, principal, import_id)
    is_open = state.shown is not None and not state.is_running(caller.now)
    if is_open and _batch(caller, import_id) is None:
        work = caller.services.import_desk.apply(
            upload,
            replace(state, step="shown"),
            digest=sent.text("digest") or "",
            leaves_out=sent.text("leave_out") is not None,
            by=principal.signature,
        )
        work.join(_PATIENCE_S)
    return _to(f"/import/{import_id}")


@questions.post("/import/{import_id}/discard")
def discard_import(import_id: str, caller: CallerOf, sent: SentForm) -> Response:
    """Throw the files away."""
    principal = _sender(caller, sent.text("token"))
    upload, state = _own_upload(caller, principal, import_id)
    if not state.is_running(caller.now):
        upload.remove()
    return _to("/import?done=discarded")


@questions.post("/import/{import_id}/undo")
def undo_import(import_id: str, caller: CallerOf, sent: SentForm) -> Response:
    """Take an import back."""
    principal = _sender(caller, sent.text("token"))
    if _batch(caller, import_id) is None:
        raise UnknownRecordError(kind="import", record_id=import_id)
    uploads = caller.services.uploads
    found = uploads.find(import_id)
    if found is None or not found[1].is_running(caller.now):
        begun = State(owner=principal.key_id, step="undoing", seen_at=caller.now)
        work = caller.services.import_desk.undo(
            uploads.new(import_id), begun, by=principal.signature
        )
        work.join(_PATIENCE_S)
    return _to(f"/import/{import_id}")


def _importer(caller: Caller) -> Principal:
    principal = demand_signed_in(caller, caller.writer)
    demand_everywhere(principal, Permission.IMPORT)
    return principal


def _sender(caller: Caller, token: str | None) -> Principal:
    demand_own_form(caller)
    principal = _importer(caller)
    demand_token(caller, token or "")
    return principal


async def _received(caller: Caller, upload: Upload) -> dict[str, str]:
    boundary = boundary_of(caller.request.headers.get("content-type", "")[:300])
    if boundary is None:
        raise BadFormError

    def opened(field: str, name: str) -> FileSink:
        # The token stands before the files, so that nothing of a foreign form is kept.
        demand_token(caller, reader.fields.get("token", ""))
        if field != "files" or f".{safe_name(name).rpartition('.')[2]}" not in FORMATS:
            raise _NotTakenError("import_wrong_type")
        return upload.open_file(name)

    reader = FormReader(boundary, opened)
    try:
        async for piece in caller.request.stream():
            reader.feed(piece)
        reader.finish()
    finally:
        reader.close()
    if not upload.paths():
        raise _NotTakenError("import_no_file")
    return reader.fields


def _own_upload(caller: Caller, principal: Principal, import_id: str) -> tuple[Upload, State]:
    """The upload, which is there for nobody but the one who sent the files."""
    found = caller.services.uploads.find(import_id)
    if found is None or found[1].owner != principal.key_id:
        raise UnknownRecordError(kind="import", record_id=import_id)
    return found


def _batch(caller: Caller, import_id: str) -> ImportBatch | None:
    found = caller.look_up(lambda store: store.get(ImportBatch, import_id))
    return None if found is None else found.record


def _import_page(caller: Caller, principal: Principal, import_id: str) -> Response:
    language = language_of_request(caller.request)
    batch = _batch(caller, import_id)
    found = caller.services.uploads.find(import_id)
    state = None if found is None else found[1]
    if batch is None and (state is None or state.owner != principal.key_id):
        raise UnknownRecordError(kind="import", record_id=import_id)
    view = ImportView(
        import_id=import_id, state=state, batch=batch, now=caller.now, language=language
    )
    response = framed(
        caller,
        principal,
        "import.html",
        title=view.title,
        view=view,
        past=next(iter(_past(caller, [batch] if batch else [], language=language)), None),
    )
    if view.is_running:
        response.headers["Refresh"] = str(_REFRESH_S)
    return response


def _start(caller: Caller, principal: Principal, *, wrong: str = "", done: str = "") -> Response:
    caller.services.uploads.tidy(caller.now)
    language = language_of_request(caller.request)
    batches = past_imports(caller.services.store)
    return framed(
        caller,
        principal,
        "imports.html",
        title=words(language)["import_title"],
        status=422 if wrong else 200,
        here="/import",
        wrong=wrong,
        done=done,
        size=caller.services.settings.largest_import_bytes // _MEGABYTE,
        endings=",".join(FORMATS),
        needs=choices.of_needs(caller.cases.snapshot.directory, language),
        tables=readable_tables(language),
        imports=_past(caller, batches, language=language),
    )


def _past(caller: Caller, batches: Sequence[ImportBatch], *, language: str) -> list[PastImport]:
    signatures = {one.imported_by for one in batches}
    directory = caller.cases.snapshot.directory
    known = caller.look_up(
        lambda store: named(store, signatures, directory=directory, language=language)
    )
    return [PastImport.of(one, by=known[one.imported_by], language=language) for one in batches]


def _to(place: str) -> Response:
    return RedirectResponse(place, 303, {"Cache-Control": "no-store"})
