// What the Export menu offers: how much of the event, as which file, and as a picture.

import { EXPORT_FORMATS } from "../contract.gen";
import type { Pane } from "../pane/pane";
import { exportAs } from "./files";
import type { Group } from "./menu";
import { picture } from "./picture";

/** The whole event, or what the chart shows of it. */
const PARTS = ["Whole event", "Visible window"] as const;

const PICTURES = [
  ["copy", "Copy picture"],
  ["png", "Save picture (.png)"],
  ["svg", "Save picture (.svg)"],
] as const;

export function offered(pane: Pane): Group[] {
  const items = PARTS.map((label, index) => ({
    label,
    pick: () => pane.save({ export_window: index === 1 }),
    chosen: () => pane.model.get("export_window") === (index === 1),
  }));
  const files = EXPORT_FORMATS.map(([format, label]) => ({
    label,
    pick: () => exportAs(pane, format),
  }));
  const pictures = PICTURES.map(([how, label]) => ({
    label,
    pick: () => {
      picture(pane, how).then(pane.exporting.tell);
    },
  }));
  return [
    { name: "What is exported", items },
    { name: "As a file", items: files.slice(0, -1) },
    // Not of what is chosen above.
    { name: "As it is shown", items: [...files.slice(-1), ...pictures] },
  ];
}
