// The tabs of a browser on one draft: which of them are there, and what each has saved.

const CHANNEL = "dalmada-studio";
const PATIENCE = 250;

/** This page; its texts on the device are its own as long as it is open. */
export const page = Array.from(crypto.getRandomValues(new Uint32Array(3)), (one) => one.toString(36)).join("");

export class Tabs {
  /** `heard` is called with what another tab has saved of this draft: its number and text; `own` is this page. */
  constructor(draft, heard, own = page) {
    this.draft = draft;
    this.others = new Set();
    if (!("BroadcastChannel" in window)) return;
    this.channel = new BroadcastChannel(CHANNEL);
    this.channel.addEventListener("message", ({ data }) => {
      if (data.draft !== draft) return;
      if (data.ask) this.say({ here: own });
      if (data.here) this.others.add(data.here);
      if (data.saved) heard(data.saved);
    });
  }

  say(what) {
    this.channel?.postMessage({ draft: this.draft, ...what });
  }

  /** The pages that are open beside this one. */
  async there() {
    if (!this.channel) return this.others;
    this.say({ ask: true });
    await new Promise((resolve) => setTimeout(resolve, PATIENCE));
    return this.others;
  }
}
