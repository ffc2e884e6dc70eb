"""What a house has settled for itself: how soon to answer, which chain to expect, what counts."""

from dataclasses import dataclass, field, replace

from graph_model.analysis.chains.rules import ChainRules
from graph_model.analysis.recommendation.scoring import ScorePart, ScoreWeights
from graph_model.analysis.standards import ResponseStandards
from graph_model.domain.house import HouseChoices
from graph_model.domain.templates import ChainTemplate

FEWEST_PEOPLE = 3
"""Of fewer people nobody may set that figures are shown to many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRules:
    """Response standards, expected help chains, weights of the recommendation, least count."""

    standards: ResponseStandards = field(default_factory=ResponseStandards)
    templates: tuple[ChainTemplate, ...] = ()
    weights: ScoreWeights = field(default_factory=ScoreWeights)
    minimum_count: int = FEWEST_PEOPLE

    def with_choices(self, chosen: HouseChoices | None) -> "HouseRules":
        """These rules, with what the house has settled in their place; ``None`` settles nothing.

        A weight that was not settled keeps its default.
        """
        if chosen is None:
            return self
        standards = ResponseStandards(
            default_business_days=chosen.response_days,
            by_need={one.need_code: one.days for one in chosen.days_by_need},
        )
        known = {one.part: one.weight for one in chosen.weights if one.part in set(ScorePart)}
        return replace(self, standards=standards, weights=replace(self.weights, **known))

    @property
    def for_chains(self) -> ChainRules:
        """What counts as going wrong in a chain."""
        return ChainRules(standards=self.standards, templates=self.templates)
