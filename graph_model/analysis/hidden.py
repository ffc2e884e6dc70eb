"""What a result says of that which it does not show."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """How much of a result is left out, so that nobody can be made out.

    ``minimum`` is how many people a figure must be about at least, ``cells`` how many rows or
    figures of the result were left out or are ``None`` though there is something to count. It is
    ``None`` where counts are lower bounds: how many rows lack something is not told there.
    """

    minimum: int
    cells: int | None
