/** From the selection to what vis-network draws: nodes, clusters and flows with their styles. */
import { REFERRALS } from "./data.js";
import { closedClusters } from "./clusters.js";
import { isOftenRefused } from "./selection.js";

/** All drawn nodes and edges for the present state, by id. */
export function drawing(data, state, view) {
  const clusters = closedClusters(data, state, view);
  const home = new Map();
  for (const cluster of clusters.values()) {
    cluster.members.forEach((number) => home.set(number, cluster.key));
  }
  const fades = state.mode === "fade" && data.nodes.length <= data.styles.clusterFrom;
  const scale = sizeScale(data, state, view);
  const nodes = new Map();
  data.nodes.forEach((node, number) => {
    if (!home.has(number) && (view.visible[number] || fades)) {
      nodes.set(number, drawnNode(data, state, view, node, scale));
    }
  });
  for (const cluster of clusters.values()) {
    nodes.set(cluster.key, drawnCluster(data, cluster));
  }
  const edges = drawnEdges(data, state, view, nodes, home);
  return { nodes, edges, clusters };
}

function sizeScale(data, state, view) {
  if (state.size === "measure") {
    return (node) => node.size;
  }
  const place = data.measures.findIndex(([key]) => key === state.size);
  const value = place < 0 ? (node) => view.sums[node.id][state.size] : (node) => node.measures[place];
  const largest = data.nodes.reduce((most, node) => Math.max(most, value(node)), 1e-9);
  const [low, high] = data.styles.radius;
  return (node) => low + (high - low) * Math.sqrt(Math.min(value(node) / largest, 1));
}

function drawnNode(data, state, view, node, scale) {
  const faded = !view.visible[node.id];
  const style = data.styles.loads[node.load];
  const fill = nodeFill(data, state, node);
  const point = data.layouts[state.layout].points[node.id];
  return {
    id: node.id,
    x: point.x,
    y: point.y,
    shape: data.styles.shapes[node.kind],
    size: Math.round(scale(node) * 10) / 10,
    opacity: faded ? 0.13 : 1,
    borderWidth: style.border_width,
    shapeProperties: { borderDashes: style.dashes.length ? style.dashes : false },
    color: { background: fill, border: style.border, highlight: fill, hover: fill },
  };
}

/** Fill of a participant by load or by the place of its value among the scene's values. */
export function nodeFill(data, state, node) {
  const { categories, loads, shapes } = data.styles;
  if (state.colour === "load") {
    return loads[node.load].fill;
  }
  const place = state.colour === "kind" ? Object.keys(shapes).indexOf(node.kind) : node[state.colour];
  return place < 0 ? loads.unknown.fill : categories[place % categories.length];
}

function drawnCluster(data, cluster) {
  return {
    id: cluster.key,
    x: Math.round(cluster.x),
    y: Math.round(cluster.y),
    shape: "dot",
    size: cluster.radius,
    opacity: 1,
    borderWidth: 1,
    shapeProperties: { borderDashes: false },
    color: { background: "#ffffff", border: data.styles.ink, highlight: "#ffffff", hover: "#ffffff" },
  };
}

function drawnEdges(data, state, view, nodes, home) {
  const flows = new Map();
  const faded = new Map();
  for (const edge of data.edges) {
    const from = home.get(edge.from) ?? edge.from;
    const to = home.get(edge.to) ?? edge.to;
    if (from !== to && nodes.has(from) && nodes.has(to)) {
      const found = view.flows[edge.id] ? flows : faded;
      addFlow(found, from, to, edge, view.counts[edge.id]);
    }
  }
  const crowd = Math.min(1, Math.sqrt(350 / Math.max(flows.size, 1)));
  const largest = Math.max(...[...flows.values()].map((flow) => flow.counts[REFERRALS]), 1);
  const edges = new Map();
  for (const flow of faded.values()) {
    if (!flows.has(flow.id)) {
      edges.set(flow.id, fadedEdge(data, flow));
    }
  }
  for (const flow of flows.values()) {
    edges.set(flow.id, drawnEdge(data, state, flow, { largest, crowd }));
  }
  addPath(data, view, nodes, edges);
  return edges;
}

