"""Requests: every form of the same call is the same tree of parameters."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.simulator.http.request import (
    MAX_DEPTH,
    MAX_FIELDS,
    parameters,
)

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"

names = st.text("abcXYZ019", min_size=1, max_size=4)
trees = st.recursive(
    st.dictionaries(names, st.text(max_size=5), min_size=1, max_size=3),
    lambda inner: st.dictionaries(
        names, st.text(max_size=5) | inner, min_size=1, max_size=3
    ),
    max_leaves=8,
)


def flat(tree: dict[str, Any], above: str = "") -> list[tuple[str, str]]:
    fields: list[tuple[str, str]] = []
    for name, value in tree.items():
        if isinstance(value, dict):
            fields += flat(value, f"{above}{name}:")
        else:
            fields.append((above + name, value))
    return fields


@given(trees)
def test_form_and_json_are_the_same_tree(tree: dict[str, Any]) -> None:
    form = parameters("", "", FORM, urlencode(flat(tree)).encode())
    assert form == parameters("", "", JSON, json.dumps(tree).encode()) == tree


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("service/liveReports/action/getEvents/ks/abc", ""),
        ("index.php", "service=liveReports&action=getEvents&ks=abc"),
        ("", "service=liveReports&action=getEvents&ks=abc"),
        ("service/liveReports", "action=getEvents&ks=abc"),
    ],
)
def test_both_forms_of_the_url(path: str, query: str) -> None:
    assert parameters(path, query, FORM, b"") == {
        "service": "liveReports",
        "action": "getEvents",
        "ks": "abc",
    }


def test_the_url_overrides_the_body() -> None:
    body = b"service=a&action=b&filter:fromTime=1&filter:toTime=2"
    tree = parameters("service/c", "filter:fromTime=3", FORM, body)
    assert tree == {
        "service": "c",
        "action": "b",
        "filter": {"fromTime": "3", "toTime": "2"},
    }


@pytest.mark.parametrize("kind", [FORM, JSON])
def test_a_name_can_say_null(kind: str) -> None:
    bodies = {FORM: b"a__null=&b:c__null=", JSON: b'{"a__null":"","b":{"c__null":""}}'}
    assert parameters("", "", kind, bodies[kind]) == {"a": None, "b": {"c": None}}


@pytest.mark.parametrize("kind", [FORM, JSON])
def test_a_dash_says_that_an_array_is_empty(kind: str) -> None:
    bodies = {FORM: b"objects:-=", JSON: b'{"objects":{"-":""}}'}
    assert parameters("", "", kind, bodies[kind]) == {"objects": {}}


def test_arrays_are_trees_with_numbers() -> None:
    tree = parameters("", "", JSON, b'{"a":["x",{"b":"y"}]}')
    assert tree == {"a": {"0": "x", "1": {"b": "y"}}}


def nested(depth: int) -> bytes:
    return b'{"a":' * depth + b'"1"' + b"}" * depth


def test_as_deep_as_a_name_can_be_is_read() -> None:
    steps = [("a:" * (MAX_DEPTH - 1) + "a", "1")]
    form = parameters("", "", FORM, urlencode(steps).encode())
    assert flat(form) == flat(parameters("", "", JSON, nested(MAX_DEPTH))) == steps


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (JSON, b""),
        (JSON, b"{"),
        (JSON, b"[1]"),
        (JSON, b'"x"'),
        (JSON, b"{nonsense}"),
        (JSON, nested(5000)),
        (JSON, nested(MAX_DEPTH + 1)),
        (JSON, b'{"a":' + b"9" * 5000 + b"}"),
        (FORM, b"&&&="),
        (FORM, b"&".join(b"a%d=1" % number for number in range(6000))),
    ],
)
def test_what_cannot_be_read_is_not_there(kind: str, body: bytes) -> None:
    assert set(parameters("", "", kind, body)) <= {""}


@given(path=st.text(), query=st.text(), kind=st.sampled_from([FORM, JSON]), body=...)
def test_nothing_raises(path: str, query: str, kind: str, body: bytes) -> None:
    parameters(path, query, kind, body)


def test_half_a_character_is_replaced() -> None:
    tree = parameters("", "", JSON, b'{"a":"\\ud800"}')
    assert tree == {"a": "?"}


PARTS = "multipart/form-data; boundary=edge"


def part(name: str, value: str, line: str = "\r\n") -> str:
    head = f'Content-Disposition: form-data; name="{name}"'
    return f"--edge{line}{head}{line}{line}{value}{line}"


@pytest.mark.parametrize("line", ["\r\n", "\n"])
def test_parts_are_the_same_tree(line: str) -> None:
    tree = '{"service": "system", "filter": {"fromTime": 1}}'
    body = part("json", tree, line) + part("filter:toTime", f"2{line}3", line)
    for end in (f"--edge--{line}", f"--edge--{line}epilogue", ""):
        text = f"preamble{line}{body}{end}" if end else body
        found = parameters("", "", PARTS, text.encode())
        assert found["service"] == "system"
        assert found["filter"]["fromTime"] == 1  # type: ignore[index,call-overload]
        assert found["filter"]["toTime"].strip() == f"2{line}3"  # type: ignore[index,call-overload,union-attr]


@pytest.mark.parametrize("other", ["--edge2", "--edge2--", "--edges\r\n\r\n"])
def test_a_boundary_that_begins_as_ours_is_text(other: str) -> None:
    value = f"before\r\n{other}\r\nafter"
    body = f"{part('service', value)}--edge-- \r\n"
    assert parameters("", "", PARTS, body.encode())["service"] == value


def test_fifteen_thousand_parts_within_parts_are_text() -> None:
    deep = "".join(
        f"--e{n}\r\nContent-Type: multipart/mixed; boundary=e{n + 1}\r\n\r\n"
        for n in range(15_000)
    )
    kind = PARTS.replace("edge", "e0")
    assert parameters("", "", kind, deep.encode()) == {}
    body = f"{part('service', deep)}{part('action', 'ping')}--edge--\r\n"
    assert parameters("", "", PARTS, body.encode())["action"] == "ping"


def test_fifteen_thousand_parts_in_a_row_are_as_many_as_fields_may_be() -> None:
    body = "".join(part(f"a{n}", "1") for n in range(15_000)).encode()
    assert len(parameters("", "", PARTS, body)) == MAX_FIELDS


@given(
    kind=st.sampled_from([PARTS, "multipart/form-data", PARTS + "\xff", PARTS + ";;="]),
    body=st.lists(
        st.sampled_from(
            [b"--edge", b"--", b"\r\n", b"\n", b"a: b", b'name="x"', b"\xff"]
        )
    ).map(b"".join),
)
def test_no_parts_raise(kind: str, body: bytes) -> None:
    parameters("", "", kind, body)
