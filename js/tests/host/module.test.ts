import { afterEach, describe, expect, it, vi } from "vitest";
import { moduleOf } from "../../src/host/module";

const bytes = (text: string) => new DataView(new TextEncoder().encode(text).buffer);

/** Node loads no module of an address that a browser makes for it. */
function stubAddress(text: string) {
  const data = `data:text/javascript,${encodeURIComponent(text)}`;
  const revokeObjectURL = vi.fn();
  const stubbed = { createObjectURL: () => data, revokeObjectURL };
  vi.stubGlobal("URL", Object.assign(URL, stubbed));
  return revokeObjectURL;
}

afterEach(() => vi.unstubAllGlobals());

describe("a module that came as text", () => {
  it("is what it gives by default, and its address is let go", async () => {
    const revoked = stubAddress("export default 7");
    expect(await moduleOf(bytes("export default 7"))).toBe(7);
    expect(revoked).toHaveBeenCalledTimes(1);
  });

  it("that is none is an error", async () => {
    const revoked = stubAddress("no module");
    await expect(moduleOf(bytes("no module"))).rejects.toThrow();
    expect(revoked).toHaveBeenCalledTimes(1);
  });
});
