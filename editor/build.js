// Bundles the source editor into static/dist, with the licences of what goes into it.

import { build } from "esbuild";
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(home, "static", "dist");

const made = await build({
  absWorkingDir: home,
  entryPoints: ["editor/main.js"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  write: false,
});

/** The packages that are in the bundle, by the folder of each. */
const packages = [
  ...new Set(
    Object.keys(made.metafile.inputs)
      .map((path) => /^node_modules\/(@[^/]+\/[^/]+|[^/]+)/.exec(path)?.[1])
      .filter(Boolean),
  ),
].sort();

function licence(name) {
  const folder = join(home, "node_modules", name);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (!file) throw new Error(`${name} has no licence file`);
  return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
}

/** Whole or not at all: a server may be reading the folder. */
function write(name, content) {
  const draft = join(target, `${name}.new`);
  writeFileSync(draft, content);
  renameSync(draft, join(target, name));
}

mkdirSync(target, { recursive: true });
write("editor.licences.txt", packages.map(licence).join("\n"));
write("editor.js", made.outputFiles[0].contents);
console.log(`static/dist/editor.js: ${Math.round(made.outputFiles[0].contents.length / 1000)} kB`);
