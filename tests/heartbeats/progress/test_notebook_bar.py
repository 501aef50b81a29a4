"""The bar in a notebook of a real kernel: in its cell, and gone from what is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nbclient
import nbformat
import pytest

from webcast_widget.simulator.raw_files import LOG, TABLE

if TYPE_CHECKING:
    from pathlib import Path

QUICK = """
from webcast_widget import heartbeats
from webcast_widget.heartbeats.progress import bar as bars, queries
queries._LOOK_S = 0.001
bars.DELAY_S = float("inf")
"""
SLOW = "bars.DELAY_S = 0"
COUNT = "print('before'); heartbeats.aggregate(r'{}'); print('after')"


@pytest.fixture
def _own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


@pytest.mark.usefixtures("_own")
def test_a_bar_is_shown_in_its_cell_and_not_saved(event: Path) -> None:
    cells = [QUICK, COUNT.format(event / TABLE), SLOW]
    cells += [COUNT.format(event / name) for name in (TABLE, LOG)]
    new: Any = nbformat.v4
    notebook = new.new_notebook(cells=[new.new_code_cell(each) for each in cells])
    bars: list[tuple[int, dict[str, Any]]] = []

    class Client(nbclient.NotebookClient):
        def process_message(
            self, msg: dict[str, Any], cell: Any, cell_index: int
        ) -> Any:
            if msg["msg_type"] in {"display_data", "update_display_data"}:
                bars.append((cell_index, msg["content"]["data"]))
            return super().process_message(msg, cell, cell_index)

    Client(notebook, timeout=60).execute()
    assert {index for index, _ in bars} == {3, 4}
    assert all(data.keys() <= {"text/plain", "text/html"} for _, data in bars)
    assert any("<progress" in data.get("text/html", "") for _, data in bars)
    quick, _, *slow = notebook.cells[1:]
    assert displayed(quick) == []
    for cell in (quick, *slow):
        assert "".join(o.get("text", "") for o in cell["outputs"]) == "before\nafter\n"
    for cell in slow:
        assert displayed(cell) == [{"text/plain": ""}]


def displayed(cell: Any) -> list[dict[str, str]]:
    """Give what a saved notebook holds of a cell, but for what was printed."""
    return [
        dict(output["data"])
        for output in cell["outputs"]
        if output["output_type"] != "stream"
    ]
