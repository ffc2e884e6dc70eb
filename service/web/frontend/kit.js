// The parts of ECharts that our charts are made of; whatever is not named here is not in the bundle.
import * as echarts from "echarts/core";
import {
  BarChart,
  CustomChart,
  GraphChart,
  LineChart,
  MapChart,
  SankeyChart,
  ScatterChart,
} from "echarts/charts";
import {
  AriaComponent,
  GeoComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

echarts.use([
  AriaComponent,
  BarChart,
  CustomChart,
  GeoComponent,
  GraphChart,
  GridComponent,
  LegendComponent,
  LineChart,
  MapChart,
  MarkAreaComponent,
  MarkLineComponent,
  SankeyChart,
  SVGRenderer,
  ScatterChart,
  TooltipComponent,
  VisualMapComponent,
]);

export { echarts };
