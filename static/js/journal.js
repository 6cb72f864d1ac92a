// What this browser keeps until the server has it: every change, written ahead in IndexedDB before it is sent.
// What is acknowledged stays as well, for a page that was kept for offline and does not know of it.
// A browser that refuses storage has memory instead, and the page says no less.

const NAME = "dalmada";
const ENTRIES = "entries";
const ATTEMPTS = "attempts";

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
    request.onupgradeneeded = () => {
      request.result.createObjectStore(ENTRIES, { keyPath: ["token", "position"] });
      request.result.createObjectStore(ATTEMPTS, { keyPath: "token" });
    };
    request.onsuccess = () => {
      const database = request.result;
      // A newer version in another tab must not wait for this one.
      database.onversionchange = () => database.close();
      resolve(database);
    };
    request.onerror = () => resolve(null);
    request.onblocked = () => resolve(null);
  });
  return opening;
}

function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const memory = { [ENTRIES]: new Map(), [ATTEMPTS]: new Map() };

class Shelf {
  constructor(name) {
    this.name = name;
  }

  key(value) {
    return JSON.stringify(this.name === ENTRIES ? [value.token, value.position] : value.token);
  }

  async run(mode, work, otherwise) {
    try {
      const database = await open();
      if (database) {
        // "strict" is on the disk when it is done: a battery that dies a moment later takes nothing.
        const transaction = database.transaction(this.name, mode, { durability: "strict" });
        const done = new Promise((resolve, reject) => {
          transaction.oncomplete = resolve;
          transaction.onabort = () => reject(transaction.error);
        });
        done.catch(() => {}); // what went wrong is told by the work, too
        const found = await work(transaction.objectStore(this.name));
        if (mode === "readwrite") await done;
        return found;
      }
    } catch {
      // Full, or taken away meanwhile: memory goes on.
    }
    return otherwise(memory[this.name]);
  }

  all() {
    return this.run(
      "readonly",
      (store) => answered(store.getAll()),
      (map) => [...map.values()],
    );
  }

  get(value) {
    const key = this.name === ENTRIES ? [value.token, value.position] : value.token;
    return this.run(
      "readonly",
      (store) => answered(store.get(key)),
      (map) => map.get(this.key(value)),
    );
  }

  put(value) {
    return this.run(
      "readwrite",
      (store) => answered(store.put(value)),
      (map) => map.set(this.key(value), value),
    );
  }

  /** Change what is there, in one go: `change` gives the new value, or nothing to leave it. */
  change(value, change) {
    const key = this.name === ENTRIES ? [value.token, value.position] : value.token;
    return this.run(
      "readwrite",
      (store) =>
        answered(store.get(key)).then((found) => {
          const made = change(found);
          return made ? answered(store.put(made)) : undefined;
        }),
      (map) => {
        const made = change(map.get(this.key(value)));
        if (made) map.set(this.key(value), made);
      },
    );
  }
}

const entries = new Shelf(ENTRIES);
const attempts = new Shelf(ATTEMPTS);

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return memory[key] ?? null;
  }
}

function write(key, value) {
  memory[key] = value;
  try {
    localStorage.setItem(key, value);
  } catch {
    // Memory has it.
  }
}

function random() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** This browser's name for itself: random, and the same for all its tabs. */
export function device() {
  let name = read("dalmada:device");
  if (!name) {
    name = `web-${random()}`;
    write("dalmada:device", name);
  }
  return name;
}

/** Everything that waits to be sent, of all attempts, the earliest change first. */
export async function waiting() {
  const found = (await entries.all()).filter((entry) => entry.state === "waiting");
  return found.sort((one, other) => one.sequence - other.sequence);
}

/** The attempts that were handed in without a network. */
export async function handedIn() {
  return (await attempts.all()).filter((attempt) => attempt.handIn).map((attempt) => attempt.token);
}

/** The answers of one attempt. */
export class Journal {
  constructor(token) {
    this.token = token;
    this.counter = `dalmada:sequence:${token}`;
    // What waits, where a page that is being left can still reach it: reading the disk takes longer than it has.
    this.mirror = new Map();
  }

  /** Read what is there; the counter may have lost its last steps when the browser was killed. */
  async open() {
    const own = (await entries.all()).filter((entry) => entry.token === this.token);
    for (const entry of own) if (entry.state === "waiting") this.mirror.set(entry.position, entry);
    const used = Math.max(0, ...own.map((entry) => entry.sequence));
    if (used > Number(read(this.counter) ?? 0)) write(this.counter, String(used));
    return own;
  }

  /** A number that this browser has not used for this attempt, in any of its tabs. */
  nextSequence() {
    const next = Number(read(this.counter) ?? 0) + 1;
    write(this.counter, String(next));
    return next;
  }

  /** Write a change down; what it replaces was not acknowledged, and need not be any more. */
  put(position, change) {
    const entry = { ...change, token: this.token, position, state: "waiting" };
    this.mirror.set(position, entry);
    return entries.put(entry);
  }

  /** The server has it: it waits no longer, unless a newer change took its place. */
  settle(position, sequence, said) {
    return this.mark(position, sequence, { ...said, state: "done" });
  }

  /** The server refuses it as it is: it stays, and is not sent again until it is changed. */
  refuse(position, sequence) {
    return this.mark(position, sequence, { state: "refused" });
  }

  mark(position, sequence, marks) {
    if (this.mirror.get(position)?.sequence === sequence) this.mirror.delete(position);
    return entries.change({ token: this.token, position }, (entry) =>
      entry?.sequence === sequence ? { ...entry, ...marks } : undefined,
    );
  }

  /** What waits, the earliest change first. */
  async waiting() {
    return (await waiting()).filter((entry) => entry.token === this.token);
  }

  async handIn() {
    return Boolean((await attempts.get({ token: this.token }))?.handIn);
  }

  setHandIn(handIn) {
    return attempts.put({ token: this.token, handIn });
  }
}
