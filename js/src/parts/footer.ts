// The footer: how fresh the numbers are, the table, and the export.

import type { Pane } from "../pane/pane";
import { make, mark, show, write } from "./dom";
import { exporting } from "./exporting";
import { marking } from "./marking";
import type { Part } from "./part";

export function footer(pane: Pane, signal: AbortSignal): Part {
  const status = make("span", { class: "wp-status" });
  const told = make("span", { class: "wp-told", role: "status" });
  const files = exporting(pane, signal);
  // They are the kernel's to make.
  show(files.element, !pane.model.page);
  const tabled = make("button", { class: "wp-button", type: "button" }, "Table");
  mark(tabled, "title", "Show the visible slots as a table");
  const turn = (): void => {
    const table_shown = !shown();
    pane.save({ table_shown, audience_shown: false });
  };
  tabled.addEventListener("click", turn, { signal });
  const shown = (): boolean =>
    pane.model.get("table_shown") && !pane.model.get("audience_shown");
  const marks = marking(pane, signal);
  const element = make(
    "footer",
    { class: "wp-footer" },
    status,
    told,
    marks.element,
    tabled,
    files.element,
  );
  return {
    element,
    refresh() {
      write(status, pane.words.footer);
      mark(tabled, "aria-pressed", `${shown()}`);
      write(told, pane.told);
      marks.refresh();
      files.refresh();
    },
  };
}
