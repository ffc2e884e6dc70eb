"""The flows of a snapshot as a ``networkx`` graph, for what is asked about its structure."""

import networkx as nx
import polars as pl

from graph_model.domain.vocabulary import ReferralStatus
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot


def projection(snapshot: Snapshot, scope: Scope) -> "nx.DiGraph[str]":
    """Organisations and helpers as nodes, who refers to whom as edges; tenants are none of them.

    Parameters
    ----------
    snapshot
        The network.
    scope
        Which referrals count; who neither sends nor receives one of them is no node.

    Returns
    -------
    Edges run from sender to recipient; parallel referrals add up. Nodes carry ``kind`` and
    ``name``, edges the counts ``referrals``, ``accepted``, ``rejected``, ``completed``, ``failed``
    and ``distance`` = 1 / referrals, for measures along paths. Nodes and edges are added in order
    of id, so that the same snapshot gives the same graph.

    Notes
    -----
    One pass over the referrals; nodes and edges are bounded by the organisations.

    Examples
    --------
    >>> projection(Snapshot.from_records([]), Scope()).number_of_nodes()
    0
    """
    counted = _counted(snapshot.referrals(scope))
    graph: nx.DiGraph[str] = nx.DiGraph()
    for actor_id in sorted({*counted["sender"].to_list(), *counted["recipient"].to_list()}):
        actor = snapshot.directory.actors.get(actor_id)
        known = {} if actor is None else {"kind": actor.kind.value, "name": actor.name}
        graph.add_node(actor_id, **known)
    for edge in counted.iter_rows(named=True):
        sender, recipient = edge.pop("sender"), edge.pop("recipient")
        graph.add_edge(sender, recipient, **edge, distance=1 / edge["referrals"])
    return graph


def _counted(rows: pl.DataFrame) -> pl.DataFrame:
    decision, status = pl.col("decision"), pl.col("status")
    return (
        rows.group_by("sender", "recipient")
        .agg(
            pl.len().alias("referrals"),
            (decision == ReferralStatus.ACCEPTED.value).sum().alias("accepted"),
            (decision == ReferralStatus.REJECTED.value).sum().alias("rejected"),
            (status == ReferralStatus.COMPLETED.value).sum().alias("completed"),
            (status == ReferralStatus.FAILED.value).sum().alias("failed"),
        )
        .with_columns(pl.col("sender", "recipient").cast(pl.String))
        .sort("sender", "recipient")
    )
