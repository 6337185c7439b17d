"""One server on this machine for both books and the hosts that one of them asks.

The browser takes every host name to this server, so a page that asks a content delivery network
is answered here, from npm packages, at once and without encryption (which favours that page), and
nothing leaves the machine. What was answered is written down with its size.
"""

from __future__ import annotations

import gzip
import mimetypes
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from reportcard.bench.packages import File, Packages

HOST = "127.0.0.1"
HOSTS = re.compile(rb"https(?=://(?:cdn\.jsdelivr\.net|unpkg\.com)/)")
"""The scheme before a host that is answered here, in pages and scripts."""
TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")
KINDS = {
    "text/html": "page",
    "text/css": "style",
    "text/javascript": "script",
    "application/javascript": "script",
}


@lru_cache(maxsize=1024)
def gzipped(body: bytes) -> int:
    """How long a text is under gzip at its usual level, 6; headers are not counted."""
    return len(gzip.compress(body, compresslevel=6, mtime=0))


@dataclass(frozen=True)
class Answer:
    """One answered request; ``elsewhere`` where a page asked another host."""

    address: str
    content_type: str
    body: bytes = field(repr=False)
    elsewhere: bool = False

    @property
    def kind(self) -> str:
        """page, style, script, or other: fonts, images, data."""
        return KINDS.get(self.content_type, "other")

    @property
    def raw(self) -> int:
        """Bytes as they are."""
        return len(self.body)

    @property
    def gzip(self) -> int:
        """Bytes as they travel: texts under gzip, fonts and images as they are."""
        return gzipped(self.body) if self.content_type.startswith(TEXT) else self.raw


@dataclass
class Desk:
    """The books by the first part of their path, the packages, and what was answered so far."""

    books: Mapping[str, Path]
    packages: Packages
    answers: list[Answer] = field(default_factory=list)
    port: int = 0

    def answer(self, host: str, path: str) -> Answer | None:
        """What a request gets, written down; None where there is nothing."""
        address, elsewhere = f"{host}{path}", host != f"{HOST}:{self.port}"
        found = self.packages.file(address) if elsewhere else self._page(path)
        if found is None:
            return None
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        self.answers.append(Answer(address, kind, found.body, elsewhere))
        return self.answers[-1]

    def _page(self, path: str) -> File | None:
        name, _, rest = unquote(urlsplit(path).path).lstrip("/").partition("/")
        if name not in self.books:
            return None
        folder = self.books[name].resolve()
        file = (folder / (rest or "index.html")).resolve()
        if not (file.is_relative_to(folder) and file.is_file()):
            return None
        return File(file.name, file.read_bytes())


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        found = cast(_Server, self.server).desk.answer(self.headers.get("Host", ""), self.path)
        if found is None:
            self.send_error(404)
            return
        text, body = found.content_type.startswith(TEXT), found.body
        if found.kind in ("page", "script"):
            body = HOSTS.sub(b"http", body)
        self.send_response(200)
        self.send_header("Content-Type", found.content_type + "; charset=utf-8" * text)
        self.send_header("Content-Length", str(len(body)))
        if found.elsewhere:
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Cache-Control", "public, max-age=604800")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, desk: Desk) -> None:
        super().__init__((HOST, 0), _Handler)
        self.desk = desk
        desk.port = self.server_port

    def handle_error(self, *_arguments: Any) -> None:
        """A browser that hangs up, or speaks TLS to a plain server, is no event."""


@contextmanager
def serving(books: Mapping[str, Path], packages: Packages) -> Iterator[Desk]:
    """A server at work on a port of its own, until the block ends."""
    desk = Desk(books, packages)
    with _Server(desk) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield desk
        finally:
            server.shutdown()
            thread.join()
