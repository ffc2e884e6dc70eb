"""Meine Ketten: the open chains of the own cooperative, who holds each now, what is overdue."""

from dataclasses import dataclass
from datetime import datetime

from graph_model.analysis.chains.paths import ChainPath
from graph_model.analysis.chains.rules import FindingCode
from graph_model.domain.chains import HelpChain
from graph_model.domain.labels import label
from graph_model.snapshot.directory import Directory
from graph_model.store.port import Filter, GraphStore
from service.access import Permission, Principal, demand
from service.api.caller import Caller
from service.api.errors import language_of_request
from service.use_cases.on_cases import OnCases
from service.web import choices, rows
from service.web.queries import ChainSearch
from service.web.words import words

MOST_CHAINS = 500
"""So many open chains a page reads; more are named, and found by their id."""

_ALARMS = {
    FindingCode.DEAD_END: "alarm_dead_end",
    FindingCode.OVERDUE: "alarm_overdue",
    FindingCode.RETURNED: "alarm_round",
    FindingCode.SENT_ROUND: "alarm_round",
    FindingCode.REPEATED_REFUSAL: "alarm_refusals",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLine:
    """An open chain in the list: for which needs, where, who has it, what is wrong since when."""

    chain_id: str
    needs: str
    about: str
    tenant_id: str
    opened_on: str
    holders: tuple[str, ...]
    alarms: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenChains:
    """The open chains that were asked for, those with an alarm first; whether there are more."""

    lines: tuple[ChainLine, ...]
    has_more: bool


def open_chains(caller: Caller, principal: Principal, asked: ChainSearch) -> OpenChains:
    """The open chains of the principal's cooperative; those that need somebody come first."""
    demand(principal, Permission.READ_CHAINS)
    language = language_of_request(caller.request)
    chains, has_more = _held(caller, principal)
    wanted = [chain for chain in chains if _is_wanted(chain, asked, principal)]
    questions = caller.cases
    directory = questions.snapshot.directory
    lines = caller.look_up(
        lambda store: [
            _line(chain, path, directory, language=language)
            for chain, path in _paths(store, wanted, questions)
        ]
    )
    lines.sort(key=lambda line: (not line.alarms, line.since, line.chain_id))
    return OpenChains(lines=tuple(lines), has_more=has_more)


def chain_choices(
    caller: Caller, principal: Principal, directory: Directory, *, language: str
) -> choices.Choices:
    """The open chains to choose one from, the latest first."""
    chains, _ = _held(caller, principal)
    chains.sort(key=lambda chain: (chain.opened_at, chain.id), reverse=True)
    return [(chain.id, chain_text(chain, directory, language=language)) for chain in chains]


def chain_text(chain: HelpChain, directory: Directory, *, language: str) -> str:
    """A chain in one line: where, what set it off, since when, its id."""
    since = words(language)["since_day"].format(day=rows.day(chain.opened_at, language))
    return " · ".join((about(chain, directory, language=language), since, chain.id))


def about(chain: HelpChain, directory: Directory, *, language: str) -> str:
    """Where a chain belongs, and what set it off."""
    place = choices.area_name(directory.areas, chain.area_id)
    return " · ".join(part for part in (place, label(chain.trigger, language)) if part)


def _held(caller: Caller, principal: Principal) -> tuple[list[HelpChain], bool]:
    where = Filter(cooperative=principal.cooperative_id or "-", is_open=True)
    page = caller.look_up(lambda store: store.page(HelpChain, where, limit=MOST_CHAINS))
    return [item.record for item in page.items], page.after is not None


def _is_wanted(chain: HelpChain, asked: ChainSearch, principal: Principal) -> bool:
    if asked.mine and chain.opened_by != principal.actor_id:
        return False
    text = (asked.text or "").casefold()
    return text in chain.id.casefold() or text in (chain.tenant_id or "").casefold()


def _paths(
    store: GraphStore, chains: list[HelpChain], questions: OnCases
) -> list[tuple[HelpChain, ChainPath]]:
    files = ((chain, store.chain_file(chain.id)) for chain in chains)
    return [(chain, questions.path(file)) for chain, file in files if file is not None]


def _needs(path: ChainPath, directory: Directory, *, language: str) -> str:
    """What the chain is about: what is open, or else all needs so far."""
    codes = [hop.need_code for hop in path.hops if hop.is_open] or [
        hop.need_code for hop in path.hops
    ]
    return ", ".join(directory.need_label(code, language) for code in dict.fromkeys(codes))


def _line(chain: HelpChain, path: ChainPath, directory: Directory, *, language: str) -> ChainLine:
    texts = words(language)
    since = [finding.since for finding in path.findings]
    return ChainLine(
        chain_id=chain.id,
        needs=_needs(path, directory, language=language),
        about=about(chain, directory, language=language),
        tenant_id=chain.tenant_id or "",
        opened_on=rows.day(chain.opened_at, language),
        holders=tuple(rows.holders(path, directory, language)),
        alarms=tuple(dict.fromkeys(texts[_ALARMS[finding.code]] for finding in path.findings)),
        since=min(since, default=chain.opened_at),
    )
