"""What makes a chart live: its specification as a script of its own, and Vega, once for the site.

Both are classic scripts, which a browser also loads from a folder on disk.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import vl_convert

from reportcard import tokens
from reportcard.captions import ROW
from reportcard.sphinxext import drawing

BUNDLE = "vega.js"
_COLOUR = re.compile(r'"(#[0-9a-f]{6})"')
_SNIPPET = "window.vegaEmbed = vegaEmbed;"


def bundle(cache_folder: Path) -> bytes:
    """Vega, Vega-Lite and Vega-Embed in the version that drew the still charts."""
    version = drawing.vegalite()

    def made() -> bytes:
        text: str = vl_convert.javascript_bundle(_SNIPPET, vl_version=version)
        return f"(() => {{\n{text}\n}})();\n".encode()  # its short names are nobody else's

    return drawing.cached(cache_folder, f"bundle {version} {_SNIPPET}", ".js", made)


def script(figure: str, spec: Mapping[str, Any], narrow: Mapping[str, Any] | None) -> str:
    """Hands the specifications of a chart over to ``charts.js``, colours as the page's variables.

    Marks lead to the rows of ``figure``. The narrow specification is whole, so that the script
    need not know how the two differ.
    """
    widths = {"wide": spec} | ({"narrow": drawing.merged(spec, narrow)} if narrow else {})
    known = tokens.variables()
    text = json.dumps(
        {name: drawing.bare(one) | {"background": None} for name, one in widths.items()},
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    text = _COLOUR.sub(lambda found: f'"{known.get(found[1], found[1])}"', text)
    text = text.replace(f'"{ROW}', f'"#{figure}-').replace("</", "<\\/")
    return f"reportcard.chart({json.dumps(figure)}, {text});\n"
