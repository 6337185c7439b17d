"""The built site on this machine, to be looked at; while it is watched, pages reload themselves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from reportcard.editions.chapters import SITE
from reportcard.errors import Problem, ReportcardError

HOST = "127.0.0.1"
RELOADS = "/.reloads"
_WAIT = b"<!doctype html><body><p>The book is being made. This page reloads when it is.</body>"
_SCRIPT = f"""<script>
new EventSource("{RELOADS}").onmessage = () => location.reload();
</script>"""


class SiteServer(ThreadingHTTPServer):
    """Serves the site of a project; ``renewed`` tells the pages that are open to reload."""

    daemon_threads = True

    def __init__(self, project: Path, port: int, handler: type[SimpleHTTPRequestHandler]) -> None:
        self.renewals = 0
        self._news = threading.Condition()
        try:
            super().__init__((HOST, port), partial(handler, directory=str(project / SITE)))
        except (OSError, OverflowError) as error:
            remedy = f"Name another:  reportcard serve --port {port + 1}"
            raise ReportcardError(Problem(f"port {port} cannot be used: {error}", remedy)) from None

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.server_port}/"

    def renewed(self) -> None:
        """The site has been made anew."""
        with self._news:
            self.renewals += 1
            self._news.notify_all()

    def wait_for_news(self, known: int) -> int:
        """Wait until there are more renewals than are known; returns how many there are."""
        with self._news:
            self._news.wait_for(lambda: self.renewals > known)
            return self.renewals

    def handle_error(self, *_arguments: Any) -> None:
        """A browser that hangs up is no event."""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


class Reloading(Quiet):
    """The same; each page also listens for the next one that takes its place."""

    server: SiteServer

    def do_GET(self) -> None:
        """Answer a request: the news, a page with the script that waits for them, or a file."""
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.partition("?")[0].endswith("/"):
            path /= "index.html"
        if self.path == RELOADS:
            self._tell_news()
        elif path.suffix == ".html" and path.is_file():
            self._send_page(path.read_bytes())
        elif self.path == "/":
            self._send_page(_WAIT)
        else:
            super().do_GET()

    def _send_page(self, page: bytes) -> None:
        text, end, rest = page.rpartition(b"</body>")
        body = text + _SCRIPT.encode() + end + rest
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def _tell_news(self) -> None:
        """Events for as long as the page is open, see ``EventSource``."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        known = self.server.renewals
        while True:
            known = self.server.wait_for_news(known)
            self.wfile.write(f"data: {known}\n\n".encode())
            self.wfile.flush()


def serve_site(project: Path, port: int, say: Callable[[str], None]) -> None:
    """Serve the site on this machine until interrupted. Raises ReportcardError without a site."""
    if not (project / SITE / "index.html").is_file():
        raise ReportcardError(Problem("there is no site yet", "Make it:  reportcard build"))
    with SiteServer(project, port, Quiet) as server:
        say(f"{server.address}  (Ctrl-C stops)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("stopped")
