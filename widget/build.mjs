// Builds the panel, then the launcher that knows the panel's name and digest, into the gateway's folder.
// `node build.mjs [FOLDER]`; with KEEP=1 the build before stays there, for sites that name it (docs/contributors/widget.md).
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? join(here, "../channels/web/static");
const manifest = join(folder, "builds.json");
const TARGET = ["chrome86", "firefox101", "safari16.4"];

const styles = {
  name: "styles",
  setup(building) {
    building.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), { loader: "css", minify: true, target: TARGET });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

async function bundle(entry, define) {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: [`src/${entry}.ts`],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    charset: "utf8",
    target: TARGET,
    legalComments: "none",
    plugins: [styles],
    define,
  });
  const content = outputFiles[0].contents;
  const name = `${entry}-${createHash("sha256").update(content).digest("hex").slice(0, 12)}.js`;
  return { name, content, integrity: `sha384-${createHash("sha384").update(content).digest("base64")}` };
}

// What the build is made of; a test without Node compares it with the files (tests/widget/test_build.py).
function sourcesDigest() {
  const digest = createHash("sha256");
  const paths = ["src", "styles", "messages"].flatMap((part) =>
    readdirSync(join(here, part)).map((name) => join(here, part, name)),
  );
  for (const path of [...paths, join(here, "build.mjs"), join(here, "package-lock.json")].sort()) {
    digest
      .update(`${relative(here, path)}\0`)
      .update(readFileSync(path))
      .update("\0");
  }
  return digest.digest("hex");
}

function earlier() {
  try {
    return JSON.parse(readFileSync(manifest, "utf8"));
  } catch {
    return { current: [], kept: [] };
  }
}

const panel = await bundle("panel", {});
const widget = await bundle("widget", {
  PANEL: JSON.stringify(panel.name),
  INTEGRITY: JSON.stringify(panel.integrity),
});
const current = [widget, panel].map(({ name, integrity }) => ({ name, integrity }));
const before = earlier();
const replaced = before.current.filter((file) => !current.some(({ name }) => name === file.name));
const kept = process.env.KEEP ? [...before.kept, ...replaced] : before.kept;

mkdirSync(folder, { recursive: true });
if (!process.env.KEEP) for (const { name } of replaced) rmSync(join(folder, name), { force: true });
for (const { name, content } of [widget, panel]) writeFileSync(join(folder, name), content);
writeFileSync(manifest, `${JSON.stringify({ sources: sourcesDigest(), current, kept }, null, 2)}\n`);
for (const { name, content } of [widget, panel]) console.log(name, content.length);
