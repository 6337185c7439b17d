"""A file appears whole, with the permissions that this process gives to new ones."""

import os
from pathlib import Path

import pytest

from reportcard.files import write_bytes


def test_what_other_threads_make_meanwhile_has_its_own_permissions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0o027)
    try:
        monkeypatch.setattr(os, "umask", lambda _mask: pytest.fail("threads share it"))
        assert write_bytes(tmp_path / "new", b"1")
    finally:
        monkeypatch.undo()
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "old"
    file.write_bytes(b"1")
    file.chmod(0o600)
    assert write_bytes(file, b"2")
    assert not write_bytes(file, b"2")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"2", 0o600)
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
