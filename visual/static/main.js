/** The page: reads the data, starts vis-network with everything at rest, and keeps all parts equal. */
import { monthName, phrase, readData } from "./data.js";
import { firstState, select } from "./selection.js";
import { readAddress, showAddress, writeAddress } from "./address.js";
import { clusterFacet, clusterKeys } from "./clusters.js";
import { bringUp, drawing } from "./drawing.js";
import { paintBehind, paintOver, regionLetters } from "./painting.js";
import { number } from "./elements.js";
import { showChoices, showLegend, startChoices, startLegend } from "./legend.js";
import { showPanel } from "./panel.js";
import { showTables, startTables } from "./tables.js";
import { startSearch } from "./search.js";
import { startKeys } from "./keys.js";
import { showWay, startWay } from "./wayfinding.js";
import { startPeriod } from "./period.js";
import { startSaving } from "./saving.js";

const data = readData(document);
const start = firstState(data);
const state = { ...firstState(data), ...readAddress(data, window.location.hash, start) };
const map = document.getElementById("map");
const sets = { nodes: new vis.DataSet(), edges: new vis.DataSet() };
const known = { nodes: new Map(), edges: new Map() };
const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
let view = select(data, state);
let drawn = { nodes: new Map(), edges: new Map(), clusters: new Map() };
let arrangement = null;
let hovered = null;

document.getElementById("workspace").hidden = false;
document.getElementById("search-box").hidden = false;
let network = null;
const act = {
  choose, focus, open, clear, next, enter, way,
  move: (x, y) => network.moveTo({ offset: { x: -x, y: -y } }),
  zoom: (factor) => network.moveTo({ scale: network.getScale() * factor }),
  fit: showAll,
};
const tables = startTables(data, act);
startLegend(data, state, change);
startChoices(state, change);
startSearch(data, (number) => view.visible[number], "search", (found) => {
  unfilter(found);
  choose(found, true);
});
startWay(data, state, (number) => !view.missed[number], change, way);
startPeriod(data, state, change, calm);
startKeys(map, act);
startButtons();
refresh();
network = startNetwork();
startSaving(data, { canvas, paint, placing, lines, view: () => view });
showAll();
document.documentElement.dataset.ready = "yes";
window.hilfenetz = Object.freeze({ screenPosition, drawnIds });

function startNetwork() {
  const options = { ...data.options };
  options.interaction = { ...options.interaction, hideEdgesOnDrag: data.edges.length > 2500 };
  const made = new vis.Network(map, sets, options);
  made.on("beforeDrawing", (context) =>
    paintBehind(context, data, state, view, drawn, made.getScale()));
  made.on("afterDrawing", (context) =>
    paintOver(context, data, state, view, { ...drawn, hovered, bounds: bounds(made) }, made.getScale()));
  made.on("click", clicked);
  made.on("hoverNode", ({ node }) => { hovered = node; map.classList.add("is-over"); made.redraw(); });
  made.on("blurNode", () => { hovered = null; map.classList.remove("is-over"); made.redraw(); });
  made.on("dragEnd", ({ nodes }) => keepDragged(nodes));
  return made;
}

/** Left and right end of the picture in map units. */
function bounds(made) {
  return [0, map.clientWidth].map((x) => made.DOMtoCanvas({ x, y: 0 }).x);
}

function clicked({ nodes, edges }) {
  const [node] = nodes;
  const [edge] = edges;
  if (node !== undefined && drawn.clusters.has(node)) {
    open(node);
  } else if (node !== undefined) {
    choose(node);
  } else if (typeof edge === "number" && view.flows[edge]) {
    choose(`flow:${edge}`);
  } else {
    change({ selected: null });
  }
}

function keepDragged(nodes) {
  for (const id of nodes.filter((one) => typeof one === "number")) {
    data.layouts[state.layout].points[id] = network.getPosition(id);
  }
}

/** Takes a changed part of the state, or "reset", and brings the whole page up. */
function change(changes) {
  const wanted = changes === "reset" ? { ...firstState(data), layout: state.layout } : { ...changes };
  if ("from" in wanted && wanted.from > state.to) {
    wanted.to = wanted.from;
  }
  if ("to" in wanted && wanted.to < state.from) {
    wanted.from = wanted.to;
  }
  if ("clusterBy" in wanted) {
    wanted.opened = new Set();
  }
  if ((wanted.chain ?? -1) >= 0) {
    Object.assign(wanted, { wayFrom: -1, wayTo: -1, isWayAsked: false });
  }
  Object.assign(state, wanted);
  refresh();
  if ("motion" in wanted) {
    network.setOptions({ physics: physics(wanted.motion) });
  }
  if (["layout", "clusterBy", "opened", "chain", "focus", "wayFrom", "wayTo"].some((key) => key in wanted)) {
    showAll();
  }
}

