"""The scripts of the pages as the build made them; everything but drawing works without them."""

import gzip
import json
from functools import cached_property
from pathlib import Path

from visual.charts.drawing import ChartDrawer

BUILT = Path(__file__).parent / "web" / "bundle"
"""Where the build puts them (``make setup``)."""


class Bundle:
    """The built scripts in a folder, each under a name that changes with its content.

    Parameters
    ----------
    folder
        Where the build puts them; nothing need be there.
    """

    def __init__(self, folder: Path = BUILT) -> None:
        self._folder = folder
        self._texts: dict[str, str] = {}
        self._packed: dict[str, bytes] = {}

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of the built files by those of their sources; empty where nothing was built."""
        try:
            text = (self._folder / "manifest.json").read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        found: dict[str, str] = json.loads(text)
        return found

    def addresses(self, *sources: str) -> list[str]:
        """Where a page loads its scripts from; what was not built is left out."""
        return [f"/static/bundle/{self.names[one]}" for one in sources if one in self.names]

    def text(self, name: str) -> str | None:
        """A built script by its own name; None for any other name."""
        if name not in self.names.values():
            return None
        if name not in self._texts:
            self._texts[name] = (self._folder / name).read_text(encoding="utf-8")
        return self._texts[name]

    def packed(self, name: str) -> bytes | None:
        """The same script as gzip, a third of its size on the way; None for any other name."""
        text = self.text(name)
        if text is None:
            return None
        if name not in self._packed:
            self._packed[name] = gzip.compress(text.encode(), mtime=0)
        return self._packed[name]

    @cached_property
    def drawer(self) -> ChartDrawer | None:
        """Draws charts for what is printed or kept; None where nothing was built."""
        text = self.text(self.names.get("charts-ssr.js", ""))
        return None if text is None else ChartDrawer(text)