function addFlow(flows, from, to, edge, counts) {
  const id = typeof from === "number" && typeof to === "number" ? edge.id : `${from}>${to}`;
  if (!flows.has(id)) {
    flows.set(id, { id, from, to, counts: [0, 0, 0, 0] });
  }
  const flow = flows.get(id);
  flow.counts = flow.counts.map((sum, place) => sum + counts[place]);
}

/** Heavy flows are wide and dark; the more flows there are, the fainter the weak ones become. */
function drawnEdge(data, state, flow, { largest, crowd }) {
  const colours = data.styles.edges;
  const [low, high, power] = data.styles.width;
  const share = (flow.counts[REFERRALS] / largest) ** power;
  const refused = isOftenRefused(data, flow.counts);
  let colour = refused ? colours.refused : colours.flow;
  let opacity = 0.14 * crowd + 0.66 * share;
  let width = low + (high - low) * share;
  if (state.selected !== null) {
    const arrives = flow.to === state.selected;
    const leaves = flow.from === state.selected;
    const chosen = flow.id === state.selected || `flow:${flow.id}` === state.selected;
    colour = arrives ? colours.incoming : leaves ? colours.outgoing : colour;
    opacity = arrives || leaves || chosen ? 0.95 : opacity * 0.3;
    width += arrives || leaves || chosen ? 2 : 0;
  }
  return styledEdge(flow, {
    width: Math.round(width * 10) / 10,
    color: { color: colour, highlight: colour, hover: colour, opacity: Math.round(opacity * 100) / 100 },
    dashes: refused ? [9, 5] : false,
  });
}

function fadedEdge(data, flow) {
  const colour = data.styles.edges.flow;
  return styledEdge(flow, {
    width: data.styles.width[0],
    color: { color: colour, highlight: colour, hover: colour, opacity: 0.05 },
    dashes: false,
  });
}

function styledEdge(flow, style) {
  return { id: flow.id, from: flow.from, to: flow.to, ...style };
}

/** The steps of the chosen chain or way as edges of their own; repeated ones bend further out. */
function addPath(data, view, nodes, edges) {
  const colour = data.styles.edges.path;
  const seen = new Map();
  (view.path?.steps ?? []).forEach((step, number) => {
    if (!view.visible[step.from] || !view.visible[step.to] || !nodes.has(step.from)) {
      return;
    }
    const pair = `${step.from}>${step.to}`;
    const repeats = seen.get(pair) ?? 0;
    seen.set(pair, repeats + 1);
    const edge = data.edges.find((one) => one.from === step.from && one.to === step.to);
    if (edge) {
      edges.delete(edge.id);
    }
    edges.set(`step:${number}`, {
      id: `step:${number}`,
      from: step.from,
      to: step.to,
      width: 4,
      color: { color: colour, highlight: colour, hover: colour, opacity: 1 },
      dashes: false,
      smooth: { enabled: true, type: "curvedCW", roundness: 0.14 + 0.14 * repeats },
      label: String(number + 1),
      font: {
        size: 17, color: colour, strokeWidth: 5, strokeColor: data.styles.background, face: "sans-serif",
      },
    });
  });
}

/** Brings a vis DataSet to what is wanted; unchanged items stay untouched, dragged ones stay put. */
export function bringUp(dataset, wanted, known, moved) {
  const gone = [...known.keys()].filter((id) => !wanted.has(id));
  const changed = [];
  for (const [id, item] of wanted) {
    const text = JSON.stringify(item);
    if (known.get(id) !== text) {
      const stays = known.has(id) && !moved && "x" in item;
      changed.push(stays ? { ...item, x: undefined, y: undefined } : item);
      known.set(id, text);
    }
  }
  gone.forEach((id) => known.delete(id));
  dataset.remove(gone);
  dataset.update(changed.map(withoutUndefined));
}

function withoutUndefined(item) {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}
