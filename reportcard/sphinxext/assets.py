"""The one stylesheet and the one script of ours that a page loads, joined from ``static/``."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from reportcard import tokens

STATIC = Path(__file__).parent / "static"
STYLESHEET, SCRIPT = "reportcard.css", "reportcard.js"
STYLES = ("book", "numbers", "charts", "tables", "search", "paper")
"""In the order of the cascade: later ones lay themselves over earlier ones."""
SCRIPTS = ("book", "numbers", "charts", "search")


def _joined(names: tuple[str, ...], ending: str) -> str:
    return "".join((STATIC / f"{name}.{ending}").read_text("utf-8") for name in names)


def _write(app: Sphinx) -> None:
    """Put both where Sphinx collects static files."""
    folder = Path(app.doctreedir) / "static"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STYLESHEET).write_text(tokens.css() + _joined(STYLES, "css"), "utf-8")
    (folder / SCRIPT).write_text(_joined(SCRIPTS, "js"), "utf-8")
    app.config.html_static_path = [*app.config.html_static_path, str(folder)]


def setup(app: Sphinx) -> None:
    """Write the files as a build begins and name them on every page."""
    app.connect("builder-inited", _write)
    app.add_css_file(STYLESHEET, priority=900)
    app.add_js_file(SCRIPT, priority=900, loading_method="defer")
