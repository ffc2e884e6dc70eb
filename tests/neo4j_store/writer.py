"""A process of its own that opens the store of its settings and writes areas, one at a time.

``python -m tests.neo4j_store.writer PREFIX COUNT`` says ``loaded``, begins when it is sent a line,
and says the revision of each area that it has written.
"""

import os
import sys

from graph_model.store.port import Put
from service.bootstrap import store_of
from service.settings import Settings
from tests import builders as b


def say(line: object) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    prefix, count = sys.argv[1:]
    say("loaded")
    sys.stdin.readline()
    store = store_of(Settings.from_environ(os.environ))
    for number in range(int(count)):
        say(store.apply([Put(b.area(f"{prefix}-{number}"))]).revision)
    store.close()


if __name__ == "__main__":
    main()
