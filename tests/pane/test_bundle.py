"""The bundle as anywidget is given it: its text, or its path where it is watched."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from webcast_widget.errors import ConfigurationError
from webcast_widget.pane import WebcastPane, contract, messages, synced

if TYPE_CHECKING:
    from tests.pane.conftest import Bench


@pytest.mark.parametrize("name", ["pane.js", "pane.css"])
def test_its_path_is_given_for_hot_reload_alone(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANYWIDGET_HMR", raising=False)
    text = synced.bundle(name)
    monkeypatch.setenv("ANYWIDGET_HMR", "1")
    path = synced.bundle(name)
    assert isinstance(path, Path)
    assert path.read_text(encoding="utf-8") == text


def test_a_checkout_without_it_says_how_to_make_it() -> None:
    with pytest.raises(ConfigurationError, match="run `make build` in a checkout"):
        synced.bundle("nothing.js")


def test_it_is_of_the_contract_that_there_is_now() -> None:
    # Made before the contract was generated anew, it would refuse every pane.
    text = synced.bundle("pane.js")
    assert isinstance(text, str)
    assert str(contract.CONTRACT_VERSION) in text


def test_a_host_without_a_widget_manager_gets_figures_of_our_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("marimo", "ipykernel"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    # Nobody knows what shows it.
    assert synced.script() == "alone.js"
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    assert synced.script() == "pane.js"
    monkeypatch.setitem(sys.modules, "marimo", sys)
    assert synced.script() == "alone.js"
    with_figures, without = (
        synced.part_of_bundle(name) for name in ("alone.js", "pane.js")
    )
    # What one of our own is drawn on; page.js has it, too.
    assert "wp-own" in with_figures
    assert "wp-own" not in without


def test_the_pane_is_given_text() -> None:
    # Of a path anywidget would keep every pane alive.
    assert isinstance(WebcastPane._esm, str)
    assert isinstance(WebcastPane._css, str)


@pytest.mark.parametrize("name", messages.PARTS)
def test_a_part_is_handed_over_when_it_is_asked_for(bench: Bench, name: str) -> None:
    bench.say({"type": "part", "id": "7", "part": name})
    ((reply, (text,)),) = bench.replies
    assert reply == {"type": "part", "id": "7"}
    assert text.decode() == synced.part_of_bundle(f"{name}.js")
    assert b"export" in text


def test_a_part_that_was_not_built_is_a_sentence(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(synced, "_STATIC", tmp_path)
    bench.say({"type": "part", "id": "7", "part": "exports"})
    ((reply, _),) = bench.replies
    assert "run `make build`" in reply["sentence"]
