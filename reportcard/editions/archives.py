"""Zip files that are the same byte for byte wherever and whenever they are made."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

MODE = 0o644
_UNIX = 3


def write_zip(
    path: Path, files: Mapping[str, bytes | Path], day: date, stored: Collection[str] = ()
) -> None:
    """Write ``files`` by their names, all dated ``day``; ``stored`` ones first and uncompressed."""
    names = [*stored, *sorted(set(files) - set(stored))]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in names:
            content = files[name]
            info = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            info.create_system = _UNIX
            info.external_attr = MODE << 16
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            data = content.read_bytes() if isinstance(content, Path) else content
            archive.writestr(info, data)
