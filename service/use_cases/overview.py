"""What coordination and evaluation see first."""

from dataclasses import replace

from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.use_cases.questions import Questions


def make_ready(asked: Questions, snapshot: Snapshot) -> None:
    """Work out the overview of a whole network, so that whoever asks next need not wait."""
    asked, everything = replace(asked, source=lambda: snapshot), Scope()
    asked.flows(everything)
    asked.gaps(everything, AreaLevel.MUNICIPALITY)
    asked.load(everything)
    asked.structure(everything)
