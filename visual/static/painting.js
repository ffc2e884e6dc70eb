/** What is painted onto the canvas beside vis-network's nodes: regions, halos, badges, labels. */

/** Radius on the screen, in pixels, from which the less urgent are labelled. */
const LABEL_FROM = { [-1]: Infinity, 0: 8.5, 1: 5.5 };

const FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

/** Behind the nodes: named regions and a soft halo around everybody who is overloaded. */
export function paintBehind(context, data, state, view, drawn, scale) {
  for (const region of data.layouts[state.layout].regions) {
    paintRegion(context, data, state, region, scale);
  }
  for (const [id, node] of drawn.nodes) {
    if (typeof id === "number" && view.visible[id] && data.nodes[id].load === "red") {
      paintHalo(context, data, drawn.position(id), node.size);
    }
  }
}

/** Height of a region's name in map units: readable from afar, not larger than needed nearby. */
export function regionLetters(scale) {
  return Math.min(Math.max(20, 12 / scale), 60);
}

function paintRegion(context, data, state, region, scale) {
  const left = region.x - region.width / 2;
  const top = region.y - region.height / 2;
  context.fillStyle = "rgba(31, 41, 51, 0.035)";
  context.beginPath();
  context.roundRect(left, top, region.width, region.height, 18);
  context.fill();
  const name = state.layout === "kind" ? data.strings[`kinds_${region.label}`] : region.label;
  context.fillStyle = "#4a5662";
  context.font = `600 ${regionLetters(scale)}px ${FONT}`;
  context.textAlign = "left";
  context.textBaseline = "bottom";
  context.fillText(fitted(context, name, region.width - 12), left + 6, top - 5);
}

/** As much of a text as fits into a width. */
function fitted(context, text, width) {
  const letters = [...text];
  while (letters.length > 1 && context.measureText(`${letters.join("")}…`).width > width) {
    letters.pop();
  }
  return letters.length === [...text].length || context.measureText(text).width <= width
    ? text : `${letters.join("")}…`;
}

function paintHalo(context, data, point, radius) {
  const gradient = context.createRadialGradient(
    point.x, point.y, radius, point.x, point.y, radius * 2.1 + 14);
  gradient.addColorStop(0, "rgba(200, 50, 31, 0.42)");
  gradient.addColorStop(1, "rgba(200, 50, 31, 0)");
  context.fillStyle = gradient;
  context.beginPath();
  context.arc(point.x, point.y, radius * 2.1 + 14, 0, 2 * Math.PI);
  context.fill();
}

/** Over the nodes: clusters' shares, load badges, a ring around the selection, labels. */
export function paintOver(context, data, state, view, drawn, scale) {
  for (const cluster of drawn.clusters.values()) {
    paintCluster(context, data, cluster, drawn.position(cluster.key));
  }
  const shown = [...drawn.nodes.keys()].filter((id) => typeof id === "number" && view.visible[id]);
  for (const id of shown) {
    paintBadge(context, data, data.nodes[id], drawn.position(id), drawn.nodes.get(id).size, scale);
  }
  if (state.selected !== null && drawn.nodes.has(state.selected)) {
    paintRing(context, data, drawn.position(state.selected), drawn.nodes.get(state.selected).size);
  }
  paintLabels(context, data, state, view, drawn, scale);
}

function paintCluster(context, data, cluster, point) {
  let start = -Math.PI / 2;
  for (const [level, count] of cluster.loads) {
    const end = start + (2 * Math.PI * count) / cluster.members.length;
    context.strokeStyle = data.styles.loads[level].fill;
    context.lineWidth = cluster.radius * 0.3;
    context.beginPath();
    context.arc(point.x, point.y, cluster.radius * 0.85, start, end);
    context.stroke();
    start = end;
  }
  context.fillStyle = data.styles.ink;
  context.font = `700 ${Math.round(cluster.radius * 0.5)}px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(String(cluster.members.length), point.x, point.y);
}

function paintBadge(context, data, node, point, radius, scale) {
  const style = data.styles.loads[node.load];
  // From afar only the most urgent sign stays; a badge must not hide what it belongs to.
  if (!style.badge || (node.load !== "red" && radius * scale < 6)) {
    return;
  }
  const size = Math.max(radius * 0.36, 5.5 / scale);
  const x = point.x + radius * 0.78;
  const y = point.y - radius * 0.78;
  context.fillStyle = style.border;
  context.strokeStyle = "#ffffff";
  context.lineWidth = 1.2 / scale;
  context.beginPath();
  context.arc(x, y, size, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  context.fillStyle = "#ffffff";
  context.font = `700 ${size * 1.5}px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(style.badge, x, y + size * 0.06);
}

