"""The book's Sphinx extension: charts as figures, numbers in prose, and the look of the pages."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from reportcard.errors import UnknownName
from reportcard.labels import require_language

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

PARTS = (
    "assets",
    "charts",
    "metadata",
    "numbers",
    "passports",
    "search",
    "theme",
    "times",
    "cover",
    "freshness",
    "translations",
)
"""Modules that set themselves up, in this order; a process that only draws imports none of them."""

_EDITION = {"reportcard_place": str, "reportcard_year": int, "reportcard_lang": str}


def _need_edition(app: Sphinx, config: Config) -> None:
    """A book is one edition: without place, year and language no number can be said."""
    from sphinx.errors import ConfigError

    for name, kind in _EDITION.items():
        if not isinstance(config[name], kind):
            raise ConfigError(
                f"{name} is {config[name]!r}, not of type {kind.__name__}. Set it under\n"
                f"  sphinx: config: {name}:  in _config.yml"
            )
    try:
        require_language(config.reportcard_lang)
    except UnknownName as error:
        raise ConfigError(f"reportcard_lang: {error}") from None


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    for name, kind in _EDITION.items():
        app.add_config_value(name, None, "env", (kind,))
    app.add_config_value("reportcard_since", None, "", (int, type(None)))  # for `build --all`
    app.connect("config-inited", _need_edition)
    for part in PARTS:
        import_module(f"{__name__}.{part}").setup(app)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
