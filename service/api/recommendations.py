"""Route of the recommendation: whom to refer to."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from graph_model.analysis.recommendation.query import (
    MOST_SUGGESTIONS,
    Companionship,
    RecommendationQuery,
)
from graph_model.analysis.recommendation.recommendation import Recommendation
from graph_model.analysis.results import to_plain
from graph_model.domain.vocabulary import AccessFeature, AgeBand
from service.access import Permission
from service.api.answers import json_answer
from service.api.caller import CallerOf
from service.api.routes import KeyedQuestionRoute
from service.schemas import fields as f
from service.use_cases.sight import Sight

router = APIRouter(prefix="/api/v1", tags=["recommendations"], route_class=KeyedQuestionRoute)


class Asked(BaseModel):
    """A need in an area, and what is known of the person."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    need: Annotated[f.Id, Field(examples=["debt"])]
    area: Annotated[f.Id, Field(examples=["14612000"])]
    sender: Annotated[f.Id | None, Field(description="who refers; the key's own actor if open")] = (
        None
    )
    chain: f.Id | None = None
    tenant: f.Id | None = None
    age_band: AgeBand | None = None
    care_level: Annotated[int | None, Field(ge=0, le=5, description="Pflegegrad, 0: none")] = None
    language: Annotated[list[f.Language], Field(max_length=10, default_factory=list)]
    access: Annotated[list[AccessFeature], Field(max_length=5, default_factory=list)]
    hours: Annotated[float, Field(ge=0, le=744, description="companion: hours a month")] = 0.0
    related_degree: Annotated[int | None, Field(ge=0, le=20)] = None
    same_household: bool = False
    check_consent: bool = True
    limit: Annotated[int, Field(ge=1, le=MOST_SUGGESTIONS)] = 10

    def query(self, actor_id: str | None) -> RecommendationQuery:
        """The question as the analysis takes it."""
        return RecommendationQuery(
            need_code=self.need,
            area_id=self.area,
            sender_id=self.sender or actor_id,
            tenant_id=self.tenant,
            chain_id=self.chain,
            age_band=self.age_band,
            care_level=self.care_level,
            languages=tuple(dict.fromkeys(self.language)),
            access=tuple(dict.fromkeys(self.access)),
            companionship=Companionship(
                hours_wanted=self.hours,
                related_degree=self.related_degree,
                same_household=self.same_household,
            ),
            check_consent=self.check_consent,
            limit=self.limit,
        )


@router.get("/recommendations", response_model=Recommendation)
def read_recommendation(caller: CallerOf, query: Annotated[Asked, Query()]) -> Response:
    """Ranked partners with the reasons, and everybody else with the rule that excludes them."""
    principal = caller.principal(Permission.RECOMMEND)
    caller.look_up(lambda store: demand_own(Sight(store, principal), query))
    found = caller.cases.recommend(query.query(principal.actor_id))
    return json_answer(to_plain(found))


def demand_own(sight: Sight, query: Asked) -> None:
    """Refuse to look at chains, tenants and people of other cooperatives.

    Raises
    ------
    UnknownRecordError
        If the question names one of these.
    """
    # A foreign case is as if it were not there; a refusal, or who refused, would tell of it.
    if query.chain is not None:
        sight.chain(query.chain)
    if query.tenant is not None:
        sight.tenant(query.tenant)
    if query.sender is not None:
        sight.colleague(query.sender)
