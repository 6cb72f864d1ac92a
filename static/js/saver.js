// Sends what waits in the journal, one after another, and says how it stands.

import { ago } from "./in_view.js";
import { send } from "./network.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;
// What a browser still sends for a page that is left, in all: 64 kB, headers not counted.
const LAST_BYTES = 60_000;

/** The body of a save, as the server reads it. */
function body({ answer, device, sequence, base, at, certainty, shown, view }) {
  return { answer, device, sequence, base, at, certainty, shown_ago: ago(shown), in_view: view };
}

export class Saver {
  /**
   * @param {Journal} journal
   * @param {(state: string, detail: object) => void} tell is told saving, saved, local, failed, signedout,
   *   otheraccount, closed, kept, long, refused, conflict; `detail` has the position, what the server said, and how many changes wait
   */
  constructor(journal, tell) {
    this.journal = journal;
    this.tell = tell;
    this.sending = undefined;
    this.again = false;
    /** "signedout" or "otheraccount" where the server said so last. */
    this.away = undefined;
    this.stopped = false;
    this.handedOver = false;
    this.wait = FIRST_WAIT;
    this.timer = 0;
    addEventListener("online", () => this.send());
  }

  address(position) {
    return `/a/${this.journal.token}/${position}`;
  }

  /**
   * Send all that waits; resolves when nothing is left to send, or nothing can be sent just now. While it sends, a second
   * call waits for the same end.
   */
  send() {
    clearTimeout(this.timer);
    if (this.stopped) return Promise.resolve();
    this.again = true;
    this.sending ??= this.sendAll();
    return this.sending;
  }

  async sendAll() {
    try {
      while (this.again) {
        this.again = false;
        for (const entry of await this.journal.waiting()) {
          if (!(await this.sendOne(entry))) return;
        }
      }
    } finally {
      this.sending = undefined;
    }
  }

  /** Whether to go on with the next one. */
  async sendOne(entry) {
    if (this.stopped) return false;
    this.tell("saving", { position: entry.position, waiting: this.journal.mirror.size });
    let response;
    try {
      response = await send(this.address(entry.position), "PUT", body(entry), { keepalive: true });
    } catch {
      return this.later("local", entry);
    }
    if (this.handedOver) {
      this.handedOver = false;
      this.timer = setTimeout(() => this.send(), LONGEST_WAIT);
      return false;
    }
    this.away = undefined;
    if (!response.ok) return this.refused(entry, response);
    this.wait = FIRST_WAIT;
    const saved = await response.json();
    await this.journal.settle(entry.position, entry.sequence, { revision: saved.revision });
    const state = saved.kept ? "kept" : saved.conflict ? "conflict" : "saved";
    this.tell(state, { position: entry.position, saved, waiting: this.journal.mirror.size });
    return true;
  }

  async refused(entry, response) {
    const { position, sequence } = entry;
    // Signed out, or signed in as somebody else: it waits for its owner.
    if (response.status === 401 || response.status === 404) {
      await this.journal.part(position, sequence);
      const { reason } = await response.json().catch(() => ({}));
      this.away = reason === "other_account" ? "otheraccount" : "signedout";
      this.tell(this.away, { position });
      return false;
    }
    if (response.status === 429 || response.status >= 500) return this.later("failed", entry);
    if (response.status === 409) {
      await this.journal.settle(position, sequence, {});
      this.tell("closed", { position });
      return true;
    }
    await this.journal.refuse(position, sequence);
    this.tell(response.status === 413 ? "long" : "refused", { position });
    return true;
  }

  later(state, entry) {
    if (this.stopped) return false;
    this.tell(state, { position: entry.position, waiting: this.journal.mirror.size });
    this.timer = setTimeout(() => this.send(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    return false;
  }

  /** Somebody else is here, or nobody: `state` is how saving stands until the page is loaded again. */
  stop(state) {
    clearTimeout(this.timer);
    this.stopped = true;
    this.away = state;
  }

  /**
   * Another page is asked for. A save that is on its way may arrive after the server has made that page, so the journal
   * keeps its answer as waiting: the page sends it again and hears how it stands, or this one does if it stays.
   */
  handOver() {
    this.handedOver = Boolean(this.sending);
  }

  /** The page is being left: what waits is sent without waiting for an answer. The journal keeps it all the same. */
  leave() {
    if (this.stopped) return;
    let left = LAST_BYTES;
    for (const entry of this.journal.mirror.values()) {
      left -= 3 * JSON.stringify(body(entry)).length;
      if (left < 0) return;
      send(this.address(entry.position), "PUT", body(entry), { keepalive: true }).catch(() => {});
    }
  }
}
