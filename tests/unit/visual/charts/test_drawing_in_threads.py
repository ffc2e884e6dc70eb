"""Drawing from threads of which none descends from another, as a service has them."""

import threading

from visual.charts.chart import Chart
from visual.charts.drawing import ChartDrawer

SCRIPT = "var charts = {renderChart: (values, width, height) => `${width} × ${height}`};"


def test_engines_may_be_started_by_threads_that_have_nothing_to_do_with_each_other() -> None:
    """A process in which this goes wrong ends there and then, with all that it does."""
    chart = Chart(title="", unit="", source="", language="de", option={}, columns=(), rows=())
    drawn: list[str] = []
    kept: list[ChartDrawer] = []

    def draw() -> None:
        drawer = ChartDrawer(SCRIPT)
        drawn.append(drawer.svg(chart, width=400, height=300))
        kept.append(drawer)

    for _ in range(3):
        thread = threading.Thread(target=draw)
        thread.start()
        thread.join()
    assert drawn == ["400 × 300"] * 3
