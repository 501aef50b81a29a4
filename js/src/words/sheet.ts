// The run sheet in words.

import type { Item } from "../series/sheet";
import { spanText } from "./chart";
import type { Zone } from "./zone";

/** "15:43 to 15:58", "since 15:58" of what is running, "from 15:58" of what has no end. */
export function whenText({ from, to }: Item, running: boolean, zone: Zone): string {
  if (running) return `since ${zone.minute(from)}`;
  return Number.isFinite(to)
    ? spanText({ from, to }, zone)
    : `from ${zone.minute(from)}`;
}

/** "Product demo, 15:43 to 15:58"; "Q&A, since 15:58, running" */
export function itemText(item: Item, running: boolean, zone: Zone): string {
  const said = `${item.title}, ${whenText(item, running, zone)}`;
  return running ? `${said}, running` : said;
}
