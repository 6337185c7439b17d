"""The templates of what editions are published as, strict about names and safe by default."""

from __future__ import annotations

from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("reportcard.editions", "."),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def template(name: str) -> Template:
    """A template of this package, by its file name."""
    return _environment().get_template(name)


def text_of(name: str) -> str:
    """A file of this package that is taken as it is."""
    return resources.files("reportcard.editions").joinpath(name).read_text("utf-8")
