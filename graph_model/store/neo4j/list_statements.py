"""The Cypher of lists: what each filter of each kind comes down to.

Left alone, the planner would rather walk all ids in order, which takes long where few records pass.
So each list names the index that it goes by: that of its narrowest filter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from graph_model.domain.records import RecordKind
from graph_model.store.neo4j.drawing import LABELS, TYPES
from graph_model.store.neo4j.instants import whole
from graph_model.store.neo4j.statements import pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What must hold of ``n``, and how to get to those for which it does.

    ``index`` names the properties of the index that leads there; without one, ``first`` finds ``n``
    by itself. ``order`` is the order by id as that index keeps it. ``or_else`` will do instead, and
    has an index of its own.
    """

    test: str = ""
    index: tuple[str, ...] = ()
    first: str = ""
    order: str = "n.id"
    or_else: "Condition | None" = None


def _one(field: str, parameter: str) -> Condition:
    """A value that many records may share: its index holds the ids too, and keeps them in order."""
    return Condition(
        test=f"n.{field} = ${parameter}", index=(field, "id"), order=f"n.{field}, n.id"
    )


_OWN = {
    "cooperative": _one("cooperative_id", "cooperative"),
    "area_ids": Condition(test="n.area_id IN $area_ids", index=("area_id", "id")),
}
_TENANT = {"tenant_id": Condition(test="n.tenant_id = $tenant_id", index=("tenant_id",))}
_OPEN = {"is_open": _one("is_open", "is_open")}
_TEXT = {"text": Condition(test="n.search_text CONTAINS $text", index=("search_text",))}
_EVENT = {
    "need_code": Condition(test="n.need_code = $need_code", index=("need_code",)),
    "cooperative": Condition(
        test="n.chain_id = chain.id",
        index=("chain_id",),
        first=(
            "MATCH (chain:HelpChain) "
            "WHERE chain.cooperative_id = $cooperative AND chain.id IS NOT NULL"
        ),
    ),
    "chain_id": Condition(test="n.chain_id = $chain_id", index=("chain_id",)),
}

_K = RecordKind

CONDITIONS: Mapping[RecordKind, Mapping[str, Condition]] = MappingProxyType(
    {
        _K.AREA: {"parent_id": _one("parent_id", "parent_id"), **_TEXT},
        _K.NEED: {"parent_id": _one("parent_code", "parent_id"), **_TEXT},
        _K.ACTOR: {"actor_kind": _one("kind", "actor_kind"), **_OWN, **_TEXT},
        _K.TENANT: _OWN,
        _K.SERVICE: {
            "area_ids": Condition(
                first=(
                    "MATCH (area:Area)<-[:SERVES]-(n:Service) WHERE area.id IN $area_ids "
                    "WITH DISTINCT n"
                )
            ),
            "need_code": Condition(
                first="MATCH (:Need {id: $need_code})<-[:ADDRESSES]-(n:Service) WITH DISTINCT n"
            ),
            "actor_id": _one("actor_id", "actor_id"),
            **_TEXT,
        },
        _K.COOPERATION: {},
        _K.CHAIN: {**_OWN, **_TENANT, **_OPEN},
        _K.CONSENT: _TENANT,
        _K.CONTACT: {
            **_EVENT,
            "actor_id": Condition(
                test="n.from_id = $actor_id",
                index=("from_id",),
                or_else=Condition(test="n.to_id = $actor_id", index=("to_id",)),
            ),
        },
        _K.REFERRAL: {
            **_EVENT,
            **_TENANT,
            **_OPEN,
            "actor_id": Condition(
                test="n.sender_id = $actor_id",
                index=("sender_id",),
                or_else=Condition(
                    test="n.recipient_id = $actor_id AND n.status IS NOT NULL",
                    index=("recipient_id", "status"),
                ),
            ),
        },
        _K.UNMET_SEARCH: {**_OWN, "need_code": _one("need_code", "need_code")},
        _K.ACCESS_KEY: {"cooperative": _OWN["cooperative"]},
        _K.HOUSE_CHOICES: {},
        _K.IMPORT_BATCH: {},
        _K.AMENDMENT: {"actor_id": _one("actor_id", "actor_id")},
    }
)
"""Condition of each filter, for the kinds that have it; the table in ``Filter``, as Cypher."""

_NARROWEST_FIRST = (
    "chain_id",
    "tenant_id",
    "text",
    "actor_id",
    "parent_id",
    "area_ids",
    "cooperative",
    "need_code",
    "actor_kind",
    "is_open",
)


@cache
def listing(kind: RecordKind, names: tuple[str, ...]) -> str:
    """Records that pass the filters of these names, by id after ``$after``, at most ``$limit``."""
    conditions = [CONDITIONS[kind][name] for name in sorted(names, key=_NARROWEST_FIRST.index)]
    if not conditions:
        return f"{_found(kind, conditions)}\n{_page(kind, 'n.id')}"
    lead, *others = conditions
    if lead.or_else is not None:
        alone = replace(lead, or_else=None)
        either = [_found(kind, [one, *others]) for one in (alone, lead.or_else)]
        union = "\nRETURN n\nUNION\n".join(either)
        return f"CALL () {{\n{union}\nRETURN n\n}}\n{_page(kind, 'n.id')}"
    is_found = any(not condition.index for condition in conditions)
    return f"{_found(kind, conditions)}\n{_page(kind, 'n.id' if is_found else lead.order)}"


def _page(kind: RecordKind, order: str) -> str:
    return f"RETURN {whole(kind)} ORDER BY {order} LIMIT $limit"


def _found(kind: RecordKind, conditions: Sequence[Condition]) -> str:
    first = "".join(f"{condition.first}\n" for condition in conditions if condition.first)
    tests = [_test(condition) for condition in conditions if condition.test]
    # What is found already cannot be looked up by an index.
    by_index = bool(conditions) and all(condition.index for condition in conditions)
    hint = _hint(kind, conditions[0].index) if by_index else ""
    return f"{first}MATCH {pattern(kind)}{hint} WHERE {' AND '.join([*tests, 'n.id > $after'])}"


def _test(condition: Condition) -> str:
    if condition.or_else is None:
        return condition.test
    return f"({condition.test} OR {condition.or_else.test})"


def _hint(kind: RecordKind, index: tuple[str, ...]) -> str:
    # A seek for each value at hand, not a walk through the index that is joined with them.
    which = "TEXT INDEX" if index == ("search_text",) else "INDEX SEEK"
    return f" USING {which} n:{LABELS.get(kind) or TYPES[kind]}({', '.join(index)})"
