"""The table of permissions: default is denied, and no cooperative sees another's cases."""

import pytest

from graph_model.domain.vocabulary import Role
from graph_model.errors import ForbiddenError, UnknownRecordError
from service import access
from service.access import Permission, Principal
from tests import builders as make


def principal(role: Role, cooperative: str | None = None) -> Principal:
    return Principal(key_id="key-1", role=role, cooperative_id=cooperative)


def test_nobody_who_sees_figures_sees_cases_and_the_other_way_round() -> None:
    for role, granted in access.GRANTS.items():
        figures = {Permission.READ_FIGURES, Permission.READ_NETWORK} & granted
        cases = {Permission.READ_CHAINS, Permission.RECORD} & granted
        assert not (figures and cases), role


@pytest.mark.parametrize("permission", sorted(set(Permission) - access.GRANTS[Role.ADMIN]))
def test_what_is_not_granted_is_denied(permission: Permission) -> None:
    with pytest.raises(ForbiddenError, match=permission):
        access.demand(principal(Role.ADMIN), permission)


@pytest.mark.parametrize(
    ("own", "other", "sees"),
    [("g1", "g1", True), ("g1", "g2", False), (None, "g1", False), (None, None, False)],
)
def test_a_chain_exists_for_its_own_cooperative_only(
    own: str | None, other: str | None, sees: bool
) -> None:
    chain = make.chain("c1", cooperative=other)
    asker = principal(Role.KUEMMERER, own)
    if sees:
        access.demand_chain(asker, chain)
    else:
        with pytest.raises(UnknownRecordError, match="c1"):
            access.demand_chain(asker, chain)


def test_figures_are_bound_to_the_own_cooperative_if_there_is_one() -> None:
    everywhere, at_home = principal(Role.COORDINATION), principal(Role.COORDINATION, "g1")
    assert access.bound_cooperative(everywhere, None) is None
    assert access.bound_cooperative(everywhere, "g2") == "g2"
    assert access.bound_cooperative(at_home, None) == "g1"
    assert access.bound_cooperative(at_home, "g1") == "g1"
    with pytest.raises(UnknownRecordError, match="g2"):
        access.bound_cooperative(at_home, "g2")


def test_records_are_signed_by_the_person_or_else_by_the_key() -> None:
    key = make.access_key("key-7", actor="k1")
    assert Principal.of(key).signature == "k1"
    assert principal(Role.ADMIN).signature == "key-1"
