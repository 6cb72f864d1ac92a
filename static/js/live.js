// A running assignment, asked for again every few seconds: the cells of each learner change in place, so that whoever
// types into a row, or reads it, is not interrupted. Where somebody began or was done, their row alone is made again.

const EVERY = 4000;
const DAY = 86_400;

const table = document.getElementById("live");
const stale = document.getElementById("live-stale");
const { address, offline, waiting, conflicts, over } = table.dataset;
const ahead = Date.parse(table.dataset.now) - Date.now();
let isBusy = false;

const rows = () => [...table.querySelectorAll("tbody tr")];
const cell = (row, name) => row.querySelector(`[data-live="${name}"]`);

function put(row, name, text) {
  const found = cell(row, name);
  if (found && found.textContent !== text) found.textContent = text;
}

function signs(one) {
  const said = [];
  if (one.offline) said.push(offline);
  if (one.waiting) said.push(waiting.replace("{n}", one.waiting));
  if (one.conflicts) said.push(conflicts.replace("{n}", one.conflicts));
  return said.join(" · ");
}

function show(learners) {
  const known = new Map(rows().map((row) => [row.dataset.token, row]));
  for (const one of learners.filter((each) => each.token)) {
    const row = known.get(one.token);
    if (row?.dataset.state !== one.state) return false;
    put(row, "signs", signs(one));
    put(row, "position", String(one.position ?? "–"));
    put(row, "answered", String(one.answered));
    put(row, "saved", one.saved || "–");
    cell(row, "left").dataset.deadline = one.deadline ?? "";
  }
  return true;
}

function tick() {
  for (const row of rows()) {
    const left = cell(row, "left");
    if (!left.dataset.deadline) continue;
    const seconds = Math.ceil((Date.parse(left.dataset.deadline) - Date.now() - ahead) / 1000);
    if (seconds >= DAY) continue;
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    put(row, "left", seconds > 0 ? text : over);
  }
}

/** Put the rows of a page that was read again in place of those that tell another state; the focus stays in its row. */
function settle(page) {
  const fresh = page.querySelectorAll("#live tbody tr");
  const known = new Map(rows().map((row) => [row.dataset.member, row]));
  const focused = document.activeElement;
  const within = focused?.closest("#live tbody tr")?.dataset.member;
  const body = table.tBodies[0];
  const made = [...fresh].map((row) => {
    const before = known.get(row.dataset.member);
    const isSame = before?.dataset.token === row.dataset.token && before.dataset.state === row.dataset.state;
    return isSame ? before : document.adoptNode(row);
  });
  if (made.some((row, place) => row !== body.rows[place]) || made.length !== body.rows.length) {
    body.replaceChildren(...made);
  }
  document.getElementById("live-heading").textContent = page.getElementById("live-heading").textContent;
  if (!within || document.activeElement === focused) return;
  if (!focused.isConnected) body.querySelector(`[data-member="${CSS.escape(within)}"] a`)?.focus({ preventScroll: true });
  else focused.focus({ preventScroll: true });
}

async function renew() {
  const response = await fetch(table.dataset.page, { redirect: "error" }).catch(() => null);
  if (!response?.ok) return;
  settle(new DOMParser().parseFromString(await response.text(), "text/html"));
  tick();
}

async function ask() {
  if (document.hidden || isBusy) return;
  isBusy = true;
  const response = await fetch(address, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  stale.hidden = Boolean(response?.ok);
  if (response?.ok && !show((await response.json()).learners)) await renew();
  isBusy = false;
}

setInterval(tick, 1000);
setInterval(ask, EVERY);
document.addEventListener("visibilitychange", ask);
tick();
