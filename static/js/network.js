// Requests of scripts: with the page's token, which is renewed where it has grown old, and with the mark of the page's
// account, as another may have signed in since.

import { account } from "./account.js";

let token = "";

/** The token that the page came with. */
export function begin(csrf) {
  token = csrf;
}

/** Whether the server can be reached: a network that is said to be there may carry nothing. */
export async function isThere() {
  return navigator.onLine && (await fetch("/csrf", { headers: { "X-Requested-With": "fetch" } }).catch(() => null)) !== null;
}

/** Who is signed in by now, `account`, and a `token` for their forms; nothing where the server can't be asked. */
export async function session() {
  const response = await fetch("/csrf", { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  return response?.ok ? response.json().catch(() => null) : null;
}

async function renewed() {
  const found = await session();
  if (!found) return false;
  token = found.token;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
  return true;
}

/** Send, and where only the token was too old, send once more with a new one. Throws where there is no network. */
export async function send(path, method, body, options = {}) {
  const once = () =>
    fetch(path, {
      method,
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": token,
        "X-Requested-With": "fetch",
        ...(account && { "X-Account": account }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      ...options,
    });
  const response = await once();
  if (response.status !== 400) return response;
  const { reason } = await response
    .clone()
    .json()
    .catch(() => ({}));
  return reason === "csrf" && (await renewed()) ? once() : response;
}
