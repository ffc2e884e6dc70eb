"""Words of the pages: the catalogues under ``locales``, German and English."""

from functools import cache
from importlib import resources

from visual.catalogues import Words

LOCALES = resources.files("service.web").joinpath("locales")


@cache
def words(language: str) -> Words:
    """All words in one language; German for every other than English."""
    return Words("en" if language == "en" else "de", LOCALES)
