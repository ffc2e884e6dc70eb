"""Every page that somebody can open, for whom it is, and where it lies in the demo network."""

from dataclasses import dataclass

from playwright.sync_api import Page

from graph_model.domain.vocabulary import Role

_K, _C, _E, _A = Role.KUEMMERER, Role.COORDINATION, Role.EVALUATION, Role.ADMIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A page as one role sees it.

    ``route`` is the path as the service knows it; ``place`` what is opened, where ``{chain}`` is
    the page of an open chain and ``{shown_import}`` that of files before they are written. Only
    one role's view of a page goes into the guide (``is_pictured``).
    """

    name: str
    role: Role
    route: str
    place: str = ""
    is_pictured: bool = True

    def address(self, *, chain: str = "", shown_import: str = "/import/none") -> str:
        """Path and query; ``chain`` and ``shown_import`` are paths of such pages."""
        return (self.place or self.route).format(
            chain=chain,
            shown_import=shown_import,
            partner="partner-0001",
            service="service-00001",
        )

    def open(self, page: Page, address: str, *, chain: str = "", shown_import: str = "") -> None:
        """Go there, and wait until everything is drawn."""
        page.goto(address + self.address(chain=chain, shown_import=shown_import))
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
    Sight(name="network", role=_C, route="/network"),
    Sight(name="gaps", role=_C, route="/gaps"),
    Sight(name="load", role=_C, route="/load"),
    Sight(name="evaluation", role=_E, route="/evaluation"),
    Sight(
        name="entry",
        role=_C,
        route="/directory/{actor_id}/services/{service_id}",
        place="/directory/{partner}/services/{service}",
    ),
    Sight(name="import", role=_A, route="/import"),
    Sight(name="import-shown", role=_A, route="/import/{import_id}", place="{shown_import}"),
    Sight(name="keys", role=_A, route="/settings/keys"),
    Sight(name="rules", role=_A, route="/settings/rules"),
    Sight(name="needs", role=_A, route="/settings/needs"),
    Sight(name="settings", role=_A, route="/settings"),
    Sight(name="system", role=_A, route="/settings/system"),
    *(
        Sight(name=f"{name}-{role.value}", role=role, route=route, is_pictured=False)
        for role, name, route in (
            (_E, "overview", "/"),
            (_E, "network", "/network"),
            (_E, "gaps", "/gaps"),
            (_E, "load", "/load"),
            (_C, "evaluation", "/evaluation"),
            (_C, "directory", "/directory"),
            (_A, "overview", "/"),
            (_A, "directory", "/directory"),
        )
    ),
)
"""A test holds that no page of the service is missing here."""
