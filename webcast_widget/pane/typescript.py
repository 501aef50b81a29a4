"""Generate the TypeScript side of the contract.

``python -m webcast_widget.pane.typescript PATH`` writes the file, and with
``--check`` compares it instead and fails on a difference.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
import types
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from webcast_widget.pane import contract, messages, structs
from webcast_widget.pane.card import SLOTS, Card, CardMessage, OpenRequest
from webcast_widget.pane.figures import AFTER, LATEST, TRAVELS
from webcast_widget.timeline.audience import OTHER, SMALLEST
from webcast_widget.timeline.cadence import DUE
from webcast_widget.timeline.figures import DRAWN, FIGURES
from webcast_widget.timeline.slots import PROVISIONAL_S, SLOT_S

_SCALARS = {
    int: "number",
    float: "number",
    str: "string",
    bool: "boolean",
    type(None): "null",
    memoryview: "DataView",
}
_NAMED = {"widget": "string", "latest": "Latest"}
_STRUCTS = (
    *contract.STRUCTS,
    *messages.FROM_BROWSER,
    *messages.TO_BROWSER,
    Card,
    CardMessage,
    OpenRequest,
)
_TYPES = _SCALARS | {struct: struct.__name__ for struct in _STRUCTS}


def type_of(annotation: Any) -> str:
    """Give the TypeScript type of a Python annotation.

    Raises
    ------
    TypeError
        If the annotation has no counterpart here.
    """
    if isinstance(annotation, str):
        return _NAMED[annotation]
    if annotation in _TYPES:
        return _TYPES[annotation]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return str(arguments[1])
    if origin is Literal:
        return " | ".join(f'"{argument}"' for argument in arguments)
    if origin is list:
        one = type_of(arguments[0])
        return f"({one})[]" if " | " in one else f"{one}[]"
    if origin in (Union, types.UnionType):
        return " | ".join(type_of(argument) for argument in arguments)
    message = f"The contract uses {annotation!r}, which has no TypeScript counterpart."
    raise TypeError(message)


def _field_docs(struct: type) -> dict[str, str]:
    """Read the string below each field, which Python itself does not keep."""
    pattern = re.compile(
        r'^    (\w+): [^\n]+\n    """(.+?)"""', re.MULTILINE | re.DOTALL
    )
    return dict(pattern.findall(inspect.getsource(struct)))


def _struct(struct: type) -> str:
    docs = _field_docs(struct)
    lines = [f"/** {(struct.__doc__ or '').strip()} */"]
    lines.append(f"export interface {struct.__name__} {{")
    for name, annotation in get_type_hints(struct, include_extras=True).items():
        if name in docs:
            lines.append(f"  /** {docs[name]} */")
        lines.append(f"  {name}: {type_of(annotation)};")
    return "\n".join([*lines, "}"])


def _latest() -> str:
    lines = ["/** The counter and the tiles, all of one moment. */"]
    lines.append("export interface Latest {")
    for name, meaning in LATEST.items():
        lines += [f"  /** {meaning} */", f"  {name}: number | null;"]
    return "\n".join([*lines, "}"])


def _figures() -> str:
    """Give what the figures that are shown as numbers are called, and what they mean."""
    words = {
        figure.name: {"label": figure.label} | asdict(figure.tile)
        for figure in FIGURES.values()
        if figure.tile is not None
    }
    return (
        "/** What the figures are called, their units, and what they mean. */\n"
        f"export const FIGURES = {json.dumps(words, indent=2)} as const;"
    )


def _state() -> str:
    lines = ["/** Every synced trait. */", "export interface PaneState {"]
    for name, trait in contract.TRAITS.items():
        lines += [f"  /** {trait.doc} */", f"  {name}: {type_of(trait.type)};"]
    settable = " | ".join(f'"{name}"' for name in contract.SETTABLE)
    return "\n".join(
        [
            *lines,
            "}",
            "",
            "/** The traits that the browser may set. */",
            f"export type Settable = {settable};",
        ]
    )


def _union(name: str, structs: tuple[type, ...]) -> str:
    return f"export type {name} = {' | '.join(s.__name__ for s in structs)};"


def render() -> str:
    """Give the text of ``contract.gen.ts``."""
    parts = [
        "// Generated from webcast_widget/pane/contract.py; change that instead.",
        f"export const CONTRACT_VERSION = {contract.CONTRACT_VERSION};",
        "/** Shortest window of the chart, seconds. */\n"
        f"export const SHORTEST_S = {contract.SHORTEST_S};",
        "/** A window this long or longer shows the whole event. */\n"
        f"export const WHOLE_S = {contract.WHOLE_S};",
        "/** What a whole event shows at the least, seconds. */\n"
        f"export const WHOLE_AT_LEAST_S = {contract.WHOLE_AT_LEAST_S};",
        "/** Speeds of a replay, recorded seconds per second. */\n"
        f"export const SLOWEST_SPEED = {contract.SLOWEST_SPEED:g};\n"
        f"export const FASTEST_SPEED = {contract.FASTEST_SPEED:g};",
        '/** Stands for "not known" in the rows of a series. */\n'
        f"export const MISSING = {contract.MISSING};",
        "/** Fields of a series row, each a little-endian unsigned 32-bit integer. */\n"
        f"export const ROW_FIELDS = {json.dumps(contract.ROW_FIELDS)} as const;",
        "/** Fields of a row of minutes, each a little-endian 64-bit float; NaN is missing. */\n"
        f"export const MINUTE_FIELDS = {json.dumps(contract.MINUTE_FIELDS)} as const;",
        "/** What the chart can show. */\n"
        f"export const DRAWN = {json.dumps(DRAWN)} as const;\n"
        "export type FigureName = (typeof DRAWN)[number];",
        "/** The traits in which the figures of Latest travel, and their order. */\n"
        f"export const LATEST_TRAITS = {json.dumps(list(TRAVELS))} as const;\n"
        f"export const LATEST_FIELDS = {json.dumps(list(LATEST))} as const;\n"
        "/** Moments that travel as seconds after `at`. */\n"
        f"export const LATEST_AFTER = {json.dumps(AFTER)} as const;",
        "/** Length of a slot where the source does not say its cadence, seconds. */\n"
        f"export const SLOT_S = {SLOT_S};",
        "/** A value that did not come within so many cadences is missing. */\n"
        f"export const DUE = {DUE};",
        "/** How long a slot may still change at the least, seconds. */\n"
        f"export const PROVISIONAL_S = {PROVISIONAL_S};",
        "/** So many values of a dimension of the audience are named, */\n"
        f"export const MOST_VALUES = {contract.MOST_VALUES};\n"
        "/** those with at least so many viewers; */\n"
        f"export const SMALLEST = {SMALLEST};\n"
        "/** all others are joined under this name. */\n"
        f"export const OTHER = {json.dumps(OTHER)};",
        "/** How many values the curve of a card shows. */\n"
        f"export const CARD_SLOTS = {SLOTS};",
        _figures(),
        f"export type StatusState = {type_of(structs.StatusState)};",
        "/** The formats of files, and what they are called. */\n"
        f"export const EXPORT_FORMATS = {json.dumps(list(messages.EXPORT_FORMATS.items()))}"
        " as const;\n"
        "export type ExportFormat = (typeof EXPORT_FORMATS)[number][0];",
        "/** The modules that a pane asks for when it needs them. */\n"
        f"export type PartName = {type_of(Literal[messages.PARTS])};",
        _latest(),
        *map(_struct, _STRUCTS),
        _state(),
        _union("FromBrowser", messages.FROM_BROWSER),
        _union("ToBrowser", messages.TO_BROWSER),
    ]
    return "\n\n".join(parts) + "\n"


def main(arguments: list[str]) -> int:
    """Write the file, or compare it; give the exit status."""
    check = "--check" in arguments
    path = Path(next(a for a in arguments if not a.startswith("--")))
    text = render()
    if not check:
        path.write_text(text, encoding="utf-8")
        return 0
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(f"{path} does not match the contract: run `make contract`.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
