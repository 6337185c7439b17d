"""Files that appear whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4


@contextmanager
def named(place: Path) -> Iterator[None]:
    """Errors of the system that do not say where (a full disk) name ``place``."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno is not None:
            raise type(error)(error.errno, error.strerror, str(place)) from None
        raise


@contextmanager
def staging(parent: Path, name: str = ".new-") -> Iterator[Path]:
    """A fresh folder inside ``parent``, gone at the end with whatever was not moved out of it.

    Who still writes there then finds it gone.
    """
    parent.mkdir(parents=True, exist_ok=True)
    folder = parent / f"{name}{uuid4().hex}"
    folder.mkdir()
    try:
        with named(parent):
            yield folder
    finally:
        gone = folder.with_name(f".old-{folder.name}")
        with suppress(OSError):  # it may have been moved out itself
            folder.rename(gone)
        for left in (gone, folder):
            shutil.rmtree(left, ignore_errors=True)


def same(new: Path, old: Path) -> bool:
    """Whether a file is there already, byte for byte."""
    return old.is_file() and old.read_bytes() == new.read_bytes()


def write_whole(path: Path, text: str) -> bool:
    """Replace a file by one rename; False where it says that already."""
    return write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> bool:
    """Replace a file by one rename; False where it holds that already."""
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".new-{uuid4().hex}")
    try:
        with named(path.parent), new.open("xb") as file:
            file.write(data)
        if path.exists():
            new.chmod(path.stat().st_mode & 0o777)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return True


def replace_folder(new: Path, place: Path, aside: Path) -> None:
    """Put a finished folder in its place; ``aside`` takes the old one, which a failure restores."""
    for folder in (place, aside):
        folder.parent.mkdir(parents=True, exist_ok=True)
    had_old = place.exists()
    if had_old:
        place.rename(aside)
    try:
        new.rename(place)
    except BaseException:
        if had_old:
            aside.rename(place)
        raise


@contextmanager
def replaced(new: Path, place: Path, aside: Path) -> Iterator[None]:
    """A finished folder in its place; the old one comes back where what follows fails."""
    replace_folder(new, place, aside)
    try:
        yield
    except BaseException:
        place.rename(new)
        if aside.exists():
            aside.rename(place)
        raise
