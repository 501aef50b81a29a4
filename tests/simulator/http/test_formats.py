"""Formats: XML by default, JSON, a callback; parts; and what no format can say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.simulator.http.formats import to_json, to_xml

if TYPE_CHECKING:
    from tests.simulator.conftest import Api

ENTRY = "1_k2m4x9a1"
URL = "/api_v3/service/liveStream/action/get"


def tree(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - written by ourselves


async def test_without_a_format_it_is_xml(api: Api) -> None:
    answer = await api.http.get(URL, params={"ks": str(api.ks), "entryId": ENTRY})
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text.startswith('<?xml version="1.0" encoding="utf-8"?><xml><result>')
    root = tree(answer.text)
    assert [part.tag for part in root] == ["result", "executionTime"]
    result = root[0]
    assert (result[0].tag, result[0].text) == ("objectType", "KalturaLiveStreamEntry")
    assert result.findtext("lastBroadcastEndTime") == ""


async def test_nulls_can_be_left_out(api: Api) -> None:
    params = {"ks": str(api.ks), "entryId": ENTRY, "ignoreNull": "1", "format": "2"}
    answer = await api.http.get(URL, params=params)
    assert "lastBroadcastEndTime" not in answer.text


async def test_an_error_in_xml(anonymous: Api) -> None:
    answer = await anonymous.http.get("/api_v3/service/none/action/x")
    assert answer.status_code == 200
    assert answer.text.partition("<executionTime>")[0] == (
        '<?xml version="1.0" encoding="utf-8"?><xml><result><error>'
        "<code>SERVICE_DOES_NOT_EXISTS</code>"
        "<message>Service &quot;none&quot; does not exists</message>"
        "<objectType>KalturaAPIException</objectType><args><item>"
        "<objectType>KalturaApiExceptionArg</objectType><name>SRV_NAME</name>"
        "<value>none</value></item></args></error></result>"
    )


async def test_several_answers_in_xml_are_items(api: Api) -> None:
    calls = {
        "1": {"service": "liveStream", "action": "isLive", "id": ENTRY, "protocol": ""},
        "2": {"service": "none"},
    }
    body = {**calls, "ks": api.ks}
    answer = await api.http.post("/api_v3/service/multirequest", json=body)
    flag, error = tree(answer.text)[0]
    assert (flag.tag, flag.text) == ("item", "1")
    assert error.findtext("error/code") == "SERVICE_DOES_NOT_EXISTS"


async def test_json_in_a_callback(api: Api) -> None:
    params = {"ks": str(api.ks), "entryId": "x", "format": "9", "callback": "on.it"}
    answer = await api.http.get(URL, params=params)
    assert answer.headers["content-type"].startswith("application/javascript")
    assert answer.text.startswith('on.it({"code":"ENTRY_ID_NOT_FOUND"')
    assert answer.text.endswith(");")


@pytest.mark.parametrize("params", [{"format": "9", "callback": "a<"}, {"format": 77}])
async def test_what_no_format_can_say_is_in_the_header(
    api: Api, params: dict[str, Any]
) -> None:
    answer = await api.http.get(URL, params={"ks": str(api.ks), **params})
    assert answer.headers["x-kaltura"] == "error-UNKNOWN_RESPONSE_FORMAT"


async def test_a_body_in_parts(api: Api) -> None:
    call = {"ks": api.ks, "format": 1, "filter": {"a": 1}, "entryId": "0_other"}
    parts = {"json": (None, json.dumps(call)), "entryId": (None, ENTRY)}
    answer = await api.http.post(URL, files=parts)
    assert answer.json()["id"] == ENTRY


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=é",
    ],
)
async def test_parts_that_are_none(anonymous: Api, kind: str) -> None:
    answer = await anonymous.http.post(
        f"{URL}?format=1",
        content=b"--x\r\n\r\n",
        headers=[(b"Content-Type", kind.encode())],
    )
    assert answer.json()["code"] == "MISSING_MANDATORY_PARAMETER"


def test_numbers_are_written_as_the_vendor_does() -> None:
    values: Any = {"objectType": "X", "a": 2.0, "b": 2.5, "c": None, "d": True, "e": []}
    assert to_json(values) == b'{"a":2,"b":2.5,"d":true,"e":[],"objectType":"X"}'
    assert b"<a>2</a><b>2.5</b><c></c><d>1</d><e></e>" in to_xml(values, 0.0)


@given(st.text())
def test_any_text_can_be_read_again(text: str) -> None:
    root = tree(to_xml([text], 0.0).decode())
    assert root[0][0].tag == "item"
    assert json.loads(to_json([text])) == [text]
