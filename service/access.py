"""Who may do what: one table, and everything that it does not grant is denied."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from graph_model.domain.access_keys import AccessKey
from graph_model.domain.chains import HelpChain
from graph_model.domain.vocabulary import Role
from graph_model.errors import ForbiddenError, UnknownRecordError


class Permission(StrEnum):
    """Things that can be done, each checked at its door."""

    READ_DIRECTORY = "read_directory"
    RECOMMEND = "recommend"
    READ_CHAINS = "read_chains"
    RECORD = "record"
    READ_NETWORK = "read_network"
    READ_FIGURES = "read_figures"
    READ_API_DESCRIPTION = "read_api_description"
    CONFIRM_ENTRIES = "confirm_entries"
    CORRECT_ENTRIES = "correct_entries"
    IMPORT = "import"
    ADMINISTER = "administer"


GRANTS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.KUEMMERER: frozenset(
            {
                Permission.READ_DIRECTORY,
                Permission.RECOMMEND,
                Permission.READ_CHAINS,
                Permission.RECORD,
                Permission.READ_API_DESCRIPTION,
                Permission.CONFIRM_ENTRIES,
            }
        ),
        Role.COORDINATION: frozenset(
            {
                Permission.READ_DIRECTORY,
                Permission.READ_NETWORK,
                Permission.READ_FIGURES,
                Permission.READ_API_DESCRIPTION,
                Permission.CONFIRM_ENTRIES,
                Permission.CORRECT_ENTRIES,
            }
        ),
        Role.EVALUATION: frozenset(
            {
                Permission.READ_DIRECTORY,
                Permission.READ_NETWORK,
                Permission.READ_FIGURES,
                Permission.READ_API_DESCRIPTION,
            }
        ),
        Role.ADMIN: frozenset(
            {
                Permission.READ_DIRECTORY,
                Permission.READ_API_DESCRIPTION,
                Permission.CONFIRM_ENTRIES,
                Permission.CORRECT_ENTRIES,
                Permission.IMPORT,
                Permission.ADMINISTER,
            }
        ),
    }
)
"""The whole role model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who asks: a role, the cooperative it is bound to (none: no bound) and the actor behind it.

    ``language`` is the one that the account was set to, if it was.
    """

    key_id: str
    role: Role
    cooperative_id: str | None = None
    actor_id: str | None = None
    language: str | None = None

    @classmethod
    def of(cls, key: AccessKey) -> "Principal":
        """Who a key stands for."""
        return cls(
            key_id=key.id,
            role=key.role,
            cooperative_id=key.cooperative_id,
            actor_id=key.actor_id,
            language=key.language,
        )

    @property
    def signature(self) -> str:
        """What ``recorded_by`` says: the actor, or the key where no actor is known."""
        return self.actor_id or self.key_id


def demand(principal: Principal, permission: Permission) -> None:
    """Let a principal through, or raise.

    Raises
    ------
    ForbiddenError
        If the role does not grant the permission.
    """
    if permission not in GRANTS.get(principal.role, frozenset()):
        raise ForbiddenError(permission=permission)


def demand_everywhere(principal: Principal, permission: Permission) -> None:
    """Let a principal through who is bound to no cooperative, for what all of them share.

    Raises
    ------
    ForbiddenError
        If the role does not grant the permission, or the principal belongs to one cooperative.
    """
    demand(principal, permission)
    if principal.cooperative_id is not None:
        raise ForbiddenError(permission=permission)


def may_see_cooperative(principal: Principal, cooperative_id: str | None) -> bool:
    """Whether tenants, chains and contacts of a cooperative exist for this principal."""
    return principal.cooperative_id is not None and principal.cooperative_id == cooperative_id


def demand_chain(principal: Principal, chain: HelpChain) -> None:
    """Let a principal see a chain; a foreign one is as if it were not there.

    Raises
    ------
    UnknownRecordError
        If the chain belongs to another cooperative.
    """
    if not may_see_cooperative(principal, chain.cooperative_id):
        raise UnknownRecordError(kind="chain", record_id=chain.id)


def bound_cooperative(principal: Principal, wanted: str | None) -> str | None:
    """The cooperative that figures are narrowed to: the principal's own, or the one asked for.

    Raises
    ------
    UnknownRecordError
        If somebody bound to one cooperative asks for another.
    """
    if principal.cooperative_id is None:
        return wanted
    if wanted not in (None, principal.cooperative_id):
        raise UnknownRecordError(kind="actor", record_id=wanted)
    return principal.cooperative_id
