/** A drawing context that writes what is drawn down as SVG; it knows what the map draws, no more. */

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const ANCHORS = { left: "start", start: "start", center: "middle", right: "end", end: "end" };
const BASELINES = { middle: "central", top: "hanging", hanging: "hanging" };
const FIRST = {
  fillStyle: "#000000", strokeStyle: "#000000", lineWidth: 1, lineJoin: "miter", lineCap: "butt",
  lineDashOffset: 0, globalAlpha: 1, font: "10px sans-serif", textAlign: "start",
  textBaseline: "alphabetic", dashes: [], turns: [],
};

/** A text that can stand in an element or in a quoted attribute. */
export function escaped(text) {
  return String(text).replace(/[&<>"']/g, (letter) => ENTITIES[letter]);
}

/** A context like that of a canvas; `ruler` is a real one, which knows how wide texts are. */
export function svgContext(ruler) {
  const parts = [];
  const gradients = [];
  const saved = [];
  let path = [];
  const context = {
    ...FIRST,
    save: () => saved.push(Object.fromEntries(Object.keys(FIRST).map((name) => [name, context[name]]))),
    restore: () => Object.assign(context, saved.pop()),
    translate: (x, y) => { context.turns = [...context.turns, `translate(${short(x)} ${short(y)})`]; },
    rotate: (angle) => { context.turns = [...context.turns, `rotate(${short((angle * 180) / Math.PI)})`]; },
    setLineDash: (dashes) => { context.dashes = dashes; },
    beginPath: () => { path = []; },
    closePath: () => path.push("Z"),
    moveTo: (...point) => path.push(step("M", point)),
    lineTo: (...point) => path.push(step(path.length ? "L" : "M", point)),
    quadraticCurveTo: (...points) => path.push(step("Q", points)),
    bezierCurveTo: (...points) => path.push(step("C", points)),
    arc: (x, y, radius, start, end, isBackwards) =>
      path.push(arc([x, y, radius], start, end, { isBackwards, isFirst: path.length === 0 })),
    rect: (x, y, width, height) => path.push(rectangle(x, y, width, height)),
    roundRect: (x, y, width, height, radius) => path.push(roundRectangle([x, y, width, height], radius)),
    fill: () => parts.push(shape(context, path, filling(context))),
    stroke: () => parts.push(shape(context, path, `fill="none" ${stroking(context)}`)),
    fillRect: (...box) => parts.push(shape(context, [rectangle(...box)], filling(context))),
    fillText: (text, x, y) => parts.push(written(context, text, [x, y], filling(context))),
    strokeText: (text, x, y) =>
      parts.push(written(context, text, [x, y], `fill="none" ${stroking(context)}`)),
    measureText: (text) => {
      ruler.font = context.font;
      return ruler.measureText(text);
    },
    createRadialGradient: (...circles) => gradient(gradients, circles),
    content: () => `<defs>${gradients.map(definition).join("")}<${"/"}defs>${parts.join("\n")}`,
  };
  return context;
}

function short(number) {
  return String(Math.round(number * 100) / 100);
}

function step(letter, numbers) {
  return letter + numbers.map(short).join(" ");
}

function rectangle(x, y, width, height) {
  return `${step("M", [x, y])}h${short(width)}v${short(height)}h${short(-width)}Z`;
}

function roundRectangle([x, y, width, height], wanted) {
  const r = Math.min(wanted, width / 2, height / 2);
  const corner = (dx, dy) => `a${[r, r].map(short).join(" ")} 0 0 1 ${short(dx)} ${short(dy)}`;
  return `${step("M", [x + r, y])}h${short(width - 2 * r)}${corner(r, r)}v${short(height - 2 * r)}`
    + `${corner(-r, r)}h${short(2 * r - width)}${corner(-r, -r)}v${short(2 * r - height)}${corner(r, -r)}Z`;
}

/** An arc as SVG knows it; a whole circle takes two halves, since its ends would meet. */
function arc([x, y, radius], start, end, { isBackwards, isFirst }) {
  const at = (angle) => [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  const sweep = isBackwards ? 0 : 1;
  const turn = isBackwards ? start - end : end - start;
  const to = (angle, isLarge) => step(`A${short(radius)} ${short(radius)} 0 ${Number(isLarge)} ${sweep} `, at(angle));
  const begin = step(isFirst ? "M" : "L", at(start));
  const whole = 2 * Math.PI - 1e-6;
  return turn >= whole ? begin + to(start + Math.PI, false) + to(start + 2 * Math.PI, false)
    : begin + to(end, (turn + 2 * Math.PI) % (2 * Math.PI) > Math.PI);
}

function shape(context, path, style) {
  return `<path${turned(context)} d="${path.join("")}" ${style}/>`;
}

function turned(context) {
  return context.turns.length ? ` transform="${context.turns.join(" ")}"` : "";
}

function filling(context) {
  return coloured("fill", context.fillStyle, context.globalAlpha);
}

function stroking(context) {
  const dashes = context.dashes.length ? ` stroke-dasharray="${context.dashes.map(short).join(" ")}"` : "";
  return `${coloured("stroke", context.strokeStyle, context.globalAlpha)} stroke-width="${short(context.lineWidth)}"`
    + ` stroke-linejoin="${escaped(context.lineJoin)}" stroke-linecap="${escaped(context.lineCap)}"${dashes}`;
}

/** Programs for drawing do not all know rgba(): opacity stands beside the colour. */
function coloured(attribute, colour, alpha) {
  if (typeof colour !== "string") {
    return `${attribute}="url(#${colour.id})"`;
  }
  const found = /^rgba\((\d+),\s*(\d+),\s*(\d+),\s*([\d.]+)\)$/.exec(colour);
  const opacity = alpha * (found ? Number(found[4]) : 1);
  const plain = found ? `rgb(${found.slice(1, 4).join(",")})` : colour;
  return `${attribute}="${escaped(plain)}"${opacity < 1 ? ` ${attribute}-opacity="${short(opacity)}"` : ""}`;
}

function written(context, text, point, style) {
  const [, weight, size, family] = /^(?:(?:normal|italic)\s+)?(?:(\d+|bold|normal)\s+)?([\d.]+)px\s+(.+)$/
    .exec(context.font.trim());
  const [x, y] = point.map(short);
  return `<text${turned(context)} x="${x}" y="${y}" font-family="${escaped(family)}" font-size="${short(Number(size))}"`
    + ` font-weight="${weight ?? 400}" text-anchor="${ANCHORS[context.textAlign]}"`
    + ` dominant-baseline="${BASELINES[context.textBaseline] ?? "alphabetic"}" ${style}>${escaped(text)}<${"/"}text>`;
}

function gradient(gradients, circles) {
  const made = { id: `g${gradients.length}`, circles, stops: [] };
  made.addColorStop = (offset, colour) => made.stops.push([offset, colour]);
  gradients.push(made);
  return made;
}

function definition({ id, circles, stops }) {
  const [, , inner, x, y, outer] = circles;
  const lines = stops.map(([offset, colour]) => `<stop offset="${short((inner + offset * (outer - inner)) / outer)}" `
    + `${coloured("stop-color", colour, 1).replace("stop-color-opacity", "stop-opacity")}/>`);
  return `<radialGradient id="${id}" gradientUnits="userSpaceOnUse" cx="${short(x)}" cy="${short(y)}"`
    + ` r="${short(outer)}">${lines.join("")}<${"/"}radialGradient>`;
}
