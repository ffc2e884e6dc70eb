// Builds the scripts of the pages into ../bundle: names carry a hash of the content, so that browsers
// may keep them for ever, and manifest.json says which is which. The licences of what is in them lie
// beside them; a package whose licence is not permissive ends the build.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const BUNDLE = join(HERE, "..", "bundle");
const PERMISSIVE = new Set(["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"]);

/** For browsers: modules, loaded after the page is there. */
const PAGES = { entryPoints: ["pages.js", "charts.js"], format: "esm", target: "es2022" };
/** For drawing on the server: one script that leaves one function in a V8 without a document. */
const SERVER = { entryPoints: ["charts-ssr.js"], format: "iife", globalName: "charts", target: "es2022" };

const made = new Map();
const packages = new Set();
for (const kind of [PAGES, SERVER]) {
  const result = await build({
    ...kind,
    absWorkingDir: HERE,
    bundle: true,
    minify: true,
    charset: "utf8",
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
    outdir: BUNDLE,
    write: false,
    metafile: true,
  });
  for (const file of result.outputFiles) {
    made.set(basename(file.path), file.text);
  }
  for (const input of Object.keys(result.metafile.inputs)) {
    const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) packages.add(found[1]);
  }
}

const licences = [...packages].sort().map(licenceOf);
rmSync(BUNDLE, { recursive: true, force: true });
mkdirSync(BUNDLE, { recursive: true });
const manifest = {};
for (const [name, text] of made) {
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 12);
  manifest[name] = name.replace(/\.js$/, `-${digest}.js`);
  writeFileSync(join(BUNDLE, manifest[name]), text);
  console.log(`${manifest[name]}: ${Math.round(Buffer.byteLength(text) / 1000)} kB`);
}
writeFileSync(join(BUNDLE, "licences.txt"), licences.join("\n"));
// Last of all: what it names is there.
writeFileSync(join(BUNDLE, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

/** A package's name, version, licence and what it wants told along with copies of it. */
function licenceOf(name) {
  const folder = join(HERE, "node_modules", name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (!PERMISSIVE.has(about.license)) {
    console.error(
      `${name}: Lizenz ${about.license} ist hier nicht erlaubt. / Licence ${about.license} is not allowed here.`,
    );
    process.exit(1);
  }
  const texts = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /^(LICEN[CS]E|NOTICE|CopyrightNotice)/i.test(file.name))
    .map((file) => join(file.parentPath ?? file.path, file.name))
    .sort()
    .map((path) => readFileSync(path, "utf8").trim());
  return `${name} ${about.version} (${about.license})\n\n${texts.join("\n\n")}\n`;
}
