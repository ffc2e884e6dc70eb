"""What a file format has to be able to do; each is one module, named in ``loading.py``."""

from pathlib import Path
from typing import Protocol

from importers.report import ImportOptions
from importers.rows import Gathered, Progress


class Source(Protocol):
    """One file, opened far enough to know what is in it."""

    @property
    def rank(self) -> int:
        """Sources of a lower rank are read first."""
        ...

    def read(self, gathered: Gathered, progress: Progress) -> None:
        """Hand every row over, good or bad; never stop at a bad one.

        ``progress`` is called with phase ``read`` and the bytes of this file.

        Raises
        ------
        UnreadableFileError
            If the file as a whole turns out to be unreadable.
        PersonalColumnError
            If it holds what looks like a tenant's personal data.
        """
        ...


class Format(Protocol):
    """A file format: a function that opens a file of it."""

    def __call__(self, path: Path, options: ImportOptions) -> Source:
        """Open a file.

        Raises
        ------
        UnreadableFileError
            If it is not of this format, too large, or its content is not recognised.
        PersonalColumnError
            If a column looks like a tenant's personal data.
        """
        ...
