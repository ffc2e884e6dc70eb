/** The two between whom the shortest way is asked for, and what came of it. */
import { REFERRALS, phrase } from "./data.js";
import { number } from "./elements.js";
import { startSearch } from "./search.js";

const ENDS = { wayFrom: "way-from", wayTo: "way-to" };

/** Makes the fields and buttons work; `way` takes an end and a participant's number. */
export function startWay(data, state, isKept, change, way) {
  for (const [end, id] of Object.entries(ENDS)) {
    startSearch(data, isKept, id, (found) => way(end, found));
  }
  document.getElementById("way-start").addEventListener("click", () => {
    change({ isWayAsked: true, chain: -1, focus: -1 });
    document.getElementById("way-from").focus();
  });
  document.getElementById("way-swap").addEventListener("click", () => change({ wayFrom: state.wayTo, wayTo: state.wayFrom }));
  document.getElementById("way-end").addEventListener("click", () => {
    change({ isWayAsked: false, wayFrom: -1, wayTo: -1 });
    document.getElementById("way-start").focus();
  });
}

/** Shows both ends in their fields and says what the way is like. */
export function showWay(data, state, view) {
  const isAsked = state.isWayAsked || state.wayFrom >= 0 || state.wayTo >= 0;
  document.getElementById("way-bar").hidden = !isAsked;
  document.getElementById("way-start").setAttribute("aria-expanded", String(isAsked));
  for (const [end, id] of Object.entries(ENDS)) {
    const field = document.getElementById(id);
    if (document.activeElement !== field || state[end] >= 0) {
      field.value = state[end] < 0 ? "" : data.nodes[state[end]].label;
    }
  }
  const told = document.getElementById("way-told");
  const text = isAsked ? sentence(data, state, view) : "";
  if (told.textContent !== text) {
    told.textContent = text;
  }
}

function sentence(data, state, view) {
  const { wayFrom, wayTo } = state;
  if (wayFrom < 0 || wayTo < 0) {
    return data.strings.way_hint;
  }
  if (wayFrom === wayTo) {
    return data.strings.way_same;
  }
  if (view.path === null) {
    return data.strings.way_none;
  }
  const { steps, isAlong } = view.path;
  const fewest = Math.min(...steps.map((edge) => view.counts[edge.id][REFERRALS]));
  const key = steps.length === 1 ? "way_direct" : "way_found";
  const found = phrase(data, key, { steps: number(data, steps.length), fewest: number(data, fewest) });
  return isAlong ? found : `${data.strings.way_against} ${found}`;
}
