/** The tables beneath the map: the same participants and flows, sortable. */
import { phrase } from "./data.js";
import { element, name, number } from "./elements.js";
import { heaviest } from "./selection.js";

const PAGE = 200;
const LOAD_COLUMN = 2;

/** Makes both tables sortable and the names choosable. */
export function startTables(data, act) {
  const people = document.getElementById("people");
  const flows = document.getElementById("flows");
  const tables = {
    people, flows,
    rows: [...people.tBodies[0].rows],
    length: PAGE,
    order: { people: null, flows: null },
    collator: new Intl.Collator(data.language, { numeric: true, sensitivity: "base" }),
  };
  tables.rows.forEach((row) => makeChooser(row, act));
  tables.sequence = tables.rows.map((row) => Number(row.dataset.number));
  for (const table of [people, flows]) {
    table.querySelectorAll("thead th").forEach((head, column) => sortable(data, tables, table, head, column));
  }
  flows.tBodies[0].addEventListener("click", (event) => {
    const row = event.target.closest("button") && event.target.closest("tr");
    if (row) {
      act.choose(`flow:${row.dataset.number}`);
    }
  });
  tables.more = document.getElementById("flows-more");
  return tables;
}

function makeChooser(row, act) {
  const head = row.cells[0];
  const button = element("button",
    { type: "button", class: "plain", onclick: () => act.choose(Number(row.dataset.number), true) });
  button.append(...head.childNodes);
  head.append(button);
}

function sortable(data, tables, table, head, column) {
  const text = head.textContent.trim();
  const label = phrase(data, "sort_by", { column: text });
  const button = element("button", { type: "button", class: "sort", title: label }, text);
  button.addEventListener("click", () => {
    const before = tables.order[table.id];
    const isSame = before !== null && before.column === column;
    const down = isSame ? !before.down : head.classList.contains("number");
    tables.order[table.id] = { column, down };
    table.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    tables.refresh();
  });
  head.replaceChildren(button);
}

/** Brings both tables to the visible part of the map. */
export function showTables(data, view, tables) {
  tables.refresh = () => showTables(data, view, tables);
  showPeople(data, view, tables);
  showFlows(data, view, tables);
}

function showPeople(data, view, tables) {
  for (const row of tables.rows) {
    const person = Number(row.dataset.number);
    const sums = view.sums[person];
    row.hidden = !view.visible[person];
    [sums.incoming, sums.outgoing, sums.refused].forEach((sum, place) =>
      setText(row.cells[5 + place], number(data, sum)));
  }
  const order = tables.order.people;
  let sorted = tables.rows;
  if (order !== null) {
    sorted = sortBy(tables, sorted, (row) => personKey(data, view, row, order.column), order.down);
    tables.people.tBodies[0].append(...sorted);
  }
  tables.sequence = sorted.filter((row) => !row.hidden).map((row) => Number(row.dataset.number));
  document.getElementById("people-count").textContent = number(data, tables.sequence.length);
}

function setText(cell, text) {
  if (cell.textContent !== text) {
    cell.textContent = text;
  }
}

function personKey(data, view, row, column) {
  const person = Number(row.dataset.number);
  const sums = view.sums[person];
  if (column === LOAD_COLUMN) {
    return Object.keys(data.styles.loads).indexOf(data.nodes[person].load);
  }
  return [sums.incoming, sums.outgoing, sums.refused][column - 5] ?? row.cells[column].textContent.trim();
}

function sortBy(tables, entries, key, down) {
  const keyed = entries.map((entry, place) => [key(entry), place, entry]);
  const compare = (a, b) => (typeof a === "number" ? a - b : tables.collator.compare(a, b));
  keyed.sort((a, b) => (down ? -1 : 1) * compare(a[0], b[0]) || a[1] - b[1]);
  return keyed.map((entry) => entry[2]);
}

function showFlows(data, view, tables) {
  let edges = heaviest(data, view);
  const order = tables.order.flows;
  if (order !== null) {
    edges = sortBy(tables, edges, (edge) => flowKeys(data, view, edge)[order.column], order.down);
  }
  const shown = edges.slice(0, tables.length);
  tables.flows.tBodies[0].replaceChildren(...shown.map((edge) => flowRow(data, view, edge)));
  document.getElementById("flows-count").textContent = number(data, edges.length);
  document.getElementById("flows-limit").hidden = true;
  const rest = edges.length - shown.length;
  tables.more.hidden = rest <= 0;
  tables.more.textContent = phrase(data, "show_more", { count: number(data, Math.min(rest, PAGE)) });
  tables.more.onclick = () => {
    tables.length += PAGE;
    showFlows(data, view, tables);
  };
}

function flowKeys(data, view, edge) {
  const wait = edge.wait === null ? -1 : edge.wait;
  return [
    data.nodes[edge.from].label, data.nodes[edge.to].label, ...view.counts[edge.id], wait,
    edge.needs.join(", "),
  ];
}

function flowRow(data, view, edge) {
  const counts = view.counts[edge.id];
  const wait = edge.wait === null ? "" : number(data, edge.wait);
  return element("tr", { "data-number": edge.id },
    element("th", { scope: "row" },
      element("button", { type: "button", class: "plain" }, name(data.nodes[edge.from].label))),
    element("td", {}, name(data.nodes[edge.to].label)),
    ...counts.map((count) => element("td", { class: "number" }, number(data, count))),
    element("td", { class: "number" }, wait),
    element("td", {}, edge.needs.join(", ")));
}
