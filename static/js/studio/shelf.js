// What this browser keeps of drafts until the server has them: in IndexedDB, or nowhere where a browser refuses that.

import { account } from "../account.js";

const NAME = "dalmada-drafts";
const STORE = "texts";

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

/** The server has it. */
export function remove({ draft, page }) {
  return run("readwrite", (store) => store.delete([account ?? "", draft, page]));
}

/** What is kept of a draft of this account, the latest first. */
export async function ofDraft(draft) {
  const own = IDBKeyRange.bound([account ?? "", draft, ""], [account ?? "", draft, "\uffff"]);
  const found = await run("readonly", (store) => store.getAll(own));
  return Array.isArray(found) ? found.sort((one, other) => other.at - one.at) : [];
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
  return run("readwrite", (store) => store.delete(IDBKeyRange.bound([mark, "", ""], [mark, "\uffff", "\uffff"])));
}
