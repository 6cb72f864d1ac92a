// Sends the journal's entries one after another, and says how it stands.

const LONGEST_WAIT = 30_000;

export class Saver {
  /**
   * @param {Journal} journal
   * @param {(position: string) => string} address where an answer is put
   * @param {string} csrf the page's token
   * @param {(state: string, detail: object) => void} tell is told saving, saved, local, failed, signedout, closed, long, conflict
   */
  constructor(journal, address, csrf, tell) {
    this.journal = journal;
    this.address = address;
    this.csrf = csrf;
    this.tell = tell;
    this.busy = false;
    this.wait = 1000;
    this.timer = 0;
    addEventListener("online", () => this.send());
  }

  async send() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    try {
      for (;;) {
        const [position, entry] = Object.entries(this.journal.all()).find(([, one]) => !one.refused) ?? [];
        if (!entry || !(await this.sendOne(position, entry))) break;
      }
    } finally {
      this.busy = false;
    }
  }

  async sendOne(position, entry) {
    this.tell("saving", { position });
    let response;
    try {
      response = await fetch(this.address(position), {
        method: "PUT",
        keepalive: true,
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf, "X-Requested-With": "fetch" },
        body: JSON.stringify(entry),
      });
    } catch {
      this.later("local", position);
      return false;
    }
    if (response.ok) {
      this.wait = 1000;
      this.journal.settle(position, entry.sequence);
      const saved = await response.json();
      this.tell(saved.conflict ? "conflict" : "saved", { position, saved });
      return true;
    }
    return this.refused(position, entry, response);
  }

  async refused(position, entry, response) {
    const { reason } = await response.json().catch(() => ({}));
    if (response.status === 401 || reason === "csrf") {
      this.tell("signedout", { position });
      return false;
    }
    if (response.status === 429 || response.status >= 500) {
      this.later("failed", position);
      return false;
    }
    if (response.status === 409 || response.status === 404) {
      this.journal.settle(position, entry.sequence);
      this.tell("closed", { position });
      return true;
    }
    // Sending the same again would be refused again: it waits in the journal until it is changed.
    this.journal.put(position, { ...entry, refused: true });
    this.tell(response.status === 413 ? "long" : "failed", { position });
    return true;
  }

  later(state, position) {
    this.tell(state, { position, waiting: Object.keys(this.journal.all()).length });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }
}
