"""From a Vega-Lite specification to an SVG that can stand inside a page.

What vl-convert draws is made lighter and safe to inline: colours become the book's CSS variables,
text takes the page's font, ids are unique, invisible marks and per-mark descriptions go.
"""

from __future__ import annotations

import hashlib
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import noto_cjk_sans_otc
import vl_convert

from reportcard import tokens

_SVG = "{http://www.w3.org/2000/svg}"
_COLOURED = ("fill", "stroke", "stop-color")
_GEOMETRY = ("d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "r")
_NO_COLOUR = ("none", "transparent")
_NAMED = {"white": "#ffffff", "#fff": "#ffffff", "black": "#000000", "#000": "#000000"}
_LONG_DECIMAL = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_RGB = re.compile(r"rgb\((\d+), ?(\d+), ?(\d+)\)")


def merged(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """``base`` with ``change`` laid over it, table by table."""
    result = dict(base)
    for key, value in change.items():
        old = result.get(key)
        both = isinstance(old, Mapping) and isinstance(value, Mapping)
        result[key] = merged(old, value) if both else value  # type: ignore[arg-type]
    return result


@cache
def register_fonts() -> None:
    """Let vl-convert draw Chinese in a font that is the same on every machine."""
    vl_convert.register_font_directory(str(Path(str(noto_cjk_sans_otc.FONT_PATH)).parent))


@cache
def _version() -> str:
    """The newest Vega-Lite 6 that vl-convert carries; registers the Chinese font on the way."""
    register_fonts()
    sixes = [v for v in vl_convert.get_vegalite_versions() if v.startswith("6.")]
    return max(sixes, key=lambda v: [int(part) for part in v.split(".")])


def draw(spec: Mapping[str, Any], cache_folder: Path) -> str:
    """The SVG of ``spec`` as vl-convert draws it, from ``cache_folder`` where it was drawn before.

    Raises ``ValueError`` for a specification that Vega-Lite refuses.
    """
    bare = {key: value for key, value in spec.items() if key != "usermeta"}
    text = json.dumps(bare, sort_keys=True, ensure_ascii=False)
    version = _version()
    stamp = f"{metadata.version('vl-convert-python')} {version} {text}"
    file = cache_folder / f"{hashlib.sha256(stamp.encode()).hexdigest()}.svg"
    if file.exists():
        return file.read_text("utf-8")
    svg: str = vl_convert.vegalite_to_svg(bare, vl_version=version, allowed_base_urls=[])
    cache_folder.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(svg, "utf-8")
    part.replace(file)
    return svg


def inline(
    svg: str, prefix: str, *, alt: str, as_variables: bool = True
) -> tuple[str, float, list[str]]:
    """A drawn SVG made ready for the page.

    Returns the markup, its natural width in pixels, and the colours that are no token of the
    book (they would not follow the dark theme).
    """
    root = ET.fromstring(svg)
    width = float(root.get("width", "0"))
    backdrop = root.find(f"{_SVG}rect")
    if backdrop is not None:
        root.remove(backdrop)
    _drop_invisible(root)
    strangers = _colour(root, as_variables)
    for element in root.iter():
        _lighten(element)
    _rename_ids(root, prefix)
    height = root.get("height", "0")
    root.attrib.clear()
    root.attrib.update(
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {float(height):g}",
        width=f"{width:g}",
        height=f"{float(height):g}",
        role="img",
    )
    root.set("aria-label", alt)
    return ET.tostring(root, encoding="unicode"), width, strangers


def _drop_invisible(parent: ET.Element) -> None:
    """Take out what nobody sees: hidden labels, empty paths, groups that hold nothing."""
    for child in list(parent):
        _drop_invisible(child)
        path = child.tag == f"{_SVG}path"
        hidden = child.get("display") == "none" or child.get("opacity") == "0"
        empty = path and (not child.get("d") or "M0,0h0v0h0Z" in child.get("d", ""))
        unpainted = path and "background" in child.get("class", "") and not _painted(child)
        hollow = child.tag == f"{_SVG}g" and len(child) == 0
        if hidden or empty or unpainted or hollow:
            parent.remove(child)


def _painted(element: ET.Element) -> bool:
    return any(element.get(name, "none") not in _NO_COLOUR for name in ("fill", "stroke"))


def _colour(root: ET.Element, as_variables: bool) -> list[str]:
    """Replace token colours by their variables; return the colours that are no token."""
    known = tokens.variables()
    strangers: set[str] = set()
    for element in root.iter():
        for name in _COLOURED:
            value = _plain(element.get(name, "none"))
            if value in _NO_COLOUR or value.startswith(("url(", "var(")):
                continue
            if value not in known:
                strangers.add(value)
            elif as_variables:
                element.set(name, known[value])
    return sorted(strangers)


def _plain(value: str) -> str:
    value = value.strip().lower()
    if match := _RGB.fullmatch(value):
        return "#" + "".join(f"{int(part):02x}" for part in match.groups())
    return _NAMED.get(value, value)


def _lighten(element: ET.Element) -> None:
    """Drop namespace, fonts, classes and descriptions; two decimals are enough for a screen."""
    element.tag = element.tag.removeprefix(_SVG)
    for name in list(element.attrib):
        if name.startswith("aria-") or name in ("class", "role", "font-family", "pointer-events"):
            del element.attrib[name]
        elif name in _GEOMETRY:
            element.set(name, _LONG_DECIMAL.sub(_two_places, element.attrib[name]))
    if element.get("opacity") == "1":
        del element.attrib["opacity"]


def _two_places(match: re.Match[str]) -> str:
    short = f"{float(match.group()):.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def _rename_ids(root: ET.Element, prefix: str) -> None:
    """Number ids in order of appearance under ``prefix``: vl-convert counts per process."""
    names = {element.get("id", ""): "" for element in root.iter() if element.get("id")}
    for number, name in enumerate(names, start=1):
        names[name] = f"{prefix}-{number}"
    for element, name in _attributes(root):
        value = element.attrib[name]
        if name == "id":
            element.set(name, names[value])
        elif (match := re.fullmatch(r"(url\()?#(.+?)(\)?)", value)) and match[2] in names:
            element.set(name, f"{match[1] or ''}#{names[match[2]]}{match[3]}")


def _attributes(root: ET.Element) -> Iterator[tuple[ET.Element, str]]:
    for element in root.iter():
        for name in list(element.attrib):
            yield element, name
