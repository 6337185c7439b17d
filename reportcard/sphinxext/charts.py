"""Charts: a stored Vega-Lite output becomes a figure of the page, drawn when the book is built.

A chart's output holds the specification and, as ``text/plain``, its alt text. Everything that is
words stands in the specification's ``usermeta`` and becomes HTML:

``headline``  the message, ``subtitle`` the statistic and its unit,
``source``    the line under it, ``credit`` the same in full for a picture that travels alone,
``table``     rows of cells, the first one the header: what the chart shows, to read,
``narrow``    changes to the specification for a phone, such as ``{"width": 260}``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin, NbElementRenderer
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from reportcard.captions import MIME
from reportcard.files import write_bytes
from reportcard.labels import phrase
from reportcard.sphinxext import ahead, drawing, live, takeaway
from reportcard.sphinxext.ahead import drawers_of
from reportcard.sphinxext.drawers import (
    BUNDLE,
    DRAWING,
    PICTURE,
    Picture,
    cache_folder,
    specification,
)
from reportcard.sphinxext.figure import Figure
from reportcard.sphinxext.places import where

WIDEST = 660
"""No chart is drawn wider than this (pixels), or its text would shrink to nothing."""

_LOG = logging.getLogger(__name__)


class chart(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes in lower case)
    """A chart: ``spec`` (JSON text), ``alt`` and ``ids`` as attributes."""


class ChartRenderer(MimeRenderPlugin):
    """Tells MyST-NB what to do with a Vega-Lite output."""

    mime_priority_overrides = (("*", MIME, 1),)

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer, data: MimeData, inline: bool
    ) -> list[nodes.Element] | None:
        """A chart node for a chart, nothing for everything else or where the book is not ours."""
        env = getattr(renderer.renderer, "sphinx_env", None)
        if data.mime_type != MIME or inline or env is None:
            return None
        if "reportcard.sphinxext" not in env.app.extensions:
            return None
        return [chart(spec=specification(data.content))]


class NameCharts(SphinxTransform):
    """Gives each chart of a page its id and the alt text that stands beside it."""

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        """Run over one page, right after it was read."""
        for number, node in enumerate(self.document.findall(chart), start=1):
            node["ids"] = [f"chart-{number}"]
            node["page"] = self.document.settings.env.docname
            node["alt"] = _alt_text(node)
            if not node["alt"]:
                _LOG.warning(
                    "a chart without alt text: give the output a text/plain beside %s",
                    MIME,
                    location=where(node),
                    type="reportcard",
                    subtype="alt",
                )


def _alt_text(node: chart) -> str:
    """The ``text/plain`` of the same output; an object's repr describes nothing."""
    bundle = node.parent.parent if node.parent is not None else None
    for other in bundle.children if bundle is not None else ():
        if isinstance(other, nodes.Element) and other.get("mime_type") == "text/plain":
            text = " ".join(other.astext().split())
            return "" if re.match(r"(alt\.\w*Chart\(|<\S+ object|\{)", text) else text
    return ""


def visit_html(self: Any, node: chart) -> None:
    """Write the figure: headline, subtitle, drawing, table, source."""
    self.body.append(_figure(self.builder.app, node))
    raise nodes.SkipNode


def visit_text(self: Any, node: chart) -> None:
    """Where nothing can be drawn, the alt text stands for the chart."""
    node.clear()
    node += nodes.Text(node["alt"])


def depart_text(self: Any, node: chart) -> None:
    """Nothing is left to close."""


def visit_plain(self: Any, node: chart) -> None:
    """The text builder collects lines and wants a paragraph around them."""
    paragraph = nodes.paragraph("", node["alt"])
    paragraph.walkabout(self)
    raise nodes.SkipNode


def _figure(app: Sphinx, node: chart) -> str:
    """The chart as HTML; what it needs beside the page is written on the way."""
    spec = json.loads(node["spec"])
    words, lang = spec.get("usermeta") or {}, app.config.reportcard_lang
    name = _id(app, node)
    drawers_of(app).wait(DRAWING, _picture(app, node))
    try:
        drawings = _drawings(app, node, spec, name)
    except ValueError as error:
        _warn(node, "chart", f"a chart that cannot be drawn: {' '.join(str(error).split()):.300}")
        return f"<p>{escape(node['alt'])}</p>\n"
    if not has_files(app):
        return Figure(name, node["alt"], words, lang, {}).html(drawings)
    files = _write_files(app, node, spec)
    live = files.pop("live")
    return Figure(name, node["alt"], words, lang, files, live).html(drawings)


def _picture(app: Sphinx, node: chart) -> Picture:
    return Picture(node["spec"], node["alt"], app.config.reportcard_lang)


def has_files(app: Sphinx) -> bool:
    """Whether the pages are a site, which has files beside them."""
    return app.builder.name in ("html", "dirhtml")


def _id(app: Sphinx, node: chart) -> str:
    """The figure's id; where all pages are one, with its page's name before it."""
    name: str = node["ids"][0]
    return name if has_files(app) else f"{_short(node['page'])}-{name}"


def _short(page: str) -> str:
    """The path of a page without the folder of the chapters."""
    return page.removeprefix("notebooks/").replace("/", "-")


