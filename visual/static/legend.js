/** The legend: every entry filters by click and counts what it would leave. */
import { FACETS, FLOW_FACETS } from "./selection.js";
import { number } from "./elements.js";
import { nodeFill } from "./drawing.js";

/** Makes the legend's buttons work; `change` takes the changed part of the state. */
export function startLegend(data, state, change) {
  for (const button of legendButtons()) {
    button.addEventListener("click", () => {
      const { facet, value } = button.dataset;
      const chosen = new Set(state.filters[facet]);
      if (!chosen.delete(value)) {
        chosen.add(value);
      }
      change({ filters: { ...state.filters, [facet]: chosen } });
    });
  }
  document.getElementById("reset").addEventListener("click", () => change("reset"));
}

/** Shows counts and which entries are chosen. */
export function showLegend(data, state, view) {
  for (const button of legendButtons()) {
    const { facet, value } = button.dataset;
    const count = view.facets[facet].get(value) ?? 0;
    const chosen = state.filters[facet];
    button.setAttribute("aria-pressed", String(chosen.has(value)));
    button.classList.toggle("is-out", chosen.size > 0 && !chosen.has(value));
    button.querySelector(".count").textContent = number(data, count);
    showColour(data, state, button);
  }
  for (const facet of [...FACETS, ...FLOW_FACETS]) {
    const group = document.querySelector(`details[data-group="${facet}"]`);
    if (group && state.filters[facet].size > 0) {
      group.open = true;
    }
  }
}

/** A dot in the colour that the map gives to the value, where it colours by that facet. */
function showColour(data, state, button) {
  const { facet, value } = button.dataset;
  const dot = button.querySelector(".colour circle");
  if (dot) {
    const isColour = state.colour === facet;
    dot.parentNode.toggleAttribute("hidden", !isColour);
    const place = facet === "kind" ? value : Number(value);
    dot.setAttribute("fill", nodeFill(data, { colour: facet }, { [facet]: place, kind: value }));
  }
}

function legendButtons() {
  return document.querySelectorAll("button[data-facet]");
}

/** Buttons for a group of settings of which one holds, for example the layout. */
export function startChoices(state, change) {
  for (const control of document.querySelectorAll("[data-setting]")) {
    const { setting } = control.dataset;
    control.addEventListener("input", () => {
      const raw = control.type === "checkbox" ? control.checked : control.value;
      change({ [setting]: isNumeric(control) ? Number(raw) : raw });
    });
  }
}

/** Shows the present settings in their controls. */
export function showChoices(state) {
  for (const control of document.querySelectorAll("[data-setting]")) {
    const value = state[control.dataset.setting];
    if (control.type === "checkbox") {
      control.checked = value;
    } else if (control.type === "radio") {
      control.checked = control.value === String(value);
    } else {
      control.value = String(value);
    }
  }
}

function isNumeric(control) {
  return control.type === "range" || control.dataset.number === "yes";
}
