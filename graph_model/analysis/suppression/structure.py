"""The structure of the network, made of the ties that may be told."""

from dataclasses import replace

import numpy as np
import polars as pl

from graph_model.analysis.hidden import Hidden
from graph_model.analysis.sentences import Sentence
from graph_model.analysis.structure.centrality import betweenness
from graph_model.analysis.structure.net import Net
from graph_model.analysis.structure.structure import Structure, structure_of
from graph_model.analysis.suppression.labels import Pairs
from graph_model.analysis.suppression.people import Integers, Truths, dense
from graph_model.analysis.suppression.views import Views
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

SPARE = 2
"""How many referrals more than ties there must be where ties are named that may not be counted."""


def structure_for_many(found: Structure, snapshot: Snapshot, *, views: Views) -> Structure:
    """The structure of the network that many see; see ``told_net``."""
    net = told_net(snapshot, found.scope, views=views)
    made = structure_of(
        net,
        snapshot.directory,
        shares=betweenness(net),
        scope=found.scope,
        area_level=found.area_level,
        rules=found.rules,
    )
    return as_told(made, minimum=views.minimum)


def as_told(made: Structure, *, minimum: int) -> Structure:
    """A structure made of the ties that may be told, which says so."""
    findings = (replace(one, sentence=_as_far_as_told(one.sentence)) for one in made.findings)
    return replace(
        made,
        findings=tuple(findings),
        counts_are_at_least=True,
        hidden=Hidden(minimum=minimum),
    )


def _as_far_as_told(sentence: Sentence) -> Sentence:
    return Sentence(
        de=f"Nach den Verbindungen, die gezeigt werden: {sentence.de}",
        en=f"By the ties that are shown: {sentence.en}",
    )


def told_net(snapshot: Snapshot, scope: Scope, *, views: Views) -> Net:
    """The network that many see: of each tie the referrals that may be counted.

    Of the whole network, ties of which none may be counted are told too where that leaves open how
    many referrals each has; they count as one. All others are not there: of as many ties as a total
    leaves referrals, each would be known to have one.
    """
    rows = snapshot.referrals(scope)
    pair = Pairs.of(rows["sender"], rows["recipient"]).place
    kept = views.kept(scope, rows["referral"], group=pair)
    if scope != Scope() or not views.are_safe:
        return Net.counted(rows.filter(pl.Series(kept)))
    named = _among_others(pair, part=views.parts(rows["referral"]))
    # One referral stands for a tie of which none may be counted.
    first = np.zeros(len(rows), dtype=np.bool_)
    first[np.unique(pair, return_index=True)[1]] = True
    is_counted = np.bincount(pair, weights=kept, minlength=1)[pair] > 0
    return Net.counted(rows.filter(pl.Series(kept | (first & named & ~is_counted))))


def _among_others(pair: Integers, *, part: Integers) -> Truths:
    """Which ties stand only where there are more referrals than ties, for each referral.

    ``pair`` has the number of the tie of each referral, ``part`` that of the part it lies in. All
    that can be worked out of sums is about whole parts. With two referrals more than ties in each,
    nobody knows which of the ties have more than one. With one more, it would be told where there
    are as many as ties: where none is named.
    """
    part = dense(part)[1]
    width = int(pair.max(initial=0)) + 1
    ties_of = dense(part * width + pair)[0] // width
    is_open = np.bincount(part) >= np.bincount(ties_of) + SPARE
    tight = np.bincount(pair, weights=~is_open[part])
    found: Truths = tight[pair] == 0
    return found
