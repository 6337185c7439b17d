"""From a Vega-Lite specification to an SVG that can stand inside a page.

What vl-convert draws is made lighter and safe to inline: colours become the book's CSS variables,
text takes the page's font, ids are unique, invisible marks and per-mark descriptions go.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import noto_cjk_sans_otc
import vl_convert

from reportcard import tokens
from reportcard.captions import ROW
from reportcard.files import write_bytes
from reportcard.memory import lasting

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_COLOURED = ("fill", "stroke", "stop-color")
_GEOMETRY = ("d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "r")
_NO_COLOUR = ("none", "transparent")
FONTCONFIG = "FONTCONFIG_FILE"
DRAWN_WITH = ("vl-convert-python", "noto-cjk-sans-otc")
"""The packages that a drawing depends on."""
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


@lasting
@cache
def register_fonts() -> None:
    """Have vl-convert draw in fonts that are the same on every machine: its own, and for Chinese
    one of a package.

    Those of the system are none of them; reading their files at each letter takes longer, too. It
    looks for them once, the first time it draws, where fontconfig is told to.
    """
    before = os.environ.get(FONTCONFIG)
    os.environ[FONTCONFIG] = str(Path(__file__).with_name("fonts.conf"))
    try:
        vl_convert.register_font_directory(str(Path(str(noto_cjk_sans_otc.FONT_PATH)).parent))
    finally:
        del os.environ[FONTCONFIG]
        if before is not None:
            os.environ[FONTCONFIG] = before


@lasting
@cache
def vegalite() -> str:
    """The newest Vega-Lite 6 that vl-convert carries; registers the Chinese font on the way."""
    register_fonts()
    sixes = [v for v in vl_convert.get_vegalite_versions() if v.startswith("6.")]
    return max(sixes, key=lambda v: [int(part) for part in v.split(".")])


def bare(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A specification without the words around it."""
    return {key: value for key, value in spec.items() if key != "usermeta"}


def draw(spec: Mapping[str, Any], folder: Path) -> str:
    """The SVG of ``spec`` as vl-convert draws it, from ``folder`` where it was drawn before.

    Raises ``ValueError`` for a specification that Vega-Lite refuses.
    """
    version, plain = vegalite(), bare(spec)

    def drawn() -> bytes:
        svg: str = vl_convert.vegalite_to_svg(plain, vl_version=version, allowed_base_urls=[])
        return svg.encode()

    return cached(folder, _source(spec), ".svg", drawn).decode()


def is_drawn(spec: Mapping[str, Any], folder: Path) -> bool:
    """Whether ``spec`` was drawn before."""
    return _place(folder, _source(spec), ".svg").exists()


def _source(spec: Mapping[str, Any]) -> str:
    return f"{vegalite()} {json.dumps(bare(spec), sort_keys=True, ensure_ascii=False)}"


def cached(folder: Path, source: str, ending: str, make: Callable[[], bytes]) -> bytes:
    """What was made of ``source`` with these versions, made where it is not there."""
    file = _place(folder, source, ending)
    if file.exists():
        return file.read_bytes()
    made = make()
    write_bytes(file, made)
    return made


@lasting
@cache
def _versions() -> str:
    return " ".join(map(metadata.version, DRAWN_WITH))


def _place(folder: Path, source: str, ending: str) -> Path:
    stamp = f"{_versions()} {source}"
    return folder / f"{hashlib.sha256(stamp.encode()).hexdigest()}{ending}"


def inline(
    svg: str, prefix: str, *, rows: str = "", alt: str = "", as_variables: bool = True
) -> tuple[str, float, list[str]]:
    """A drawn SVG made ready for the page.

    ``prefix`` begins its ids. ``rows`` begins the ids of the rows to which its marks lead, none:
    they lead nowhere. With ``alt`` it is an image of its own, without it stands beside one.

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
    _link(root, rows)
    _rename_ids(root, prefix)
    height = root.get("height", "0")
    root.attrib.clear()
    root.attrib.update(
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {float(height):g}",
        width=f"{width:g}",
        height=f"{float(height):g}",
    )
    beside = {"aria-hidden": "true", "focusable": "false"}
    root.attrib.update({"role": "img", "aria-label": alt} if alt else beside)
    return ET.tostring(root, encoding="unicode"), width, strangers


def _link(parent: ET.Element, rows: str) -> None:
    """Marks lead to their rows, by one link for all that stand together; or nowhere."""
    for child in list(parent):
        _link(child, rows)
    kept: list[ET.Element] = []
    for child in parent:
        if child.tag != "a":
            kept.append(child)
            continue
        # vl-convert resolves a link against an address of its own
        _, _, row = child.attrib.pop(_HREF, "").rpartition(ROW)
        href = f"#{rows}-{row}"
        if not rows:
            kept.extend(child)
        elif kept and kept[-1].tag == "a" and kept[-1].get("href") == href:
            kept[-1].extend(child)
        else:
            child.attrib.update({"href": href, "tabindex": "-1"})
            kept.append(child)
    parent[:] = kept


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
        names[name] = f"{prefix}-id{number}"
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