function physics(enabled) {
  return {
    enabled,
    solver: "forceAtlas2Based",
    stabilization: false,
    forceAtlas2Based: { gravitationalConstant: -90, springLength: 110, avoidOverlap: 0.6 },
    maxVelocity: 25,
    minVelocity: 1,
  };
}

function resetFilters() {
  const { filters, focus: none, chain, wayFrom, wayTo, minimum, from, to } = firstState(data);
  return { filters, focus: none, chain, wayFrom, wayTo, minimum, from, to };
}

/** Releases the filters where they hide somebody. */
function unfilter(number) {
  if (!view.visible[number]) {
    change({ ...resetFilters(), opened: state.opened });
  }
}

/** One end of the shortest way; it shows once there are two. */
function way(end, number) {
  const { wayFrom, wayTo } = state;
  if (view.missed[number]) {
    change({ ...resetFilters(), opened: state.opened });
  }
  change({ wayFrom, wayTo, [end]: number, chain: -1, focus: -1, selected: null });
}

function refresh() {
  view = select(data, state);
  dropLostSelection();
  const wanted = drawing(data, state, view);
  const moved = arrangement !== state.layout || wanted.clusters.size > 0 || drawn.clusters?.size > 0;
  arrangement = state.layout;
  drawn = { ...wanted, position: (id) => network.getPositions([id])[id] ?? wanted.nodes.get(id) };
  bringUp(sets.nodes, wanted.nodes, known.nodes, moved);
  bringUp(sets.edges, wanted.edges, known.edges, false);
  showLegend(data, state, view);
  showChoices(state);
  showPanel(data, state, view, drawn, act);
  showTables(data, view, tables);
  showStatus();
  showWay(data, state, view);
  showMeasure();
  showAddress(writeAddress(data, state, start));
}

/** A selection that the filters took away is released. */
function dropLostSelection() {
  const { selected } = state;
  const isLost = typeof selected === "number" ? !view.visible[selected]
    : typeof selected === "string" && selected.startsWith("flow:") && !view.flows[Number(selected.slice(5))];
  if (isLost) {
    state.selected = null;
  }
}

function showStatus() {
  const facet = clusterFacet(data, state, view);
  const text = phrase(data, "status", {
    nodes: number(data, view.shown), all: number(data, data.nodes.length),
    edges: number(data, view.drawnFlows),
  });
  const sums = drawn.clusters.size
    ? `, ${phrase(data, "status_clusters", { count: number(data, drawn.clusters.size) })}` : "";
  const without = view.flowsWithout
    ? `, ${phrase(data, "status_without", { count: number(data, view.flowsWithout) })}` : "";
  document.getElementById("status").textContent = text + sums + without;
  document.getElementById("cluster-buttons").hidden = facet === null;
  const empty = document.getElementById("map-empty");
  empty.hidden = view.shown > 0;
  empty.textContent = data.nodes.length ? data.strings.empty : data.strings.empty_scene;
  showPeriod();
}

/** What the measure counts by which participants are sized. */
function showMeasure() {
  const [, , definition] = data.measures.find(([key]) => key === state.size) ?? [];
  const shown = document.getElementById("measure-definition");
  shown.hidden = definition === undefined;
  shown.querySelector("p").textContent = definition ?? "";
}

function showPeriod() {
  document.getElementById("minimum-value").textContent =
    number(data, state.minimum);
  document.getElementById("focus-bar").hidden = state.focus < 0;
  if (state.focus >= 0) {
    document.getElementById("focus-name").textContent =
      phrase(data, "focus_on", { name: data.nodes[state.focus].label });
  }
  if (data.months.length) {
    for (const end of ["from", "to"]) {
      const text = monthName(data, state[end]);
      document.getElementById(`${end}-value`).textContent = text;
      document.getElementById(`period-${end}`).setAttribute("aria-valuetext", text);
    }
  }
}

function startButtons() {
  document.getElementById("zoom-in").addEventListener("click", () => act.zoom(1.25));
  document.getElementById("zoom-out").addEventListener("click", () => act.zoom(0.8));
  document.getElementById("fit").addEventListener("click", showAll);
  document.getElementById("panel-close").addEventListener("click", clear);
  document.getElementById("focus-end").addEventListener("click", () => focus(-1));
  document.getElementById("clusters-open").addEventListener("click", () =>
    change({ opened: new Set(clusterKeys(data, state, view)) }));
  document.getElementById("clusters-close").addEventListener("click", () => change({ opened: new Set() }));
}

/** Chooses a participant, a flow or a cluster; `centre` brings it into the middle. */
function choose(id, centre = false) {
  if (typeof id === "number" && !drawn.nodes.has(id)) {
    const facet = clusterFacet(data, state, view);
    state.opened = new Set([...state.opened, `${facet}:${data.nodes[id][facet]}`]);
  }
  change({ selected: id });
  if (centre && drawn.nodes.has(id)) {
    const scale = Math.max(network.getScale(), 0.8);
    network.focus(id, { scale, animation: calm ? false : { duration: 300 } });
  }
  announce();
}

