"""Get everything ready for a Neo4j server before the tests begin.

``python -m tests.neo4j_server`` says how a server would be started here; with ``--ensure`` it
installs a JDK and Maven on a Debian or Ubuntu where we are root, fetches the server, and archives
its classes. Where that cannot be done it says what to do, and fails unless ``HILFENETZ_TEST_NEO4J``
names a server to test against.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence

from tests.neo4j_server.launch import launch
from tests.neo4j_server.programs import NAMED_SERVER, MissingProgramError, install_missing
from tests.neo4j_server.server import chosen_version
from tests.neo4j_server.training import archive_classes


def main(arguments: Sequence[str]) -> int:
    """Print what starts the server; 1 with advice on standard error if that cannot be had."""
    parser = argparse.ArgumentParser(prog="python -m tests.neo4j_server")
    parser.add_argument("--ensure", action="store_true", help="install and fetch what is missing")
    chosen = parser.parse_args(arguments)
    version = chosen_version()
    try:
        if chosen.ensure:
            install_missing(version)
            archive_classes(version)
        how = launch(version)
    except (MissingProgramError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"{error}\n")
        return 0 if NAMED_SERVER in os.environ else 1
    sys.stdout.write(f"Neo4j {version}: {how.java}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
