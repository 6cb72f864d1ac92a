// Signing out, and deleting the account: what this browser keeps is sent first, and what can't be sent is named.

import { account } from "./account.js";
import { handedIn, waiting } from "./journal.js";
import * as network from "./network.js";
import { DELETED, SENT, sendAll } from "./sync.js";

const MOST_WAIT = 4000;

/** How many answers and handed-in tests the server does not have. */
async function left() {
  return { answers: (await waiting()).length, handIns: (await handedIn()).length };
}

function name(place, { answers, handIns }, isThere) {
  const { one, many, handIn, offline } = place.dataset;
  const lines = isThere ? [] : [offline];
  if (answers) lines.push((answers > 1 ? many : one).replace("{n}", answers));
  if (handIns) lines.push(handIn);
  place.querySelector("span").textContent = lines.join(" ");
  place.hidden = false;
}

function begin(form) {
  const place = document.getElementById("unsent");
  const button = form.querySelector("button");
  const ask = button.textContent;
  let isNamed = false;
  form.addEventListener("submit", async (event) => {
    if (isNamed && navigator.onLine) return;
    event.preventDefault();
    await Promise.race([sendAll(), new Promise((resolve) => setTimeout(resolve, MOST_WAIT))]);
    const rest = await left();
    const isThere = await network.isThere();
    if (isThere && !rest.answers && !rest.handIns) {
      form.submit();
      return;
    }
    if (isThere) button.textContent = place.dataset.again;
    isNamed = isThere;
    name(place, rest, isThere);
  });
  // What was named may have arrived meanwhile, from here or from another tab.
  const look = async () => {
    if (place.hidden) return;
    const rest = await left();
    if (!(await network.isThere())) return;
    if (rest.answers || rest.handIns) {
      name(place, rest, true);
      return;
    }
    place.hidden = true;
    isNamed = false;
    button.textContent = ask;
  };
  document.addEventListener(SENT, look);
  document.addEventListener("visibilitychange", look);
}

const out = document.getElementById("signout");
if (out) begin(out);

// What waits for an account that is gone waits for nothing. Whether it is gone, the next page knows.
document.getElementById("delete")?.addEventListener("submit", () => {
  try {
    sessionStorage.setItem(DELETED, account);
  } catch {
    // Refused, as everything is that would have to be forgotten.
  }
});
