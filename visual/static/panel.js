/** The panel beside the map: an overview, or one participant, flow, cluster or chain. */
import { ACCEPTED, COMPLETED, REFERRALS, REJECTED, phrase } from "./data.js";
import { facetLabel } from "./clusters.js";
import { element, name, number, swatch } from "./elements.js";
import { heaviest, isOftenRefused } from "./selection.js";

const LISTED = 8;

/** Shows what is chosen; `act` knows `choose`, `focus`, `open`, `clear`, `way`. */
export function showPanel(data, state, view, drawn, act) {
  const body = document.getElementById("panel-body");
  const content = panelContent(data, state, view, drawn, act);
  document.getElementById("panel-heading").textContent = content.title;
  document.getElementById("panel-close").hidden = content.isOverview;
  document.getElementById("panel").classList.toggle("is-chosen", !content.isOverview);
  body.replaceChildren(...content.parts.filter((part) => part !== null));
}

function panelContent(data, state, view, drawn, act) {
  const { selected } = state;
  if (typeof selected === "number") {
    return participant(data, state, view, data.nodes[selected], act);
  }
  if (typeof selected === "string" && selected.startsWith("flow:")) {
    return flow(data, view, data.edges[Number(selected.slice(5))], act);
  }
  if (drawn.clusters.has(selected)) {
    return cluster(data, view, drawn.clusters.get(selected), act);
  }
  if (view.path === null) {
    return overview(data, view, act);
  }
  return view.path.isChain ? chain(data, state, act) : way(data, view, act);
}

function overview(data, view, act) {
  const overloaded = data.nodes
    .filter((node) => node.load === "red" && view.visible[node.id])
    .sort((a, b) => view.sums[b.id].incoming - view.sums[a.id].incoming || a.id - b.id);
  const flows = heaviest(data, view);
  const refused = flows.filter((edge) => isOftenRefused(data, view.counts[edge.id]))
    .sort((a, b) => view.counts[b.id][REJECTED] - view.counts[a.id][REJECTED] || a.id - b.id);
  const hint = phrase(data, "refused_hint", {
    count: data.styles.refusedCount, share: Math.round(100 * data.styles.refusedShare),
  });
  return {
    title: data.strings.overview,
    isOverview: true,
    parts: [
      section(data.strings.overview_red, overloaded.length
        ? list(data, overloaded, (node) => overloadedItem(data, node, act), 6)
        : note(data.strings.overview_red_none)),
      flows.length ? section(data.strings.overview_flows,
        list(data, flows, (edge) => flowItem(data, view, edge, REFERRALS, act), 6)) : null,
      refused.length ? section(data.strings.overview_refused, note(hint),
        list(data, refused, (edge) => flowItem(data, view, edge, REJECTED, act), 5)) : null,
    ],
  };
}

function overloadedItem(data, node, act) {
  return element("li", {},
    chooser(node, act, swatch("load", "red")),
    node.reasons.length ? element("span", { class: "small" }, node.reasons.join(" · ")) : null);
}

function flowItem(data, view, edge, shown, act) {
  const button = element("button",
    { type: "button", class: "plain", onclick: () => act.choose(`flow:${edge.id}`) },
    name(data.nodes[edge.from].label), " → ", name(data.nodes[edge.to].label));
  const counts = view.counts[edge.id];
  const text = shown === REJECTED
    ? `${number(data, counts[REJECTED])}/${number(data, counts[REFERRALS])}`
    : number(data, counts[REFERRALS]);
  return element("li", { class: "with-count" }, button, element("span", { class: "count" }, text));
}

function participant(data, state, view, node, act) {
  const isFocus = state.focus === node.id;
  const texts = data.strings;
  return {
    title: node.label,
    parts: [
      element("p", { class: "kind" }, swatch("kind", node.kind), texts[`kind_${node.kind}`]),
      element("p", { class: `load load-${node.load}` }, swatch("load", node.load), texts[`load_${node.load}`]),
      node.reasons.length ? element("ul", { class: "reasons" },
        ...node.reasons.map((reason) => element("li", {}, reason))) : null,
      figures(data, view, node),
      element("p", { class: "actions" },
        element("button", { type: "button", onclick: () => act.focus(isFocus ? -1 : node.id) },
          isFocus ? texts.focus_end : texts.focus),
        element("button", { type: "button", onclick: () => act.way("wayFrom", node.id) }, texts.way_from_here),
        element("button", { type: "button", onclick: () => act.way("wayTo", node.id) }, texts.way_to_here),
        node.link ? element("a", { href: node.link, target: "_blank", rel: "noopener noreferrer" }, texts.open_page) : null),
      flowsOf(data, view, texts.incoming, node.in, (edge) => edge.from, act),
      flowsOf(data, view, texts.outgoing, node.out, (edge) => edge.to, act),
    ],
  };
}

