// Whether the account of this page is still the one that is signed in. What somebody else would type into it is not
// the account's answer: the page is closed to them, and opens again when its owner is back.

import { account, hear } from "./account.js";
import * as network from "./network.js";

/**
 * Call `leave` with how saving stands when somebody signs out or in as somebody else; the page is loaded again when its
 * account is back.
 */
export function watchAccount(leave) {
  let away = "";
  const told = (now) => {
    if (now === undefined || now === null || account === undefined) return;
    if (now === account) {
      if (away) location.reload();
      return;
    }
    const state = now ? "otheraccount" : "signedout";
    if (state !== away) leave(state);
    away = state;
  };
  const ask = async () => {
    if (document.hidden || !navigator.onLine) return;
    told((await network.session())?.account);
  };
  hear(told);
  addEventListener("online", ask);
  document.addEventListener("visibilitychange", ask);
  return {
    /** The server refused what the page sent, as it is not its account's session. */
    refused: (state) => told(state === "signedout" ? "" : "another"),
  };
}
