// Parts of the script that a pane asks the kernel for.

import type { PartName } from "../src/contract.gen";
import { type Mounted, pass } from "./page";

/** What was asked for besides parts. */
export const asked = ({ model }: Pick<Mounted, "model">): Record<string, unknown>[] =>
  model.sent.filter(({ type }) => type !== "part");

/** Give the part that was asked for last, or one of a name. */
export async function give(
  { model }: Pick<Mounted, "model">,
  name?: PartName,
): Promise<void> {
  const last = model.sent.findLast(
    ({ type, part }) => type === "part" && (name ?? part) === part,
  );
  const text = new TextEncoder().encode(`${last?.["part"]}`);
  model.message({ type: "part", id: last?.["id"] }, new DataView(text.buffer));
  await pass(0);
}

/** Press the Export button, and have its menu. */
export async function opened(mounted: Mounted): Promise<HTMLElement> {
  const button = mounted.find(".wp-export");
  button.click();
  if (!mounted.root.querySelector("[role=menu]")) await give(mounted);
  return button;
}
