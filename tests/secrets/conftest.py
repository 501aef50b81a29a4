"""Secrets that were planted, and a search for them in whatever disguise."""

from __future__ import annotations

import base64
import copy
import inspect
import io
import logging
import pickle
import traceback
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

import webcast_widget as ww
from webcast_widget.simulator import Scenario, Server, Simulation
from webcast_widget.sources.secret import Secret
from webcast_widget.timeline.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = str(Path(__file__).parents[1])
SCENARIO = Scenario(viewers=5, started_ago_s=900)
KS = "djJ8NDMyMXxjYW5hcnkta3MtN2Y+/Y2FuYXJ5LWtzLTdm=="
PASSWORD = "canary-pass-8d41c2b7e0"
PLANTED = {
    "ks": KS,
    "password": PASSWORD,
    "user secret": SCENARIO.user_secret,
    "admin secret": SCENARIO.admin_secret,
    "app token": SCENARIO.app_token,
}
KNOWN = set(inspect.signature(ww.KalturaSource).parameters)


def disguises(text: str) -> dict[str, bytes]:
    """A text as it may stand in a file: as it is, and encoded."""
    raw = text.encode()
    forms = {
        "plain": raw,
        "quoted": quote(text, safe="").encode(),
        "hex": raw.hex().encode(),
        "HEX": raw.hex().upper().encode(),
        "utf-16": text.encode("utf-16-le"),
        "escaped": repr(text)[1:-1].encode(),
        "json": text.replace("/", "\\/").encode(),
        "reversed": raw[::-1],
    }
    for shift in range(3):
        # Within a longer text it begins at any of three places.
        for name, encode in (
            ("base64", base64.b64encode),
            ("base64url", base64.urlsafe_b64encode),
        ):
            whole = encode(b"\0" * shift + raw)
            forms[f"{name} {shift}"] = whole[4 if shift else 0 : -4]
    return forms


@dataclass
class Search:
    """Everything that anybody could see, by where it was seen."""

    planted: dict[str, str] = field(default_factory=lambda: dict(PLANTED))
    seen: list[tuple[str, bytes]] = field(default_factory=list)

    def take(self, where: str, what: object) -> None:
        """Note a text, bytes, an error or any other object."""
        if isinstance(what, BaseException):
            for text in told_by(what):
                self.seen.append((where, text.encode("utf-8", "replace")))
        elif isinstance(what, bytes):
            self.seen += [(where, what), *unpacked(where, what)]
        else:
            text = what if isinstance(what, str) else "\n".join(told_of(what))
            self.seen.append((where, text.encode("utf-8", "replace")))

    def folder(self, path: Path) -> None:
        for each in path.rglob("*"):
            if each.is_file():
                self.take(each.name, each.read_bytes())

    def session(self, source: ww.KalturaSource) -> None:
        """Look for the session that a source has opened, too."""
        for secret in secrets_in(source):
            self.planted[f"session {len(self.planted)}"] = secret.reveal()

    def found(self) -> list[str]:
        return sorted(
            {
                f"{name}, {form}, in {where}"
                for name, text in self.planted.items()
                for form, raw in disguises(text).items()
                for where, content in self.seen
                if raw in content
            }
        )


def unpacked(where: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """What is inside a workbook."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield f"{where}/{name}", archive.read(name)


def ours(thing: object) -> bool:
    return type(thing).__module__.startswith("webcast_widget")


def parts(thing: object) -> list[object]:
    """What is inside an object: its attributes, items and closures."""
    inside: list[object] = []
    if isinstance(thing, dict):
        inside += [*thing.keys(), *thing.values()]
    elif isinstance(thing, (list, tuple, set)):
        inside += thing
    elif inspect.isfunction(thing):
        inside += [cell.cell_contents for cell in thing.__closure__ or ()]
    if ours(thing):
        inside += vars(thing).values() if hasattr(thing, "__dict__") else ()
    return inside


def walk(thing: object) -> Iterator[object]:
    """An object and, for objects of ours, all that it holds."""
    seen: set[int] = set()
    waiting = [thing]
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += parts(each)


def secrets_in(thing: object) -> list[Secret]:
    return [each for each in walk(thing) if isinstance(each, Secret)]


def told_of(thing: object) -> Iterator[str]:
    """All that an object says of itself and of what it holds."""
    for each in walk(thing):
        yield f"{each!r} {each!s}"
        if ours(each):
            yield f"{each:}" if type(each).__format__ is object.__format__ else ""
            yield repr(getattr(each, "__dict__", ""))
    try:
        yield repr(vars(copy.copy(thing)))
    except TypeError as error:
        yield str(error)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        try:
            yield pickle.dumps(thing, protocol).decode("latin-1")
        except Exception as error:  # noqa: BLE001 - whatever refuses, it must not tell
            yield f"{error!r} {error!s}"


def told_by(error: BaseException) -> Iterator[str]:
    """All that an error and those behind it say, their frames' locals included."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield f"{each!r} {each!s} {each.args!r} {vars(each)!r}"
        told = traceback.TracebackException.from_exception(each, capture_locals=True)
        # A test's own frames hold what the test has planted.
        told.stack[:] = [frame for frame in told.stack if TESTS not in frame.filename]
        yield "".join(told.format(chain=False))
        waiting += [each.__cause__, each.__context__]
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions


@pytest.fixture
def search(
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    recwarn: pytest.WarningsRecorder,
) -> Iterator[Search]:
    """A search; what was logged, printed and warned of meanwhile is part of it."""
    made = Search()
    shown = logging.Formatter("%(name)s %(message)s %(args)r")

    class Log(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            made.take(f"the log of {record.name}", shown.format(record))
            if record.exc_info is not None and record.exc_info[1] is not None:
                made.take("the log's error", record.exc_info[1])

    root, log = logging.getLogger(), Log()
    caplog.set_level(logging.DEBUG)
    root.addHandler(log)
    yield made
    root.removeHandler(log)
    printed = capfd.readouterr()
    made.take("standard output", printed.out)
    made.take("standard error", printed.err)
    made.take("a warning", "\n".join(str(each.message) for each in recwarn))
    assert made.seen
    assert made.found() == []


@pytest.fixture
def server() -> Iterator[Server]:
    simulation = Simulation(SCENARIO, SystemClock())
    simulation.catch_up()
    with Server(simulation) as server:
        yield server


def credentials() -> dict[str, dict[str, str]]:
    """The ways to sign in that there are."""
    ways = {
        "user": {"secret": SCENARIO.user_secret},
        "admin": {"secret": SCENARIO.admin_secret},
        "app token": {
            "app_token_id": SCENARIO.app_token_id,
            "app_token": SCENARIO.app_token,
        },
        "refused session, then the secret": {
            "ks": KS,
            "secret": SCENARIO.user_secret,
        },
    }
    return {name: given for name, given in ways.items() if given.keys() <= KNOWN}


def source_at(url: str, **given: Any) -> ww.KalturaSource:
    return ww.KalturaSource(
        SCENARIO.entry_id,
        partner_id=SCENARIO.partner_id,
        service_url=url,
        environ={},
        **given,
    )
