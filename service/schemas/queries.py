"""Questions that come in the query string, alike for API and command line."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from graph_model.analysis.access.access import AccessRules
from graph_model.analysis.access.catchment import FadeKind, fade_within
from graph_model.analysis.access.located import People
from graph_model.domain.checks import local_midnight
from graph_model.domain.periods import Period
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.scope import Scope
from service.schemas import fields as f
from service.use_cases.supposing import OPEN_PATTERN, PLACES_PATTERN


def period_of(first: date | None, end: date | None) -> Period:
    """Calendar days in Germany from the first one up to but without the end; either may be open.

    Raises
    ------
    InvalidValueError
        If the period runs backwards.
    """
    return Period(
        start=None if first is None else local_midnight(first),
        end=None if end is None else local_midnight(end),
    )


class ScopeQuery(BaseModel):
    """Which part of what happened a figure covers; everything unless narrowed."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    first_day: Annotated[
        f.Day | None, Field(alias="from", description="first calendar day", examples=["2026-01-01"])
    ] = None
    end_day: Annotated[
        f.Day | None, Field(alias="to", description="first day that no longer counts")
    ] = None
    area: Annotated[f.Id | None, Field(description="an area with all below it")] = None
    need: Annotated[
        list[f.Id], Field(max_length=50, description="needs, each with those below it")
    ] = []
    cooperative: f.Id | None = None
    known_on: Annotated[
        f.Instant | None, Field(description="only what was recorded by then (with time zone)")
    ] = None

    def scope(self, cooperative_id: str | None) -> Scope:
        """The question as the analyses take it, narrowed to a cooperative.

        Raises
        ------
        InvalidValueError
            If the period runs backwards.
        """
        return Scope(
            period=period_of(self.first_day, self.end_day),
            area_id=self.area,
            need_codes=tuple(sorted(set(self.need))),
            cooperative_id=cooperative_id,
            known_on=self.known_on,
        )


class LevelQuery(ScopeQuery):
    """Which demand, and how coarse its areas are."""

    level: AreaLevel | None = None


class WhatIfQuery(LevelQuery):
    """What is supposed to change, all at once."""

    without: Annotated[list[f.Id], Field(max_length=20, description="actors who stop")] = []
    places: Annotated[
        list[Annotated[str, Field(pattern=PLACES_PATTERN)]],
        Field(
            max_length=20,
            description="places more or fewer at an actor",
            examples=[["partner-7=-5"]],
        ),
    ] = []
    opened: Annotated[
        list[Annotated[str, Field(pattern=OPEN_PATTERN)]],
        Field(
            alias="open",
            max_length=20,
            description="services that open: need, area and places",
            examples=[["debt@14612000=4"]],
        ),
    ] = []


class AccessQuery(BaseModel):
    """Which places count for whom, and how far people go for them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    area: Annotated[f.Id | None, Field(description="an area with all below it")] = None
    need: Annotated[
        list[f.Id], Field(max_length=50, description="needs that the places are for")
    ] = []
    level: AreaLevel = AreaLevel.MUNICIPALITY
    people: Annotated[People, Field(description="who stands for the demand")] = (
        People.RESIDENTS_65_PLUS
    )
    reach_km: Annotated[
        float, Field(ge=0.1, le=1000, description="beyond it, as the crow flies, nothing counts")
    ] = 15.0
    fade: Annotated[
        FadeKind, Field(description="how a place counts less the further away it is")
    ] = FadeKind.STEPS
    served_only: Annotated[
        bool, Field(description="only places in services that cover the area")
    ] = False

    def scope(self) -> Scope:
        """Area and needs, as the analysis takes them."""
        return Scope(area_id=self.area, need_codes=tuple(sorted(set(self.need))))

    def rules(self) -> AccessRules:
        """How access is reckoned."""
        return AccessRules(
            fade=fade_within(self.reach_km, self.fade),
            people=self.people,
            served_only=self.served_only,
        )


class PageQuery(BaseModel):
    """Which part of a list to hand out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: Annotated[f.Id | None, Field(description="cursor from the page before")] = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100
