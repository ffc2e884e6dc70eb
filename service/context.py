"""What every request works with: settings, store, clock, snapshot, scripts, sign-ins."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from anyio import CapacityLimiter

from graph_model.store.port import GraphStore
from service.bundle import Bundle
from service.import_desk import ImportDesk
from service.links import OneTimeLinks
from service.settings import Settings
from service.snapshots import SnapshotKeeper
from service.uploads import Uploads, folder_for
from service.use_cases.keys import SignIns

QUESTIONS_AT_ONCE = 8
"""So many questions are worked on at a time; more wait without holding anybody else up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts of one running service."""

    settings: Settings
    store: GraphStore
    clock: Callable[[], datetime]
    snapshots: SnapshotKeeper = field(repr=False)
    bundle: Bundle = field(default_factory=Bundle, repr=False)
    sign_ins: SignIns = field(default_factory=SignIns, repr=False)
    links: OneTimeLinks = field(default_factory=OneTimeLinks, repr=False)
    question_threads: CapacityLimiter = field(
        default_factory=lambda: CapacityLimiter(QUESTIONS_AT_ONCE), repr=False
    )
    import_turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def uploads(self) -> Uploads:
        """Where files wait to be imported."""
        return Uploads(folder_for(self.settings.import_folder, self.settings.store))

    @property
    def import_desk(self) -> ImportDesk:
        """Who works on them, one at a time."""
        return ImportDesk(
            store=self.store,
            clock=self.clock,
            largest_bytes=self.settings.largest_import_bytes,
            turn=self.import_turn,
        )
