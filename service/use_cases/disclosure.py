"""What answers leave out for those who may not see single cases or other houses' staff."""

from dataclasses import replace

from graph_model.analysis.chains.findings import ChainFindings
from graph_model.analysis.gaps.gaps import Gaps
from graph_model.analysis.overload.levels import Level
from graph_model.analysis.overload.overload import Overload
from graph_model.analysis.resilience.what_if import WhatIf
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.directory import Directory

_EMPLOYED = frozenset({ActorKind.KUEMMERER, ActorKind.COMPANION})


def findings_without_cases(found: ChainFindings) -> ChainFindings:
    """The counts and pairs of the findings, without the chains that they were found in."""
    pairs = tuple(replace(pair, chain_ids=()) for pair in found.ping_pong)
    return replace(found, findings=(), deviations=(), ping_pong=pairs)


def gaps_without_cases(found: Gaps) -> Gaps:
    """The gaps with their counts, without the referrals and searches that they rest on."""
    gaps = tuple(
        replace(gap, evidence=replace(gap.evidence, referral_ids=(), search_ids=()))
        for gap in found.gaps
    )
    return replace(found, gaps=gaps)


def what_if_without_cases(found: WhatIf) -> WhatIf:
    """What changes would do, without the referrals that would be left hanging."""
    return replace(found, hanging_ids=())


def load_of_own_staff(found: Overload, directory: Directory, *, cooperative_id: str) -> Overload:
    """The load without Kümmerer and companions of other cooperatives, counts included."""
    loads = tuple(
        load
        for load in found.loads
        if load.actor_kind not in _EMPLOYED
        or directory.actors[load.actor_id].cooperative_id == cooperative_id
    )
    red, amber, green = (sum(load.level is level for load in loads) for level in Level)
    return replace(found, loads=loads, red=red, amber=amber, green=green)
