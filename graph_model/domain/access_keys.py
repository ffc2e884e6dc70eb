"""Keys by which machines and people reach the API; the secret itself is never stored."""

import re
from dataclasses import dataclass
from datetime import datetime

from graph_model.domain.checks import check_id, check_instant, check_member, check_text, refuse
from graph_model.domain.vocabulary import Role

LANGUAGES = ("de", "en")
"""Languages that an account can be set to."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey:
    """A key as stored: the SHA-256 of its secret, the role it gives and for whom.

    ``actor_id`` is the Kümmerer that acts by it, ``cooperative_id`` the cooperative whose chains it
    opens (none: no chains for Kümmerer, all areas for other roles). In ``language`` (``de``,
    ``en``) pages and answers are told, whatever the browser wishes.
    """

    id: str
    digest: str
    role: Role
    label: str
    cooperative_id: str | None = None
    actor_id: str | None = None
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        check_id("id", self.id)
        if not _DIGEST.fullmatch(self.digest):
            raise refuse("digest", "ein SHA-256 in 64 Hexziffern", "a SHA-256 in 64 hex digits")
        check_member("role", self.role, Role)
        check_text("label", self.label)
        check_id("cooperative_id", self.cooperative_id, optional=True)
        check_id("actor_id", self.actor_id, optional=True)
        check_instant("created_at", self.created_at)
        check_instant("expires_at", self.expires_at, optional=True)
        check_instant("revoked_at", self.revoked_at, optional=True)
        if self.language not in (None, *LANGUAGES):
            raise refuse("language", "erlaubt sind: de, en", "allowed are: de, en")

    def is_valid_at(self, instant: datetime) -> bool:
        """Whether it opens anything at that instant."""
        return (self.expires_at is None or instant < self.expires_at) and (
            self.revoked_at is None or instant < self.revoked_at
        )
