"""What people need help with: a two-level list of codes."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from graph_model.domain.checks import check_id, check_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A need with its labels; ``sdoh_domain`` is the Gravity SDOH domain where one fits."""

    code: str
    parent_code: str | None = None
    label_de: str
    label_en: str
    sdoh_domain: str | None = None

    def __post_init__(self) -> None:
        check_id("code", self.code)
        check_id("parent_code", self.parent_code, optional=True)
        check_text("label_de", self.label_de)
        check_text("label_en", self.label_en)

    @property
    def id(self) -> str:
        """The code, so that a need can be looked up like every other record."""
        return self.code

    def label(self, language: str) -> str:
        """The name for people, German unless ``en`` is asked for."""
        return self.label_en if language == "en" else self.label_de


@cache
def standard_needs() -> tuple[Need, ...]:
    """The list that the project ships, parents before their children.

    References
    ----------
    ``graph_model/data/needs.csv``; domains: Gravity Project, SDOH clinical care.
    """
    source = resources.files("graph_model").joinpath("data/needs.csv")
    with source.open(encoding="utf-8") as lines:
        return tuple(
            Need(
                code=row["code"],
                parent_code=row["parent"] or None,
                label_de=row["label_de"],
                label_en=row["label_en"],
                sdoh_domain=row["sdoh_domain"] or None,
            )
            for row in csv.DictReader(lines)
        )
