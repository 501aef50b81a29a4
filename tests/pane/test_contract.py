"""The contract: declared once, the same on both sides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import pytest

from webcast_widget.pane import contract, messages, structs, typescript
from webcast_widget.pane.figures import LATEST

if TYPE_CHECKING:
    from tests.pane.conftest import Bench

GENERATED = Path(__file__).parents[2] / "js/src/contract.gen.ts"


def test_the_synced_traits_are_the_contracts(bench: Bench) -> None:
    own = set(bench.pane.keys) - set(anywidget.AnyWidget().keys)
    assert own - {"_esm", "_css", "_anywidget_id"} == set(contract.TRAITS)


def test_a_pane_begins_with_the_contracts_defaults(bench: Bench) -> None:
    for name, trait in contract.TRAITS.items():
        if name not in {"event", "latest", "status", "chart", "overview", "history"}:
            assert getattr(bench.pane, name) == trait.default, name
    assert bench.pane.event == {"id": "1_event", "name": ""}
    assert bench.pane.latest == contract.TRAITS["latest"].default
    assert bench.pane.status["state"] == "connecting"


def test_the_values_have_the_contracts_fields(bench: Bench) -> None:
    for name in ("event", "latest", "status", "delta"):
        kind = contract.TRAITS[name].type
        fields = LATEST if kind == "latest" else kind.__annotations__
        assert getattr(bench.pane, name).keys() == fields.keys()
        assert contract.TRAITS[name].default.keys() == fields.keys()


def test_the_browser_sets_only_what_a_viewer_chooses() -> None:
    settable = {name for name, trait in contract.TRAITS.items() if trait.from_browser}
    assert settable == {
        "visible",
        "window_s",
        "window_end_s",
        "figure",
        "second",
        "time_zone",
        "audience_shown",
        "table_shown",
        "export_window",
        "interval_s",
    }


def test_the_typescript_side_is_the_generated_one() -> None:
    assert GENERATED.read_text(encoding="utf-8") == typescript.render()
    assert typescript.main(["--check", str(GENERATED)]) == 0


def test_every_trait_and_message_has_a_typescript_side() -> None:
    text = typescript.render()
    for name in contract.TRAITS:
        assert f"  {name}: " in text
    for message in (*messages.FROM_BROWSER, *messages.TO_BROWSER):
        assert f"export interface {message.__name__} {{" in text


def test_a_difference_is_told_and_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "contract.gen.ts"
    assert typescript.main(["--check", str(path)]) == 1
    path.write_text("old", encoding="utf-8")
    assert typescript.main(["--check", str(path)]) == 1
    assert "make contract" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "old"
    assert typescript.main([str(path)]) == 0
    assert typescript.main([str(path), "--check"]) == 0


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (int, "number"),
        (float | None, "number | null"),
        (list[int], "number[]"),
        (list[int | None], "(number | null)[]"),
        (messages.ExportFormat, "ExportFormat"),
        (structs.Series, "Series"),
        ("widget", "string"),
    ],
)
def test_types(annotation: Any, expected: str) -> None:
    assert typescript.type_of(annotation) == expected


@pytest.mark.parametrize("annotation", [bytes, set[int], dict])
def test_a_type_without_a_counterpart_is_refused(annotation: Any) -> None:
    with pytest.raises(TypeError, match="no TypeScript counterpart"):
        typescript.type_of(annotation)
