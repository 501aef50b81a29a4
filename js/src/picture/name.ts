// What the file of a picture is called.

import type { Shown } from "./shown";

const stamp = (at: number): string =>
  `${new Date(at * 1000).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;

/** Event and window in UTC, safe on any system, as the files of the kernel are called. */
export function nameOf({ id, scene: { span } }: Shown, suffix: string): string {
  const stem = id
    .replace(/[^A-Za-z0-9_-]+/g, "_")
    .replace(/^[_-]+|[_-]+$/g, "")
    .slice(0, 80);
  return `${stem || "event"}_window_${stamp(span.from)}_${stamp(span.to)}.${suffix}`;
}
