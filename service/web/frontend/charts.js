// Draws every <figure class="chart"> of the page from the values that lie in it. Its table stays
// there, and is all there is without this script.
import { echarts } from "./kit.js";
import { revived } from "./functions.js";

const PRINTED_WIDTH = 680;
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const drawn = new Map();
const resizing = new ResizeObserver((entries) => {
  for (const entry of entries) drawn.get(entry.target)?.resize();
});

/** Draw what is not drawn yet within an element. */
function drawAll(within) {
  for (const [place, chart] of drawn) {
    if (!place.isConnected) forget(place, chart);
  }
  for (const figure of within.querySelectorAll("figure.chart")) {
    const place = figure.querySelector(".drawing");
    if (place && !drawn.has(place)) draw(figure, place);
  }
}

function forget(place, chart) {
  resizing.unobserve(place);
  chart.dispose();
  drawn.delete(place);
}

function draw(figure, place) {
  const values = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  place.style.height = `${values.height}px`;
  if (values.least_width > place.clientWidth) slide(place, values);
  for (const [name, areas] of Object.entries(values.maps)) echarts.registerMap(name, areas);
  const chart = echarts.init(place, null, { renderer: "svg" });
  chart.setOption({
    ...revived(values.option, values.language),
    animation: !still.matches,
    aria: { enabled: true, label: { description: values.title } },
  });
  chart.on("finished", () => scalable(place, chart));
  chart.on("click", ({ data }) => follow(figure, data));
  drawn.set(place, chart);
  resizing.observe(place);
  const table = figure.querySelector("details");
  if (table) table.open = false;
}

/** Let the style sheet for paper make a drawing as wide as the paper is. */
function scalable(place, chart) {
  const size = `0 0 ${chart.getWidth()} ${chart.getHeight()}`;
  place.querySelector("svg")?.setAttribute("viewBox", size);
}

/** Let a drawing that needs more room be moved sideways, with the keyboard too. */
function slide(place, values) {
  place.style.minWidth = `${values.least_width}px`;
  const sheet = place.parentElement;
  sheet.tabIndex = 0;
  sheet.setAttribute("role", "region");
  sheet.setAttribute("aria-label", values.title);
}

/** Go where the same figure in the chart's table leads. */
function follow(figure, datum) {
  if (!datum?.href) return;
  const links = [...figure.querySelectorAll("table a")];
  links.find((link) => link.getAttribute("href") === datum.href)?.click();
}

drawAll(document);
document.addEventListener("htmx:load", (event) => drawAll(event.target.parentElement ?? document));
window.addEventListener("beforeprint", () => {
  for (const [place, chart] of drawn) {
    chart.resize({ width: PRINTED_WIDTH });
    chart.getZr().flush();
    scalable(place, chart);
  }
});
window.addEventListener("afterprint", () => {
  for (const chart of drawn.values()) chart.resize({ width: "auto" });
});
