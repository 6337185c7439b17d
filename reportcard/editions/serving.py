"""The built site on this machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from reportcard.editions.chapters import SITE
from reportcard.errors import Problem, ReportcardError

HOST = "127.0.0.1"


def serve_site(project: Path, port: int, say: Callable[[str], None]) -> None:
    """Serve the site on this machine until interrupted. Raises ReportcardError without a site."""
    site = project / SITE
    if not (site / "index.html").is_file():
        raise ReportcardError(Problem("there is no site yet", "Make it:  reportcard build"))
    try:
        server = ThreadingHTTPServer((HOST, port), partial(_Quiet, directory=str(site)))
    except (OSError, OverflowError) as error:
        remedy = f"Name another:  reportcard serve --port {port + 1}"
        raise ReportcardError(Problem(f"port {port} cannot be used: {error}", remedy)) from None
    with server:
        say(f"http://{HOST}:{server.server_port}/  (Ctrl-C stops)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("stopped")


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""
