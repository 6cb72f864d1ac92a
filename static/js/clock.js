// The time that is left, by the server's clock, which is asked every few seconds: a teacher may have given more of it,
// the device may have slept, and its own clock may be anything.

const ASK_EVERY = 4000;
const STEPS = [1800, 600, 300, 60];

/** Count down in `timer`; `over` is called once when the time is up, `closed` when the attempt is. */
export function startClock(timer, over, closed) {
  const { time, label, left, more } = timer.dataset;
  const shown = timer.querySelector("span");
  const voice = document.createElement("p");
  voice.className = "sr";
  voice.setAttribute("role", "status");
  timer.after(voice);
  timer.setAttribute("role", "timer");
  timer.setAttribute("aria-live", "off");
  timer.setAttribute("aria-label", label);
  let deadline = Date.parse(timer.dataset.deadline);
  let ahead = Date.parse(timer.dataset.now) - Date.now();
  let last = Infinity;
  let looked = Date.now();
  let isOver = false;

  const remaining = () => Math.max(0, Math.ceil((deadline - Date.now() - ahead) / 1000));
  const say = (words, seconds) => {
    voice.textContent = words.replace("{n}", Math.max(1, Math.round(seconds / 60)));
  };

  const ask = async () => {
    const asked = Date.now();
    const response = await fetch(time, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
    if (!response?.ok) return;
    const said = await response.json();
    // The server looked at its clock about half-way.
    ahead = Date.parse(said.now) - (asked + Date.now()) / 2;
    if (said.state !== "running") {
      closed();
      return;
    }
    const moved = Date.parse(said.deadline);
    if (moved !== deadline) {
      const given = moved - deadline;
      deadline = moved;
      last = remaining();
      if (given > 0) say(more, given / 1000);
      if (last > 0) isOver = false;
    }
    tick();
  };

  const tick = () => {
    // A leap says that the device slept or that its clock was set: only the server knows how late it is.
    const leap = Math.abs(Date.now() - looked) > 3 * 1000;
    looked = Date.now();
    if (leap) ask();
    const now = remaining();
    shown.textContent = `${Math.floor(now / 60)}:${String(now % 60).padStart(2, "0")}`;
    const step = last === Infinity ? undefined : STEPS.findLast((seconds) => last > seconds && now <= seconds);
    if (step && now > 0) say(left, step);
    last = now;
    if (now === 0 && !isOver) {
      isOver = true;
      over();
    }
  };

  setInterval(tick, 1000);
  setInterval(() => {
    if (!document.hidden) ask();
  }, ASK_EVERY);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) ask();
  });
  addEventListener("online", ask);
  tick();
}
