// What this browser keeps until the server has it: one journal an attempt, in localStorage.
// A private window may refuse storage; then memory serves, and the page says no less.

const memory = new Map();

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return memory.get(key) ?? null;
  }
}

function write(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    if (value === null) memory.delete(key);
    else memory.set(key, value);
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

/** The answers of one attempt that are not acknowledged yet, by position. */
export class Journal {
  constructor(token) {
    this.key = `dalmada:attempt:${token}`;
    this.counter = `dalmada:sequence:${token}`;
  }

  /** A number that this browser has not used for this attempt, in any of its tabs. */
  nextSequence() {
    const next = Number(read(this.counter) ?? 0) + 1;
    write(this.counter, String(next));
    return next;
  }

  all() {
    try {
      return JSON.parse(read(this.key) ?? "{}");
    } catch {
      return {};
    }
  }

  get(position) {
    return this.all()[position];
  }

  put(position, entry) {
    write(this.key, JSON.stringify({ ...this.all(), [position]: entry }));
  }

  /** Forget an entry once it is acknowledged, unless a newer one took its place. */
  settle(position, sequence) {
    const entries = this.all();
    if (entries[position]?.sequence !== sequence) return;
    delete entries[position];
    write(this.key, Object.keys(entries).length ? JSON.stringify(entries) : null);
  }
}
