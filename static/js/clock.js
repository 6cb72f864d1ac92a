// The time that is left, by the server's clock, which is asked every few seconds: a teacher may have given more of it,
// the device may have slept, and its own clock may be anything.

const ASK_EVERY = 4000;
const STEPS = [1800, 600, 300, 60];
const SHORT = 300;
const LAST = 60;
const DAY = 86_400;
const LEAP = 3000;
const SHOWN_FOR = 20_000;

const AHEAD = "dalmada:ahead";

function lastAhead() {
  try {
    return Number(localStorage.getItem(AHEAD) ?? -Infinity);
  } catch {
    return -Infinity;
  }
}

function remember(ahead) {
  try {
    localStorage.setItem(AHEAD, String(ahead));
  } catch {
    // The page's own time serves.
  }
}

/**
 * Count down in `timer`; `over` is called once when the time is up, `closed` when the attempt is, and `alone` where by
 * this device the time is up and the server can't be asked. `where` gives the query that says where the page is, and
 * `heard` takes the messages that come with the time.
 */
export function startClock(timer, { over, closed, alone, where, heard }) {
  const { time, label, left, more, moreOne } = timer.dataset;
  const shown = timer.querySelector("span");
  const voice = document.createElement("p");
  voice.className = "sr";
  voice.setAttribute("role", "status");
  timer.after(voice);
  timer.setAttribute("role", "timer");
  timer.setAttribute("aria-live", "off");
  timer.setAttribute("aria-label", label);
  const read = (written) => (written ? Date.parse(written) : Infinity);
  let deadline = read(timer.dataset.deadline);
  // A page that was kept for offline brings an old time along: what the server said last is nearer then.
  let ahead = Math.max(Date.parse(timer.dataset.now) - Date.now(), lastAhead());
  let last = Infinity;
  let looked = Date.now();
  let isOver = false;
  let asking = false;
  let shownUntil = 0;

  const remaining = () => Math.max(0, Math.ceil((deadline - Date.now() - ahead) / 1000));
  const say = (words, seconds) => {
    voice.textContent = words.replace("{n}", Math.max(1, Math.round(seconds / 60)));
  };

  /** More time is news for everybody: it is shown for a while. */
  const sayMore = (seconds) => {
    say(seconds < 90 ? moreOne : more, seconds);
    voice.className = "small";
    clearTimeout(shownUntil);
    shownUntil = setTimeout(() => (voice.className = "sr"), SHOWN_FOR);
  };

  /** Whether the server has said how late it is. */
  const ask = async () => {
    const asked = Date.now();
    const response = await fetch(`${time}${await where().catch(() => "")}`, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
    if (!response?.ok) return false;
    const said = await response.json();
    // The server looked at its clock about half-way.
    ahead = Date.parse(said.now) - (asked + Date.now()) / 2;
    remember(ahead);
    if (said.state !== "running") {
      closed();
      return true;
    }
    heard(said.messages);
    // Without a deadline any more there is nothing to count down to.
    timer.hidden = !said.deadline;
    const moved = read(said.deadline);
    if (moved > deadline && said.deadline) sayMore((moved - deadline) / 1000);
    if (moved !== deadline) last = Infinity;
    deadline = moved;
    if (remaining() > 0) isOver = false;
    show();
    return true;
  };

  const show = () => {
    const now = remaining();
    timer.dataset.timeLeft = now <= LAST ? "last" : now <= SHORT ? "short" : "enough";
    // Days away it is the date that says something.
    if (now < DAY) shown.textContent = `${Math.floor(now / 60)}:${String(now % 60).padStart(2, "0")}`;
    const step = last === Infinity ? undefined : STEPS.findLast((seconds) => last > seconds && now <= seconds);
    if (step && now > 0) say(left, step);
    last = now;
  };

  const tick = async () => {
    // A leap says that the device slept or that its clock was set: only the server knows how late it is.
    const leapt = Math.abs(Date.now() - looked) > LEAP;
    looked = Date.now();
    if (leapt && (await ask())) return;
    show();
    if (remaining() > 0 || asking) return;
    // Nothing is handed in by this clock: the server is asked first, and where it does not answer, it closes by itself.
    asking = true;
    const told = await ask();
    const isUp = told && remaining() === 0;
    asking = false;
    if (!told) alone();
    if (isUp && !isOver) {
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
