"""A process of its own that writes to a store and says on its output what was acknowledged.

``python -m tests.faults.writer PATH PREFIX THREADS BATCHES [FILE_SIZE]``: each thread writes
batches of three contacts named ``PREFIX-thread-batch-0`` to ``-2`` and prints the batch's name when
``apply`` has returned. With a file size in bytes (``RLIMIT_FSIZE``) it first writes until the store
is full, prints ``full`` and the code of the error, lifts the limit, and goes on.
"""

import resource
import sys
import threading
from pathlib import Path

from graph_model.errors import StoreFullError
from graph_model.store.port import Put
from graph_model.store.sqlite import SqliteStore
from tests import builders as b

_print_lock = threading.Lock()


def say(line: str) -> None:
    """One line at once, so that it is out before the next write begins."""
    with _print_lock:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def write_batch(store: SqliteStore, name: str) -> None:
    store.apply([Put(b.contact(f"{name}-{part}", chain="c1")) for part in range(3)])
    say(name)


def write(store: SqliteStore, prefix: str, *, batches: int) -> None:
    for batch in range(batches):
        write_batch(store, f"{prefix}-{batch}")


def write_until_full(store: SqliteStore, prefix: str, *, file_size: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, hard))
    try:
        for batch in range(100_000):
            write_batch(store, f"{prefix}-{batch}")
    except StoreFullError as error:
        say(f"full {error.code}")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    write_batch(store, f"{prefix}-again")


def main() -> None:
    path, prefix, threads, batches, *file_size = sys.argv[1:]
    store = SqliteStore(Path(path), busy_timeout_s=60)
    store.apply([Put(record) for record in b.directory()])
    say("open")
    if file_size:
        write_until_full(store, prefix, file_size=int(file_size[0]))
    workers = [
        threading.Thread(
            target=write, args=(store, f"{prefix}-{number}"), kwargs={"batches": int(batches)}
        )
        for number in range(int(threads))
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    store.close()


if __name__ == "__main__":
    main()
