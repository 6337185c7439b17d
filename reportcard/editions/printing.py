"""Printing a page with the Chromium of the machine: from a file to a PDF, with nothing asked of
the network."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from reportcard import chromium
from reportcard.errors import Problem, ReportcardError

FLAGS = (
    *chromium.FLAGS,
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)
SECONDS = 180
_PAGE = re.compile(rb"(\d+) 0 obj\s*<</Type /Page\s")
_PLACE = re.compile(rb"/(?!Dest )([\w#%.-]+) \[(\d+) 0 R /XYZ")
_MARK = re.compile(
    rb"(\d+) 0 obj\s*<</Title (\((?:\\.|[^\\)])*\)|<[0-9A-F]+>)(?=\s*/Dest )", re.DOTALL
)
_MADE = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}[^)]*\)")


class NotPrinted(ReportcardError):
    """A page that could not be printed; the message says why, and what to do."""


def browser() -> str:
    """The Chromium on the path. Raises NotPrinted without one."""
    found = chromium.on_path()
    if found is None:
        raise NotPrinted(Problem("no Chromium on the path", "Install it:  scripts/debian.sh book"))
    return found


def print_page(page: Path, pdf: Path) -> None:
    """Print a page (UTF-8 HTML) to a tagged PDF with an outline. Raises NotPrinted."""
    profile = pdf.with_suffix(".profile")
    flags = (*FLAGS, f"--user-data-dir={profile}", f"--print-to-pdf={pdf}")
    try:
        said = _run((browser(), *flags, page.resolve().as_uri()))
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    if not pdf.is_file() or not pdf.stat().st_size:
        last = next((line for line in reversed(said.splitlines()) if line.strip()), "no message")
        raise NotPrinted(Problem(f"Chromium printed nothing: {last.strip()}"))


def _run(command: Sequence[str]) -> str:
    """What a program of its own process group said; ended with all it started when it is late."""
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            return process.communicate(timeout=SECONDS)[0]
        except subprocess.TimeoutExpired:
            raise NotPrinted(Problem(f"Chromium still prints after {SECONDS} seconds")) from None
        finally:
            if process.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)


def pages_of(pdf: Path) -> dict[str, int]:
    """On which page (from 1) each anchor stands that a link of the document leads to.

    Read from the file as Chromium writes it, for names of letters, digits and hyphens. Raises
    NotPrinted where it names no anchor at all.
    """
    data = pdf.read_bytes()
    order = {int(found[1]): page for page, found in enumerate(_PAGE.finditer(data), 1)}
    places = {
        name.decode(): order[int(page)] for name, page in _PLACE.findall(data) if int(page) in order
    }
    if not places:
        raise NotPrinted(Problem("Chromium's PDF does not say where its links lead"))
    return places


def date_pdf(pdf: Path, day: date) -> None:
    """Let a PDF say that it was made on a day: that of the documents, so that builds agree."""
    made = f"{day:%Y%m%d}000000+00'00'".encode()
    data = pdf.read_bytes()
    dated = _MADE.sub(lambda found: found[1] + made + b")", data)
    if len(dated) != len(data):
        raise NotPrinted(Problem("Chromium's PDF is dated in a form that cannot be replaced"))
    pdf.write_bytes(dated)


def name_outline(pdf: Path, titles: Sequence[str]) -> None:
    """Give the entries of a PDF's outline the titles of its headings, in their order.

    Chromium says the start of a Chinese title twice, where its glyphs come from several fonts of
    the file. A title takes the place of a longer one; an outline of another length stays as it is.
    """
    data = pdf.read_bytes()
    marks = sorted(_MARK.finditer(data), key=lambda mark: int(mark[1]))
    if len(marks) != len(titles):
        return
    pieces, end = [], 0
    for mark, title in sorted(zip(marks, titles, strict=True), key=lambda pair: pair[0].start()):
        named = _pdf_string(title).ljust(len(mark[2]))
        pieces += [data[end : mark.start(2)], named if len(named) == len(mark[2]) else mark[2]]
        end = mark.end(2)
    pdf.write_bytes(b"".join(pieces) + data[end:])


def _pdf_string(text: str) -> bytes:
    if text.isascii():
        return b"(" + re.sub(r"([\\()])", r"\\\1", text).encode() + b")"
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"
