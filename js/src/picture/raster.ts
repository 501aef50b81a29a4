// A picture as dots, for whatever takes no SVG: slides, mails, the clipboard.

import { HEIGHT, SCALE, WIDTH } from "./look";

/** Draw an SVG of ours as a PNG. */
export async function png(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = SCALE * WIDTH;
  canvas.height = SCALE * HEIGHT;
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("The browser gives no canvas to draw on.");
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => {
      if (blob) done(blob);
      else failed(new Error("The browser made no PNG of the picture."));
    }, "image/png");
  });
}
