// How long the question is in view: while its tab is visible and somebody has done something within a minute. It is
// sent with saves and stored as it was reported; no mark and no deadline depends on it.

/** Milliseconds without a sign of somebody after which the count stops. */
export const IDLE = 60_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "input", "wheel", "scroll", "touchmove"];
const MOST = 86_400;

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function write(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Refused: a reload begins with what the server knows.
  }
}

/**
 * Count from now on. `key` names the question in this tab, which goes on after a reload; `known` is how many seconds the
 * server has. Gives a function that says how it stands: `shown`, the device's moment when it was first shown, and `view`,
 * in seconds.
 */
export function watchView(key, known) {
  const kept = read(key);
  let shown = kept.shown;
  let counted = Math.max(known, kept.view ?? 0) * 1000;
  let until = performance.now();
  let sign = until;
  let visible = false;
  const count = () => {
    const now = performance.now();
    if (visible) counted += Math.max(0, Math.min(now, sign + IDLE) - until);
    until = now;
    visible = !document.hidden;
    if (visible) shown ??= Date.now();
  };
  const stir = () => {
    count();
    sign = until;
  };
  const reading = () => {
    count();
    return { shown, view: Math.min(MOST, Math.round(counted / 1000)) };
  };
  stir();
  for (const name of SIGNS) addEventListener(name, stir, { passive: true, capture: true });
  document.addEventListener("visibilitychange", () => {
    stir();
    write(key, reading());
  });
  addEventListener("pagehide", () => write(key, reading()));
  return reading;
}

/** How many seconds ago the question was first shown; nothing where it is not known. */
export function ago(shown) {
  return shown === undefined ? undefined : Math.max(0, Math.round((Date.now() - shown) / 1000));
}
