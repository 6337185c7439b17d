"""Files of a content delivery network, answered from npm packages instead.

An address such as ``cdn.jsdelivr.net/npm/vega@6`` names a package, a version (or a part of one)
and a file, by default the one its ``package.json`` offers to such networks. Packages are fetched
with ``npm pack`` once and kept; the network itself is never asked.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tarfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

ADDRESS = re.compile(
    r"(?:cdn\.jsdelivr\.net/npm|unpkg\.com)/"
    r"(?P<name>(?:@[\w.-]+/)?[\w.-]+)(?:@(?P<version>[\w.^~-]+))?(?:/(?P<file>[^?#]+))?(?:[?#].*)?"
)
DEFAULTS = ("jsdelivr", "unpkg", "browser", "main")
PATIENCE = 120
"""Seconds npm gets for a package."""


@dataclass(frozen=True)
class File:
    """A file of a package."""

    name: str
    body: bytes


@dataclass
class Packages:
    """npm packages in a folder; ``used`` says which versions answered, ``absent`` what did not."""

    folder: Path
    npm: str | None = field(default_factory=lambda: shutil.which("npm"))
    used: dict[str, str] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    _answers: dict[str, File | None] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def file(self, address: str) -> File | None:
        """The file behind an address without its scheme; None where it cannot be had."""
        with self._lock:
            if address not in self._answers:
                self._answers[address] = self._find(address)
                if self._answers[address] is None:
                    self.absent.add(address)
            return self._answers[address]

    def _find(self, address: str) -> File | None:
        found = ADDRESS.fullmatch(address)
        if not found:
            return None
        wanted = found["name"] + (f"@{found['version']}" if found["version"] else "")
        archive = self._archive(wanted)
        if archive is None:
            return None
        with tarfile.open(archive) as package:
            about = json.loads(_read(package, "package/package.json") or b"{}")
            self.used[wanted] = f"{about.get('name')} {about.get('version')}"
            names = (about.get(key) for key in DEFAULTS)
            name = found["file"] or next((n for n in names if isinstance(n, str)), "index.js")
            body = _read(package, f"package/{name.removeprefix('./')}")
        return None if body is None else File(name, body)

    def _archive(self, wanted: str) -> Path | None:
        """The package as npm packs it, from the folder or from npm."""
        kept = self.folder / f"{wanted.replace('/', '+')}.tgz"
        if kept.is_file() or self.npm is None:
            return kept if kept.is_file() else None
        self.folder.mkdir(parents=True, exist_ok=True)
        command = (self.npm, "pack", "--json", "--pack-destination", str(self.folder), wanted)
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return None
        if done.returncode:
            return None
        return Path(self.folder, json.loads(done.stdout)[0]["filename"]).rename(kept)


def _read(package: tarfile.TarFile, name: str) -> bytes | None:
    try:
        file = package.extractfile(name)
    except KeyError:
        return None
    return file.read() if file else None
