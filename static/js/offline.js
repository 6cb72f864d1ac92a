// What makes the pages of a running attempt open without a network, where the browser allows it: on https and localhost.

import { account } from "./account.js";

/** Let the service worker keep these pages, and the one that is shown. */
export async function keepPages(addresses) {
  if (!("serviceWorker" in navigator)) return;
  try {
    // Once it is there, the browser itself looks for a newer one at every visit.
    if (!(await navigator.serviceWorker.getRegistration())) await navigator.serviceWorker.register("/sw.js");
    const ready = await navigator.serviceWorker.ready;
    ready.active?.postMessage({ keep: [location.href, ...addresses], account });
  } catch {
    // Refused, as in a private window: all else works without.
  }
}
