// What makes pages open without a network, where the browser allows it: on https and localhost.

import { account } from "./account.js";

/** Tell the service worker something, once there is one; nothing happens where the browser has none. */
async function post(message) {
  if (!("serviceWorker" in navigator)) return;
  try {
    // Once it is there, the browser itself looks for a newer one at every visit.
    if (!(await navigator.serviceWorker.getRegistration())) await navigator.serviceWorker.register("/sw.js");
    const ready = await navigator.serviceWorker.ready;
    ready.active?.postMessage(message);
  } catch {
    // Refused, as in a private window: all else works without.
  }
}

/** Let the service worker keep these pages of a running attempt, and the one that is shown. */
export function keepPages(addresses) {
  return post({ keep: [location.href, ...addresses], account });
}

/** Let the service worker keep the study notes of a month, which also answer for the month's page without a network. */
export function keepNotes(address, month) {
  return post({ notes: { address, month } });
}
