/** Files of what is seen now: a picture, a drawing, and a table of the visible flows. */
import { heaviest } from "./selection.js";
import { escaped, svgContext } from "./svg.js";

const STRIP = 46;
const FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
const LONGEST_LINE = 240;

/** Makes the buttons work; `scene` knows `canvas`, `paint`, `lines` and `view` as they are now. */
export function startSaving(data, scene) {
  const names = { png: "hilfenetz-netzkarte.png", svg: "hilfenetz-netzkarte.svg", csv: "hilfenetz-wege.csv" };
  const save = (kind, blob) => handOut(blob, names[kind]);
  document.getElementById("save-png").addEventListener("click", () =>
    picture(data, scene).toBlob((blob) => save("png", blob), "image/png"));
  document.getElementById("save-svg").addEventListener("click", () =>
    save("svg", new Blob([drawn(data, scene)], { type: "image/svg+xml" })));
  document.getElementById("save-csv").addEventListener("click", () =>
    save("csv", new Blob([table(data, scene.view())], { type: "text/csv;charset=utf-8" })));
}

function handOut(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The picture on the screen, in its own resolution, over a strip that says what it shows. */
function picture(data, scene) {
  const seen = scene.canvas();
  const ratio = seen.width / seen.clientWidth;
  const made = document.createElement("canvas");
  made.width = seen.width;
  made.height = seen.height + Math.round(STRIP * ratio);
  const context = made.getContext("2d");
  context.fillStyle = data.styles.background;
  context.fillRect(0, 0, made.width, made.height);
  context.drawImage(seen, 0, 0);
  context.scale(ratio, ratio);
  strip(context, data, scene, seen);
  return made;
}

/** The same as SVG, drawn anew by whatever draws the screen. */
function drawn(data, scene) {
  const seen = scene.canvas();
  const [width, height] = [seen.clientWidth, seen.clientHeight];
  const ruler = () => document.createElement("canvas").getContext("2d");
  const { scale, x, y } = scene.placing();
  const inside = svgContext(ruler());
  scene.paint(inside);
  const below = svgContext(ruler());
  strip(below, data, scene, seen);
  const whole = `0 0 ${width} ${height + STRIP}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n`
    + `<svg xmlns="${SVG}" viewBox="${whole}" width="${width}" height="${height + STRIP}" xml:lang="${data.language}">\n`
    + `<title>${escaped(scene.lines()[0])}<${"/"}title>\n<desc>${escaped(scene.lines()[1])}<${"/"}desc>\n`
    + `<rect width="100%" height="100%" fill="${data.styles.background}"/>\n`
    + `<svg width="${width}" height="${height}"><g transform="translate(${x} ${y}) scale(${scale})">`
    + `${inside.content()}<${"/"}g><${"/"}svg>\n<g>${below.content()}<${"/"}g>\n<${"/"}svg>\n`;
}

const SVG = document.querySelector("#workspace svg").namespaceURI;

/** Two lines below the picture: its title, and what was asked and is left by the filters. */
function strip(context, data, scene, seen) {
  const [first, second] = scene.lines();
  context.fillStyle = "#ffffff";
  context.fillRect(0, seen.clientHeight, seen.clientWidth, STRIP);
  context.fillStyle = data.styles.ink;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  [[first, `600 14px ${FONT}`, 19], [second, `400 12px ${FONT}`, 37]].forEach(([text, font, down]) => {
    context.font = font;
    context.fillText(fitting(context, text, seen.clientWidth - 24), 12, seen.clientHeight + down);
  });
}

function fitting(context, text, width) {
  const letters = [...text].slice(0, LONGEST_LINE);
  const isWhole = letters.length === [...text].length;
  if (isWhole && context.measureText(text).width <= width) {
    return text;
  }
  while (letters.length > 1 && context.measureText(`${letters.join("")}…`).width > width) {
    letters.pop();
  }
  return `${letters.join("")}…`;
}

/** The visible flows as a spreadsheet reads them: semicolons, a byte order mark, no formulas. */
function table(data, view) {
  const texts = data.strings;
  const head = [texts.column_from, texts.column_to, texts.referrals, texts.accepted, texts.rejected,
    texts.completed, texts.median_wait, texts.needs];
  const decimal = (value) => (value === null ? "" : String(value).replace(".", data.language === "de" ? "," : "."));
  const rows = heaviest(data, view).map((edge) => [
    data.nodes[edge.from].label, data.nodes[edge.to].label,
    ...view.counts[edge.id].map((count) => (count === null ? texts.no_figure : count)),
    decimal(edge.wait), edge.needs.join(", "),
  ]);
  const lines = [head, ...rows].map((cells) => cells.map(cell).join(";"));
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

/** A cell that a spreadsheet does not take for a formula, quoted where it has to be. */
function cell(value) {
  const text = /^'*[=+\-@\t\r]/.test(String(value)) ? `'${value}` : String(value);
  return /[";\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
