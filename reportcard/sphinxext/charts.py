"""Charts: a stored Vega-Lite output becomes a figure of the page, drawn when the book is built.

A chart's output holds the specification and, as ``text/plain``, its alt text. Everything that is
words stands in the specification's ``usermeta`` and becomes HTML:

``headline``  the message, ``subtitle`` the statistic and its unit, ``source`` the line under it,
``table``     rows of text, the first one the header: what the chart shows, to read,
``narrow``    changes to the specification for a phone, such as ``{"width": 260}``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin, NbElementRenderer
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from reportcard.labels import marked, phrase
from reportcard.sphinxext import drawing
from reportcard.sphinxext.places import where

MIME = "application/vnd.vegalite.v6+json"
WIDEST = 660
"""No chart is drawn wider than this (pixels), or its text would shrink to nothing."""

_LOG = logging.getLogger(__name__)
_NUMERIC = re.compile(r"^[<>≤≥≈~]?\s?[+\-−]?\d")


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
        return [chart(spec=json.dumps(data.content, sort_keys=True, ensure_ascii=False))]


class NameCharts(SphinxTransform):
    """Gives each chart of a page its id and the alt text that stands beside it."""

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        """Run over one page, right after it was read."""
        for number, node in enumerate(self.document.findall(chart), start=1):
            node["ids"] = [f"chart-{number}"]
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
    spec = json.loads(node["spec"])
    words = spec.get("usermeta") or {}
    lang = app.config.reportcard_lang
    inner = [
        f'<p class="{name}">{marked(words[key], lang)}</p>\n'
        for key, name in (("headline", "headline"), ("subtitle", "sub"))
        if words.get(key)
    ]
    inner.append(_drawings(app, node, spec))
    if words.get("table"):
        inner.append(_details(words["table"], words.get("headline") or node["alt"], lang))
    if words.get("source"):
        inner.append(f"<figcaption>{marked(words['source'], lang)}</figcaption>\n")
    return f'<figure class="chart" id="{node["ids"][0]}">\n{"".join(inner)}</figure>\n'


def _drawings(app: Sphinx, node: chart, spec: Mapping[str, Any]) -> str:
    """The chart in its natural width and, where the specification asks for it, for a phone."""
    narrow = (spec.get("usermeta") or {}).get("narrow")
    if app.builder.name == "epub" or not narrow:
        return _drawing(app, node, spec)
    small = drawing.merged(spec, narrow)
    return _drawing(app, node, spec, "wide") + _drawing(app, node, small, "narrow", "-narrow")


def _drawing(
    app: Sphinx, node: chart, spec: Mapping[str, Any], name: str = "", suffix: str = ""
) -> str:
    cache = Path(app.doctreedir) / "charts"
    try:
        drawn = drawing.draw(spec, cache)
    except ValueError as error:
        _warn(node, "chart", f"a chart that cannot be drawn: {' '.join(str(error).split()):.300}")
        return f"<p>{escape(node['alt'])}</p>\n"
    prefix = node["ids"][0] + suffix
    as_variables = app.builder.name != "epub"
    svg, width, strangers = drawing.inline(
        drawn, prefix, alt=node["alt"], as_variables=as_variables
    )
    if strangers:
        found = ", ".join(strangers)
        _warn(node, "colour", f"a chart with colours that are not in reportcard.tokens: {found}")
    if width > WIDEST:
        _warn(node, "width", f"a chart {width:g} pixels wide; at most {WIDEST} fit on a page")
    classes = f"drawing {name}".rstrip()
    return f'<div class="{classes}" style="max-width:{width:g}px">{svg}</div>\n'


def _warn(node: chart, kind: str, message: str) -> None:
    _LOG.warning(message, location=where(node), type="reportcard", subtype=kind)


def _details(table: Sequence[Sequence[Any]], label: str, lang: str) -> str:
    """What the chart shows as a table, folded away under it."""
    header, *rows = [[str(cell) for cell in row] for row in table]
    right = [_right(column) for column in zip(header, *rows, strict=True)]
    head = "".join(
        f'<th scope="col"{_class(r)}>{marked(cell, lang)}</th>'
        for cell, r in zip(header, right, strict=True)
    )
    body = "".join(f"<tr>{_row(row, right, lang)}</tr>\n" for row in rows)
    word = phrase("site", "table", lang)
    name = escape(f"{word}: {label}", quote=True)
    return (
        f'<details class="data"><summary>{word}</summary>\n'
        f'<div class="rc-table" role="region" tabindex="0" aria-label="{name}">\n'
        f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div></details>\n"
    )


def _row(cells: Sequence[str], right: Sequence[bool], lang: str) -> str:
    first = f'<th scope="row">{marked(cells[0], lang)}</th>'
    rest = zip(cells[1:], right[1:], strict=True)
    return first + "".join(f"<td{_class(r)}>{marked(cell, lang)}</td>" for cell, r in rest)


def _class(right: bool) -> str:
    return ' class="r"' if right else ""


def _right(column: Sequence[str]) -> bool:
    """Whether a column holds numbers under its header: they stand flush right."""
    filled = [cell for cell in column[1:] if cell]
    return bool(filled) and all(_NUMERIC.match(cell) for cell in filled)


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
