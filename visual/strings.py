"""Every word of the map in German and English, from the catalogues under ``locales``.

``map.po`` holds the words of the page, ``scene.po`` (keys that begin with ``scene_``) those with
which a scene says what it shows; templates and scripts hold none of their own. Places in braces are
filled by the template, the page's script or :func:`scene_text`.
"""

from functools import cache
from importlib import resources

from graph_model.domain.labels import label
from graph_model.domain.vocabulary import ActorKind
from visual.catalogues import Words
from visual.scene import KINDS

CATALOGUES = resources.files("visual").joinpath("locales")

_OF_SCENES = "scene_"


@cache
def map_words(language: str) -> Words:
    """All words of the map in ``de`` or ``en``."""
    return Words(language, CATALOGUES)


def scene_text(key: str, language: str, **values: str) -> str:
    """One of the texts with which a scene says what it shows, its places filled."""
    return map_words(language)[_OF_SCENES + key].format(**values)


def texts(language: str) -> dict[str, str]:
    """All texts of the page in ``de`` or ``en``, by key, sorted by key."""
    found = map_words(language)
    of_page = {key: found[key] for key in found if not key.startswith(_OF_SCENES)}
    for kind in KINDS:
        name = label(ActorKind(kind), language)
        of_page[f"kind_{kind}"] = name[:1].upper() + name[1:]
    return dict(sorted(of_page.items()))
