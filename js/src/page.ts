// What a page of its own runs: the pane on a model that the page brings along.

import widget from "./alone";
import { pageModel } from "./host/page-model";

const written = document.getElementById("state")?.textContent;
const el = document.getElementById("pane");
if (written && el) {
  const { signal } = new AbortController();
  const model = pageModel(written);
  const { initialize, render } = widget();
  initialize({ model, signal });
  render({ model, el, signal });
}
