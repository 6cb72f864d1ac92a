// Handing in: what this browser still keeps is sent first, and without a network all of it waits together.

import { Journal } from "./journal.js";
import * as network from "./network.js";
import { watchAccount } from "./presence.js";
import { Saver } from "./saver.js";
import { showState } from "./states.js";

const AGAIN = 3000;

/**
 * Hand in, and say how that stands: "settled" where it is done or there is nothing to hand in any more, "signedout" or
 * "otheraccount" where it waits for its owner, "queued" where it waits for the network.
 */
export async function send(token) {
  const response = await network.send(`/a/${token}/hand-in`, "POST", {}, { redirect: "manual" }).catch(() => null);
  if (response?.status === 401) {
    const { reason } = await response.json().catch(() => ({}));
    return reason === "other_account" ? "otheraccount" : "signedout";
  }
  // Handing in leads on to the result; an attempt that is over does so as well. The account is known to be right by
  // now, so an attempt that is not there is not somebody else's.
  const isSettled = response?.type === "opaqueredirect" || response?.ok || [404, 409].includes(response?.status);
  return isSettled ? "settled" : "queued";
}

/** What the tabs of an attempt tell each other by. */
export function channelOf(token) {
  return "BroadcastChannel" in window ? new BroadcastChannel(`dalmada:${token}`) : null;
}

/**
 * Send what waits, hand in, and go on to the result; without a network, as soon as there is one. The other tabs are told
 * where to go by `channel`.
 */
export async function handInNow(journal, saver, place, result, channel) {
  await journal.setHandIn(true);
  await saver.send();
  const state = journal.mirror.size ? (saver.away ?? "queued") : await send(journal.token);
  if (state === "settled") {
    await journal.setHandIn(false);
    channel?.postMessage({ goTo: "result" });
    location.assign(result);
    return;
  }
  showState(place, state, { waiting: journal.mirror.size });
  channel?.postMessage({ goTo: "hand-in" });
  // A learner who has to sign in first comes back to this page.
  if (state !== "queued") return;
  setTimeout(() => handInNow(journal, saver, place, result, channel), AGAIN);
}

/** The page that asks before handing in: it learns what this browser answered, and its button waits for the network. */
export async function handInSoon(form) {
  const { token, result } = form.dataset;
  const place = document.getElementById("save");
  const journal = new Journal(token);
  network.begin(form.elements.csrf_token.value);
  let goes = false;
  const begin = () => {
    goes = true;
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
    // There is no way back to what was handed in.
    for (const way of document.querySelectorAll("main nav, #hand-in a")) way.hidden = true;
    handInNow(journal, saver, place, result, channelOf(token));
  };
  const presence = watchAccount((state) => {
    saver.stop(state);
    form.inert = true;
    showState(place, state);
  });
  const saver = new Saver(journal, (state, detail) => {
    showState(place, state, detail);
    if (saver.away) presence.refused(saver.away);
    // The page says again what is unanswered.
    if (detail.saved && !journal.mirror.size && !goes) location.reload();
  });
  form.addEventListener("submit", (event) => {
    // Nothing may overtake the answers, and a response that is lost must not be the end of it.
    event.preventDefault();
    if (!goes) begin();
  });
  addEventListener("pagehide", () => saver.leave());
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  const own = await journal.open();
  if (own.length && !(await network.isThere())) {
    // This page was kept some time ago: what was answered since, only this browser knows.
    document.querySelector("h1").textContent = form.dataset.offline;
    const given = own.filter((entry) => Object.keys(entry.answer).length);
    for (const entry of given) document.querySelector(`.qnav [href$="/${entry.position}"]`)?.closest("li").remove();
  }
  if ((await journal.handIn()) || form.dataset.over !== undefined) begin();
  else if (journal.mirror.size) saver.send();
}
