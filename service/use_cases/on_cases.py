"""What may be asked by whoever works on single cases."""

from typing import Protocol

from graph_model.analysis.chains.paths import ChainPath
from graph_model.analysis.recommendation.query import RecommendationQuery
from graph_model.analysis.recommendation.recommendation import Recommendation
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import ChainFile
from service.use_cases.expected import ExpectedChains


class OnCases(Protocol):
    """The questions on single cases, and none on figures."""

    @property
    def snapshot(self) -> Snapshot:
        """The network as it stood when it was first asked for."""
        ...

    def expected(self) -> ExpectedChains:
        """The expected help chains, and what of them is not in the directory."""
        ...

    def path(self, file: ChainFile) -> ChainPath:
        """The path of one chain, told with names."""
        ...

    def recommend(self, query: RecommendationQuery) -> Recommendation:
        """Whom to refer to."""
        ...
