"""Secrets are found in whatever disguise, and what stands around them stays."""

from __future__ import annotations

import base64
import html
import json
import logging
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast_widget.sources.asking import ask
from webcast_widget.sources.logs import Redaction
from webcast_widget.sources.redaction import redacted
from webcast_widget.sources.secret import Secret
from webcast_widget.timeline.audience import Audience
from webcast_widget.timeline.records import Batch

if TYPE_CHECKING:
    from collections.abc import Callable

KS = "djJ8NDMyMXzV3ryS3cr3tK5/+=="
SECRETS = [Secret(KS), Secret("5ec2e7-0f-7he-acc0un7"), Secret('pä"s\\w <0> rd')]
texts = st.sampled_from([each.reveal() for each in SECRETS])

ESCAPES: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "percent": lambda text: quote(text, safe=""),
    "percent, small": lambda text: quote(text, safe="").lower(),
    "percent, all": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "a form": quote_plus,
    "html": html.escape,
    "entities": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "entities, hex": lambda text: "".join(f"&#x{ord(each):X};" for each in text),
    "json": lambda text: json.dumps(text)[1:-1],
    "json, slashes": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "unicode": lambda text: "".join(f"\\u{ord(each):04x}" for each in text),
    "C": lambda text: "".join(f"\\x{byte:02x}" for byte in text.encode()),
    "octal": lambda text: "".join(f"\\{byte:03o}" for byte in text.encode()),
    "mail": lambda text: "".join(f"={byte:02X}" for byte in text.encode()),
    "repr": lambda text: repr(text)[1:-1],
    "backwards": lambda text: text[::-1],
    "capitals": lambda text: "".join(
        each.upper() if each.isascii() else each for each in text
    ),
    "blanks": " ".join,
    "zeros": "\0".join,
    "lines": lambda text: "\r\n ".join([text[:7], text[7:]]),
    "joiners": "\N{ZERO WIDTH SPACE}".join,
}
MIXED = [each for each in ESCAPES if each not in {"backwards", "capitals"}]
PACKINGS: dict[str, Callable[[str], str]] = {
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "base64, within": lambda text: base64.b64encode(f"a:{text}:b".encode()).decode(),
    "base64, in lines": lambda text: base64.encodebytes(2 * text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "HEX": lambda text: text.encode().hex(":").upper(),
}


@pytest.mark.parametrize("secret", SECRETS, ids=range(len(SECRETS)))
@pytest.mark.parametrize("how", ESCAPES)
def test_what_is_escaped_is_masked_and_the_rest_stays(how: str, secret: Secret) -> None:
    hidden = ESCAPES[how](secret.reveal())
    assert redacted(f"Cannot do <{hidden}>, sorry.") == "Cannot do <***>, sorry."


@pytest.mark.parametrize("secret", SECRETS, ids=range(len(SECRETS)))
@pytest.mark.parametrize("how", PACKINGS)
def test_what_is_packed_is_masked(how: str, secret: Secret) -> None:
    hidden = PACKINGS[how](secret.reveal())
    told = redacted(f"Cannot do <{hidden}>, sorry.")
    assert told.startswith("Cannot do <***")
    assert told.endswith(">, sorry.")
    assert hidden.rstrip("=\n")[4:-4] not in told


@given(texts, st.lists(st.sampled_from(MIXED), max_size=2), st.booleans())
def test_mixtures_are_masked(text: str, ways: list[str], packed: bool) -> None:
    hidden = text
    for way in [*ways, *(["base64"] if packed else [])]:
        hidden = (ESCAPES | PACKINGS)[way](hidden)
    told = redacted(f"<{hidden}>")
    assert told.count("***") >= 1
    # Nothing of it is left but what fills up the last letters of base64.
    assert len(told.replace("***", "")) <= len("<==>") + (4 if ways else 0)


@given(st.text(max_size=60))
def test_any_other_text_stays(text: str) -> None:
    assert redacted(text) == text or "***" in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The server answered HTTP 500: it is in trouble.",
        "100 % of 5 &amp; 7 \\u0041 =3D aGVsbG8gd29ybGQ= 68656c6c6f",
        "djJ8NDMyMXw",  # the beginning of any session of this account
        "***",
    ],
)
def test_what_is_no_secret_stays_as_it_was(text: str) -> None:
    assert redacted(text) == text


def test_a_part_of_a_long_secret_gives_it_away() -> None:
    assert redacted(f"Invalid KS {KS[:22]}...") == "Invalid KS ***..."
    assert redacted(f"Invalid KS ...{KS[-21:]}") == "Invalid KS ...***"


def test_two_in_one_text() -> None:
    ks, secret = (each.reveal() for each in SECRETS[:2])
    assert redacted(f"a {ks} b {secret} c {ks}{secret}") == "a *** b *** c ***"


def test_letters_alone_are_no_secret() -> None:
    kept = [Secret("a"), Secret("")]
    assert redacted("a banana") == "a banana"
    assert kept


def test_a_traceback_in_the_log_is_masked() -> None:
    error = ValueError(f"https://host/?ks={quote(KS)}")
    told = (ValueError, error, None)
    record = logging.LogRecord("x", 40, "x", 1, "It failed: %s", (KS,), told)
    assert Redaction().filter(record)
    shown = logging.Formatter("%(message)s").format(record)
    assert "It failed: ***" in shown
    assert "ks=***" in shown
    assert KS not in shown


async def test_viewers_of_values_that_are_told_alike_are_added_up() -> None:
    class Telling:
        event_id, name = "1_event", "a test"

        async def fetch(self, since: float | None) -> Batch:
            del since
            cells = {KS: 6, quote_plus(KS): 3, "***": 5}
            return Batch(audience=Audience(1_700_000_000, {"referrer": cells}))

        async def close(self) -> None:
            """Nothing is open."""

    batch = await ask(Telling(), None)
    assert batch.audience is not None
    assert batch.audience.viewers["referrer"] == {"***": 14}
