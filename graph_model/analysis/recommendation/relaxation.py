"""When nobody is left: which rule emptied the list, and which to relax to open it again."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from graph_model.analysis.sentences import Sentence
from graph_model.domain.vocabulary import ExclusionRule

RELAXABLE = (
    ExclusionRule.CONSENT,
    ExclusionRule.REFUSED_BEFORE,
    ExclusionRule.FULL,
    ExclusionRule.ACCESS,
    ExclusionRule.LANGUAGE,
    ExclusionRule.AREA,
    ExclusionRule.NEED,
)
"""Rules that a Kümmerer can do something about; the others are the law or a fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """Rules to relax together and how many offers that opens, with what to do in words."""

    rules: tuple[ExclusionRule, ...]
    opens: int
    sentence: Sentence


def emptied_by(broken: Iterable[tuple[ExclusionRule, ...]]) -> ExclusionRule:
    """The rule after which, taken in order, nobody was left; ``need`` if nobody came into question.

    Examples
    --------
    >>> area, full = ExclusionRule.AREA, ExclusionRule.FULL
    >>> emptied_by([(area,), (area, full), (full,)])
    <ExclusionRule.FULL: 'full'>
    """
    first = {rules[0] for rules in broken}
    reached = [rule for rule in ExclusionRule if rule in first]
    return reached[-1] if reached else ExclusionRule.NEED


def relaxations(broken: Iterable[tuple[ExclusionRule, ...]]) -> tuple[Relaxation, ...]:
    """Sets of rules that would open offers: fewest rules first, then what opens most.

    An offer is opened by a set if it breaks no rule outside; sets that hold a rule nobody can
    relax are left out, and so are larger sets that open no more than a smaller one within.
    """
    counted = Counter(
        frozenset(rules) for rules in broken if rules and frozenset(rules) <= set(RELAXABLE)
    )
    opened = {
        rules: sum(count for other, count in counted.items() if other <= rules) for rules in counted
    }
    useful = [
        rules
        for rules, opens in opened.items()
        if not any(other < rules and opened[other] >= opens for other in opened)
    ]
    found = [_relaxation(rules, opens=opened[rules]) for rules in useful]
    return tuple(sorted(found, key=_order))


def _order(relaxation: Relaxation) -> tuple[int, int, list[int]]:
    ranks = [RELAXABLE.index(rule) for rule in relaxation.rules]
    return len(relaxation.rules), -relaxation.opens, ranks


_ADVICE = {
    ExclusionRule.CONSENT: ("die Einwilligung einholen", "obtain the consent"),
    ExclusionRule.REFUSED_BEFORE: (
        "trotz der früheren Absage noch einmal nachfragen",
        "ask again in spite of the earlier refusal",
    ),
    ExclusionRule.FULL: (
        "nach einer Warteliste fragen",
        "ask for a waiting list",
    ),
    ExclusionRule.ACCESS: (
        "Begleitung oder einen Besuch vereinbaren",
        "arrange company or a visit",
    ),
    ExclusionRule.LANGUAGE: ("Sprachmittlung dazunehmen", "bring in an interpreter"),
    ExclusionRule.AREA: (
        "in einem anderen Gebiet anfragen",
        "ask in another area",
    ),
    ExclusionRule.NEED: (
        "nach einem verwandten Bedarf suchen",
        "search for a related need",
    ),
}


def _relaxation(rules: frozenset[ExclusionRule], *, opens: int) -> Relaxation:
    ordered = tuple(rule for rule in RELAXABLE if rule in rules)
    german = " und ".join(_ADVICE[rule][0] for rule in ordered)
    english = " and ".join(_ADVICE[rule][1] for rule in ordered)
    offers_de = "1 Angebot" if opens == 1 else f"{opens} Angebote"
    offers_en = "1 offer" if opens == 1 else f"{opens} offers"
    return Relaxation(
        rules=ordered,
        opens=opens,
        sentence=Sentence(de=f"{offers_de} mehr: {german}.", en=f"{offers_en} more: {english}."),
    )
