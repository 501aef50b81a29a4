import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HEIGHT, SCALE, WIDTH } from "../../src/picture/look";
import { measuring } from "../../src/picture/measure";
import { png } from "../../src/picture/raster";

const canvas = HTMLCanvasElement.prototype;
/** What a browser gives to draw with, as far as it is used. */
function stubPen(pen: object | null, blob: Blob | null = new Blob(["dots"])) {
  const sizes: number[][] = [];
  canvas.getContext = vi.fn(() => pen) as unknown as typeof canvas.getContext;
  canvas.toBlob = function (this: HTMLCanvasElement, done: BlobCallback) {
    sizes.push([this.width, this.height]);
    done(blob);
  };
  return sizes;
}

describe("a picture as dots", () => {
  const { getContext, toBlob } = canvas;
  beforeEach(() => {
    HTMLImageElement.prototype.decode = async () => {};
  });
  afterEach(() => {
    Object.assign(canvas, { getContext, toBlob });
  });

  it("has the size that is said of it", async () => {
    const drawImage = vi.fn();
    const sizes = stubPen({ drawImage });
    expect((await png("<svg>é</svg>")).size).toBe(4);
    expect(sizes).toEqual([[SCALE * WIDTH, SCALE * HEIGHT]]);
    const [image, ...box] = drawImage.mock.calls[0] as [HTMLImageElement, ...number[]];
    expect(image.src).toContain(encodeURIComponent("<svg>é</svg>"));
    expect(box).toEqual([0, 0, 2560, 1440]);
  });

  it("is none where the browser gives nothing to draw on, or makes none", async () => {
    stubPen(null);
    await expect(png("<svg/>")).rejects.toThrow("no canvas");
    stubPen({ drawImage() {} }, null);
    await expect(png("<svg/>")).rejects.toThrow("no PNG");
  });

  it("is measured with the letters that it is drawn with", () => {
    const pen = { font: "", measureText: (text: string) => ({ width: text.length }) };
    stubPen(pen);
    expect(measuring()("four", 15, 600)).toBe(4);
    expect(pen.font).toMatch(/^600 15px system-ui/);
    stubPen(null);
    expect(measuring()("four", 10)).toBeCloseTo(23.2);
  });
});
