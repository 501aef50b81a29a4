// Bundles the pane into the Python package: one script, one style sheet, nothing else.
import { build } from "esbuild";

const out = new URL("../webcast_widget/static/", import.meta.url).pathname;

await build({
  entryPoints: { pane: "src/index.ts" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
});
await build({
  entryPoints: { pane: "src/pane.css" },
  outdir: out,
  bundle: true,
  minify: true,
  logLevel: "warning",
});