def _drawings(app: Sphinx, node: chart, spec: Mapping[str, Any], name: str) -> str:
    """The chart in its natural width and, where the specification asks for it, for a phone.

    A book that is not a site has it once: paper has one width, and readers of EPUB scale it.
    """
    narrow = (spec.get("usermeta") or {}).get("narrow")
    if not has_files(app) or not narrow:
        return _drawing(app, node, spec, name, "wide")
    small = drawing.merged(spec, narrow)
    return _drawing(app, node, spec, name, "wide") + _drawing(app, node, small, name, "narrow")


def _drawing(app: Sphinx, node: chart, spec: Mapping[str, Any], name: str, width: str) -> str:
    drawn = drawing.draw(spec, cache_folder())
    paper = app.builder.name == "epub"
    svg, pixels, strangers = drawing.inline(
        drawn, f"{name}-{width}", rows="" if paper else name, as_variables=not paper
    )
    if strangers:
        found = ", ".join(strangers)
        _warn(node, "colour", f"a chart with colours that are not in reportcard.tokens: {found}")
    if pixels > WIDEST:
        _warn(node, "width", f"a chart {pixels:g} pixels wide; at most {WIDEST} fit on a page")
    return f'<div class="drawing {width}" style="max-width:{pixels:g}px">{svg}</div>\n'


def _write_files(app: Sphinx, node: chart, spec: Mapping[str, Any]) -> dict[str, str]:
    """Write what goes beside the page, the PNG when it is drawn; returns the addresses from the
    page, by name."""
    words, lang = spec.get("usermeta") or {}, app.config.reportcard_lang
    svg = takeaway.standalone(drawing.draw(spec, cache_folder()), words, node["alt"], lang)
    texts = {
        "SVG": svg.encode(),
        "PNG": b"",
        "live": live.script(node["ids"][0], spec, words.get("narrow")).encode(),
    }
    if words.get("table"):
        key = phrase("chart", "key", lang)
        texts = {"CSV": takeaway.table_csv(words["table"], key).encode()} | texts
    page = app.builder.get_target_uri(node["page"])
    number = node["ids"][0].removeprefix("chart-")
    found: dict[str, str] = {}
    for name, content in texts.items():
        ending = "js" if name == "live" else name.lower()
        path = f"{takeaway.FOLDER}/{_short(node['page'])}-{number}.{ending}"
        file = Path(app.outdir) / path
        if name == "PNG":
            drawn = partial(_write_png, file, svg)
            drawers_of(app).later(drawn, PICTURE, _picture(app, node))
        else:
            write_bytes(file, content)
        found[name] = relative_uri(page, path)
    return found


def _write_png(file: Path, svg: str) -> None:
    write_bytes(file, takeaway.png(svg, cache_folder()))


def _warn(node: chart, kind: str, message: str) -> None:
    _LOG.warning(message, location=where(node), type="reportcard", subtype=kind)


def _found(app: Sphinx, doctree: nodes.document) -> None:
    """Have the charts of a page drawn while others are read; those of a stock build it draws."""
    charts = list(doctree.findall(chart))
    _counted(app.env)[app.env.docname] = len(charts)
    if has_files(app) and app.config.nb_execution_mode == "off":
        drawers_of(app).ask([_picture(app, chart) for chart in charts])


def _counted(env: BuildEnvironment) -> dict[str, int]:
    """How many charts each page has, kept with the environment between builds."""
    counted: dict[str, int] = vars(env).setdefault("reportcard_charts", {})
    return counted


def _gather(_app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: Any) -> None:
    """Take over what another process read."""
    _counted(env).update({page: _counted(other).get(page, 0) for page in docnames})


def _tidy(app: Sphinx, error: Exception | None) -> None:
    """Remove the files of charts that a page no longer has."""
    if error is not None or not has_files(app):
        return
    counted = ((page, _counted(app.env).get(page, 0)) for page in app.env.found_docs)
    there = {f"{_short(page)}-{n}" for page, count in counted for n in range(1, count + 1)}
    for file in Path(app.outdir, takeaway.FOLDER).glob("*"):
        if file.stem not in there:
            file.unlink()


def _write_bundle(app: Sphinx, error: Exception | None) -> None:
    """Have Vega put beside the pages when it is there; they load it only when a chart is near."""
    if error is None and has_files(app):
        file = Path(app.outdir, "_static", live.BUNDLE)
        write = partial(_copy_bundle, file)
        drawers_of(app).later(write, BUNDLE)


def _copy_bundle(file: Path) -> None:
    write_bytes(file, live.bundle(cache_folder()))


def setup(app: Sphinx) -> None:
    """Register the chart node with every builder."""
    text = (visit_text, depart_text)
    app.add_node(
        chart,
        html=(visit_html, None),
        latex=text,
        man=text,
        texinfo=text,
        text=(visit_plain, None),
    )
    app.add_transform(NameCharts)
    app.connect("doctree-read", _found)
    app.connect("env-merge-info", _gather)
    app.connect("build-finished", _tidy)
    app.connect("build-finished", _write_bundle)
    app.connect("build-finished", ahead.end)
