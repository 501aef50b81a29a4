// The footer: how fresh the numbers are, and the export.

import type { ExportFormat } from "./contract.gen";
import { make, write } from "./dom";
import { menu } from "./menu";
import type { Pane } from "./pane";
import type { Part } from "./view";

export const FORMATS: readonly (readonly [ExportFormat, string])[] = [
  ["csv", "CSV"],
  ["parquet", "Parquet"],
  ["xlsx", "Excel"],
];

export function footer(pane: Pane, signal: AbortSignal): Part {
  const status = make("span", { class: "wp-status" });
  const told = make("span", { class: "wp-told", role: "status" });
  const items = FORMATS.map(([format, label]) => ({
    label,
    pick: () => pane.exporting.ask(format),
  }));
  const element = make(
    "footer",
    { class: "wp-footer" },
    status,
    told,
    menu("Export", items, signal),
  );
  return {
    element,
    refresh() {
      write(status, pane.words.footer);
      write(told, pane.exporting.sentence);
    },
  };
}
