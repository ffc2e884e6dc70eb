/** What is chosen on the page, and which participants and flows that leaves. */
import { REFERRALS, REJECTED, sumMonths } from "./data.js";
import { byState, countsIn } from "./states.js";
import { shortestWay } from "./ways.js";

/** Filters by a value of a participant; values of one add up as "or", different ones as "and". */
export const FACETS = ["load", "kind", "area", "cooperative", "group"];

/** Filters by what referrals were for and what became of them; they choose referrals. */
export const FLOW_FACETS = ["need", "status"];

/** The state in which the page starts. */
export function firstState(data) {
  return {
    filters: Object.fromEntries([...FACETS, ...FLOW_FACETS].map((facet) => [facet, new Set()])),
    focus: -1, depth: 1, direction: "both",
    from: 0, to: Math.max(data.months.length - 1, 0),
    minimum: 1, chain: -1, wayFrom: -1, wayTo: -1, isWayAsked: false,
    mode: "fade", layout: "network", colour: "load", size: "measure",
    clusterBy: "auto", opened: new Set(),
    selected: null, motion: false,
  };
}

/** Everything that follows from the state: counts in the time range, visible ones, legend counts. */
export function select(data, state) {
  const counts = rangeCounts(data, state);
  const strong = data.edges.map((edge, number) =>
    counts[number][REFERRALS] !== null && counts[number][REFERRALS] >= state.minimum);
  const touched = touchedNodes(data, state, strong);
  const misses = data.nodes.map((node) => missedFacets(node, state, touched));
  const path = chainOf(data, state) ?? wayOf(data, state, { counts, strong, misses });
  const inFocus = focusSet(data, state, strong, misses);
  const reachable = (number) => (inFocus === null || inFocus.has(number))
    && (path === null || path.nodes.has(number));
  const visible = data.nodes.map((node, number) => misses[number].length === 0 && reachable(number));
  const flows = data.edges.map((edge, number) => strong[number]
    && visible[edge.from] && visible[edge.to]
    && (path === null || path.pairs.has(`${edge.from}>${edge.to}`)));
  return {
    counts, visible, flows, path,
    missed: misses.map((missed) => missed.length > 0),
    facets: { ...facetCounts(data, misses, reachable), ...flowFacetCounts(data, state, misses, reachable) },
    flowsWithout: data.edges.filter((edge, number) => counts[number][REFERRALS] === null
      && visible[edge.from] && visible[edge.to]).length,
    sums: nodeSums(data, counts, flows),
    shown: visible.filter(Boolean).length,
    drawnFlows: flows.filter(Boolean).length,
  };
}

function rangeCounts(data, state) {
  const { need, status } = state.filters;
  const isWanted = wantedRows(data, state, need);
  return data.edges.map((edge) => countsIn(rowCounts(edge, isWanted), status));
}

/** Whether a row's month and need are chosen; null where every row is. */
function wantedRows(data, state, needs) {
  const isWhole = state.from === 0 && state.to >= data.months.length - 1;
  return isWhole && needs.size === 0 ? null
    : (month, need) => month >= state.from && month <= state.to
      && (needs.size === 0 || needs.has(String(need)));
}

function rowCounts(edge, isWanted) {
  return isWanted === null || edge.months.length === 0 ? edge.total : sumMonths(edge.months, isWanted);
}

/** Who still has a referral of the chosen needs and states; null where none are chosen. */
function touchedNodes(data, state, strong) {
  if (FLOW_FACETS.every((facet) => state.filters[facet].size === 0)) {
    return null;
  }
  return new Set(data.edges.filter((edge, number) => strong[number])
    .flatMap((edge) => [edge.from, edge.to]));
}

function chainOf(data, state) {
  if (state.chain < 0) {
    return null;
  }
  return pathOf(data.paths[state.chain].steps, { isChain: true });
}

/** The shortest way between the two chosen ones; null where none or only one is chosen, or no way. */
function wayOf(data, state, { counts, strong, misses }) {
  const ends = [state.wayFrom, state.wayTo];
  if (ends.includes(-1) || ends[0] === ends[1] || ends.some((end) => misses[end].length > 0)) {
    return null;
  }
  const isUsable = (edge) => strong[edge.id]
    && misses[edge.from].length === 0 && misses[edge.to].length === 0;
  const found = shortestWay(data, counts, isUsable, ends);
  return found === null ? null : pathOf(found.edges, { isChain: false, isAlong: found.isAlong });
}

function pathOf(steps, more) {
  return {
    ...more,
    steps,
    nodes: new Set(steps.flatMap((step) => [step.from, step.to])),
    pairs: new Set(steps.map((step) => `${step.from}>${step.to}`)),
  };
}

function missedFacets(node, state, touched) {
  const missed = FACETS.filter((facet) =>
    state.filters[facet].size > 0 && !state.filters[facet].has(String(node[facet])));
  return touched === null || touched.has(node.id) ? missed : [...missed, "flows"];
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

/** How many referrals each need and each state would leave, the other filters applied. */
function flowFacetCounts(data, state, misses, reachable) {
  const found = { need: new Map(), status: new Map() };
  const isOpen = (number) => misses[number].every((missed) => missed === "flows") && reachable(number);
  const add = (facet, key, count) => found[facet].set(key, (found[facet].get(key) ?? 0) + count);
  const isInRange = wantedRows(data, state, new Set()) ?? (() => true);
  const isWanted = wantedRows(data, state, state.filters.need);
  for (const edge of data.edges.filter(({ from, to }) => isOpen(from) && isOpen(to))) {
    for (const [month, need, ...counts] of edge.months) {
      if (isInRange(month, need)) {
        add("need", String(need), countsIn(counts, state.filters.status)[REFERRALS]);
      }
    }
    const states = byState(rowCounts(edge, isWanted));
    data.states.forEach((one) => add("status", one, states[one] ?? 0));
  }
  return found;
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
