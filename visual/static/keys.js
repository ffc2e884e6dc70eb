/** The keyboard: letters work only while the map itself has the focus, Escape works everywhere. */

const STEP = 60;

/** Binds the keys; `act` knows `next`, `open`, `clear`, `move`, `zoom`. */
export function startKeys(map, act) {
  const actions = {
    n: () => act.next(1),
    p: () => act.next(-1),
    Enter: () => act.enter(),
    ArrowLeft: () => act.move(-STEP, 0),
    ArrowRight: () => act.move(STEP, 0),
    ArrowUp: () => act.move(0, -STEP),
    ArrowDown: () => act.move(0, STEP),
    "+": () => act.zoom(1.25),
    "-": () => act.zoom(0.8),
    0: () => act.fit(),
  };
  map.addEventListener("keydown", (event) => {
    const action = actions[event.key] ?? actions[event.key.toLowerCase()];
    if (action && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      action();
    }
  });
  map.addEventListener("pointerdown", () => map.focus({ preventScroll: true }));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) {
      act.clear();
    }
  });
}
