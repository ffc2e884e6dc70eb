"""What a result says of that which it does not show."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """That a result leaves out what would let somebody be made out.

    ``minimum`` is how many people a figure must be about at least. How much is left out is not
    told: that would tell how much there is.
    """

    minimum: int
