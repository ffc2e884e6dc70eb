"""The structure that goes on from that of an earlier snapshot."""

from dataclasses import dataclass

from graph_model.analysis.structure.findings import StructureRules
from graph_model.analysis.structure.net import Net
from graph_model.analysis.structure.shortest_ways import Ways
from graph_model.analysis.structure.structure import Structure, structure_of
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StructureWork:
    """The structure of a network, and what it takes to go on from there when something changes."""

    answer: Structure
    ways: Ways
    directory: Directory

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        scope: Scope,
        *,
        area_level: AreaLevel | None = None,
        rules: StructureRules = StructureRules(),  # noqa: B008 - frozen, shared on purpose
        net: Net | None = None,
    ) -> "StructureWork":
        """Work it out from the beginning; parameters as in ``structure``, ``net`` as below."""
        ways = Ways.of(Net.of(snapshot, scope) if net is None else net)
        return _work(ways, snapshot.directory, scope=scope, area_level=area_level, rules=rules)

    def after(self, snapshot: Snapshot, *, net: Net | None = None) -> "StructureWork":
        """The same for a later snapshot: kept if the same actors refer as often to one another.

        Parameters
        ----------
        snapshot
            The later one.
        net
            Its network, where that is not made of all referrals in scope.

        Returns
        -------
        To the byte what ``of`` gives.
        """
        told, directory = self.answer, snapshot.directory
        net = Net.of(snapshot, told.scope) if net is None else net
        if directory is self.directory and net.same(self.ways.net):
            return self
        return _work(
            self.ways.after(net),
            directory,
            scope=told.scope,
            area_level=told.area_level,
            rules=told.rules,
        )


def _work(
    ways: Ways,
    directory: Directory,
    *,
    scope: Scope,
    area_level: AreaLevel | None,
    rules: StructureRules,
) -> StructureWork:
    answer = structure_of(
        ways.net,
        directory,
        shares=ways.betweenness,
        scope=scope,
        area_level=area_level,
        rules=rules,
    )
    return StructureWork(answer=answer, ways=ways, directory=directory)
