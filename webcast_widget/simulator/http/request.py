"""Requests: URL, query and body become one tree of parameters."""

from __future__ import annotations

import json
import re
from email import policy
from email.message import Message
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from webcast_widget.simulator.api.values import Params, Value

SEPARATOR = ":"
"""Between the names on the way down the tree: `filter:fromTime`."""

NULL_SUFFIX = "__null"
"""A name with this at its end is an explicit null."""

EMPTY_KEY = "-"
"""A key that says: this array is empty."""

MAX_DEPTH = 32
"""A name has no more steps than this, and JSON that is deeper cannot be read."""

MAX_FIELDS = 5000


def parameters(path: str, query: str, content_type: str, body: bytes) -> Params:
    """Read a request. What cannot be read is not there; nothing raises.

    The path is what follows `/api_v3/` in the URL, percent-decoded or not; the query is
    without its question mark.
    """
    tree = from_body(content_type, body)
    # What the URL says overrides what the body says.
    merge(tree, from_pairs(pairs(query)))
    merge(tree, from_pairs(path_pairs(path)))
    return tree


def pairs(text: str) -> list[tuple[str, str]]:
    """Split a form or a query string into names and values."""
    try:
        return parse_qsl(
            text, keep_blank_values=True, errors="replace", max_num_fields=MAX_FIELDS
        )
    except ValueError:
        return []


def path_pairs(path: str) -> list[tuple[str, str]]:
    """Split a path into names and values: `service/session/action/start`."""
    parts = [unquote(part, errors="replace") for part in path.split("/") if part]
    if parts and parts[0].lower() == "index.php":
        parts = parts[1:]
    return list(zip(parts[::2], parts[1::2], strict=False))


def from_body(content_type: str, body: bytes) -> Params:
    """Read a body: a form, one JSON object, or parts of which one may be JSON."""
    if content_type.strip().lower().startswith("multipart/form-data"):
        return from_parts(content_type, body)
    text = body.decode("utf-8", errors="replace").strip()
    if content_type.strip().lower() == "application/json":
        if text.startswith("{") and text.endswith("}"):
            try:
                return from_json(json.loads(text))
            except (ValueError, RecursionError):
                return {}
        return {}
    return from_pairs(pairs(text))


def from_parts(content_type: str, body: bytes) -> Params:
    """Read a body in parts: the field `json` is the tree, others hang into it.

    Parts within a part are text, as they are to a browser: nothing is unfolded, however
    deep it goes.
    """
    tree: Params = {}
    fields: list[tuple[str, str]] = []
    for head, content in _parts(content_type, body):
        name = head.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            continue
        text = content.decode("utf-8", errors="replace")
        if name == "json":
            tree = from_body("application/json", text.encode())
        else:
            fields.append((name, text))
    merge(tree, from_pairs(fields))
    return tree


def _parts(content_type: str, body: bytes) -> Iterator[tuple[Message, bytes]]:
    """Give the parts of a body: the head of each, and what stands in it."""
    about = Message(policy.compat32)
    about["Content-Type"] = " ".join(content_type.split())
    boundary = about.get_boundary()
    if not boundary:
        return
    # To the end of its line: another boundary may begin as this one.
    name = re.escape(boundary.encode("latin-1", "replace"))
    line = rb"(?:^|\r?\n)--" + name + rb"(?=(?:--)?[ \t]*(?:\r?\n|$))"
    _, *parts = re.split(line, body, maxsplit=MAX_FIELDS)
    for part in parts:
        found = _BLANK_LINE.search(part)
        if found is not None and not part.startswith(b"--"):
            head = part[: found.start()].lstrip()
            yield _HEADS.parsebytes(head), part[found.end() :]


_HEADS = BytesHeaderParser(policy=policy.compat32)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


def from_json(value: object) -> Params:
    """Take over a JSON object as parameters."""
    tree = plain(value, 0)
    return tree if isinstance(tree, dict) else {}


def plain(value: object, depth: int) -> Value:
    """Take over any JSON value; arrays become trees with the keys 0, 1, 2...

    Raises
    ------
    ValueError
        If it is too deep; each Python draws a line of its own somewhere beyond.
    """
    if depth > MAX_DEPTH:
        raise ValueError
    if isinstance(value, list):
        value = {str(index): item for index, item in enumerate(value)}
    if isinstance(value, dict):
        tree: Params = {}
        for name, item in value.items():
            if name.endswith(NULL_SUFFIX):
                tree[name.removesuffix(NULL_SUFFIX)] = None
            elif name != EMPTY_KEY:
                tree[name] = plain(item, depth + 1)
        return tree
    if isinstance(value, str):
        # JSON can spell half a character, which no other text may hold.
        return value.encode("utf-8", errors="replace").decode()
    return value if isinstance(value, (bool, int, float)) else None


def from_pairs(fields: Iterable[tuple[str, str]]) -> Params:
    """Hang fields with names like `1:filter:fromTime` into a tree."""
    tree: Params = {}
    for name, value in fields:
        *above, last = name.split(SEPARATOR)[: MAX_DEPTH + 1]
        branch = tree
        for step in above:
            below = branch.get(step)
            if not isinstance(below, dict):
                below = branch[step] = {}
            branch = below
        if last.endswith(NULL_SUFFIX):
            branch[last.removesuffix(NULL_SUFFIX)] = None
        elif last != EMPTY_KEY:
            branch[last] = value
    return tree


def merge(tree: Params, other: Params) -> None:
    """Put `other` over `tree`, branch by branch."""
    for name, value in other.items():
        mine = tree.get(name)
        if isinstance(mine, dict) and isinstance(value, dict):
            merge(mine, value)
        else:
            tree[name] = value
