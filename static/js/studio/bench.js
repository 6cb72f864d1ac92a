// The question in which the cursor is, as a learner sees it, beside the source: redrawn once the draft is kept.

import { parsed, replace } from "../preview.js";
import { questionNumber } from "./lines.js";

const PAUSE = 250;

export class Bench {
  /** @param {() => string} text gives the source as it stands */
  constructor(address, text) {
    this.text = text;
    this.place = document.getElementById("beside");
    this.address = address;
    this.shown = this.place?.querySelector("[data-shown]");
    this.line = 1;
    this.number = undefined;
    this.isOld = false;
    this.timer = 0;
    if (this.place && address) this.place.hidden = false;
  }

  /** The cursor is in this line. */
  moved(line) {
    this.line = line;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const number = questionNumber(this.text(), line);
      if (number && number !== this.number) this.draw(number);
    }, PAUSE);
  }

  /** The server has the text. */
  saved() {
    const number = questionNumber(this.text(), this.line) ?? this.number;
    if (number) this.draw(number);
  }

  /** Whether the text has errors: what is shown stays until it has none. */
  setOld(isOld) {
    const wasOld = this.isOld;
    this.isOld = isOld;
    if (this.place) this.place.querySelector("[data-old]").hidden = !isOld || !this.number;
    if (wasOld && !isOld) this.saved();
  }

  async draw(number) {
    if (!this.address || !this.shown || this.isOld) return;
    this.calling?.abort();
    this.calling = new AbortController();
    const address = this.address.replace("/0/bench", `/${number}/bench`);
    const options = { headers: { "X-Requested-With": "fetch" }, signal: this.calling.signal };
    const response = await fetch(address, options).catch(() => null);
    if (!response?.ok || response.redirected) return;
    const html = await response.text().catch(() => null);
    if (html === null) return;
    const fresh = document.createElement("div");
    fresh.dataset.shown = "";
    fresh.append(parsed(html));
    replace(this.shown, fresh);
    this.shown = fresh;
    this.number = number;
  }
}
