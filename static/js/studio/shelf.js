// What this browser keeps of drafts until the server has them: in IndexedDB, or nowhere where a browser refuses that.
// The last words of a page that is left are in local storage, which has them at once: IndexedDB may lag behind.

import { account } from "../account.js";

const NAME = "dalmada-drafts";
const STORE = "texts";
const LAST = "dalmada:draft";

const keyOf = ({ draft, page }) => `${LAST}:${account ?? ""}:${draft}:${page}`;

/** Do something with what lies in local storage; gives nothing where a browser refuses that, or has no room. */
function withLast(work) {
  try {
    return work(localStorage);
  } catch {
    return undefined;
  }
}

let opening = null;

function open() {
  opening ??= new Promise((resolve) => {
    let request;
    try {
      request = indexedDB.open(NAME, 1);
    } catch {
      resolve(null);
      return;
    }
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["account", "draft", "page"] });
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => resolve(null);
    request.onblocked = () => resolve(null);
  });
  return opening;
}

/** Do something with the texts; gives undefined where they can't be kept. */
async function run(mode, work) {
  const database = await open();
  if (!database) return undefined;
  return new Promise((resolve) => {
    try {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result ?? true);
      transaction.onabort = () => resolve(undefined);
    } catch {
      resolve(undefined); // taken away meanwhile
    }
  });
}

/**
 * Keep `entry`: its draft, its page, when that was, and what was typed: a text with the number and base on which it was,
 * or the fields of a form. Whether it is kept.
 */
export async function put(entry) {
  return (await run("readwrite", (store) => store.put({ ...entry, account: account ?? "" }))) !== undefined;
}

/** Keep `entry` of a page that is left, at once. */
export function putLast(entry) {
  withLast((storage) => storage.setItem(keyOf(entry), JSON.stringify(entry)));
}

/** The server has it. */
export function remove({ draft, page }) {
  withLast((storage) => storage.removeItem(keyOf({ draft, page })));
  return run("readwrite", (store) => store.delete([account ?? "", draft, page]));
}

function lastOfDraft(draft) {
  const own = (key) => key.startsWith(keyOf({ draft, page: "" }));
  const read = (storage) => Object.keys(storage).filter(own).map((key) => JSON.parse(storage.getItem(key)));
  return withLast(read) ?? [];
}

/** What is kept of a draft of this account, of each page what it said last, the latest first. */
export async function ofDraft(draft) {
  const own = IDBKeyRange.bound([account ?? "", draft, ""], [account ?? "", draft, "\uffff"]);
  const found = await run("readonly", (store) => store.getAll(own));
  const every = [...(Array.isArray(found) ? found : []), ...lastOfDraft(draft)].sort((one, other) => other.at - one.at);
  return every.filter((one, place) => every.findIndex(({ page }) => page === one.page) === place);
}

/** The page names forms that were saved: what this account's pages keep of them is given up. */
export async function forgetSaved() {
  const saved = (document.getElementById("main")?.dataset.saved ?? "").split(" ").filter(Boolean);
  if (!saved.length) return;
  const own = IDBKeyRange.bound([account ?? "", "", ""], [account ?? "", "\uffff", "\uffff"]);
  const keys = (await run("readonly", (store) => store.getAllKeys(own))) ?? [];
  for (const key of keys) if (saved.includes(key[2])) await run("readwrite", (store) => store.delete(key));
}

/** Give up all that is kept of an account that is deleted. */
export function forget(mark) {
  withLast((storage) => {
    for (const key of Object.keys(storage)) if (key.startsWith(`${LAST}:${mark}:`)) storage.removeItem(key);
  });
  return run("readwrite", (store) => store.delete(IDBKeyRange.bound([mark, "", ""], [mark, "\uffff", "\uffff"])));
}
