// On every other page: what an earlier visit could not send is sent now, and tests that were handed in without a
// network are handed in. What another account left behind is sent by nobody but its owner.

import { account, announce } from "./account.js";
import { send } from "./handing_in.js";
import { Journal, claim, forget, handedIn, tidy, waiting } from "./journal.js";
import * as network from "./network.js";
import { Saver } from "./saver.js";
import "./scrolling.js";
import "./zone.js";

/** The key under which a page says which account it was about to delete. */
export const DELETED = "dalmada:deleted";

/** The event after all that waits was tried. */
export const SENT = "dalmada:sent";

/** Where an account was deleted, what waits for it waits for nothing. */
async function forgetDeleted() {
  let gone = null;
  try {
    gone = sessionStorage.getItem(DELETED);
    sessionStorage.removeItem(DELETED);
  } catch {
    // Refused, and then nothing was kept.
  }
  if (!gone || gone === account) return;
  await forget(gone);
  await (await import("./studio/shelf.js")).forget(gone);
}

async function ask(tokens) {
  const query = new URLSearchParams(tokens.map((token) => ["token", token]));
  const response = await fetch(`/offline/mine?${query}`, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!response?.ok) return [];
  const said = await response.json();
  return said.account === account ? said.mine : [];
}

/** Name the answers that were entered while nobody, or somebody else, was signed in: their owner may not know of them. */
function tell(arrived) {
  const place = document.getElementById("arrived");
  if (!place || !arrived.length) return;
  const note = document.createElement("div");
  note.className = "note";
  const text = document.createElement("p");
  const { words, many, question } = place.dataset;
  text.append(arrived.length > 1 ? many : words);
  for (const { token, position } of arrived) {
    const link = document.createElement("a");
    link.href = `/a/${token}/${position}`;
    link.textContent = question.replace("{n}", position);
    text.append(" ", link);
  }
  note.append(text);
  place.hidden = false;
  // What comes into a place that is there already is read out.
  setTimeout(() => place.replaceChildren(note));
}

/** Send all that waits, and say whether a test was handed in by that. */
export async function sendAll() {
  const queued = await handedIn();
  const arrived = [];
  let moved = false;
  for (const token of new Set([...(await waiting()).map((entry) => entry.token), ...queued])) {
    const journal = new Journal(token);
    const parted = (await journal.open()).filter((entry) => entry.state === "waiting" && entry.parted);
    await new Saver(journal, () => {}).send();
    arrived.push(...parted.filter((entry) => !journal.mirror.has(entry.position)));
    if (!queued.includes(token) || journal.mirror.size) continue;
    if ((await send(token)) === "settled") {
      await journal.setHandIn(false);
      moved = true;
    }
  }
  tell(arrived);
  document.dispatchEvent(new Event(SENT));
  return moved;
}

async function sync() {
  await claim(ask);
  await tidy();
  // The page still shows a test that runs; somebody who is typing is not interrupted.
  if ((await sendAll()) && !document.activeElement?.matches("input, textarea, select")) location.reload();
}

const field = document.querySelector("input[name=csrf_token]");
if (document.getElementById("main")?.dataset.saved) import("./studio/shelf.js").then((shelf) => shelf.forgetSaved());
if (account !== undefined) {
  announce();
  forgetDeleted();
}
if (account === "") tidy();
if (account && field) {
  network.begin(field.value);
  sync();
  addEventListener("online", sync);
}
