"""Ids in the order in which things are made."""

from random import Random


class Counters:
    """Hands out ids: a letter and seven digits for each kind, random ones for tenants."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self._tenants: set[int] = set()

    def next(self, prefix: str) -> str:
        """The next id with a prefix."""
        number = self._last.get(prefix, 0) + 1
        self._last[prefix] = number
        return f"{prefix}{number:07d}"

    def tenant(self, rng: Random) -> str:
        """A pseudonym that says nothing, not even when it was given."""
        while (number := rng.getrandbits(40)) in self._tenants:
            pass
        self._tenants.add(number)
        return f"t{number:010x}"
