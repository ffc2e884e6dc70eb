"""Records by name for everybody who asks at the same moment: one question instead of many.

A question costs the server and the driver about the same whether it names one record or twenty.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from graph_model.domain.records import RecordKind, Reference
from graph_model.errors import HilfenetzError
from graph_model.store.neo4j import statements
from graph_model.store.neo4j.connection import Run
from graph_model.store.neo4j.records import Properties
from graph_model.store.turns import Job, Turns

FEW = 100
"""So many names are looked up along with others; more go by themselves."""


class Glance(Job):
    """What one caller asks for: records by name, keys by digest; and what the driver read."""

    def __init__(self, names: Collection[Reference] = (), *, digest: str | None = None) -> None:
        super().__init__()
        self.names = names
        self.digest = digest
        self.found: dict[Reference, Properties] = {}
        self.key: Properties | None = None


class Glances:
    """Takes questions that come while another one is out together.

    Parameters
    ----------
    read
        Runs some reading in a transaction.
    """

    def __init__(self, read: Callable[[Callable[[Run], None]], None]) -> None:
        self._read = read
        self._turns: Turns[Glance] = Turns(self._ask)

    def take(self, glance: Glance) -> Glance:
        """The same glance, answered by what was stored at some moment of this call."""
        self._turns.take(glance)
        return glance

    def _ask(self, group: Sequence[Glance]) -> HilfenetzError | None:
        try:
            self._read(lambda run: answer(run, group))
        except HilfenetzError as error:
            return error
        return None


def answer(run: Run, group: Sequence[Glance]) -> None:
    """Ask for all that a group wants to know, and give each its own."""
    names: dict[RecordKind, set[str]] = defaultdict(set)
    for glance in group:
        for kind, record_id in glance.names:
            names[kind].add(record_id)
    digests = sorted({glance.digest for glance in group if glance.digest is not None})
    kinds = tuple(sorted(names))
    if not kinds and not digests:
        return
    ids = {str(kind): sorted(names[kind]) for kind in kinds}
    found: dict[Reference, Properties] = {}
    keys: dict[object, Properties] = {}
    for what, properties in run.rows(
        statements.glance(kinds, has_digests=bool(digests)), **ids, digests=digests
    ):
        if not isinstance(properties, dict):
            continue
        if what == statements.BY_DIGEST:
            keys.setdefault(properties["digest"], properties)
        else:
            found[RecordKind(str(what)), str(properties["id"])] = properties
    for glance in group:
        glance.found = {name: found[name] for name in glance.names if name in found}
        glance.key = keys.get(glance.digest)
