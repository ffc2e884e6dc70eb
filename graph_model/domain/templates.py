"""Expected help chains: for a need, whom a person should come to in which order, and how soon."""

from dataclasses import dataclass

from graph_model.domain.checks import check_count, check_id, check_member, refuse
from graph_model.domain.vocabulary import ActorKind

LONGEST_TEMPLATE = 20
"""Steps beyond which an expected chain would be none."""

LONGEST_STEP_DAYS = 3660


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateStep:
    """One expected hop: to a kind of actor, to a service, for a need of its own, or all of these.

    What is named must fit, and at least one is. ``days`` are the calendar days allowed since the
    step before was asked; for the first step, since the chain was opened.
    """

    days: int
    kind: ActorKind | None = None
    service_id: str | None = None
    need_code: str | None = None

    def __post_init__(self) -> None:
        check_count("days", self.days, high=LONGEST_STEP_DAYS)
        if self.kind is not None:
            check_member("kind", self.kind, ActorKind)
        check_id("service_id", self.service_id, optional=True)
        check_id("need_code", self.need_code, optional=True)
        if self.kind is ActorKind.TENANT:
            raise refuse("kind", "niemand vermittelt an Mieter:innen", "nobody refers to tenants")
        if (self.kind, self.service_id, self.need_code) == (None, None, None):
            raise refuse(
                "kind",
                "Art, Angebot oder Bedarf des Schritts wird gebraucht",
                "a kind, a service or a need of the step is needed",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainTemplate:
    """The help chain expected for a need: its steps in order.

    Examples
    --------
    >>> advice = TemplateStep(kind=ActorKind.PARTNER, days=7)
    >>> office = TemplateStep(kind=ActorKind.ADMINISTRATION, days=28)
    >>> len(ChainTemplate(need_code="debt", steps=(advice, office)).steps)
    2
    """

    need_code: str
    steps: tuple[TemplateStep, ...]

    def __post_init__(self) -> None:
        check_id("need_code", self.need_code)
        if not 1 <= len(self.steps) <= LONGEST_TEMPLATE:
            raise refuse(
                "steps",
                f"1 bis {LONGEST_TEMPLATE} Schritte werden gebraucht",
                f"1 to {LONGEST_TEMPLATE} steps are needed",
            )

    @property
    def need_codes(self) -> frozenset[str]:
        """The need itself and those that its steps name: hops for these belong to the chain."""
        named = (step.need_code for step in self.steps)
        return frozenset({self.need_code, *(code for code in named if code is not None)})
