/** States of referrals: each is in exactly one of four, and a filter keeps the chosen ones. */
import { ACCEPTED, COMPLETED, REFERRALS, REJECTED } from "./data.js";

const STATES = ["open", "accepted", "rejected", "completed"];

/** Referrals of a flow by state; null where a figure that it takes is not there. */
export function byState(counts) {
  const [referrals, accepted, rejected, completed] = counts;
  return {
    open: difference(referrals, accepted, rejected),
    accepted: difference(accepted, completed),
    rejected,
    completed,
  };
}

function difference(whole, ...parts) {
  return whole === null || parts.includes(null) ? null
    : Math.max(parts.reduce((rest, part) => rest - part, whole), 0);
}

/** The four counts of the referrals in the chosen states; null where one of them is not there. */
export function countsIn(counts, chosen) {
  if (chosen.size === 0) {
    return counts;
  }
  const states = byState(counts);
  const sum = (...wanted) => wanted.filter((state) => chosen.has(state))
    .reduce((whole, state) => (whole === null || states[state] === null ? null : whole + states[state]), 0);
  const found = [];
  found[REFERRALS] = sum(...STATES);
  found[ACCEPTED] = sum("accepted", "completed");
  found[REJECTED] = sum("rejected");
  found[COMPLETED] = sum("completed");
  return found;
}
