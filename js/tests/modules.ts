// Stands for `src/host/module`: the name of a part stands for its text.

import { vi } from "vitest";
import type { PartName } from "../src/contract.gen";
import exports from "../src/exports";
import marking from "../src/marking";
import replay from "../src/replay";

const PARTS: Record<PartName, unknown> = { exports, marking, replay };

export const moduleOf = vi.fn(
  async (text: DataView): Promise<unknown> =>
    PARTS[new TextDecoder().decode(text) as PartName],
);