function announce() {
  document.getElementById("announcement").textContent = state.selected === null ? ""
    : phrase(data, "selected", { name: document.getElementById("panel-heading").textContent });
}

function focus(id) {
  change({ focus: id });
}

function open(key) {
  change({ opened: new Set([...state.opened, key]), selected: null });
}

function clear() {
  const wasChosen = state.selected !== null;
  change(wasChosen ? { selected: null } : { focus: -1, chain: -1, wayFrom: -1, wayTo: -1, isWayAsked: false });
  if (wasChosen && document.getElementById("panel").contains(document.activeElement)) {
    map.focus({ preventScroll: true });
  }
  announce();
}

/** The next or previous one in the order of the table, closed clusters first. */
function next(step) {
  const order = [...drawn.clusters.keys(), ...tables.sequence.filter((id) => drawn.nodes.has(id))];
  if (order.length === 0) {
    return;
  }
  const here = order.indexOf(state.selected);
  const place = here < 0 ? (step > 0 ? 0 : order.length - 1) : (here + step + order.length) % order.length;
  choose(order[place], true);
}

function enter() {
  if (drawn.clusters.has(state.selected)) {
    open(state.selected);
  } else if (state.selected !== null) {
    document.getElementById("panel-heading").focus();
  }
}

/** Brings everything that is visible into view; regions too, when nobody is filtered out. */
function showAll() {
  const boxes = drawnIds().map((id) => {
    const { x, y } = drawn.position(id);
    const half = drawn.nodes.get(id).size + 18;
    return [x - half, y - half, x + half, y + half + 14];
  });
  if (view.shown === data.nodes.length && drawn.clusters.size === 0) {
    boxes.push(...data.layouts[state.layout].regions.map((region) => [
      region.x - region.width / 2, region.y - region.height / 2 - regionLetters(0.45) - 8,
      region.x + region.width / 2, region.y + region.height / 2,
    ]));
  }
  if (boxes.length === 0) {
    return;
  }
  const [left, top, right, bottom] = boxes.reduce((whole, box) => [
    Math.min(whole[0], box[0]), Math.min(whole[1], box[1]),
    Math.max(whole[2], box[2]), Math.max(whole[3], box[3]),
  ]);
  const room = Math.min(map.clientWidth / (right - left), map.clientHeight / (bottom - top));
  if (room === 0) {
    showOnceThereIsRoom();
    return;
  }
  network.moveTo({
    position: { x: (left + right) / 2, y: (top + bottom) / 2 },
    scale: Math.min(room * 0.97, 1.25),
    animation: false,
  });
}

/** A frame that nobody has scrolled to yet has no size. */
function showOnceThereIsRoom() {
  const waiting = new ResizeObserver(() => {
    if (map.clientWidth > 0 && map.clientHeight > 0) {
      waiting.disconnect();
      showAll();
    }
  });
  waiting.observe(map);
}

function canvas() {
  return map.querySelector("canvas");
}

/** Draws on another context what the screen shows: flows, participants, and what is painted. */
function paint(context) {
  const { nodes, edges } = network.body;
  const scale = network.getScale();
  const over = { ...drawn, hovered, bounds: bounds(network) };
  paintBehind(context, data, state, view, drawn, scale);
  drawn.edges.forEach((edge, id) => edges[id].draw(context));
  drawn.edges.forEach((edge, id) => edges[id].drawArrows(context));
  drawn.nodes.forEach((node, id) => nodes[id].draw(context));
  paintOver(context, data, state, view, over, scale);
}

/** How map units become pixels of the picture. */
function placing() {
  return { scale: network.getScale(), ...network.canvasToDOM({ x: 0, y: 0 }) };
}

/** What a saved picture says of itself: its title, what was asked, and what the filters leave. */
function lines() {
  const asked = document.querySelector("header p")?.textContent ?? "";
  const status = document.getElementById("status").textContent;
  const months = data.months.length && (state.from > 0 || state.to < data.months.length - 1)
    ? `${monthName(data, state.from)} – ${monthName(data, state.to)}` : "";
  return [document.querySelector("h1").textContent, [asked, months, status].filter(Boolean).join(" · ")];
}

/** Where a drawn participant or cluster stands on the screen, for pages that embed the map. */
function screenPosition(id) {
  const inner = network.canvasToDOM(network.getPosition(id));
  const outer = map.getBoundingClientRect();
  return { x: outer.left + inner.x, y: outer.top + inner.y };
}

/** What is drawn now and not faded. */
function drawnIds() {
  return [...drawn.nodes.keys()].filter((id) => typeof id === "string" || view.visible[id]);
}
