"""Charts drawn without a browser: the script of the pages in a V8 of our own, SVG comes out."""

import threading
import weakref

from py_mini_racer import MiniRacer, init_mini_racer

from visual.charts.chart import Chart

_LONGEST_S = 20.0

# Where the processor guards pages of memory by thread, only threads that descend from the one that
# began V8 may make another engine: any other ends the process. So it begins where this is imported.
init_mini_racer(ignore_duplicate_init=True)


class ChartDrawer:
    """Draws charts as the pages do, for what is printed or kept.

    One V8 is started for the first chart and stays; several threads may draw, one after the other.

    Parameters
    ----------
    script
        Text of ``charts-ssr.js`` as the build of the pages makes it.
    """

    def __init__(self, script: str) -> None:
        self._script = script
        self._lock = threading.Lock()
        self._engine: MiniRacer | None = None

    def svg(self, chart: Chart, *, width: int, height: int | None = None) -> str:
        """The chart as one ``<svg>`` element with its title as the name that is read aloud.

        The same chart gives the same text. It holds neither scripts nor style attributes, and its
        ids begin with a name of its own, so that several charts fit into one document.

        Parameters
        ----------
        width, height
            In pixels; without a height, the chart's own.
        """
        with self._lock:
            if self._engine is None:
                self._engine = self._started()
            drawn = self._engine.call(
                "charts.renderChart",
                chart.values_json(),
                width,
                chart.height if height is None else height,
                timeout_sec=_LONGEST_S,
            )
        return str(drawn)

    def _started(self) -> MiniRacer:
        engine = MiniRacer()
        # Left open, it would keep the interpreter from ending.
        weakref.finalize(self, engine.close)
        engine.eval(self._script, timeout_sec=_LONGEST_S)
        return engine
