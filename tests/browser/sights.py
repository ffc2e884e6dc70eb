"""Every page that somebody can open, for whom it is, and where it lies in the demo network."""

from dataclasses import dataclass

from playwright.sync_api import Page

from graph_model.domain.vocabulary import Role

_K, _C, _E, _A = Role.KUEMMERER, Role.COORDINATION, Role.EVALUATION, Role.ADMIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A page as one role sees it.

    ``route`` is the path as the service knows it; ``place`` what is opened, where ``{chain}`` is
    an open chain and ``{partner}`` a partner. Only one role's view of a page goes into the guide
    (``is_pictured``).
    """

    name: str
    role: Role
    route: str
    place: str = ""
    is_pictured: bool = True

    def address(self, *, chain: str) -> str:
        """Path and query, ``chain`` being the path of a chain's page."""
        return (self.place or self.route).format(chain=chain, partner="partner-0001")

    def open(self, page: Page, address: str, *, chain: str) -> None:
        """Go there, and wait until everything is drawn."""
        page.goto(address + self.address(chain=chain))
        page.wait_for_load_state("networkidle")


SIGHTS = (
    Sight(name="find", role=_K, route="/find", place="/find?need=debt&area=14511000"),
    Sight(name="find-empty", role=_K, route="/", place="/", is_pictured=False),
    Sight(name="chains", role=_K, route="/chains"),
    Sight(name="chain", role=_K, route="/chains/{chain_id}", place="{chain}"),
    Sight(name="chain-new", role=_K, route="/chains/new"),
    Sight(
        name="refer",
        role=_K,
        route="/refer",
        place="/refer?need=debt&recipient={partner}",
        is_pictured=False,
    ),
    Sight(
        name="referral",
        role=_K,
        route="/chains/{chain_id}/referrals/new",
        place="{chain}/referrals/new?need=debt&recipient={partner}",
    ),
    Sight(name="directory", role=_K, route="/directory"),
    Sight(name="partner", role=_K, route="/directory/{actor_id}", place="/directory/{partner}"),
    Sight(name="overview", role=_C, route="/"),
    Sight(name="gaps", role=_C, route="/gaps"),
    Sight(name="gaps-evaluation", role=_E, route="/gaps", is_pictured=False),
    Sight(name="evaluation", role=_E, route="/evaluation"),
    Sight(name="evaluation-coordination", role=_C, route="/evaluation", is_pictured=False),
    Sight(name="overview-evaluation", role=_E, route="/", is_pictured=False),
    Sight(name="administration", role=_A, route="/", is_pictured=False),
)
"""A test holds that no page of the service is missing here."""
