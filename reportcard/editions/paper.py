"""The PDF of an edition: its pages as one, printed twice, since page numbers follow printing."""

from __future__ import annotations

from pathlib import Path

from reportcard.editions.imprint import Imprint
from reportcard.editions.printing import date_pdf, name_outline, pages_of, print_page
from reportcard.editions.whole import Part, parts_of, titles, whole_page

PAGE, COVER = "index.html", "cover.svg"
WHOLE = "whole.html"


def make_pdf(imprint: Imprint, single: Path, pdf: Path) -> None:
    """Print the book that Sphinx's ``singlehtml`` wrote into ``single``. Raises NotPrinted."""
    parts = parts_of((single / PAGE).read_text("utf-8"), imprint.say("notes"))
    cover = (single / COVER).read_text("utf-8") if (single / COVER).is_file() else ""
    first = pdf.with_suffix(".first.pdf")
    _print(imprint, parts, cover, single, first, {})
    pages = pages_of(first)
    first.unlink()
    _print(imprint, parts, cover, single, pdf, pages)
    name_outline(pdf, [imprint.say("contents"), *titles(parts)])
    date_pdf(pdf, imprint.day)


def _print(
    imprint: Imprint,
    parts: list[Part],
    cover: str,
    single: Path,
    pdf: Path,
    pages: dict[str, int],
) -> None:
    (single / WHOLE).write_text(whole_page(imprint, parts, cover, pages), "utf-8")
    print_page(single / WHOLE, pdf)
