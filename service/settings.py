"""All settings in one frozen value, built once from a mapping and passed on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from graph_model.errors import SettingsError
from service.secret import Secret

PREFIX = "HILFENETZ_"
_FOR_TESTS = "HILFENETZ_TEST_"


def _setting(default: Any, *, german: str, english: str, **limits: Any) -> Any:
    return field(default=default, metadata={"german": german, "english": english, **limits})


def _weight(default: float, german: str, *, english: str) -> Any:
    return _setting(
        default,
        german=f"Empfehlung: Gewicht von „{german}“; nur das Verhältnis zählt",
        english=f"recommendation: weight of {english}; only proportions matter",
        low=0.0,
        high=100.0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be set; each field is also an environment variable, ``HILFENETZ_`` and its name.

    Raises
    ------
    SettingsError
        If a value is out of range, or a variable with the prefix is unknown.
    """

    store: str = _setting(
        "sqlite:///hilfenetz.db",
        german="Speicher: sqlite:///PFAD oder neo4j://BENUTZER@RECHNER:7687/DATENBANK",
        english="store: sqlite:///PATH or neo4j://USER@HOST:7687/DATABASE",
    )
    store_password: Secret = field(
        default=Secret(),
        metadata={
            "german": "Passwort des Speichers, wenn er eines braucht; nie in der Adresse",
            "english": "password of the store, if it needs one; never in the address",
        },
    )
    store_password_file: str = _setting(
        "",
        german="Datei, in der das Passwort des Speichers steht (statt der Variable)",
        english="file that holds the password of the store (instead of the variable)",
    )
    source_password: Secret = field(
        default=Secret(),
        metadata={
            "german": "Passwort des Originals bei „hilfenetz copy“, wenn es ein eigenes hat",
            "english": "password of the original of 'hilfenetz copy', if it has its own",
        },
    )
    source_password_file: str = _setting(
        "",
        german="Datei, in der das Passwort des Originals steht (statt der Variable)",
        english="file that holds the password of the original (instead of the variable)",
    )
    host: str = _setting(
        "127.0.0.1",
        german="Adresse, auf der der Dienst lauscht",
        english="address that the service listens on",
    )
    port: int = _setting(
        8000, german="Port des Dienstes", english="port of the service", low=0, high=65535
    )
    workers: int = _setting(
        1, german="Zahl der Arbeitsprozesse", english="number of worker processes", low=1, high=64
    )
    language: str = _setting(
        "de",
        german="Sprache, wenn niemand eine wünscht",
        english="language if nobody asks",
        among=("de", "en"),
    )
    largest_body_bytes: int = _setting(
        1_048_576,
        german="größte Anfrage in Bytes",
        english="largest request in bytes",
        low=1024,
        high=52_428_800,
    )
    largest_import_bytes: int = _setting(
        52_428_800,
        german="größte Menge an Dateien für einen Import auf der Seite in Bytes",
        english="largest amount of files for one import on the page in bytes",
        low=1024,
        high=52_428_800,
    )
    import_folder: str = _setting(
        "",
        german=(
            "Ordner, in dem hochgeladene Dateien bis zur Übernahme liegen, höchstens eine Stunde "
            "(leer: im Ordner für vorläufige Dateien); alle Arbeitsprozesse brauchen denselben"
        ),
        english=(
            "folder where uploaded files wait to be imported, for an hour at most "
            "(empty: in the folder for temporary files); all workers need the same one"
        ),
    )
    session_hours: float = _setting(
        12.0,
        german="Dauer einer Anmeldung in Stunden",
        english="length of a session in hours",
        low=0.1,
        high=72.0,
    )
    response_standard_days: int = _setting(
        2,
        german="Antwort auf eine Vermittlung binnen so vieler Arbeitstage",
        english="a referral is to be answered within so many business days",
        low=1,
        high=60,
    )
    response_standard_days_by_need: str = _setting(
        "",
        german="andere Fristen für einzelne Bedarfe, etwa violence=1, debt=5",
        english="other standards for single needs, such as violence=1, debt=5",
        days_by_need=(1, 60),
    )
    templates_file: str = _setting(
        "",
        german="CSV-Datei der vereinbarten Hilfeketten (leer: keine), siehe import-formats.md",
        english="CSV file of the expected help chains (empty: none), see import-formats.md",
    )
    weight_fit: float = _weight(0.20, "Passung", english="fit")
    weight_nearness: float = _weight(0.15, "Nähe", english="nearness")
    weight_room: float = _weight(0.20, "freie Plätze", english="room")
    weight_speed: float = _weight(0.15, "Wartezeit", english="speed")
    weight_success: float = _weight(0.15, "Erfolg", english="success")
    weight_balance: float = _weight(0.10, "Auslastung", english="balance")
    weight_familiarity: float = _weight(0.05, "Vertrautheit", english="familiarity")
    minimum_count: int = _setting(
        3,
        german="Koordination und Evaluation sehen keine Zahlen über weniger Menschen (ab 3)",
        english="coordination and evaluation see no figures on fewer people (at least 3)",
        low=3,
        high=1000,
    )
    snapshot_folder: str = _setting(
        "",
        german="Ordner für den Zwischenspeicher der Auswertungen (leer: keiner)",
        english="folder for the cache of the analyses (empty: none)",
    )
    log_level: str = _setting(
        "INFO",
        german="wie viel das Protokoll festhält",
        english="how much the log keeps",
        among=("DEBUG", "INFO", "WARNING", "ERROR"),
    )

    def __post_init__(self) -> None:
        for setting in fields(self):
            _check(setting.name, getattr(self, setting.name), limits=setting.metadata)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings from an environment; what is missing keeps its default."""
        known = {PREFIX + setting.name.upper(): setting for setting in fields(cls)}
        values: dict[str, Any] = {}
        for name, text in environ.items():
            if not name.startswith(PREFIX) or name.startswith(_FOR_TESTS):
                continue
            if name not in known:
                raise SettingsError(
                    name=name, problem_de="gibt es nicht", problem_en="does not exist"
                )
            values[known[name].name] = _parse(name, text, wanted=type(known[name].default))
        return cls(**values)


def days_by_need(text: str) -> dict[str, int]:
    """Days by need code from text such as ``violence=1, debt=5``.

    Raises
    ------
    ValueError
        If something is no pair of a need and a whole number, or a need comes twice.
    """
    found: dict[str, int] = {}
    for pair in re.split(r"[,;\s]+", text.strip()) if text.strip() else ():
        need, separator, days = pair.partition("=")
        if not separator or not need or need in found:
            raise ValueError(pair)
        found[need] = int(days)
    return found


def _parse(name: str, text: str, *, wanted: type) -> object:
    try:
        return wanted(text.strip())
    except ValueError as error:
        raise SettingsError(
            name=name, problem_de="eine Zahl wird gebraucht", problem_en="a number is needed"
        ) from error


def _check(name: str, value: Any, *, limits: Mapping[str, Any]) -> None:
    variable = PREFIX + name.upper()
    if "low" in limits and not limits["low"] <= value <= limits["high"]:
        span = f"{limits['low']} – {limits['high']}"
        raise SettingsError(
            name=variable, problem_de=f"erlaubt ist {span}", problem_en=f"allowed is {span}"
        )
    if "days_by_need" in limits:
        _check_days(variable, value, span=limits["days_by_need"])
    if "among" in limits and value not in limits["among"]:
        choice = ", ".join(limits["among"])
        raise SettingsError(
            name=variable, problem_de=f"erlaubt ist {choice}", problem_en=f"allowed is {choice}"
        )


def _check_days(variable: str, text: str, *, span: tuple[int, int]) -> None:
    low, high = span
    try:
        wrong = [need for need, days in days_by_need(text).items() if not low <= days <= high]
    except ValueError as error:
        raise SettingsError(
            name=variable,
            problem_de="gebraucht wird BEDARF=TAGE, mehrere mit Komma",
            problem_en="NEED=DAYS is needed, several with commas",
        ) from error
    if wrong:
        raise SettingsError(
            name=variable,
            problem_de=f"für {wrong[0]} ist {low} – {high} erlaubt",
            problem_en=f"{low} – {high} is allowed for {wrong[0]}",
        )
