"""The templates of a document, which escape all that is put into them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, FunctionLoader, StrictUndefined

if TYPE_CHECKING:
    from jinja2 import Template


def text(name: str) -> str:
    """Give the text of a file beside this one."""
    return (files(__package__) / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def template(name: str) -> Template:
    """Give a template, which is read once."""
    return _environment().get_template(name)
