/** Small helpers to build page elements; texts are always set as text, never as markup. */

/** A new element with attributes, listeners (`onclick` and the like) and children or texts. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      made.addEventListener(name.replace(/^on/, ""), value);
    } else if (value !== null) {
      made.setAttribute(name, value);
    }
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A foreign name in its own direction of writing. */
export function name(text) {
  return element("bdi", {}, text);
}

/** A copy of the legend's small drawing for a load level or a kind. */
export function swatch(facet, value) {
  const drawn = document.querySelector(`[data-facet="${facet}"][data-value="${value}"] svg`);
  return drawn ? drawn.cloneNode(true) : null;
}

const formats = new Map();

/** Numbers as the page's language writes them. */
export function number(data, value) {
  if (value === null) {
    return data.strings.no_figure;
  }
  if (!formats.has(data.language)) {
    formats.set(data.language, new Intl.NumberFormat(data.language));
  }
  return formats.get(data.language).format(value);
}
