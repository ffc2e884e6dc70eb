"""What a house has settled for itself: how soon to answer, which chain to expect, what counts."""

from dataclasses import dataclass, field

from graph_model.analysis.chains.rules import ChainRules
from graph_model.analysis.recommendation.scoring import ScoreWeights
from graph_model.analysis.standards import ResponseStandards
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

    @property
    def for_chains(self) -> ChainRules:
        """What counts as going wrong in a chain."""
        return ChainRules(standards=self.standards, templates=self.templates)
