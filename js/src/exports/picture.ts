// A picture of the chart, for slides and mails.

import type { Pane } from "../pane/pane";
import { compose } from "../picture/compose";
import { HEIGHT, SCALE, WIDTH } from "../picture/look";
import { nameOf } from "../picture/name";
import { png } from "../picture/raster";
import { shownBy } from "../picture/shown";
import { download } from "./files";

type How = "copy" | "png" | "svg";

const PIXELS = `${SCALE * WIDTH} \u00d7 ${SCALE * HEIGHT} pixels`;

/** Copy or save what a pane shows now; gives what is to be said of it. */
export async function picture(pane: Pane, how: How): Promise<string> {
  try {
    return await drawn(pane, how);
  } catch (error) {
    console.error(error);
    return "This browser could not draw the picture: export the document instead.";
  }
}

async function drawn(pane: Pane, how: How): Promise<string> {
  const shown = shownBy(pane);
  if (shown === null) return "There is nothing to draw yet: nothing was received.";
  const svg = compose(shown);
  if (how === "svg") return save(nameOf(shown, how), new Blob([svg]), "image/svg+xml");
  const dots = png(svg);
  const name = nameOf(shown, "png");
  if (how === "copy") {
    if (await copied(dots)) return `Copied the picture, ${PIXELS}`;
    const saved = await save(name, await dots, "image/png");
    return `The browser does not let a picture be copied here. ${saved} instead.`;
  }
  return `${await save(name, await dots, "image/png")}, ${PIXELS}`;
}

/** Whether the browser took it; in some pages it may not, and old ones know no pictures. */
async function copied(dots: Promise<Blob>): Promise<boolean> {
  try {
    // Not awaited first: some browsers ask that it begins with the click.
    await navigator.clipboard.write([new ClipboardItem({ "image/png": dots })]);
    return true;
  } catch (error) {
    console.info("The picture was not copied.", error);
    return false;
  }
}

async function save(name: string, blob: Blob, mime: string): Promise<string> {
  download(name, mime, new DataView(await blob.arrayBuffer()));
  return `Saved ${name}`;
}
