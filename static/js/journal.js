// What this browser keeps until the server has it: every change, written ahead before it is sent.
// What is acknowledged stays as well, for a page that was kept for offline and does not know of it.
// All of it belongs to an account, as several people may share a browser. What the server has is given up with the
// sign-in; what it does not have waits until its owner signs in again, and is sent by nobody else. Entries of releases
// that knew no accounts bear no mark, and it is for the server to say whose they are.

import { account, person } from "./account.js";
import { countFrom, device, forgetOthers, nextNumber } from "./counting.js";
import { attempts, entries } from "./shelves.js";

export { device };

const isOwn = (value) => value.account === account;
const isOpen = (value) => value.state !== "done";

/** All of this account that waits to be sent, of all attempts, the earliest change first. */
export async function waiting() {
  const found = (await entries.all()).filter((entry) => entry.state === "waiting" && isOwn(entry));
  return found.sort((one, other) => one.sequence - other.sequence);
}

/** The attempts of this account that were handed in without a network. */
export async function handedIn() {
  return (await attempts.all()).filter((attempt) => attempt.handIn && isOwn(attempt)).map((attempt) => attempt.token);
}

const own = (value) => (isOwn(value) ? undefined : { ...value, account, person });

async function adopt(token) {
  const of = (value) => value.token === token && !isOwn(value);
  for (const entry of (await entries.all()).filter(of)) await entries.change(entry, own);
  for (const attempt of (await attempts.all()).filter(of)) await attempts.change(attempt, own);
}

/**
 * What waits and bears another mark, or none, is this account's where the server says so: `ask` gets tokens of attempts
 * and gives those that are. A guest's go over to the account that they sign in to.
 */
export async function claim(ask) {
  const open = [...(await entries.all()).filter(isOpen), ...(await attempts.all()).filter((one) => one.handIn)];
  const tokens = [...new Set(open.filter((one) => !isOwn(one)).map((one) => one.token))];
  if (tokens.length) for (const token of await ask(tokens)) await adopt(token);
}

/** Give up what the server has of everybody else; what waits for them stays. */
export async function tidy() {
  const others = (await entries.all()).filter((entry) => !isOwn(entry));
  for (const entry of others) {
    if (!isOpen(entry)) await entries.remove(entry);
    else if (!entry.parted) await entries.change(entry, (found) => found && { ...found, parted: true });
  }
  for (const one of await attempts.all()) if (!isOwn(one) && !one.handIn) await attempts.remove(one);
  const kept = new Set(others.filter(isOpen).map((entry) => entry.account));
  forgetOthers(kept);
}

/** Give up all that this account keeps, also what waits: with the account goes what it would have been sent to. */
export async function forget(mark) {
  for (const entry of await entries.all()) if (entry.account === mark) await entries.remove(entry);
  for (const attempt of await attempts.all()) if (attempt.account === mark) await attempts.remove(attempt);
}

/** Whose what waits, other than this page's account's, and how much: a list of `person`, `answers` and `handIns`. */
export async function others() {
  const found = new Map();
  const count = (one, what) => {
    if (isOwn(one) || !one.person) return;
    const known = found.get(one.account) ?? { person: one.person, answers: 0, handIns: 0 };
    known[what] += 1;
    found.set(one.account, known);
  };
  for (const entry of await entries.all()) if (isOpen(entry)) count(entry, "answers");
  for (const attempt of await attempts.all()) if (attempt.handIn) count(attempt, "handIns");
  return [...found.values()];
}

/** The answers of one attempt. */
export class Journal {
  constructor(token) {
    this.token = token;
    // What waits, where a page that is being left can still reach it: reading the disk takes longer than it has.
    this.mirror = new Map();
  }

  /**
   * Read what is there; the counter may have lost its last steps when the browser was killed. The server has shown this
   * attempt to the page's account, so what bears another mark was a guest's, or an earlier release's, and is its own now.
   */
  async open() {
    await adopt(this.token);
    const own = (await entries.all()).filter((entry) => entry.token === this.token);
    for (const entry of own) if (entry.state === "waiting") this.mirror.set(entry.position, entry);
    device();
    countFrom(Math.max(0, ...own.map((entry) => entry.sequence)));
    return own;
  }

  /** A number that this account has not used in this browser, in any of its tabs. */
  nextSequence() {
    return nextNumber();
  }

  /** Write a change down; what it replaces was not acknowledged, and need not be any more. */
  put(position, change) {
    const entry = { ...change, token: this.token, position, account, person, state: "waiting" };
    this.mirror.set(position, entry);
    return entries.put(entry);
  }

  /** The server has it: it waits no longer, unless a newer change took its place. */
  settle(position, sequence, said) {
    return this.mark(position, sequence, { ...said, state: "done", parted: false });
  }

  /** The server refuses it as it is: it stays, and is not sent again until it is changed. */
  refuse(position, sequence) {
    return this.mark(position, sequence, { state: "refused" });
  }

  /** It was entered while its account was not signed in: it waits, and is named when it arrives. */
  part(position, sequence) {
    return this.change(position, sequence, { parted: true });
  }

  mark(position, sequence, marks) {
    if (this.mirror.get(position)?.sequence === sequence) this.mirror.delete(position);
    return this.change(position, sequence, marks);
  }

  change(position, sequence, marks) {
    return entries.change({ token: this.token, position }, (entry) =>
      entry?.sequence === sequence ? { ...entry, ...marks } : undefined,
    );
  }

  /** What waits, the earliest change first. */
  async waiting() {
    // The mirror has also what the disk refused.
    const found = new Map(this.mirror);
    for (const entry of await waiting()) {
      const known = found.get(entry.position);
      if (entry.token === this.token && !(known?.sequence > entry.sequence)) found.set(entry.position, entry);
    }
    return [...found.values()].sort((one, other) => one.sequence - other.sequence);
  }

  async handIn() {
    return Boolean((await attempts.get({ token: this.token }))?.handIn);
  }

  setHandIn(handIn) {
    return attempts.put({ token: this.token, handIn, account, person });
  }
}
