/** The page's data as it stands in its JSON elements, unpacked into plain objects. */

/** Positions of the four counts of a flow. */
export const REFERRALS = 0;
export const ACCEPTED = 1;
export const REJECTED = 2;
export const COMPLETED = 3;

const NEEDS_SHOWN = 5;

/** Reads the three JSON elements of the page. */
export function readData(root) {
  const read = (id) => JSON.parse(root.getElementById(id).textContent);
  const details = read("details");
  const nodes = unpackNodes(read("drawn-nodes"), details);
  const edges = unpackEdges(read("drawn-edges"), details);
  for (const edge of edges) {
    nodes[edge.from].out.push(edge);
    nodes[edge.to].in.push(edge);
  }
  return {
    ...details,
    nodes,
    edges,
    options: read("vis-options"),
    paths: unpackPaths(details),
    layouts: unpackLayouts(nodes, details),
  };
}

function unpackNodes(drawn, details) {
  return drawn.map((node, number) => {
    const [key, kind, load, area, cooperative, group, measure, reasons, figures, link, measures] =
      details.nodes[number];
    return {
      ...node, id: number, key, kind, load, area, cooperative, group, measure, link, measures,
      reasons: reasons.map((place) => details.texts[place]),
      figures: figures.map((pair) => pair.map((place) => details.texts[place])),
      out: [],
      in: [],
    };
  });
}

function unpackEdges(drawn, details) {
  return drawn.map(([from, to], number) => {
    const [counts, wait, needs] = details.edges[number];
    const hasMonths = typeof counts[1] === "string";
    const months = hasMonths ? decodeNeeds(counts, details.frequent) : [];
    const total = hasMonths ? sumMonths(months, () => true) : counts;
    return {
      from, to, id: number, months, total, wait,
      needs: needs === undefined ? frequentNeeds(months, details) : needs.map((place) => details.texts[place]),
    };
  });
}

/** Names of a flow's needs, the most frequent first. */
function frequentNeeds(months, details) {
  const sums = new Map();
  for (const [, need, referrals] of months) {
    sums.set(need, (sums.get(need) ?? 0) + referrals);
  }
  return [...sums].sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, NEEDS_SHOWN).map(([need]) => details.needs[need]);
}

/** Rows of month, need and four counts, from places of needs and their short texts in turns. */
function decodeNeeds(parts, frequent) {
  const rows = [];
  for (let place = 0; place < parts.length; place += 2) {
    for (const [month, ...counts] of decodeMonths(parts[place + 1], frequent)) {
      rows.push([month, parts[place], ...counts]);
    }
  }
  return rows;
}

/** Turns the short text of a flow and a need into rows of month and four counts. */
function decodeMonths(text, frequent) {
  const rows = [];
  let month = -1;
  let row = [];
  for (const [part] of text.matchAll(/\(\d+\)|./g)) {
    if (row.length === 0) {
      month += numberOf(part);
      row.push(month);
    } else if (part >= "A" && part <= "Z") {
      row.push(...frequent[part.charCodeAt(0) - 65]);
    } else {
      row.push(numberOf(part));
    }
    if (row.length === 5) {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

function numberOf(part) {
  return part[0] === "(" ? Number(part.slice(1, -1)) : Number.parseInt(part, 36);
}

/** The four counts of those rows of a flow whose month and need are wanted. */
export function sumMonths(months, isWanted) {
  const sums = [0, 0, 0, 0];
  for (const row of months) {
    if (isWanted(row[0], row[1])) {
      for (let place = 0; place < 4; place += 1) {
        sums[place] += row[place + 2];
      }
    }
  }
  return sums;
}

function unpackPaths(details) {
  return details.paths.map(([id, steps]) => ({
    id,
    steps: steps.map(([from, to, need, status, wait]) => ({
      from, to, wait, need: details.texts[need], status: details.texts[status],
    })),
  }));
}

function unpackLayouts(nodes, details) {
  const layouts = {};
  for (const layout of details.layouts) {
    const flat = layout.positions;
    layouts[layout.name] = {
      points: nodes.map((node, number) => (flat.length
        ? { x: flat[2 * number], y: flat[2 * number + 1] }
        : { x: node.x, y: node.y })),
      regions: layout.regions.map(([label, x, y, width, height]) => ({ label, x, y, width, height })),
    };
  }
  return layouts;
}

/** Fills the placeholders of one of the page's texts. */
export function phrase(data, key, values = {}) {
  return data.strings[key].replace(/\{(\w+)\}/g, (whole, name) => String(values[name]));
}

/** A month for a reader, as the page's language writes it. */
export function monthName(data, month) {
  const [year, number] = data.months[month].split("-");
  return data.language === "de" ? `${number}/${year}` : `${year}-${number}`;
}
