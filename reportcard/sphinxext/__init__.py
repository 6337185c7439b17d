"""The book's Sphinx extension: charts as figures, numbers in prose, and the look of the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from reportcard import tokens
from reportcard.errors import UnknownName
from reportcard.labels import require_language
from reportcard.sphinxext import charts, numbers

STYLESHEET = "reportcard.css"
"""The one stylesheet of ours that a page loads: the tokens, then ``static/book.css``."""

_EDITION = {"reportcard_place": str, "reportcard_year": int, "reportcard_lang": str}


def _need_edition(app: Sphinx, config: Config) -> None:
    """A book is one edition: without place, year and language no number can be said."""
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


def _write_stylesheet(app: Sphinx) -> None:
    """Put the stylesheet where Sphinx collects static files."""
    folder = Path(app.doctreedir) / "static"
    folder.mkdir(parents=True, exist_ok=True)
    book = (Path(__file__).parent / "static" / "book.css").read_text("utf-8")
    (folder / STYLESHEET).write_text(tokens.css() + book, "utf-8")
    app.config.html_static_path.append(str(folder))


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    for name, kind in _EDITION.items():
        app.add_config_value(name, None, "env", (kind,))
    app.connect("config-inited", _need_edition)
    app.connect("builder-inited", _write_stylesheet)
    app.add_css_file(STYLESHEET, priority=900)
    charts.setup(app)
    numbers.setup(app)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
