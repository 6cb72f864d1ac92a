// A running assignment, asked for again every few seconds: the cells of each learner change in place, so that nobody who
// types into a row, or reads it, is interrupted. Where somebody began or was done, their row is replaced.

const EVERY = 4000;
const RENEW_EVERY = 8000;
const STILL = 5000;
const DAY = 86_400;

const table = document.getElementById("live");
const body = table.tBodies[0];
const stale = document.getElementById("live-stale");
const { address, offline, waiting, conflicts, over } = table.dataset;
const ahead = Date.parse(table.dataset.now) - Date.now();
let isBusy = false;
let renewed = 0;
let touched = 0;

const cell = (row, name) => row.querySelector(`[data-live="${name}"]`);
const rowsByMember = (place) => new Map([...place.rows].map((row) => [row.dataset.member, row]));
// What somebody is at stays as it is: the focus, what is typed, what is unfolded.
const isInUse = (place) => place.contains(document.activeElement) || Boolean(place.querySelector("details[open]"));

function put(place, text) {
  if (place && place.textContent !== text) place.textContent = text;
}

function signs(one) {
  const said = [];
  if (one.offline) said.push(offline);
  if (one.waiting) said.push(waiting.replace("{n}", one.waiting));
  if (one.conflicts) said.push(conflicts.replace("{n}", one.conflicts));
  return said.join(" · ");
}

/** What each learner's row says; whether a row that nobody is at is to be replaced. */
function show(learners) {
  const known = rowsByMember(body);
  let isOld = false;
  for (const one of learners) {
    const row = known.get(String(one.member));
    if (row?.dataset.state !== one.state) {
      isOld ||= !row || !isInUse(row);
      continue;
    }
    const said = signs(one);
    row.toggleAttribute("data-look", Boolean(said));
    put(cell(row, "signs"), said);
    put(cell(row, "position"), String(one.position ?? "–"));
    put(cell(row, "answered"), String(one.answered));
    put(cell(row, "saved"), one.saved || "–");
    cell(row, "left").dataset.deadline = one.deadline ?? "";
  }
  return isOld;
}

function count(counts) {
  for (const [state, number] of Object.entries(counts)) {
    const place = document.querySelector(`[data-counted="${state}"]`);
    put(place?.querySelector("b"), String(number));
    if (state === "look") place?.toggleAttribute("data-look", number > 0);
  }
}

/** Who needs a look comes first: but nothing moves under a finger, a pointer or the focus. */
function arrange(learners) {
  if (isInUse(body) || Date.now() - touched < STILL) return;
  const known = rowsByMember(body);
  const wanted = learners.map((one) => known.get(String(one.member))).filter(Boolean);
  if (wanted.some((row, place) => body.rows[place] !== row)) body.prepend(...wanted);
}

/** Rows of those who began or were done, as the page has them now. */
async function renew() {
  renewed = Date.now();
  const response = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById("live");
  if (!fresh) return;
  const known = rowsByMember(body);
  for (const [member, row] of rowsByMember(fresh.tBodies[0])) {
    const old = known.get(member);
    if (!old) body.append(row);
    else if (old.dataset.state !== row.dataset.state && !isInUse(old)) old.replaceWith(row);
  }
  put(document.getElementById("live-head"), page.getElementById("live-head").textContent);
}

function tick() {
  for (const row of body.rows) {
    const left = cell(row, "left");
    if (!left.dataset.deadline) continue;
    const seconds = Math.ceil((Date.parse(left.dataset.deadline) - Date.now() - ahead) / 1000);
    if (seconds >= DAY) continue;
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    put(left, seconds > 0 ? text : over);
  }
}

async function ask() {
  if (document.hidden || isBusy) return;
  isBusy = true;
  try {
    const response = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
    const { counts, learners } = await response.json();
    stale.hidden = true;
    count(counts);
    if (show(learners) && Date.now() - renewed >= RENEW_EVERY) await renew();
    arrange(learners);
    tick();
  } catch {
    // No network, a server that is down, or the sign-in page in place of the numbers.
    stale.hidden = false;
  } finally {
    isBusy = false;
  }
}

for (const kind of ["pointerdown", "pointermove", "keydown", "scroll"])
  addEventListener(kind, () => (touched = Date.now()), { passive: true, capture: true });
setInterval(tick, 1000);
setInterval(ask, EVERY);
document.addEventListener("visibilitychange", ask);
tick();
