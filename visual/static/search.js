/** Search by name: accents and case do not matter, every word must occur. */
import { element, name } from "./elements.js";

const LISTED = 8;

/** Makes a search field list matches; `choose` takes a participant's number. */
export function startSearch(data, isShown, id, choose) {
  const field = document.getElementById(id);
  const results = document.getElementById(`${id}-results`);
  const plain = data.nodes.map((node) => simplified(node.label));
  const found = () => matches(data, plain, field.value, isShown);
  field.addEventListener("input", () => listResults(data, field, results, found(), isShown, pick));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      const [first] = found();
      if (first !== undefined) {
        pick(first);
      }
    } else if (event.key === "Escape") {
      field.value = "";
      results.replaceChildren();
    }
  });
  function pick(number) {
    field.value = "";
    results.replaceChildren();
    choose(number);
  }
}

function simplified(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ß", "ss").toLowerCase();
}

/** Numbers of those whose name holds every word, visible ones first, then by the word's place. */
function matches(data, plain, text, isShown) {
  const words = simplified(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return [];
  }
  return data.nodes.map((node) => node.id)
    .filter((number) => words.every((word) => plain[number].includes(word)))
    .sort((a, b) => Number(isShown(b)) - Number(isShown(a))
      || plain[a].indexOf(words[0]) - plain[b].indexOf(words[0]) || a - b);
}

function listResults(data, field, results, numbers, isShown, pick) {
  if (numbers.length === 0) {
    const nobody = field.value.trim() ? [element("li", { class: "small" }, data.strings.search_none)] : [];
    results.replaceChildren(...nobody);
    return;
  }
  results.replaceChildren(...numbers.slice(0, LISTED).map((number) => {
    const node = data.nodes[number];
    const area = data.areas[node.area];
    const note = isShown(number) ? area : data.strings.search_hidden;
    return element("li", {}, element("button", { type: "button", onclick: () => pick(number) },
      name(node.label), note ? element("span", { class: "small" }, note) : null));
  }));
}
