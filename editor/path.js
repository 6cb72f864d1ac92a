// Where a place of a YAML text is in its data: by the indentation alone, as the text need not be whole yet.

const KEY = /^(["']?)([^\s"'#:{}[\],&*!|>%@`][^"':#]*?)\1\s*:(?:\s|$)/;
const DASH = /^-(?:\s+|$)/;

/** The keys and dashes at the beginning of a line, each with its column: `  - id: a` is a dash at 2 and `id` at 4. */
function parts(text) {
  const found = [];
  let at = text.length - text.trimStart().length;
  for (let dash = DASH.exec(text.slice(at)); dash; dash = DASH.exec(text.slice(at))) {
    found.push({ column: at, isItem: true });
    at += dash[0].length;
  }
  const key = KEY.exec(text.slice(at));
  if (key) found.push({ column: at, key: key[2] });
  return { found, column: at };
}

const isBlank = (text) => /^\s*(#.*)?$/.test(text);

/**
 * The way to the map in which a key at `column` of line `number` stands: names, and -1 for an item of a list. `own` says
 * what stands before that column in its own line.
 */
function wayTo(doc, number, column, own) {
  const way = [];
  let least = column;
  const climb = (steps) => {
    for (const step of [...steps].reverse()) {
      // Items of a list may stand as far left as the key that holds it.
      const isAbove = step.column < least || (step.column === least && !step.isItem && way[0] === -1);
      if (!isAbove) continue;
      way.unshift(step.isItem ? -1 : step.key);
      least = step.column;
    }
  };
  climb(own);
  for (let at = number - 1; at >= 1 && (least > 0 || way[0] === -1); at -= 1) {
    const { text } = doc.line(at);
    if (!isBlank(text)) climb(parts(text).found);
  }
  return way;
}

/** What is written at a place: `way` to its map, and either the key or the value of `key` that is being typed. */
export function placeAt(doc, pos) {
  const line = doc.lineAt(pos);
  const before = line.text.slice(0, pos - line.from);
  const { found, column } = parts(line.text);
  const own = found.filter((one) => one.column < pos - line.from);
  const key = own.find((one) => one.key !== undefined);
  const items = own.filter((one) => one.isItem);
  if (key && before.includes(":", key.column)) {
    const value = before.slice(before.indexOf(":", key.column) + 1);
    return { way: wayTo(doc, line.number, key.column, items), key: key.key, value: value.trimStart(), line };
  }
  const start = Math.min(column, before.length);
  return { way: wayTo(doc, line.number, start, items), typed: before.slice(start), start: line.from + start, line };
}

/** The keys that the map has already at `column` around a line, each with its value; of one item of a list alone. */
export function beside(doc, number, column) {
  const keys = new Map();
  const read = (at) => {
    const { text } = doc.line(at);
    if (isBlank(text)) return true;
    const { found } = parts(text);
    const key = found.at(-1)?.key !== undefined ? found.at(-1) : undefined;
    const indent = text.length - text.trimStart().length;
    if (key?.column === column) keys.set(key.key, text.slice(text.indexOf(":", column) + 1).replace(/\s#.*$/, "").trim());
    return indent >= column;
  };
  const startsItem = (at) => parts(doc.line(at).text).found.some((one) => one.isItem && one.column < column);
  let at = number;
  while (at >= 1 && read(at) && !(startsItem(at) && parts(doc.line(at).text).column === column)) at -= 1;
  for (at = number + 1; at <= doc.lines; at += 1) if (!read(at)) break;
  return keys;
}
