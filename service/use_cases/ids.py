"""Ids of what is recorded here."""

import secrets


def new_id(prefix: str) -> str:
    """A fresh id that says its kind and nothing else (80 random bits)."""
    return f"{prefix}-{secrets.token_hex(10)}"
