// The footer: how fresh the numbers are, and the export.

import { EXPORT_FORMATS } from "../contract.gen";
import type { Pane } from "../pane/pane";
import { make, show, write } from "./dom";
import { menu } from "./menu";
import type { Part } from "./part";

export function footer(pane: Pane, signal: AbortSignal): Part {
  const status = make("span", { class: "wp-status" });
  const told = make("span", { class: "wp-told", role: "status" });
  const items = EXPORT_FORMATS.map(([format, label]) => ({
    label,
    pick: () => pane.exporting.ask(format),
  }));
  const exporting = menu("Export", items, signal);
  // Files are the kernel's to make.
  show(exporting, !pane.model.page);
  const element = make("footer", { class: "wp-footer" }, status, told, exporting);
  return {
    element,
    refresh() {
      write(status, pane.words.footer);
      write(told, pane.exporting.sentence);
    },
  };
}
