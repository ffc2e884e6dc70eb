"""Ids made from names: readable, the same every time, different for different names."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from hashlib import sha256

_LONGEST = 48
_OTHER = re.compile(r"[^a-z0-9._:]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def slug(name: str) -> str:
    """Lower-case letters, digits and hyphens of a name; a digest where too little of it stays.

    Examples
    --------
    >>> slug("Schuldnerberatung Löbau e. V."), slug("Pete"), slug("p_012")
    ('schuldnerberatung-loebau-e.-v', 'pete', 'p_012')
    """
    lowered = unicodedata.normalize("NFC", name).casefold().translate(_UMLAUTS)
    ascii_only = unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode()
    readable = _OTHER.sub("-", ascii_only).strip("-._:")
    # A name in another script leaves nothing to read; a long one is cut.
    if not readable:
        return f"x-{_digest(name)}"
    if len(readable) > _LONGEST:
        return f"{readable[: _LONGEST - 9]}-{_digest(name)}"
    return readable


def slugs(names: Iterable[str], *, taken: Collection[str] = ()) -> dict[str, str]:
    """An id for each name; names that would share one, or get a taken one, carry a digest too.

    Examples
    --------
    >>> slugs(["Pete", "PETE", "Sara"])["Sara"]
    'sara'
    >>> len(set(slugs(["Pete", "PETE", "Sara"]).values()))
    3
    """
    by_slug: defaultdict[str, set[str]] = defaultdict(set)
    for name in names:
        by_slug[slug(name)].add(name)
    return {
        name: readable
        if len(sharing) == 1 and readable not in taken
        else f"{readable[: _LONGEST - 9]}-{_digest(name)}"
        for readable, sharing in by_slug.items()
        for name in sharing
    }


def _digest(name: str) -> str:
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
