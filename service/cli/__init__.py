"""The command ``hilfenetz``: everything the service can do, from a terminal."""

from service.cli.app import main

__all__ = ["main"]
