"""Puts the parts together; the one module that names concrete stores."""

from datetime import datetime
from functools import cache
from pathlib import Path

from graph_model.analysis.recommendation.scoring import ScorePart, ScoreWeights
from graph_model.analysis.standards import ResponseStandards
from graph_model.domain.templates import ChainTemplate
from graph_model.errors import (
    HilfenetzError,
    InvalidValueError,
    SettingsError,
    UnreadableFileError,
)
from graph_model.snapshot.cache import SnapshotCache
from graph_model.store.neo4j import SCHEMES, Address, Neo4jStore
from graph_model.store.port import GraphStore
from graph_model.store.sqlite.store import SqliteStore
from importers.templates import read_templates
from service.house_rules import HouseRules
from service.secret import Secret
from service.settings import Settings, days_by_need
from service.snapshots import SnapshotKeeper
from service.use_cases.questions import Questions

NO_PASSWORD = Secret()
"""For stores that need none."""

_SQLITE = "sqlite:///"


def store_of(settings: Settings) -> GraphStore:
    """Open the store that the settings name; see ``open_store``."""
    return open_store(settings.store, password=password_of(settings))


def password_of(settings: Settings) -> Secret:
    """The password of the store: the variable's, or what stands in the file.

    Raises
    ------
    SettingsError
        If the file cannot be read.
    """
    return _password(
        settings.store_password, settings.store_password_file, name="HILFENETZ_STORE_PASSWORD_FILE"
    )


def password_of_source(settings: Settings, source: str, *, target: str) -> Secret:
    """The password of the original of a copy.

    The one for stores is used if it cannot end up with strangers: where the target needs none, or
    is kept by the same server.

    Raises
    ------
    SettingsError
        If the file cannot be read, or the original needs a password of its own.
    """
    own = _password(
        settings.source_password,
        settings.source_password_file,
        name="HILFENETZ_SOURCE_PASSWORD_FILE",
    )
    if own or _is_file(source):
        return own
    if not _is_file(target) and _server(source) != _server(target):
        raise SettingsError(
            name="HILFENETZ_SOURCE_PASSWORD",
            problem_de=(
                "Original und Kopie liegen auf zwei Servern; das Original braucht sein eigenes "
                "Passwort (diese Variable oder --from-password-file)"
            ),
            problem_en=(
                "original and copy are on two servers; the original needs a password of its own "
                "(this variable or --from-password-file)"
            ),
        )
    return password_of(settings)


def _password(given: Secret, file: str, *, name: str) -> Secret:
    return given if given or not file else password_in(Path(file), name)


def password_in(file: Path, name: str) -> Secret:
    """The password that stands in a file, without the end of its line.

    Parameters
    ----------
    name
        The setting that names the file.

    Raises
    ------
    SettingsError
        If the file cannot be read.
    """
    try:
        return Secret(file.read_text(encoding="utf-8").rstrip("\r\n"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            name=name,
            problem_de="die Datei ist nicht lesbar",
            problem_en="the file cannot be read",
        ) from error


def place_of(address: str) -> str:
    """Which store an address leads to: the same text for two ways of saying the same.

    Raises
    ------
    SettingsError
        If the address names no store that this program knows.
    """
    if _is_file(address):
        return f"{_SQLITE}{_path(address).resolve()}"
    return f"{_server(address)}/{_neo4j_address(address, NO_PASSWORD).database}"


def is_missing(address: str) -> bool:
    """Whether an address leads to a file that is not there."""
    return _is_file(address) and not _path(address).is_file()


def _is_file(address: str) -> bool:
    return address.startswith(_SQLITE)


def _path(address: str) -> Path:
    return Path(address.removeprefix(_SQLITE))


def _server(address: str) -> str:
    return _neo4j_address(address, NO_PASSWORD).uri.partition("://")[2].lower()


def open_store(address: str, *, password: Secret = NO_PASSWORD) -> GraphStore:
    """Open the store at an address, making it if need be.

    Parameters
    ----------
    address
        Such as ``sqlite:///hilfenetz.db`` or ``neo4j://user@host:7687/neo4j``.
    password
        Where the store needs one.

    Raises
    ------
    SettingsError
        If the address names no store that this program knows.
    StoreError
        If the store cannot be opened.
    """
    if _is_file(address) and len(address) > len(_SQLITE):
        return SqliteStore(_path(address))
    return Neo4jStore(_neo4j_address(address, password))


def _neo4j_address(address: str, password: Secret) -> Address:
    if address.partition("://")[0] not in SCHEMES:
        raise SettingsError(
            name="HILFENETZ_STORE",
            problem_de="gebraucht wird sqlite:///PFAD oder neo4j://BENUTZER@RECHNER:7687/DATENBANK",
            problem_en="sqlite:///PATH or neo4j://USER@HOST:7687/DATABASE is needed",
        )
    try:
        return Address.parse(address, password=password.reveal())
    except InvalidValueError as error:
        raise SettingsError(
            name="HILFENETZ_STORE",
            problem_de=str(error.details["rule_de"]),
            problem_en=str(error.details["rule_en"]),
        ) from error


def cache_of(settings: Settings) -> SnapshotCache | None:
    """Where snapshots are kept between two runs, if anywhere."""
    folder = settings.snapshot_folder
    return SnapshotCache(Path(folder)) if folder else None


@cache
def rules_of(settings: Settings) -> HouseRules:
    """What the house has settled, read once for the same settings.

    Raises
    ------
    SettingsError
        If a need has no good code, all weights are 0, or the file of templates is not right.
    """
    try:
        standards = ResponseStandards(
            default_business_days=settings.response_standard_days,
            by_need=days_by_need(settings.response_standard_days_by_need),
        )
    except InvalidValueError as error:
        raise _wrong("HILFENETZ_RESPONSE_STANDARD_DAYS_BY_NEED", error) from error
    try:
        weights = ScoreWeights(
            **{part.value: getattr(settings, f"weight_{part}") for part in ScorePart}
        )
    except InvalidValueError as error:
        raise _wrong("HILFENETZ_WEIGHT_…", error) from error
    return HouseRules(
        standards=standards,
        templates=_templates_of(settings),
        weights=weights,
        minimum_count=settings.minimum_count,
    )


def _templates_of(settings: Settings) -> tuple[ChainTemplate, ...]:
    if not settings.templates_file:
        return ()
    try:
        return read_templates(Path(settings.templates_file))
    except UnreadableFileError as error:
        raise _wrong("HILFENETZ_TEMPLATES_FILE", error) from error


def _wrong(variable: str, error: HilfenetzError) -> SettingsError:
    german, english = (error.sentence(language).rstrip(".") for language in ("de", "en"))
    return SettingsError(name=variable, problem_de=german, problem_en=english)


def questions_of(
    store: GraphStore,
    settings: Settings,
    *,
    now: datetime,
    snapshots: SnapshotKeeper | None = None,
    for_many: bool = False,
) -> Questions:
    """The questions to a store at one moment, by the house's settings.

    With ``for_many`` the answers are suppressed, for whoever may not open single cases.
    """
    return Questions(
        snapshots=snapshots or SnapshotKeeper(store, cache_of(settings)),
        now=now,
        defaults=rules_of(settings),
        for_many=for_many,
    )
