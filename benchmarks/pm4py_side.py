"""PM4Py on the same log; runs in an environment of its own and never imports anything of ours.

``python pm4py_side.py log.npz result.json``: the log holds ``case`` and ``activity`` (numbers),
``at`` (microseconds, UTC) and ``names`` (of the activities). Timed are the three discoveries on a
DataFrame that was formatted once, as PM4Py's users have it; the better of two rounds each.
"""

import json
import pathlib
import sys
import time

import numpy as np
import pandas as pd
import pm4py

ROUNDS = 2


def main(log_file: str, result_file: str) -> None:
    """Discover everything, time it, write it down."""
    log = np.load(log_file)
    frame = pd.DataFrame(
        {
            "case": log["case"].astype(str),
            "activity": log["names"][log["activity"]],
            "at": pd.to_datetime(log["at"], unit="us", utc=True),
        }
    )
    frame = pm4py.format_dataframe(
        frame, case_id="case", activity_key="activity", timestamp_key="at"
    )
    seconds = {}
    found = {}
    for name, discover in (
        ("dfg", pm4py.discover_dfg),
        ("variants", pm4py.get_variants),
        ("performance", pm4py.discover_performance_dfg),
    ):
        taken = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            found[name] = discover(frame)
            taken.append(time.perf_counter() - started)
        seconds[name] = min(taken)
    dfg, starts, ends = found["dfg"]
    performance = found["performance"][0]
    result = {
        "version": pm4py.__version__,
        "seconds": seconds,
        "dfg": [[source, target, count] for (source, target), count in dfg.items()],
        "starts": starts,
        "ends": ends,
        "variants": [[list(trace), count] for trace, count in found["variants"].items()],
        "median_s": [
            [source, target, values["median"]] for (source, target), values in performance.items()
        ],
    }
    with pathlib.Path(result_file).open("w", encoding="utf-8") as lines:
        json.dump(result, lines)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
