/** The shortest way between two participants along the flows that are left by the filters. */
import { REFERRALS } from "./data.js";

/**
 * The way with the fewest steps, of several such the one that is walked most: the smallest sum of
 * one over the referrals of each step. It follows the referrals; where nobody ever referred in that
 * direction, it goes along flows whichever way they run. Null where the two are not connected.
 */
export function shortestWay(data, counts, isUsable, [from, to]) {
  const along = (number) => data.nodes[number].out.map((edge) => [edge, edge.to]);
  const either = (number) => [...along(number), ...data.nodes[number].in.map((edge) => [edge, edge.from])];
  for (const [neighbours, isAlong] of [[along, true], [either, false]]) {
    const edges = search(counts, isUsable, neighbours, [from, to]);
    if (edges !== null) {
      return { edges, isAlong };
    }
  }
  return null;
}

/** Step by step outwards: who is reached in a step is reached over the best of that step's flows. */
function search(counts, isUsable, neighbours, [from, to]) {
  const best = new Map([[from, { length: 0, edge: null, before: null }]]);
  let front = [from];
  while (front.length > 0 && !best.has(to)) {
    const reached = new Map();
    for (const number of front) {
      for (const [edge, other] of neighbours(number)) {
        if (isUsable(edge) && !best.has(other)) {
          const length = best.get(number).length + 1 / counts[edge.id][REFERRALS];
          const known = reached.get(other);
          if (!known || length < known.length
              || (length === known.length && edge.id < known.edge.id)) {
            reached.set(other, { length, edge, before: number });
          }
        }
      }
    }
    reached.forEach((step, number) => best.set(number, step));
    front = [...reached.keys()];
  }
  return best.has(to) ? walkedBack(best, to) : null;
}

function walkedBack(best, to) {
  const edges = [];
  for (let step = best.get(to); step.edge !== null; step = best.get(step.before)) {
    edges.unshift(step.edge);
  }
  return edges;
}
