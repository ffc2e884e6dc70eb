"""Areas and languages by name, as people read them."""

from babel import Locale

from graph_model.domain.areas import AreaTree
from graph_model.domain.vocabulary import AreaLevel
from visual.catalogues import LOCALES


def area_name(tree: AreaTree, area_id: str | None) -> str:
    """An area for people to read, a part of a town with its town; its key if nobody knows it."""
    area = tree.by_id.get(area_id or "")
    if area is None:
        return area_id or ""
    above = tree.by_id.get(area.parent_id or "")
    is_within = above is not None and area.level is AreaLevel.LOCALITY
    return f"{above.name}: {area.name}" if above is not None and is_within else area.name


def language_name(code: str, language: str) -> str:
    """A language for people to read; its code where we have no name for it."""
    name = Locale.parse(LOCALES[language]).languages.get(code, code)
    return str(name)
