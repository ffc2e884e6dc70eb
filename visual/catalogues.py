"""Words for people from Babel catalogues: one folder of PO files a language, one file a subject."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from importlib.resources.abc import Traversable
from io import BytesIO

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

LOCALES = {"de": "de_DE", "en": "en_GB"}
"""How dates and numbers are written for each language."""


def written_number(value: float, language: str, *, digits: int = 0) -> str:
    """A number as a language writes it, with at most so many decimals."""
    pattern = "#,##0" if digits == 0 else f"#,##0.{'#' * digits}"
    return format_decimal(value, format=pattern, locale=LOCALES[language])


def written_day(day: date, language: str) -> str:
    """A calendar day as a language writes it."""
    return format_date(day, format="medium", locale=LOCALES[language])


class Words:
    """All words of one language, by key; a key that no catalogue has is a fault at once.

    Parameters
    ----------
    language
        ``de`` or ``en``.
    folders
        Folders which hold ``<language>/LC_MESSAGES/*.po``; keys are unique over all their files.

    Raises
    ------
    ValueError
        If two files have the same key, or a file does not parse.
    """

    def __init__(self, language: str, *folders: Traversable) -> None:
        self.language = language
        self._texts: dict[str, str] = {}
        self._plurals: dict[str, Translations] = {}
        for folder in folders:
            files = folder.joinpath(language, "LC_MESSAGES").iterdir()
            for file in sorted(files, key=lambda one: one.name):
                if file.name.endswith(".po"):
                    self._add(file)

    def _add(self, file: Traversable) -> None:
        with file.open("rb") as source:
            catalogue = read_po(source, locale=self.language, abort_invalid=True)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        translations = Translations(compiled)
        for message in catalogue:
            if not message.id:
                continue
            key = message.id if isinstance(message.id, str) else message.id[0]
            if key in self:
                raise ValueError(f"{file.name}: the key {key} is in another catalogue too")
            if message.pluralizable:
                self._plurals[key] = translations
            else:
                self._texts[key] = str(message.string)

    def __getitem__(self, key: str) -> str:
        """The text of a key, its places not filled yet."""
        return self._texts[key]

    def __contains__(self, key: object) -> bool:
        """Whether there is such a text, for one or for many."""
        return key in self._texts or key in self._plurals

    def __iter__(self) -> Iterator[str]:
        """All keys in order."""
        return iter(self.keys)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """All keys in order."""
        return tuple(sorted([*self._texts, *self._plurals]))

    def forms(self, key: str) -> tuple[str, ...]:
        """The text, or the texts for one and for many."""
        if key in self._texts:
            return (self._texts[key],)
        found = self._plurals[key]
        return tuple(found.ungettext(key, key, count) for count in (1, 2))

    def many(self, key: str, count: int, **values: object) -> str:
        """The text for so many, filled; ``{count}`` is written as the language writes numbers."""
        text = self._plurals[key].ungettext(key, key, count)
        return str(text.format(count=written_number(count, self.language), **values))
