"""The pages: what is asked of each that reads."""

PAGE_PATHS = {
    "/": [""],
    "/find": [
        "",
        "?need=loneliness&area=a1",
        "?need=debt&chain=c1&parent=r1",
        "?need=debt&area=a1&chain=c2",
    ],
    "/refer": ["?need=debt&recipient=p1&service=s1"],
    "/chains": ["", "?mine=true", "?text=t1"],
    "/chains/new": ["", "?need=debt&recipient=p1"],
    "/chains/{chain_id}": ["c1", "c2", "none"],
    "/chains/{chain_id}/referrals/new": [
        "c1?need=debt&recipient=p1",
        "c1?need=debt&recipient=p2&parent=r1",
        "c2?need=debt&recipient=p1",
    ],
    "/gaps": ["", "?need=debt", "?need=debt&area=a1"],
    "/load": ["", "?need=debt", "?without=p1"],
    "/evaluation": ["", "?from=2026-01-01&to=2026-02-01&area=a1&level=actor"],
    "/evaluation/report.{kind}": ["html", "pdf"],
    "/network": [
        "",
        "?from=2026-02&to=2026-01&status=rejected&start=k1&end=p1",
        "?need=debt&area=a1",
    ],
    "/import/{import_id}/errors.csv": ["none"],
    "/settings": [""],
    "/settings/system": [""],
    "/directory": ["", "?text=p1", "?need=debt&area=a1", "?part=2"],
    "/directory/{actor_id}/services/{service_id}": ["p1"],
    "/directory/{actor_id}": ["p1", "nobody"],
}
"""What follows the path, and what takes the place of the id in it, by route."""

KEPT_BY_THE_STORE = {
    "/import": "/import",
    "/import/{import_id}": "/import/import-00000000000000000000",
    "/settings/keys": "/settings/keys",
    "/settings/rules": "/settings/rules",
    "/settings/needs": "/settings/needs",
}
"""Pages of the administration about what no snapshot holds, by route."""

ASKS_NO_STORE = {"/import/none/errors.csv", "/settings", "/settings/system"}
"""Pages of the administration that are made of files and settings alone."""


def reader_of(path: str) -> str:
    """A role that may ask for an address."""
    if path.startswith(("/settings", "/import")):
        return "admin"
    figures = ("analyses", "maps", "/gaps", "/load", "/evaluation", "/network", "/services/")
    is_on_cases = not any(part in path for part in figures)
    return "kuemmerer" if is_on_cases else "coordination"
