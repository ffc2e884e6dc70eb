"""Noughts beside hidden counts, which would tell that each of these is one at least."""

from collections.abc import Sequence


def told_together(counts: Sequence[int | None]) -> tuple[int | None, ...]:
    """Counts that add up to a total that is shown; where one is hidden (``None``), so is every 0.

    If a 0 were told, a hidden count would be known to be 1 or more. As many hidden counts as there
    are left of the total would then be 1 each. As it is, what is left of a total is at least three
    people, who may all be in some of the hidden counts and none in the others.

    Examples
    --------
    >>> told_together([1, 0, None]), told_together([3, 0, 0])
    ((1, None, None), (3, 0, 0))
    """
    is_any_hidden = None in counts
    return tuple(None if is_any_hidden and count == 0 else count for count in counts)
