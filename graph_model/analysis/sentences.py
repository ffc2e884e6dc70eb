"""A statement in German and English, with lists of names and numbers as people say them."""

from collections.abc import Sequence
from dataclasses import dataclass

_NAMED_AT_MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """The same in German and English."""

    de: str
    en: str

    def said(self, language: str) -> str:
        """The English for ``en``, else the German."""
        return self.en if language == "en" else self.de


def listed(names: Sequence[str], language: str) -> str:
    """A few names as a reader says them, the rest as a number.

    Examples
    --------
    >>> listed(["Anker", "Brücke", "Caritas", "Diakonie"], "de")
    'Anker, Brücke, Caritas und 1 weitere'
    >>> listed(["Anker", "Brücke"], "en"), listed(["Anker", "Anker"], "en"), listed([], "en")
    ('Anker and Brücke', 'Anker', '')
    """
    shown = list(dict.fromkeys(names))
    rest = len(shown) - _NAMED_AT_MOST
    if rest > 0:
        more = f"und {rest} weitere" if language == "de" else f"and {rest} more"
        return f"{', '.join(shown[:_NAMED_AT_MOST])} {more}"
    last = "und" if language == "de" else "and"
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}"


def decimal(number: float, language: str) -> str:
    """A number to one place, or to two below 1, without zeros at its end.

    Examples
    --------
    >>> decimal(12.34, "de"), decimal(15.0, "de"), decimal(0.456, "en"), decimal(0.0, "en")
    ('12,3', '15', '0.46', '0')
    """
    text = f"{number:.1f}" if abs(number) >= 1 else f"{number:.2f}".rstrip("0")
    text = text.removesuffix(".0").removesuffix(".")
    return text.replace(".", ",") if language == "de" else text