function paintRing(context, data, point, radius) {
  context.strokeStyle = data.styles.edges.path;
  context.lineWidth = 4;
  context.setLineDash([]);
  context.beginPath();
  context.arc(point.x, point.y, radius + 10, 0, 2 * Math.PI);
  context.stroke();
}

/** Labels keep their size on the screen; the important come first, none covers another. */
function paintLabels(context, data, state, view, drawn, scale) {
  const taken = [];
  const bodies = overloadedBodies(data, view, drawn);
  for (const [id, urgency] of labelOrder(data, state, view, drawn, scale)) {
    const point = drawn.position(id);
    const text = shortened(labelOf(data, drawn, id), urgency >= 4 ? 60 : 26);
    const height = (urgency >= 4 ? 14.5 : 12.5) / scale;
    context.font = `${urgency >= 3 ? 600 : 400} ${height}px ${FONT}`;
    const width = context.measureText(text).width;
    const x = inside(point.x, width / 2 + 3 / scale, drawn.bounds);
    const y = point.y + drawn.nodes.get(id).size + 4 / scale + height / 2;
    const box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
    const covers = (body) => body.id !== id && touches(box, body.box, 0);
    if (urgency >= 5 || !(bodies.some(covers) || taken.some((other) => touches(box, other, 5 / scale)))) {
      taken.push(box);
      paintLabel(context, data, text, x, y, scale);
    }
  }
}

/** A label near the edge of the picture moves in, as long as its node is in the picture. */
function inside(x, half, [left, right]) {
  return x < left || x > right ? x : Math.max(left + half, Math.min(right - half, x));
}

/** Places that no label may cover: who is overloaded must be seen. */
function overloadedBodies(data, view, drawn) {
  return [...drawn.nodes.values()]
    .filter(({ id }) => typeof id === "number" && view.visible[id] && data.nodes[id].load === "red")
    .map(({ id, size }) => {
      const { x, y } = drawn.position(id);
      return { id, box: [x - size, y - size, x + size, y + size] };
    });
}

function paintLabel(context, data, text, x, y, scale) {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.strokeStyle = "rgba(251, 251, 249, 0.92)";
  context.lineWidth = 4 / scale;
  context.strokeText(text, x, y);
  context.fillStyle = data.styles.ink;
  context.fillText(text, x, y);
}

/** Who gets a label, by urgency (5 always, 0 only when large on the screen) and size. */
function labelOrder(data, state, view, drawn, scale) {
  const near = new Set();
  if (typeof state.selected === "number") {
    data.nodes[state.selected].out.forEach((edge) => view.flows[edge.id] && near.add(edge.to));
    data.nodes[state.selected].in.forEach((edge) => view.flows[edge.id] && near.add(edge.from));
  }
  const listed = [];
  for (const [id, node] of drawn.nodes) {
    const urgency = labelUrgency(data, state, view, drawn, id, near);
    const onScreen = node.size * scale;
    if (urgency >= 2 || onScreen >= LABEL_FROM[urgency]) {
      listed.push([id, urgency, onScreen]);
    }
  }
  return listed.sort((a, b) => b[1] - a[1] || b[2] - a[2]).slice(0, 260);
}

function labelUrgency(data, state, view, drawn, id, near) {
  if (id === drawn.hovered || id === state.selected) {
    return 5;
  }
  if (typeof id !== "number") {
    return 4;
  }
  if (!view.visible[id]) {
    return -1;
  }
  if (view.path !== null || near.has(id)) {
    return 3;
  }
  const { load, kind } = data.nodes[id];
  return load === "red" ? 2 : Number(load === "amber" || kind === "kuemmerer");
}

function labelOf(data, drawn, id) {
  return typeof id === "number" ? data.nodes[id].label : drawn.clusters.get(id).label;
}

function shortened(text, longest) {
  const letters = [...text];
  return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join("")}…`;
}

function touches(a, b, gap) {
  return a[0] < b[2] + gap && b[0] < a[2] + gap && a[1] < b[3] + gap && b[1] < a[3] + gap;
}
