"""The Cypher of lists: what each filter of each kind comes down to."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from graph_model.domain.records import RecordKind
from graph_model.store.neo4j.drawing import LABELS
from graph_model.store.neo4j.statements import pattern


class Condition(NamedTuple):
    """What must hold of ``n``, and what must be found first for that, if anything."""

    test: str
    first: str = ""


_OWN = {
    "cooperative": Condition("n.cooperative_id = $cooperative"),
    "area_ids": Condition("n.area_id IN $area_ids"),
}
_TENANT = {"tenant_id": Condition("n.tenant_id = $tenant_id")}
_NEED = {"need_code": Condition("n.need_code = $need_code")}
_OPEN = {"is_open": Condition("n.is_open = $is_open")}
_TEXT = {"text": Condition("n.search_text CONTAINS $text")}
_EVENT = {
    **_NEED,
    "cooperative": Condition(
        "n.chain_id = chain.id", "MATCH (chain:HelpChain {cooperative_id: $cooperative})"
    ),
    "chain_id": Condition("n.chain_id = $chain_id"),
}

_K = RecordKind

CONDITIONS: Mapping[RecordKind, Mapping[str, Condition]] = MappingProxyType(
    {
        _K.AREA: {"parent_id": Condition("n.parent_id = $parent_id"), **_TEXT},
        _K.NEED: {"parent_id": Condition("n.parent_code = $parent_id"), **_TEXT},
        _K.ACTOR: {"actor_kind": Condition("n.kind = $actor_kind"), **_OWN, **_TEXT},
        _K.TENANT: _OWN,
        _K.SERVICE: {
            "area_ids": Condition("EXISTS { (n)-[:SERVES]->(a:Area) WHERE a.id IN $area_ids }"),
            "need_code": Condition("EXISTS { (n)-[:ADDRESSES]->(:Need {id: $need_code}) }"),
            "actor_id": Condition("n.actor_id = $actor_id"),
            **_TEXT,
        },
        _K.COOPERATION: {},
        _K.CHAIN: {**_OWN, **_TENANT, **_OPEN},
        _K.CONSENT: _TENANT,
        _K.CONTACT: {
            **_EVENT,
            "actor_id": Condition("(n.from_id = $actor_id OR n.to_id = $actor_id)"),
        },
        _K.REFERRAL: {
            **_EVENT,
            **_TENANT,
            **_OPEN,
            "actor_id": Condition("(n.sender_id = $actor_id OR n.recipient_id = $actor_id)"),
        },
        _K.UNMET_SEARCH: {**_OWN, **_NEED},
        _K.ACCESS_KEY: {"cooperative": _OWN["cooperative"]},
    }
)
"""Condition of each filter, for the kinds that have it; the table in ``Filter``, as Cypher."""


@cache
def listing(kind: RecordKind, names: tuple[str, ...]) -> str:
    """Records that pass the filters of these names, by id after ``$after``, at most ``$limit``."""
    conditions = [CONDITIONS[kind][name] for name in names]
    first = "\n".join(condition.first for condition in conditions if condition.first)
    tests = " AND ".join([*(condition.test for condition in conditions), "n.id > $after"])
    # The planner would rather walk all ids in order; a text is rare enough to be looked up.
    hint = f" USING TEXT INDEX n:{LABELS[kind]}(search_text)" if "text" in names else ""
    return (
        f"{first}\nMATCH {pattern(kind)}{hint} WHERE {tests}\n"
        "RETURN properties(n) ORDER BY n.id LIMIT $limit"
    )