function figures(data, view, node) {
  const sums = view.sums[node.id];
  const texts = data.strings;
  const place = (facet) => (node[facet] < 0 ? null : [texts[facet], facetLabel(data, facet, node[facet])]);
  const rows = [
    place("area"), place("cooperative"), place("group"),
    [texts.column_in, number(data, sums.incoming)],
    [texts.column_out, number(data, sums.outgoing)],
    [texts.column_refused, number(data, sums.refused)],
    ...node.figures,
  ];
  return definitions(rows);
}

function definitions(rows) {
  return element("dl", {}, ...rows.filter((row) => row !== null).flatMap(([label, value]) =>
    [element("dt", {}, label), element("dd", {}, name(value))]));
}

function flowsOf(data, view, title, edges, otherEnd, act) {
  const shown = edges.filter((edge) => view.flows[edge.id])
    .sort((a, b) => view.counts[b.id][REFERRALS] - view.counts[a.id][REFERRALS] || a.id - b.id);
  const item = (edge) => element("li", { class: "with-count" },
    chooser(data.nodes[otherEnd(edge)], act, null),
    element("span", { class: "count" }, number(data, view.counts[edge.id][REFERRALS])));
  return section(title, shown.length ? list(data, shown, item) : note(data.strings.nobody));
}

function flow(data, view, edge, act) {
  const counts = view.counts[edge.id];
  const texts = data.strings;
  const wait = edge.wait === null ? null : [texts.median_wait, number(data, edge.wait)];
  return {
    title: `${data.nodes[edge.from].label} → ${data.nodes[edge.to].label}`,
    parts: [
      element("p", {}, chooser(data.nodes[edge.from], act, null)),
      element("p", {}, "→ ", chooser(data.nodes[edge.to], act, null)),
      definitions([
        [texts.referrals, number(data, counts[REFERRALS])],
        [texts.accepted, number(data, counts[ACCEPTED])],
        [texts.rejected, number(data, counts[REJECTED])],
        [texts.completed, number(data, counts[COMPLETED])],
        wait,
        edge.needs.length ? [texts.needs, edge.needs.join(", ")] : null,
      ]),
      wait ? note(texts.median_wait_note) : null,
    ],
  };
}

function cluster(data, view, chosen, act) {
  const loads = chosen.loads.filter(([, count]) => count > 0);
  return {
    title: chosen.label,
    parts: [
      element("p", {}, phrase(data, "cluster_count", { count: number(data, chosen.members.length) })),
      definitions(loads.map(([level, count]) => [data.strings[`load_${level}`], number(data, count)])),
      element("p", { class: "actions" }, element("button",
        { type: "button", onclick: () => act.open(chosen.key) }, data.strings.cluster_open)),
    ],
  };
}

function chain(data, state, act) {
  const path = data.paths[state.chain];
  const steps = path.steps.map((step) => element("li", {},
    chooser(data.nodes[step.from], act, null), " → ", chooser(data.nodes[step.to], act, null),
    element("span", { class: "small" }, [step.need, step.status, waited(data, step.wait)].filter(Boolean).join(" · "))));
  return {
    title: phrase(data, "chain_title", { id: path.id }),
    parts: [element("ol", { class: "steps" }, ...steps)],
  };
}

/** The steps of the shortest way; where a step runs against the referrals, its arrow does too. */
function way(data, view, act) {
  const { steps, isAlong } = view.path;
  const items = steps.map((edge) => element("li", {},
    chooser(data.nodes[edge.from], act, null), " → ", chooser(data.nodes[edge.to], act, null),
    element("span", { class: "small" },
      `${data.strings.referrals}: ${number(data, view.counts[edge.id][REFERRALS])}`)));
  return {
    title: data.strings.way,
    parts: [
      isAlong ? null : note(data.strings.way_against),
      element("ol", { class: "steps" }, ...items),
      note(data.strings.way_meaning),
    ],
  };
}

function waited(data, days) {
  if (days === null) {
    return "";
  }
  return days === 1 ? data.strings.days_one : phrase(data, "days", { count: number(data, days) });
}

function chooser(node, act, picture) {
  return element("button",
    { type: "button", class: "plain", onclick: () => act.choose(node.id) }, picture, name(node.label));
}

function section(title, ...parts) {
  return element("section", {}, element("h3", {}, title), ...parts);
}

function note(text) {
  return element("p", { class: "small" }, text);
}

function list(data, entries, item, longest = LISTED) {
  const listed = element("ul", {}, ...entries.slice(0, longest).map(item));
  const rest = entries.length - longest;
  if (rest > 0) {
    const more = element("button", { type: "button", class: "plain more" },
      phrase(data, "more", { count: number(data, rest) }));
    more.addEventListener("click", () => {
      more.parentNode.remove();
      listed.append(...entries.slice(longest).map(item));
    });
    listed.append(element("li", {}, more));
  }
  return listed;
}
