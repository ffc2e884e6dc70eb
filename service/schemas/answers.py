"""Shapes of lists and other answers that are no records."""

from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


class Listed(BaseModel, Generic[T]):
    """A record in a list, with the revision that If-Match wants."""

    model_config = ConfigDict(frozen=True)

    revision: int = Field(
        examples=[42], description="0 while the database is away: nothing for If-Match"
    )
    record: T


class PageOut(BaseModel, Generic[T]):
    """Part of a list in order of id."""

    model_config = ConfigDict(frozen=True)

    items: list[Listed[T]]
    after: str | None = Field(
        default=None, description="cursor of the next page; null on the last one"
    )


class Health(BaseModel):
    """Whether the service is there and can work."""

    model_config = ConfigDict(frozen=True)

    status: Literal["ok", "read_only"] = Field(
        description="read_only: the database is away, reading goes on without it"
    )
    revision: int | None = None


class Problem(BaseModel):
    """RFC 9457 problem details; ``code`` is stable, ``title`` is for people."""

    type: str = Field(examples=["urn:hilfenetz:problem:not_found"])
    title: str = Field(
        examples=["Unter chain-1 ist nichts verzeichnet (chain). Bitte die Kennung prüfen."]
    )
    status: int = Field(examples=[404])
    code: str = Field(examples=["not_found"])
    errors: list[dict[str, str]] = []
