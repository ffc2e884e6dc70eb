/** The state in the fragment of the page's address, so that a link shows the same view. */
import { FACETS, FLOW_FACETS } from "./selection.js";

const NAMED = { area: "areas", cooperative: "cooperatives", group: "groups", need: "needs" };
const ENDS = { focus: "focus", wayFrom: "way-from", wayTo: "way-to" };
const CHOICES = {
  depth: [1, 2, 3],
  direction: ["both", "in", "out"],
  mode: ["fade", "hide"],
  layout: ["network", "area", "kind"],
  colour: ["load", "kind", "area", "cooperative", "group"],
  clusterBy: ["auto", "none", "area", "cooperative", "group", "kind"],
};

/** The state as a fragment; what stands as it does at the start is left out. */
export function writeAddress(data, state, start) {
  const parts = new URLSearchParams();
  for (const facet of [...FACETS, ...FLOW_FACETS]) {
    for (const value of [...state.filters[facet]].sort()) {
      parts.append(facet, facet in NAMED && value !== "-1" ? data[NAMED[facet]][value] : value);
    }
  }
  for (const name of Object.keys(choices(data))) {
    if (state[name] !== start[name]) {
      parts.set(name, state[name]);
    }
  }
  for (const [end, name] of Object.entries(ENDS)) {
    if (state[end] >= 0) {
      parts.set(name, data.nodes[state[end]].key);
    }
  }
  if (state.chain >= 0) {
    parts.set("chain", data.paths[state.chain].id);
  }
  for (const name of ["from", "to"]) {
    if (state[name] !== start[name]) {
      parts.set(name, data.months[state[name]]);
    }
  }
  if (state.minimum > 1) {
    parts.set("minimum", state.minimum);
  }
  return parts.toString();
}

/** The settings of which one of a few values holds; sizes are by the measures of the map. */
function choices(data) {
  return { ...CHOICES, size: ["measure", "incoming", "outgoing", ...data.measures.map(([key]) => key)] };
}

/** Changes to the first state that a fragment asks for; whatever it names wrongly is left out. */
export function readAddress(data, fragment, start) {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  const changes = { filters: {} };
  const flowValues = { need: Object.keys(data.needs), status: data.states };
  for (const facet of [...FACETS, ...FLOW_FACETS]) {
    const known = new Set(flowValues[facet] ?? data.nodes.map((node) => String(node[facet])));
    const wanted = parts.getAll(facet).map((value) =>
      (facet in NAMED && value !== "-1" ? String(data[NAMED[facet]].indexOf(value)) : value));
    changes.filters[facet] = new Set(wanted.filter((value) => known.has(value)));
  }
  for (const [name, allowed] of Object.entries(choices(data))) {
    const found = allowed.find((choice) => String(choice) === parts.get(name));
    changes[name] = found ?? start[name];
  }
  for (const [end, name] of Object.entries(ENDS)) {
    changes[end] = data.nodes.findIndex((node) => node.key === parts.get(name));
  }
  changes.chain = data.paths.findIndex((path) => path.id === parts.get("chain"));
  const from = data.months.indexOf(parts.get("from"));
  const to = data.months.indexOf(parts.get("to"));
  changes.from = from < 0 ? start.from : from;
  changes.to = to < changes.from ? start.to : to;
  const minimum = Number.parseInt(parts.get("minimum") ?? "", 10);
  changes.minimum = minimum >= 1 && minimum <= 50 ? minimum : start.minimum;
  return changes;
}

/** Puts the state into the address without a new entry in the history, where that is allowed. */
export function showAddress(text) {
  try {
    window.history.replaceState(null, "", text ? `#${text}` : "#");
  } catch {
    // A sandboxed page may be forbidden to change its address; the view works without.
  }
}
