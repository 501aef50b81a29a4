"""What a browser's parser sees of a document: elements, attributes, texts."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np


class Read(HTMLParser):
    """A document, parsed."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.words: dict[int, str] = {}
        self.style = ""
        self._in_style = False
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's signature
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.style += data
        elif data.strip():
            self.texts.append(" ".join(data.split()))
            self.words[len(self.tags) - 1] = self.texts[-1]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def after(self, text: str, further: int = 1) -> str:
        return self.texts[self.texts.index(text) + further]


class Picture:
    """The picture of the event, read with nothing but the labels of its axes."""

    def __init__(self, page: bytes) -> None:
        self.page = Read(page)

    def path(self, kind: str, number: int = 0) -> str:
        found = [
            each["d"] for each in self.page.all("path") if each.get("class") == kind
        ]
        return found[number] or ""

    def labels(self) -> list[tuple[float, float, str]]:
        """Where each label of an axis is, and what it says."""
        return [
            (float(at["x"] or 0), float(at["y"] or 0), self.page.words[place])
            for place, (tag, at) in enumerate(self.page.tags)
            if tag == "text" and at.get("class") == "ax" and place in self.page.words
        ]

    def values(self, ys: np.ndarray) -> np.ndarray:
        """Give the values at some heights, by the axis that they are beside."""
        # A tick's number stands 4 below its line, at the left of the plot.
        ticks = [
            (y - 4, float(words.replace(",", "")))
            for x, y, words in self.labels()
            if x == 44 and re.fullmatch(r"[\d,.]+", words)
        ]
        axes: list[list[tuple[float, float]]] = []
        for tick in ticks:
            if tick[1] == 0 or not axes:
                axes.append([])
            axes[-1].append(tick)
        (axis,) = [
            each
            for each in axes
            if min(y for y, _ in each) - 1 <= ys.min()
            and ys.max() <= max(y for y, _ in each) + 1
        ]
        (y0, v0), (y1, v1) = axis[0], axis[-1]
        return v0 + (ys - y0) * (v1 - v0) / (y1 - y0)

    def per_pixel(self, ys: np.ndarray) -> float:
        """Give how much a pixel is there."""
        low, high = self.values(np.array([ys.max() - 1, ys.max()]))
        return float(abs(low - high))


def points(path: str) -> list[np.ndarray]:
    """Give the points of each piece of a path."""
    return [
        np.array(
            [[float(part) for part in point.split()] for point in piece.split("L")]
        )
        for piece in re.sub("h0|Z", "", path).split("M")[1:]
    ]
