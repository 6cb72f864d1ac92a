// Whose this page is. The mark is opaque; the name is there to name what waits, and a guest has none.

const { dataset } = document.documentElement;

/** The mark of the page's account: empty for nobody, undefined where the server could not say. */
export const account = dataset.account;
export const person = dataset.person ?? "";

/** What the tabs of a browser, and its service worker, tell each other by: who is signed in. */
const CHANNEL = "dalmada";

/** Tell the other tabs who is signed in. */
export function announce() {
  if (account === undefined || !("BroadcastChannel" in window)) return;
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage({ account });
  channel.close();
}

/** Call `tell` with the mark of the account that signs in in another tab; empty where somebody signs out. */
export function hear(tell) {
  if (!("BroadcastChannel" in window)) return;
  new BroadcastChannel(CHANNEL).addEventListener("message", ({ data }) => tell(data.account));
}
