/** What is chosen on the page, and which participants and flows that leaves. */
import { REFERRALS, REJECTED, sumMonths } from "./data.js";

/** Filters by a value of a participant; values of one add up as "or", different ones as "and". */
export const FACETS = ["load", "kind", "area", "cooperative", "group"];

/** The state in which the page starts. */
export function firstState(data) {
  return {
    filters: Object.fromEntries(FACETS.map((facet) => [facet, new Set()])),
    focus: -1, depth: 1, direction: "both",
    from: 0, to: Math.max(data.months.length - 1, 0),
    minimum: 1, chain: -1,
    mode: "fade", layout: "network", colour: "load", size: "measure",
    clusterBy: "auto", opened: new Set(),
    selected: null, motion: false,
  };
}

/** Everything that follows from the state: counts in the time range, visible ones, legend counts. */
export function select(data, state) {
  const counts = rangeCounts(data, state);
  const chain = chainOf(data, state);
  const strong = data.edges.map((edge, number) =>
    counts[number][REFERRALS] >= state.minimum);
  const misses = data.nodes.map((node) => missedFacets(node, state));
  const inFocus = focusSet(data, state, strong, misses);
  const reachable = (number) => (inFocus === null || inFocus.has(number))
    && (chain === null || chain.nodes.has(number));
  const visible = data.nodes.map((node, number) => misses[number].length === 0 && reachable(number));
  const flows = data.edges.map((edge, number) => strong[number]
    && visible[edge.from] && visible[edge.to]
    && (chain === null || chain.pairs.has(`${edge.from}>${edge.to}`)));
  return {
    counts, visible, flows, chain,
    facets: facetCounts(data, misses, reachable),
    sums: nodeSums(data, counts, flows),
    shown: visible.filter(Boolean).length,
    drawnFlows: flows.filter(Boolean).length,
  };
}

function rangeCounts(data, state) {
  const whole = state.from === 0 && state.to >= data.months.length - 1;
  return data.edges.map((edge) => (whole || edge.months.length === 0
    ? edge.total
    : sumMonths(edge.months, state.from, state.to)));
}

function chainOf(data, state) {
  if (state.chain < 0) {
    return null;
  }
  const { steps } = data.paths[state.chain];
  return {
    steps,
    nodes: new Set(steps.flatMap((step) => [step.from, step.to])),
    pairs: new Set(steps.map((step) => `${step.from}>${step.to}`)),
  };
}

function missedFacets(node, state) {
  return FACETS.filter((facet) =>
    state.filters[facet].size > 0 && !state.filters[facet].has(String(node[facet])));
}

/** Participants within the chosen number of steps, by flows that are strong enough. */
function focusSet(data, state, strong, misses) {
  if (state.focus < 0) {
    return null;
  }
  const reached = new Set([state.focus]);
  let edge = [state.focus];
  for (let step = 0; step < state.depth; step += 1) {
    const next = new Set();
    for (const number of edge) {
      for (const neighbour of neighbours(data.nodes[number], state.direction, strong)) {
        if (!reached.has(neighbour) && misses[neighbour].length === 0) {
          next.add(neighbour);
        }
      }
    }
    edge = [...next];
    edge.forEach((number) => reached.add(number));
  }
  return reached;
}

function neighbours(node, direction, strong) {
  const outgoing = direction === "in" ? [] : node.out.filter((e) => strong[e.id]).map((e) => e.to);
  const incoming = direction === "out" ? [] : node.in.filter((e) => strong[e.id]).map((e) => e.from);
  return [...outgoing, ...incoming];
}

/** How many participants each value of a facet would leave, the other filters applied. */
function facetCounts(data, misses, reachable) {
  const facets = Object.fromEntries(FACETS.map((facet) => [facet, new Map()]));
  data.nodes.forEach((node, number) => {
    if (!reachable(number)) {
      return;
    }
    for (const facet of FACETS) {
      if (misses[number].every((missed) => missed === facet)) {
        const key = String(node[facet]);
        facets[facet].set(key, (facets[facet].get(key) ?? 0) + 1);
      }
    }
  });
  return facets;
}

function nodeSums(data, counts, flows) {
  const sums = data.nodes.map(() => ({ incoming: 0, outgoing: 0, refused: 0 }));
  data.edges.forEach((edge, number) => {
    if (flows[number]) {
      sums[edge.to].incoming += counts[number][REFERRALS];
      sums[edge.to].refused += counts[number][REJECTED];
      sums[edge.from].outgoing += counts[number][REFERRALS];
    }
  });
  return sums;
}

/** Whether so many of these referrals were refused that the flow is marked. */
export function isOftenRefused(data, counts) {
  return counts[REJECTED] >= data.styles.refusedCount
    && counts[REJECTED] >= data.styles.refusedShare * counts[REFERRALS];
}

/** Visible flows, the heaviest first. */
export function heaviest(data, view) {
  return data.edges
    .filter((edge) => view.flows[edge.id])
    .sort((a, b) => view.counts[b.id][REFERRALS] - view.counts[a.id][REFERRALS] || a.id - b.id);
}
