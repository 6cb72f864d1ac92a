// Keeps what is typed: on this device at once, on the server after a pause; and says how that stands.
// A save names the number of the draft that its page has seen. Where another window has saved since, nothing is
// overwritten: saving stops until somebody has chosen, and both texts are kept. A text that this page itself has sent is
// no other one, also where its answer never came: what was typed since goes on from it.

import { send } from "../network.js";
import * as shelf from "./shelf.js";
import { page } from "./tabs.js";

const PAUSE = 900;
const LONG_PAUSE = 3000;
const LONG = 300_000;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;
// What a browser still sends for a page that is left: 64 kB, headers not counted.
const LAST_BYTES = 60_000;

/** Names a text that was sent, in a few characters: its length, and a hash of it (FNV-1a). */
export function nameOf(text) {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return `${text.length} ${hash >>> 0}`;
}

export class Keeper {
  /**
   * @param given what the page says of the draft: its name, number and base, and the address that keeps it
   * @param text what the server has
   * @param {(state: string, detail?: object) => void} tell is told how keeping stands
   * @param {(other: {number: number, source: string}) => void} meet is told of a text that was saved elsewhere
   */
  constructor(given, text, tell, meet) {
    this.given = given;
    this.number = given.number;
    this.base = given.base;
    this.saved = text;
    this.text = text;
    this.tell = tell;
    this.meet = meet;
    /** Called with what the server has acknowledged. */
    this.onSaved = () => {};
    this.isKept = true;
    /** The names of the texts that were sent since the last one that was acknowledged. */
    this.sent = [];
    this.stopped = false;
    this.sending = undefined;
    this.timer = 0;
    this.wait = FIRST_WAIT;
    addEventListener("online", () => this.send());
  }

  get isOpen() {
    return this.text !== this.saved;
  }

  get entry() {
    const { text, number, base, sent, isOpen } = this;
    return { draft: this.given.draft, page, text, number, base, sent, isOpen, at: Date.now() };
  }

  /** The text has changed. */
  changed(text) {
    if (text === this.text) return;
    this.text = text;
    this.note();
    this.later(text.length > LONG ? LONG_PAUSE : PAUSE);
  }

  /** Write it down on this device; while one is written, the next one waits, and only the last of them is. */
  note() {
    this.again = true;
    this.noting ??= this.writeDown();
    return this.noting;
  }

  async writeDown() {
    await null;
    while (this.again) {
      this.again = false;
      if (this.isOpen) this.isKept = await shelf.put(this.entry);
      else await shelf.remove(this.entry);
    }
    this.noting = undefined;
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  /** Send what the server does not have; resolves when it was answered. */
  send(options) {
    clearTimeout(this.timer);
    if (this.stopped || !this.isOpen) return Promise.resolve();
    this.sending ??= this.sendOnce(options).finally(() => {
      this.sending = undefined;
    });
    return this.sending;
  }

  async sendOnce(options) {
    const text = this.text;
    this.tell("saving");
    let response;
    try {
      response = await this.put(text, options);
    } catch {
      return this.sendAgain(this.isKept ? "local" : "unkept");
    }
    if (!response.ok) return this.refused(response);
    return this.acknowledged(text, await response.json());
  }

  put(text, options = {}) {
    const { by_hand = false, number = this.number, ...rest } = options;
    if (!this.sent.includes(nameOf(text))) this.sent = [...this.sent, nameOf(text)];
    if (this.isOpen) this.note();
    const at = this.base === null || this.base === undefined ? "" : `?base=${this.base}`;
    return send(`${this.given.keep}${at}`, "PUT", { source: text, number, by_hand }, rest);
  }

  acknowledged(text, answer) {
    this.wait = FIRST_WAIT;
    this.goOnFrom({ ...answer, source: text });
    this.tell("saved", answer.saved_at ? { saved: answer } : {});
    this.onSaved({ number: answer.number, base: answer.base, source: text });
    if (this.isOpen) this.later(PAUSE);
  }

  /** The server has a text that was typed here. */
  goOnFrom({ number, base, source }) {
    this.saved = source;
    this.number = number;
    this.base = base;
    this.sent = [];
    this.note();
  }

  async refused(response) {
    const answer = await response.json().catch(() => ({}));
    if (response.status === 409) {
      this.collide(answer);
    } else if (response.status === 401 || response.status === 404) {
      // It waits for its owner, who signs in again or opens the page once more.
      this.stopped = true;
      this.tell(answer.reason === "other_account" ? "otheraccount" : "signedout");
    } else if (response.status === 413) {
      this.tell("long");
    } else if (response.status === 429 || response.status >= 500) {
      this.sendAgain(this.isKept ? "failed" : "unkept");
    } else {
      this.tell("refused");
    }
  }

  sendAgain(state) {
    this.tell(state);
    this.later(this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  /** Another window has saved: nothing is sent any more until somebody has chosen. */
  collide(other) {
    clearTimeout(this.timer);
    if (this.sent.includes(nameOf(other.source))) {
      this.acknowledged(other.source, other);
      return;
    }
    this.stopped = true;
    this.tell("conflict");
    this.meet(other);
  }

  /** What another window has saved is what this one goes on with. */
  take(found) {
    this.text = found.source;
    this.goOnFrom(found);
  }

  /**
   * `chosen` stands, and `left` stays among the steps of the draft, which is at `number`. Whether that is done.
   */
  async settle(chosen, left, number) {
    let at = Math.max(number, this.number);
    this.tell("saving");
    for (const text of [left, chosen]) {
      const response = await this.put(text, { by_hand: true, number: at }).catch(() => null);
      if (!response?.ok) {
        if (response) await this.refused(response);
        else this.tell(this.isKept ? "local" : "unkept");
        return false;
      }
      const answer = await response.json();
      at = answer.number;
      this.number = at;
      this.text = chosen;
      this.stopped = false;
      if (text === chosen) this.acknowledged(chosen, answer);
    }
    return true;
  }

  /**
   * The page is being left, or put aside: what waits is written down before anything else can happen, and sent without
   * waiting for an answer.
   */
  leave() {
    const { text, isOpen } = this;
    if (!isOpen && !this.noting) return;
    const keepalive = isOpen && 3 * JSON.stringify(text).length < LAST_BYTES;
    // What is on its way says less, and may be cut off with the page.
    if (this.sending && !this.stopped && keepalive) this.put(text, { keepalive }).catch(() => {});
    else this.send({ keepalive });
    shelf.putLast(this.entry);
  }
}
