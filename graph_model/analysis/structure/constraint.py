"""Burt's constraint: how much somebody's ties all lead to people who know one another."""

import numpy as np
from scipy.sparse import csr_array

from graph_model.analysis.structure.net import Net


def constraint(net: Net) -> tuple[float | None, ...]:
    """Burt's constraint of each node, from near 0 (many ties, strangers to one another) upwards.

    Parameters
    ----------
    net
        Referrals between two nodes are added up, whichever way they went: a partner to whom
        people are only ever sent has ties like everybody else.

    Returns
    -------
    In order of the nodes; 1 for one single tie, 9/8 for two equal ties to two who are tied as much,
    2 at most; ``None`` without any tie.

    References
    ----------
    R. S. Burt, "Structural holes and good ideas", American Journal of Sociology 110 (2004),
    349-399, with p_ij = w_ij / sum_q w_iq and c_i = sum_j (p_ij + sum_q p_iq p_qj)^2 over the
    neighbours j.

    Notes
    -----
    Time grows with the number of paths of two ties.

    Examples
    --------
    >>> line = Net(ids=("a", "b", "c"), tail=np.array([0, 1]), head=np.array([1, 2]),
    ...            referrals=np.array([1, 1]))
    >>> constraint(line)
    (1.0, 0.5, 1.0)
    """
    ties = net.ties()
    strength = net.strength
    of_row = np.repeat(np.arange(net.size), np.diff(ties.indptr))
    shares = csr_array((ties.data / strength[of_row], ties.indices, ties.indptr), shape=ties.shape)
    known = csr_array((np.ones(ties.nnz), ties.indices, ties.indptr), shape=ties.shape)
    by_others = csr_array((shares @ shares).multiply(known))
    local = csr_array(shares + by_others)
    local.data **= 2
    sums: list[float] = local.sum(axis=1).tolist()
    return tuple(
        value if of_node > 0 else None
        for value, of_node in zip(sums, strength.tolist(), strict=True)
    )
