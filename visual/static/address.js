/** The state in the fragment of the page's address, so that a link shows the same view. */
import { FACETS } from "./selection.js";

const NAMED = { area: "areas", cooperative: "cooperatives", group: "groups" };
const CHOICES = {
  depth: [1, 2, 3],
  direction: ["both", "in", "out"],
  mode: ["fade", "hide"],
  layout: ["network", "area", "kind"],
  colour: ["load", "kind", "area", "cooperative", "group"],
  size: ["measure", "incoming", "outgoing"],
  clusterBy: ["auto", "none", "area", "cooperative", "group", "kind"],
};

/** The state as a fragment; what stands as it does at the start is left out. */
export function writeAddress(data, state, start) {
  const parts = new URLSearchParams();
  for (const facet of FACETS) {
    for (const value of [...state.filters[facet]].sort()) {
      parts.append(facet, facet in NAMED && value !== "-1" ? data[NAMED[facet]][value] : value);
    }
  }
  for (const name of Object.keys(CHOICES)) {
    if (state[name] !== start[name]) {
      parts.set(name, state[name]);
    }
  }
  if (state.focus >= 0) {
    parts.set("focus", data.nodes[state.focus].key);
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

/** Changes to the first state that a fragment asks for; whatever it names wrongly is left out. */
export function readAddress(data, fragment, start) {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  const changes = { filters: {} };
  for (const facet of FACETS) {
    const known = new Set(data.nodes.map((node) => String(node[facet])));
    const wanted = parts.getAll(facet).map((value) =>
      (facet in NAMED && value !== "-1" ? String(data[NAMED[facet]].indexOf(value)) : value));
    changes.filters[facet] = new Set(wanted.filter((value) => known.has(value)));
  }
  for (const [name, allowed] of Object.entries(CHOICES)) {
    const found = allowed.find((choice) => String(choice) === parts.get(name));
    changes[name] = found ?? start[name];
  }
  changes.focus = data.nodes.findIndex((node) => node.key === parts.get("focus"));
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
