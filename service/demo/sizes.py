"""How large a demo network is asked for, and how many of everybody that takes."""

from dataclasses import dataclass
from datetime import date

from graph_model.domain.checks import refuse
from service.demo.places import DEMO_TOWNS, FURTHER_TOWNS

DEMO_TODAY = date(2026, 6, 30)
FEWEST_REFERRALS = 1_500
"""Fewer would leave no healthy network around the planted faults."""

MOST_REFERRALS = 9_000_000
"""More than the numbers in our ids have room for."""

DEMO_TENANTS = 900
DEMO_ORGANISATIONS = 80
_DEMO_REFERRALS = 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSpec:
    """What a network is made from; equal specifications give equal bytes.

    Parameters
    ----------
    referrals
        Exactly so many referrals; ``None`` for the demo of 900 tenants (some 3,600 referrals).
    seed
        Start of all randomness.
    today
        Reference day: three years end before it; nothing is recorded on it or later.

    Raises
    ------
    InvalidValueError
        If ``referrals`` lies outside 1,500 to 9,000,000 or the day outside 1995 to 2150.
    """

    referrals: int | None = None
    seed: int = 7
    today: date = DEMO_TODAY

    def __post_init__(self) -> None:
        if self.referrals is not None and not FEWEST_REFERRALS <= self.referrals <= MOST_REFERRALS:
            raise refuse(
                "referrals",
                f"eine Zahl von {FEWEST_REFERRALS} bis {MOST_REFERRALS}",
                f"a number from {FEWEST_REFERRALS} to {MOST_REFERRALS} is needed",
            )
        if not date(1995, 1, 1) <= self.today <= date(2150, 1, 1):
            raise refuse("today", "ein Tag von 1995 bis 2150", "a day from 1995 to 2150 is needed")

    @property
    def sizes(self) -> "Sizes":
        """How many of everybody the network has."""
        return Sizes.for_factor(max(1.0, (self.referrals or _DEMO_REFERRALS) / _DEMO_REFERRALS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Counts of towns, organisations and helpers; ``organisations`` are partners and offices."""

    towns: int
    cooperatives: int
    kuemmerer: int
    companions: int
    organisations: int
    tenants: int

    @classmethod
    def for_factor(cls, factor: float) -> "Sizes":
        """Sizes for so many times the demo's referrals (at least once).

        Tenants grow in step, helpers and organisations more slowly, towns up to those that are
        known here: one million referrals have about 3,000 organisations in 52 towns.

        Examples
        --------
        >>> Sizes.for_factor(1.0).organisations
        80
        """
        all_towns = len(DEMO_TOWNS) + len(FURTHER_TOWNS)
        towns = min(all_towns, round(len(DEMO_TOWNS) * factor**0.34))
        return cls(
            towns=towns,
            cooperatives=max(towns - 2, round(6 * factor**0.4)),
            kuemmerer=max(2 * towns - 2, round(14 * factor**0.8)),
            companions=round(60 * factor**0.7),
            organisations=round(DEMO_ORGANISATIONS * factor**0.644),
            tenants=round(DEMO_TENANTS * factor),
        )
