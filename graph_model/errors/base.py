"""The root of all errors, and values that break a rule of their own."""

from typing import ClassVar


class HilfenetzError(Exception):
    """Root of all errors; ``details`` holds ids, codes and counts, never a person's data.

    Parameters
    ----------
    **details
        Values for the placeholders of the sentences, also kept in ``details``.
    """

    code: ClassVar[str] = "hilfenetz_error"
    german: ClassVar[str] = "Das hat nicht geklappt."
    english: ClassVar[str] = "That did not work."

    def __init__(self, **details: object) -> None:
        self.details: dict[str, object] = details
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """The error for a person to read, in ``de`` or (anything else) English."""
        template = self.german if language == "de" else self.english
        return template.format(**self.details)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.details)


def _rebuild(kind: type[HilfenetzError], details: dict[str, object]) -> HilfenetzError:
    return kind(**details)


class InvalidValueError(HilfenetzError):
    """A value breaks a rule of its own; details: ``field``, ``rule_de``, ``rule_en``."""

    code = "invalid_value"
    german = "Das Feld „{field}“ stimmt nicht: {rule_de}."
    english = "The field '{field}' is not right: {rule_en}."


class UnknownCodeError(InvalidValueError):
    """A code that the vocabulary does not hold; details: ``field``, ``allowed``."""

    code = "unknown_code"
    german = "Das Feld „{field}“ kennt nur diese Werte: {allowed}."
    english = "The field '{field}' takes only these values: {allowed}."
