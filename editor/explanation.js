// What a key means, beside the pointer.

import { kindAround } from "./completion.js";
import { said } from "./guide.js";
import { placeAt } from "./path.js";

export function explain(guide) {
  return async (view, pos) => {
    const { doc } = view.state;
    const line = doc.lineAt(pos);
    const key = /^(\s*(?:- +)*)([\w.-]+)(?=\s*:)/.exec(line.text);
    const from = line.from + (key?.[1].length ?? 0);
    if (!key || pos < from || pos > from + key[2].length) return null;
    const place = placeAt(doc, from);
    const kind = kindAround(doc, place.way, line, key[1].length);
    const schemas = await guide.at(place.way, kind);
    const own = schemas.map((one) => one.properties?.[key[2]]).find(Boolean);
    if (!own) return null;
    const { text, example } = said(own, guide.choices(own));
    if (!text && !example) return null;
    return { pos: from, end: from + key[2].length, above: true, create: () => ({ dom: shown(text, example) }) };
  };
}

function shown(text, example) {
  const dom = document.createElement("div");
  dom.className = "cm-explained";
  dom.append(text);
  if (example) {
    const code = document.createElement("code");
    code.textContent = example;
    dom.append(" ", code);
  }
  return dom;
}
