"""A snapshot's tables as files of one folder: columns as Arrow IPC, domain values as JSON lines."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import polars as pl

from graph_model.domain.actors import Actor
from graph_model.domain.areas import Area, AreaTree
from graph_model.domain.consents import Consent
from graph_model.domain.cooperations import Cooperation
from graph_model.domain.house import HouseChoices
from graph_model.domain.needs import Need
from graph_model.domain.records import Record
from graph_model.domain.searches import UnmetSearch
from graph_model.domain.services import Service
from graph_model.snapshot.consents import Consents
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.history import History
from graph_model.snapshot.ids import Ids
from graph_model.snapshot.tables import Tables
from graph_model.store.codec import from_json, to_json

R = TypeVar("R", bound=Record)

_FRAMES = ("tenants", "chains", "sent", "unsent", "contacts")
_IDS = ("tenant_ids", "chain_ids", "referral_ids", "contact_ids")


def write_tables(folder: Path, tables: Tables) -> None:
    """Write all of it into an empty folder, flushed to disk when this returns."""
    for name in _FRAMES:
        _write_frame(folder, name, frame=getattr(tables, name))
    for name in _IDS:
        _write_frame(folder, name, frame=getattr(tables, name).column().to_frame())
    counts, steps = tables.history.parts()
    _write_frame(folder, "counts", frame=counts.to_frame())
    _write_frame(folder, "steps", frame=steps)
    directory = tables.directory
    _write_records(folder, "areas", records=directory.areas.by_id.values())
    _write_records(folder, "needs", records=directory.needs.values())
    _write_records(folder, "actors", records=directory.actors.values())
    _write_records(folder, "services", records=directory.services.values())
    _write_records(folder, "cooperations", records=directory.cooperations)
    houses = () if directory.house is None else (directory.house,)
    _write_records(folder, "houses", records=houses)
    _write_records(folder, "consents", records=tables.consents.by_id.values())
    _write_records(folder, "searches", records=tables.searches.values())
    for path in folder.iterdir():
        _flush(path)
    _flush(folder)


def read_tables(folder: Path) -> Tables:
    """What ``write_tables`` wrote.

    Raises
    ------
    OSError, ValueError, polars.exceptions.PolarsError
        If a file is missing or damaged.
    """
    houses = _read_records(folder, "houses", of=HouseChoices)
    directory = Directory(
        areas=AreaTree(_read_records(folder, "areas", of=Area)),
        needs={need.code: need for need in _read_records(folder, "needs", of=Need)},
        actors={actor.id: actor for actor in _read_records(folder, "actors", of=Actor)},
        services={service.id: service for service in _read_records(folder, "services", of=Service)},
        cooperations=tuple(_read_records(folder, "cooperations", of=Cooperation)),
        house=houses[0] if houses else None,
    )
    tenant_ids, chain_ids, referral_ids, contact_ids = (
        Ids.of(_read_frame(folder, name).to_series()) for name in _IDS
    )
    tenants, chains, sent, unsent, contacts = (_read_frame(folder, name) for name in _FRAMES)
    counts = _read_frame(folder, "counts").to_series()
    return Tables(
        directory=directory,
        consents=Consents().changed(
            {found.id: found for found in _read_records(folder, "consents", of=Consent)}
        ),
        searches={found.id: found for found in _read_records(folder, "searches", of=UnmetSearch)},
        tenant_ids=tenant_ids,
        chain_ids=chain_ids,
        referral_ids=referral_ids,
        contact_ids=contact_ids,
        tenants=tenants,
        chains=chains,
        sent=sent,
        unsent=unsent,
        history=History.of(counts, _read_frame(folder, "steps")),
        contacts=contacts,
    )


def _write_frame(folder: Path, name: str, *, frame: pl.DataFrame) -> None:
    frame.rechunk().write_ipc(folder / f"{name}.arrow")


def _read_frame(folder: Path, name: str) -> pl.DataFrame:
    # From bytes, not mapped: the file may be thrown away while the snapshot lives on.
    return pl.read_ipc((folder / f"{name}.arrow").read_bytes())


def _write_records(folder: Path, name: str, *, records: Iterable[Record]) -> None:
    text = "".join(f"{to_json(record)}\n" for record in records)
    (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")


def _read_records(folder: Path, name: str, *, of: type[R]) -> list[R]:
    text = (folder / f"{name}.jsonl").read_text(encoding="utf-8")
    return [from_json(of, line) for line in text.splitlines()]


def _flush(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
