"""Writes demo networks as the CSV files that the importers read, with the truth about them.

>>> import tempfile
>>> with tempfile.TemporaryDirectory() as folder:
...     truth = write_network(NetworkSpec(referrals=1500), Path(folder))
>>> truth.counts["referral"]
1500
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from graph_model.domain.records import RecordKind, kind_of
from importers.csv_writing import write_records
from service.demo.csv_events import event_files
from service.demo.network import Network
from service.demo.planting import planted_in
from service.demo.sizes import NetworkSpec
from service.demo.truth import Truth, truth_path

__all__ = ["NetworkSpec", "write_network"]

Progress = Callable[[int, int], None]
"""Called with how many referrals are made, and about how many there will be."""

_EXPECTED = 3_600
_STEPS = 200

_KINDS = {
    "tenants": RecordKind.TENANT,
    "chains": RecordKind.CHAIN,
    "consents": RecordKind.CONSENT,
    "contacts": RecordKind.CONTACT,
    "referrals": RecordKind.REFERRAL,
    "unmet_searches": RecordKind.UNMET_SEARCH,
}

_README = """\
# Beispielnetz / demo network

Alle Genossenschaften, Partner, Ämter, Personen und Ereignisse in diesem Ordner sind **erfunden**,
auch Einwohner- und Wohnungszahlen; nur die Namen und amtlichen Schlüssel der Orte gibt es wirklich
(Gemeindeverzeichnis der Landesdirektion Sachsen). Was absichtlich schiefläuft, steht in
`truth/truth.json`.

All cooperatives, partners, offices, people and events in this folder are **invented**, and so are
the numbers of residents and flats; only the names and official keys of the places are real. What
goes wrong on purpose is listed in `truth/truth.json`.
"""


def write_network(  # noqa: PLR0917 - what to make, where to, and who watches
    spec: NetworkSpec, folder: Path, progress: Progress | None = None
) -> Truth:
    """Make a network and write it into a folder, which may exist and is made if not.

    Parameters
    ----------
    spec
        What to make; equal specifications give equal bytes.
    folder
        Gets one CSV file a table, ``README.md`` and, one folder further down so that an import of
        the folder does not take it for data, ``truth/truth.json``. Files of these names are
        replaced.
    progress
        Called now and then with referrals made so far and the number to come.

    Returns
    -------
    Truth
        Counts of records by kind, and the planted faults.

    Notes
    -----
    Events go to the files as they are made. Memory holds the directory, a few hundred bytes a
    service and day, and one number a tenant; one million referrals take some 150 MB.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network = Network(spec)
    total = spec.referrals or _EXPECTED
    told = 0
    with event_files(folder, network) as files:
        for household in network.households():
            files.write(household)
            if progress is not None and network.referrals >= told:
                progress(min(network.referrals, total), total)
                told = network.referrals + total // _STEPS
    if progress is not None:
        progress(total, total)
    directory = list(network.directory())
    write_records(folder, directory)
    counts = Counter(str(kind_of(record)) for record in directory)
    counts.update({str(kind): files.counts[name] for name, kind in _KINDS.items()})
    truth = Truth(
        seed=spec.seed,
        today=spec.today,
        counts=dict(sorted(counts.items())),
        planted=planted_in(network),
    )
    truth.save(truth_path(folder))
    (folder / "README.md").write_text(_README, encoding="utf-8", newline="\n")
    return truth
