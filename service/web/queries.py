"""What the addresses of the pages say; what is left blank in a form is as if it were not there."""

from typing import Annotated, Literal, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from graph_model.analysis.indicators.rules import IndicatorCode
from graph_model.analysis.variants import TraceLevel
from graph_model.domain.vocabulary import AccessFeature, ActorKind, AgeBand, AreaLevel
from graph_model.snapshot.scope import Scope
from service.schemas import fields as f
from service.schemas.queries import period_of

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


class Narrowed(_Query):
    """Which part of what happened the figures of a page take in."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    need: Maybe[f.Id] = None
    area: Maybe[f.Id] = None
    cooperative: Maybe[f.Id] = None
    first_day: Annotated[Maybe[f.Day], Field(alias="from")] = None
    end_day: Annotated[Maybe[f.Day], Field(alias="to")] = None

    def address(self, path: str, **changed: object) -> str:
        """The address of the same question with some of it changed; ``None`` leaves a part out."""
        known = self.model_dump(mode="json", by_alias=True, exclude_defaults=True) | changed
        return f"{path}?{urlencode({k: v for k, v in known.items() if v is not None}, doseq=True)}"

    def narrowing(self) -> dict[str, object]:
        """What narrows the question down, by the names of the address."""
        names = set(Narrowed.model_fields)
        return self.model_dump(mode="json", by_alias=True, exclude_none=True, include=names)


def scope_of(asked: Narrowed, cooperative_id: str | None) -> Scope:
    """The question as the analyses take it.

    Raises
    ------
    InvalidValueError
        If the period runs backwards.
    """
    return Scope(
        period=period_of(asked.first_day, asked.end_day),
        area_id=asked.area,
        need_codes=() if asked.need is None else (asked.need,),
        cooperative_id=cooperative_id,
    )


class GapsAsked(Narrowed):
    """Which gaps, how coarse their places are, and of which one the evidence."""

    level: Maybe[AreaLevel] = None
    gap_need: Maybe[f.Id] = None
    gap_area: Maybe[f.Id] = None


def _without_blanks(value: object) -> object:
    return [one for one in value if one != ""] if isinstance(value, list) else value


class LoadAsked(Narrowed):
    """Whose load, and what is supposed to change: who stops, gains or loses places, or opens."""

    kind: Maybe[ActorKind] = None
    everybody: bool = False
    without: Annotated[list[f.Id], Field(max_length=20), BeforeValidator(_without_blanks)] = []
    places_at: Maybe[f.Id] = None
    places_by: Maybe[Annotated[int, Field(ge=-1000, le=1000)]] = None
    open_need: Maybe[f.Id] = None
    open_area: Maybe[f.Id] = None
    open_places: Maybe[Annotated[int, Field(ge=1, le=1000)]] = None


class Evaluated(Narrowed):
    """Which period is evaluated, and against which one.

    ``level`` says what the steps of the ways are, ``share`` what cooperatives are compared by.
    """

    compare_from: Maybe[f.Day] = None
    compare_to: Maybe[f.Day] = None
    level: TraceLevel = TraceLevel.KIND
    share: IndicatorCode = IndicatorCode.EARLY_DETECTION
