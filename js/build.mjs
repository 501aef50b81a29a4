// Bundles the pane into the Python package, as what a notebook loads, as what a host without
// Jupyter's widget manager loads, and as what a page of its own brings along: one script
// for each, and style sheets; and what a pane loads when it is needed: what Export offers,
// what asks for the title of a mark, and the controls of a replay.
// With --watch it does so again whenever a source changes.
import { readFile, writeFile } from "node:fs/promises";
import { build, context } from "esbuild";
import { minify } from "terser";

const watching = process.argv.includes("--watch");
const out = new URL("../webcast_widget/static/", import.meta.url).pathname;
const parts = [
  {
    entryPoints: {
      pane: "src/index.ts",
      alone: "src/alone.ts",
      wall: "src/wall.ts",
      exports: "src/exports.ts",
      marking: "src/marking.ts",
      replay: "src/replay.ts",
    },
    format: "esm",
    target: "es2022",
    legalComments: "none",
  },
  {
    entryPoints: { page: "src/page.ts" },
    format: "iife",
    target: "es2022",
    legalComments: "none",
  },
  { entryPoints: { pane: "src/pane.css", page: "src/page.css", wall: "src/wall.css" } },
];

for (const part of parts) {
  const options = {
    ...part,
    absWorkingDir: new URL(".", import.meta.url).pathname,
    outdir: out,
    bundle: true,
    minify: true,
    logLevel: watching ? "info" : "warning",
  };
  if (watching) await (await context(options)).watch();
  else await build(options);
}

// It finds what esbuild leaves, a twentieth of it: each pane brings all of it along.
if (!watching)
  for (const name of [
    "pane.js",
    "alone.js",
    "page.js",
    "wall.js",
    "exports.js",
    "marking.js",
    "replay.js",
  ]) {
    const module = name !== "page.js";
    const text = await readFile(out + name, "utf8");
    const { code } = await minify(text, {
      module,
      ecma: 2020,
      compress: { passes: 3 },
    });
    await writeFile(out + name, code);
  }
