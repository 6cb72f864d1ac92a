// Puts a question of a kind into the bank, behind the one in which the cursor is.

import { send } from "../network.js";
import { placeFor } from "./lines.js";

/** @param {() => object} surface gives where the source is; @param {() => number} line gives where the cursor is */
export function offerKinds(address, surface, line) {
  const place = document.getElementById("insert");
  if (!place) return;
  const choice = place.querySelector("select");
  let texts;
  place.hidden = false;
  place.querySelector("button").addEventListener("click", async () => {
    texts ??= send(address, "GET").then((response) => (response.ok ? response.json() : null));
    const found = await texts.catch(() => null);
    if (!found) {
      texts = undefined;
      return;
    }
    const { text } = surface();
    const edit = placeFor(text, line(), found[choice.value]);
    surface().edit([edit]);
    const first = text.slice(0, edit.from).split("\n").length + /^\n*/.exec(edit.insert)[0].length;
    surface().goTo(first + (edit.insert.startsWith("questions:") ? 1 : 0), 1);
  });
}
