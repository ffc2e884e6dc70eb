/** The time range month by month: one step back or on, or played from the beginning. */

const PACE_MS = 1100;

/** Makes the buttons work; who wants no motion steps by hand. */
export function startPeriod(data, state, change, calm) {
  const play = document.getElementById("period-play");
  if (play === null) {
    return;
  }
  const last = data.months.length - 1;
  let timer = null;
  const stop = () => {
    clearInterval(timer);
    timer = null;
    show();
  };
  const show = () => {
    play.textContent = data.strings[timer === null ? "play" : "play_stop"];
    play.setAttribute("aria-pressed", String(timer !== null));
  };
  const on = () => {
    change(stepped(state, last, 1));
    if (state.to >= last) {
      stop();
    }
  };
  document.getElementById("period-back").addEventListener("click", () => change(stepped(state, last, -1)));
  document.getElementById("period-on").addEventListener("click", () => change(stepped(state, last, 1)));
  play.hidden = calm;
  play.addEventListener("click", () => {
    if (timer !== null) {
      stop();
      return;
    }
    if (state.to >= last) {
      const width = state.from === 0 ? 0 : state.to - state.from;
      change({ from: 0, to: Math.min(width, last) });
    }
    timer = setInterval(on, PACE_MS);
    show();
  });
  show();
}

/** The range moved by a month, as wide as it was; from the whole range to its first or last month. */
function stepped({ from, to }, last, step) {
  if (from === 0 && to >= last) {
    return step > 0 ? { from: 0, to: 0 } : { from: last, to: last };
  }
  const moved = Math.max(-from, Math.min(last - to, step));
  return { from: from + moved, to: to + moved };
}
