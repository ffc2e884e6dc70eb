"""Structural gaps with needs and contacts of referrals that may be told of."""

import polars as pl

from graph_model.analysis.gaps.structural import Counted, StructuralGaps, made_of
from graph_model.analysis.suppression.labels import labelled
from graph_model.analysis.suppression.views import Views
from graph_model.snapshot.snapshot import Snapshot

_BETWEEN = "\n"


def structural_gaps_for_many(
    found: StructuralGaps, snapshot: Snapshot, *, views: Views
) -> StructuralGaps:
    """Who should work together, by needs of enough people.

    That two groups of organisations have never worked together is said of all referrals: it counts
    nobody.
    """
    rows = snapshot.referrals(found.scope)

    def kept(*columns: str) -> pl.DataFrame:
        texts = [pl.col(column).cast(pl.String).fill_null("") for column in columns]
        group = labelled(rows.select(pl.concat_str(texts, separator=_BETWEEN)).to_series())
        return rows.filter(views.kept(found.scope, rows["referral"], group=group))

    tied, asked = kept("sender", "recipient", "need"), kept("area", "need")
    return made_of(found, snapshot, counted=Counted(every=rows, tied=tied, asked=asked))
