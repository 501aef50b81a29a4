"""A notebook open in JupyterLab, driven through the application and not its menus."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

OPEN = """
async ([path, kernel]) => {
  const app = window.jupyterapp;
  const panel = await app.commands.execute("docmanager:open", {
    path, factory: "Notebook", kernel: kernel ? { id: kernel } : undefined,
  });
  await panel.revealed;
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  app.shell.activateById(panel.id);
  window.openPanels ??= new Map();
  window.openPanels.set(path, panel);
}
"""
# What is begun may end when its notebook is closed already: it looks at nothing then.
BEGIN = """
([path, index]) => {
  const panel = window.openPanels.get(path);
  const { content } = panel;
  window.jupyterapp.shell.activateById(panel.id);
  content.deselectAll();
  content.activeCellIndex = index;
  // Named: which one is the current one follows the focus, that is, later.
  const ended = window.jupyterapp.commands.execute("notebook:run-cell", {
    semanticWidget: panel.id,
  });
  content.mode = "command";
  return ended;
}
"""
RUN = f"""
async ([path, index]) => {{
  await ({BEGIN})([path, index]);
  const {{ content }} = window.openPanels.get(path);
  content.mode = "command";
  const {{ execution_count, outputs }} = content.widgets[index].model.sharedModel.toJSON();
  if (execution_count === null) throw Error(`Cell ${{index}} of ${{path}} did not run.`);
  return outputs;
}}
"""
# Answers come as the kernel's own outputs, without a cell that would move the page.
ASK = """
async ([path, code]) => {
  const { kernel } = window.openPanels.get(path).sessionContext.session;
  const outputs = [];
  const future = kernel.requestExecute({ code, store_history: false });
  future.onIOPub = ({ header, content }) =>
    outputs.push({ output_type: header.msg_type, ...content });
  await future.done;
  return outputs;
}
"""
# JupyterLab gives the widgets of a notebook a thread of their own in the kernel. Closed
# before it is there, the notebook takes back its request, and nobody ends the thread.
CLOSE = """
async ([path, code]) => {
  const panel = window.openPanels.get(path);
  const own = panel.sessionContext.session.kernel;
  if (own.supportsSubshells) {
    const comms = [...own._comms.values()];
    await Promise.allSettled(comms.map((comm) => comm.subshellStarted));
  }
  const kernel = own.clone({ handleComms: false });
  window.openPanels.delete(path);
  const gone = new Promise((resolve) => panel.disposed.connect(resolve));
  panel.context.model.dirty = false;
  panel.close();
  await gone;
  const outputs = [];
  const future = kernel.requestExecute({ code, store_history: false });
  future.onIOPub = ({ header, content }) =>
    outputs.push({ output_type: header.msg_type, ...content });
  await future.done;
  kernel.dispose();
  return outputs;
}
"""
WAIT_S = 60
INSERT = """
([path, source]) => {
  const { content } = window.openPanels.get(path);
  const cells = content.model.sharedModel;
  const index = cells.cells.length;
  cells.insertCell(index, { cell_type: "code", source, metadata: {}, outputs: [] });
  return index;
}
"""


class CellError(AssertionError):
    """A cell raised."""


class Notebook:
    """One open notebook; `path` names it in JupyterLab."""

    def __init__(self, page: Page, path: str, kernel: str | None = None) -> None:
        self.page = page
        self.path = path
        self.open(kernel)

    def open(self, kernel: str | None = None) -> None:
        self.page.evaluate(OPEN, [self.path, kernel])

    @property
    def root(self) -> Locator:
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    def run(self, index: int) -> list[dict[str, Any]]:
        """Run a cell to its end; give its outputs."""
        outputs: list[dict[str, Any]] = self.page.evaluate(RUN, [self.path, index])
        return _checked(outputs)

    def begin(self, index: int) -> None:
        """Start a cell, and do not wait for its end."""
        self.page.evaluate(f"args => {{ void ({BEGIN})(args); }}", [self.path, index])

    def add(self, source: str) -> int:
        """Put a cell at the end; give its index."""
        return int(self.page.evaluate(INSERT, [self.path, source]))

    def do(self, code: str) -> str:
        """Run code in the kernel outside the cells; give what it printed."""
        outputs = _checked(self.page.evaluate(ASK, [self.path, code]))
        return "".join(each["text"] for each in outputs if "text" in each)

    def ask(self, expression: str) -> Any:
        """Give the value of an expression in the kernel."""
        code = f"import json as _j; print(_j.dumps({expression}, default=str))"
        return json.loads(self.do(code))

    def until(self, expression: str, value: Any = True) -> None:
        """Ask the kernel until an expression has a value."""
        give_up = time.monotonic() + WAIT_S
        while (now := self.ask(expression)) != value:
            assert time.monotonic() < give_up, f"{expression} is {now!r}, not {value!r}"

    def call(self, script: str) -> Any:
        """Call a function of the page's with this notebook's panel."""
        return self.page.evaluate(
            f"path => ({script})(window.openPanels.get(path))", self.path
        )

    def until_page(self, condition: str) -> None:
        """Wait until a condition on this notebook's `panel` holds in the page."""
        self.page.wait_for_function(
            "path => { const panel = window.openPanels.get(path);"
            f" return {condition}; }}",
            arg=self.path,
        )

    def close(self, last: str = "") -> None:
        """Close the notebook; then run some code in the kernel that it leaves."""
        _checked(self.page.evaluate(CLOSE, [self.path, last]))


def _checked(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for output in outputs:
        if output["output_type"] == "error":
            raise CellError("\n".join(output["traceback"]))
    return outputs
