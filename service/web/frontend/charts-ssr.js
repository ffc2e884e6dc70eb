// Draws a chart where there is no document: in the V8 that the service has inside itself, for pages
// that are printed or kept. Leaves `charts.renderChart`.
import { echarts } from "./kit.js";
import { revived } from "./functions.js";

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** A chart's values (JSON, as the figure on a page holds them) as the text of an <svg>. */
export function renderChart(valuesJson, width, height) {
  const values = JSON.parse(valuesJson);
  for (const [name, areas] of Object.entries(values.maps)) echarts.registerMap(name, areas);
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({ ...revived(values.option, values.language), animation: false });
    const painter = chart.getZr().painter;
    const root = painter.renderToVNode({ compress: true, useViewBox: true });
    root.attrs.role = "img";
    root.attrs["aria-label"] = values.title;
    return textOf(root, `c${digest(valuesJson)}-`);
  } finally {
    chart.dispose();
  }
}

/**
 * An element as text. Names of gradients and clips get the chart's own prefix, so that the same chart
 * is the same text and two charts in a document do not meet. What would be a style attribute becomes
 * attributes: a page that allows no inline style draws them all the same.
 */
function textOf(node, prefix) {
  const { style, ...rest } = node.attrs ?? {};
  const written = { ...rest, ...declarations(style) };
  const attributes = Object.entries(written)
    .filter(([, value]) => value !== false && value !== null && value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(named(value === true ? "" : value, prefix))}"`)
    .join("");
  const inside = (node.children ?? []).map((child) => textOf(child, prefix)).join("");
  return `<${node.tag}${attributes}>${escaped(node.text ?? "")}${inside}</${node.tag}>`;
}

/** Declarations of a style; the shorthand for fonts, which is no attribute, in its parts. */
function declarations(style) {
  const pairs = (style ?? "").split(";").map((part) => part.split(":"));
  const found = Object.fromEntries(
    pairs.filter((pair) => pair.length === 2).map(([name, value]) => [name.trim(), value.trim()]),
  );
  const font = /^(?:(italic|oblique|normal) )?(?:(bold|\d00|normal) )?([\d.]+px) (.+)$/.exec(found.font ?? "");
  if (font === null) return found;
  const { font: _, ...others } = found;
  const [, fontStyle = "normal", weight = "normal", size, family] = font;
  return {
    ...others,
    "font-style": fontStyle,
    "font-weight": weight,
    "font-size": size,
    "font-family": family,
  };
}

function named(value, prefix) {
  return String(value).replace(/\bzr\d+-/g, prefix);
}

function escaped(text) {
  return String(text).replace(/[&<>"]/g, (sign) => ESCAPES[sign]);
}

/** A short name for a text (FNV-1a, 32 bits). */
function digest(text) {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}
