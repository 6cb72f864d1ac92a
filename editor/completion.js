// What can be written at the cursor: keys of the map there, and the values that a key takes.

import { said, valuesOf } from "./guide.js";
import { beside, placeAt } from "./path.js";

/** Names that the bank defines, by the field that takes one of them. */
const NAMED = { objective: "objectives", section: "sections" };

/** The kind of the question around a line. */
export function kindAround(doc, way, line, column) {
  if (way[0] !== "questions") return undefined;
  if (way.length === 2) return beside(doc, line.number, column).get("kind");
  for (let at = line.number; at >= 1; at -= 1) {
    const { text } = doc.line(at);
    const found = /^\s*(?:- )?kind:\s*["']?(\w+)/.exec(text);
    if (found) return found[1];
    if (/^\S/.test(text)) return undefined;
  }
  return undefined;
}

export function complete(guide, words) {
  return async (context) => {
    const { doc } = context.state;
    const place = placeAt(doc, context.pos);
    if (place.key !== undefined) return values(guide, context, place);
    if (!context.explicit && !place.typed) return null;
    if (!/^\w*$/.test(place.typed)) return null;
    return keys(guide, context, place, words);
  };
}

async function keys(guide, context, place, words) {
  const { doc } = context.state;
  const column = place.start - place.line.from;
  const kind = kindAround(doc, place.way, place.line, column);
  const schemas = await guide.at(place.way, kind);
  const there = beside(doc, place.line.number, column);
  const found = new Map();
  for (const schema of schemas) {
    for (const [name, own] of Object.entries(schema.properties ?? {})) {
      if (there.has(name) || found.has(name)) continue;
      const required = schema.required?.includes(name);
      const { text, example } = said(own, guide.choices(own));
      found.set(name, {
        label: name,
        apply: `${name}: `,
        type: "property",
        detail: required ? words.required : "",
        info: [text, example].filter(Boolean).join("\n") || undefined,
        boost: required ? 10 : 0,
      });
    }
  }
  return found.size ? { from: place.start, options: [...found.values()], validFor: /^\w*$/ } : null;
}

async function values(guide, context, place) {
  const { doc } = context.state;
  if (!context.explicit && !place.value) return null;
  if (!/^[\w-]*$/.test(place.value)) return null;
  const column = place.line.text.indexOf(place.key);
  const kind = kindAround(doc, place.way, place.line, column);
  const isKind = place.way[0] === "questions" && place.way.length === 2 && place.key === "kind";
  const schemas = await guide.at(place.way, isKind ? undefined : kind);
  const known = valuesOf(guide.key(schemas, place.key, kind));
  const options = [...known, ...named(doc, place.key)].map((label) => ({ label, type: "enum" }));
  return options.length ? { from: context.pos - place.value.length, options, validFor: /^[\w-]*$/ } : null;
}

/** The names that the bank defines for a field, such as its objectives. */
function named(doc, field) {
  const block = NAMED[field];
  if (!block) return [];
  const found = [];
  let isIn = false;
  for (let number = 1; number <= doc.lines; number += 1) {
    const { text } = doc.line(number);
    if (/^\S/.test(text) && !text.startsWith("#")) isIn = text.startsWith(`${block}:`);
    const name = isIn ? /^ {1,8}["']?([\w.-]+)["']?:/.exec(text) : null;
    if (name && (found.length === 0 || indentOf(text) === found.indent)) {
      found.indent ??= indentOf(text);
      found.push(name[1]);
    }
  }
  return found;
}

const indentOf = (text) => text.length - text.trimStart().length;
