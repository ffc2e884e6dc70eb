"""Where a database is, read from an address such as ``neo4j://user@host:7687/neo4j``."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from graph_model.domain.checks import refuse

SCHEMES = frozenset({"neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"})
"""``neo4j`` routes within a cluster, ``bolt`` speaks to one server; ``+s`` encrypts."""

_PORT = 7687


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Server, database and who we are there; the password shows in no text of it."""

    uri: str
    user: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str = "neo4j"

    @classmethod
    def parse(cls, text: str, *, password: str) -> "Address":
        """An address in one text; user, port and database have Neo4j's defaults.

        Raises
        ------
        InvalidValueError
            If it is none, or holds a password: that has a place of its own, which is not logged.

        Examples
        --------
        >>> Address.parse("neo4j+s://hilfe@graph.example.org/netz", password="…")
        Address(uri='neo4j+s://graph.example.org:7687', user='hilfe', database='netz')
        """
        try:
            parts = urlsplit(text)
            port = parts.port or _PORT
        except ValueError as error:
            raise refuse("store", *_FORM) from error
        database = parts.path.strip("/")
        if parts.password is not None:
            raise refuse("store", "kein Passwort in der Adresse", "no password in the address")
        extra = parts.query or parts.fragment or "/" in database
        if parts.scheme not in SCHEMES or not parts.hostname or extra:
            raise refuse("store", *_FORM)
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        return cls(
            uri=f"{parts.scheme}://{host}:{port}",
            user=unquote(parts.username or "neo4j"),
            password=password,
            database=database or "neo4j",
        )


_FORM = (
    "gebraucht wird neo4j://BENUTZER@RECHNER:7687/DATENBANK",
    "neo4j://USER@HOST:7687/DATABASE is needed",
)
