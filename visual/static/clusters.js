/** Closed clusters: participants of one area, group, cooperative or kind drawn as one. */

/** The facet by which the visible participants are summed up now, or null. */
export function clusterFacet(data, state, view) {
  if (state.clusterBy === "none" || view.path !== null) {
    return null;
  }
  if (state.clusterBy !== "auto") {
    return state.clusterBy;
  }
  return view.shown > data.styles.clusterFrom ? automaticFacet(data) : null;
}

function automaticFacet(data) {
  const usable = [["area", data.areas], ["group", data.groups], ["cooperative", data.cooperatives]]
    .find(([, labels]) => labels.length > 1);
  return usable ? usable[0] : "kind";
}

/** The closed clusters with their visible members, by key; opened ones are left out. */
export function closedClusters(data, state, view) {
  const facet = clusterFacet(data, state, view);
  const clusters = new Map();
  if (facet === null) {
    return clusters;
  }
  data.nodes.forEach((node, number) => {
    const key = `${facet}:${node[facet]}`;
    if (!view.visible[number] || state.opened.has(key)) {
      return;
    }
    if (!clusters.has(key)) {
      clusters.set(key, { key, label: facetLabel(data, facet, node[facet]), members: [] });
    }
    clusters.get(key).members.push(number);
  });
  for (const cluster of clusters.values()) {
    cluster.loads = ["red", "amber", "green", "unknown"].map((level) =>
      [level, cluster.members.filter((number) => data.nodes[number].load === level).length]);
    cluster.radius = 16 + 2.2 * Math.sqrt(cluster.members.length);
  }
  placeClusters([...clusters.values()], data.layouts[state.layout].points);
  return clusters;
}

/** The name of a facet's value for a reader. */
export function facetLabel(data, facet, value) {
  const lists = { area: data.areas, cooperative: data.cooperatives, group: data.groups };
  if (facet in lists) {
    return lists[facet][value] ?? data.strings.cluster_none;
  }
  return data.strings[facet === "kind" ? `kinds_${value}` : `load_${value}`];
}

/** Every key that could be opened now. */
export function clusterKeys(data, state, view) {
  const facet = clusterFacet(data, state, view);
  return facet === null ? [] : [...new Set(data.nodes.map((node) => `${facet}:${node[facet]}`))];
}

/** Clusters stand as their members do on average, spread to fill the map, none over another. */
function placeClusters(clusters, points) {
  const spread = 110 * Math.sqrt(clusters.length);
  for (const [axis, reach] of [["x", spread * 1.25], ["y", spread]]) {
    const means = clusters.map((cluster) => mean(cluster.members.map((number) => points[number][axis])));
    const middle = (Math.max(...means) + Math.min(...means)) / 2;
    const widest = Math.max(...means.map((value) => Math.abs(value - middle)), 1);
    clusters.forEach((cluster, place) => { cluster[axis] = ((means[place] - middle) / widest) * reach; });
  }
  for (let turn = 0; turn < 80; turn += 1) {
    for (let a = 0; a < clusters.length; a += 1) {
      for (let b = a + 1; b < clusters.length; b += 1) {
        pushApart(clusters[a], clusters[b], a - b);
      }
    }
  }
}

function pushApart(one, other, turn) {
  const dx = other.x - one.x || 0.01 * turn;
  const dy = other.y - one.y || 0.01;
  const distance = Math.hypot(dx, dy);
  const missing = one.radius + other.radius + 130 - distance;
  if (missing > 0) {
    const share = missing / distance / 2;
    one.x -= dx * share;
    one.y -= dy * share;
    other.x += dx * share;
    other.y += dy * share;
  }
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
