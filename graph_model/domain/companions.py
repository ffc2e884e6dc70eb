"""The Saxon rules for everyday companions (Alltagsbegleitung) that a match must keep."""

from dataclasses import dataclass

from graph_model.domain.checks import check_count, check_number
from graph_model.domain.vocabulary import AgeBand, CompanionRule

LONGEST_HOURS_PER_MONTH = 32.0
"""Hours that a companion may give in one month, all clients together."""

YOUNGEST_CLIENT = 60
"""Age in years from which somebody may be accompanied."""

CLOSEST_DEGREE = 2
"""Relatives up to this degree may not accompany one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionMatch:
    """What must be known of client and companion; ``None`` means nobody has said.

    ``related_degree`` counts as in German law (parent 1, sibling or grandchild 2, cousin 4);
    ``care_level`` is the Pflegegrad, 0 for none; hours are per month.
    """

    age_band: AgeBand | None = None
    care_level: int | None = None
    related_degree: int | None = None
    same_household: bool = False
    hours_committed: float = 0.0
    hours_wanted: float = 0.0

    def __post_init__(self) -> None:
        check_count("care_level", self.care_level, high=5)
        check_count("related_degree", self.related_degree, high=20)
        check_number("hours_committed", self.hours_committed, high=744)
        check_number("hours_wanted", self.hours_wanted, high=744)


def broken_rules(match: CompanionMatch) -> tuple[CompanionRule, ...]:
    """Rules that a match breaks, in the order of the vocabulary; empty if it may go ahead.

    What nobody has said is not held against the client.

    References
    ----------
    Saxon funding of everyday companions for elderly people, as given in the project's domain
    description: 60 or older, no Pflegegrad, 32 hours a month, not related to the second degree,
    not of the same household.

    Examples
    --------
    >>> from graph_model.domain.vocabulary import AgeBand
    >>> [str(rule) for rule in broken_rules(CompanionMatch(age_band=AgeBand.FROM_45, care_level=2))]
    ['client_under_60', 'care_level']
    """
    oldest = match.age_band.oldest if match.age_band is not None else None
    tests = {
        CompanionRule.CLIENT_UNDER_60: oldest is not None and oldest < YOUNGEST_CLIENT,
        CompanionRule.CARE_LEVEL: bool(match.care_level),
        CompanionRule.HOURS_EXCEEDED: match.hours_committed + match.hours_wanted
        > LONGEST_HOURS_PER_MONTH,
        CompanionRule.RELATED: match.related_degree is not None
        and match.related_degree <= CLOSEST_DEGREE,
        CompanionRule.SAME_HOUSEHOLD: match.same_household,
    }
    return tuple(rule for rule in CompanionRule if tests[rule])
