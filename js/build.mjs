// Bundles the pane into the Python package, as what a notebook loads and as what a page
// of its own brings along: one script and one style sheet for each, nothing else.
// With --watch it does so again whenever a source changes.
import { build, context } from "esbuild";

const watching = process.argv.includes("--watch");
const out = new URL("../webcast_widget/static/", import.meta.url).pathname;
const parts = [
  {
    entryPoints: { pane: "src/index.ts", wall: "src/wall.ts" },
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
