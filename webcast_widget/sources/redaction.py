"""Texts without secrets: servers repeat what they were sent, and in many ways.

A known `Secret` is found as it is, percent-encoded once or more, as entities of HTML, as
escapes of JSON, C or mail, in base64 or hexadecimal, with blanks between its letters,
backwards, and in mixtures of these; of a long one a part is enough. What is undone is
undone letter by letter, so that the rest of a text stays as it was.
"""

from __future__ import annotations

import base64
import html
import re
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from webcast_widget.sources.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MASK: Final = "***"

_SHORTEST = 4
"""Less than this is no secret but a letter or two, which stand in every text."""

_PART = 20
"""So many letters of a secret in a row give it away."""

_ESCAPED, _PACKED = 8, 2
"""How often letters are escaped, and texts packed, at the most."""

_UNIT = re.compile(
    r"%([0-9a-f]{2})|=([0-9A-F]{2})|\\+x([0-9a-f]{2})|\\+u\{?([0-9a-f]{4})\}?"
    r"|\\+U([0-9a-f]{8})|\\+([0-7]{3})|&\#?\w{1,9};?",
    re.IGNORECASE,
)
_HEX, _OCTAL = range(1, 6), 6
# Those of no width may have come as bytes, too.
_BLANK = re.compile(
    r"(?:[\s\0\u00ad\u200b-\u200d\u2060\ufeff\ufffd]|\xe2\x80[\x8b-\x8d]|\xc2\xad)+"
)
_FILLINGS = (
    _BLANK,
    # JSON and others put backslashes before letters that stand for themselves.
    re.compile(rf"(?:{_BLANK.pattern}|\\)+"),
    re.compile(r"\\+[bfnrtv0]"),
    # A form of the web writes a blank as a plus.
    re.compile(r"\++"),
)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{6,}")
_HEXADECIMAL = re.compile(r"(?:[0-9a-fA-F]{2}[ :]?){4,}")
_URLSAFE = str.maketrans("-_", "+/")
_LOWER = str.maketrans({chr(each): chr(each + 32) for each in range(65, 91)})


def redacted(text: str) -> str:
    """Give a text without the secrets that there are, however they are written."""
    spans = sorted(_spans(_Undone(text), _parts(), _ESCAPED, _PACKED))
    kept: list[str] = []
    at = 0
    for first, end in spans:
        if first > at or not kept:
            kept += [text[at:first], MASK]
        at = max(at, end)
    return "".join([*kept, text[at:]])


class _Undone:
    """A text, and where each of its letters stands in the one that it was made of."""

    def __init__(
        self, text: str, places: Sequence[tuple[int, int]] | None = None
    ) -> None:
        self.text = text
        self.places = [*pairwise(range(len(text) + 1))] if places is None else places

    def replaced(
        self, pattern: re.Pattern[str], how: Callable[[re.Match[str]], str]
    ) -> _Undone:
        """Give it with each match replaced by other letters, or by nothing."""
        letters: list[str] = []
        places: list[tuple[int, int]] = []
        at = 0
        for match in pattern.finditer(self.text):
            letters += self.text[at : match.start()]
            places += self.places[at : match.start()]
            told = how(match)
            letters += told
            places += [self.span(*match.span())] * len(told)
            at = match.end()
        letters += self.text[at:]
        return _Undone("".join(letters), [*places, *self.places[at:]])

    def span(self, first: int, end: int) -> tuple[int, int]:
        """Give where some of its letters stand."""
        return self.places[first][0], self.places[end - 1][1]


def _parts() -> dict[int, set[str]]:
    """Give what must not be told, by length, in small letters."""
    found: dict[int, set[str]] = {}
    for secret in Secret.alive():
        text = _FILLINGS[1].sub("", secret.reveal())
        # Undone byte by byte, a letter beyond ASCII is several.
        for form in {text, text.encode("utf-8", "replace").decode("latin-1")}:
            size = min(len(form), _PART)
            if size >= _SHORTEST:
                small = form.translate(_LOWER)
                parts = found.setdefault(size, set())
                for each in (small, small[::-1]):
                    parts.update(_windows(each, size))
    return found


def _windows(text: str, size: int) -> Iterator[str]:
    return (text[at : at + size] for at in range(len(text) - size + 1))


def _spans(
    undone: _Undone, parts: dict[int, set[str]], escaped: int, packed: int
) -> Iterator[tuple[int, int]]:
    """Give where secrets stand, as ranges of the text that it was made of."""
    waiting = [(undone, escaped)] if parts else []
    seen = set()
    while waiting:
        each, left = waiting.pop()
        if each.text in seen:
            continue
        seen.add(each.text)
        yield from _bare(each, parts)
        for run, content in _contents(each.text) if packed else ():
            inside = _Undone(content.decode("latin-1"))
            if any(_spans(inside, parts, left, packed - 1)):
                yield each.span(*run)
        dense = (each.replaced(filling, lambda _: "") for filling in _FILLINGS)
        waiting += [(text, left) for text in dense]
        if left:
            waiting.append((each.replaced(_UNIT, _letter), left - 1))


def _bare(undone: _Undone, parts: dict[int, set[str]]) -> Iterator[tuple[int, int]]:
    """Give where secrets stand as they are."""
    small = undone.text.translate(_LOWER)
    for size, known in parts.items():
        for at, window in enumerate(_windows(small, size)):
            if window in known:
                yield undone.span(at, at + size)


def _contents(text: str) -> Iterator[tuple[tuple[int, int], bytes]]:
    """Give what runs of base64 and of hexadecimal digits hold, wherever it begins."""
    for run in _BASE64.finditer(text):
        for skipped in range(4):
            raw = run[0][skipped:].translate(_URLSAFE)
            # A last letter alone holds less than a byte.
            raw = raw[:-1] if len(raw) % 4 == 1 else raw
            yield run.span(), base64.b64decode(raw + "=" * (-len(raw) % 4))
    for run in _HEXADECIMAL.finditer(text):
        digits = re.sub("[ :]", "", run[0])
        for skipped in range(2):
            even = digits[skipped : len(digits) - (len(digits) - skipped) % 2]
            yield run.span(), bytes.fromhex(even)


def _letter(match: re.Match[str]) -> str:
    """Give what a unit stands for; itself if nothing."""
    for group in _HEX:
        if match[group] is not None:
            return _chr(int(match[group], 16), match[0])
    if match[_OCTAL] is not None:
        return _chr(int(match[_OCTAL], 8), match[0])
    return html.unescape(match[0])


def _chr(code: int, otherwise: str) -> str:
    return chr(code) if code <= sys.maxunicode else otherwise
