"""What the addresses of the pages say; what is left blank in a form is as if it were not there."""

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from graph_model.domain.vocabulary import AccessFeature, AgeBand
from service.schemas import fields as f

T = TypeVar("T")


def _filled(value: object) -> object:
    return None if value == "" else value


Maybe = Annotated[T | None, BeforeValidator(_filled)]
"""Something, or a field of a form that was left blank."""

Told = Literal["chain", "contact", "referral", "draft", "step", "end", "search", "withdrawal"]
"""What has just been recorded."""


class _Query(BaseModel):
    model_config = ConfigDict(frozen=True)


class Wish(_Query):
    """Who is looked for: the need, where, and what is known of the person."""

    need: Maybe[f.Id] = None
    area: Maybe[f.Id] = None
    chain: Maybe[f.Id] = None
    parent: Maybe[f.Id] = None
    previous: Maybe[f.Id] = None
    language: Maybe[f.Language] = None
    access: Annotated[list[AccessFeature], Field(max_length=5)] = []
    age_band: Maybe[AgeBand] = None
    care_level: Maybe[Annotated[int, Field(ge=0, le=5)]] = None
    done: Told | None = None


class Proposal(_Query):
    """Whom a referral shall go to, for what, and where in its chain."""

    need: Maybe[f.Id] = None
    area: Maybe[f.Id] = None
    recipient: Maybe[f.Id] = None
    service: Maybe[f.Id] = None
    parent: Maybe[f.Id] = None
    previous: Maybe[f.Id] = None


class ChainSearch(_Query):
    """Which open chains."""

    text: Maybe[f.Text] = None
    mine: bool = False


class Lookup(_Query):
    """What of the directory, and which part of the list."""

    text: Maybe[f.Text] = None
    need: Maybe[f.Id] = None
    area: Maybe[f.Id] = None
    part: Annotated[int, Field(ge=1, le=10_000)] = 1
