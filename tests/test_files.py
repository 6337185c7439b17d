"""A file appears whole, with the permissions that this process gives to new ones."""

import os
from pathlib import Path

import pytest

from reportcard.files import replace_folder, staging, write_bytes


@pytest.mark.parametrize("mask", [0o022, 0o027, 0o077])
def test_what_is_made_has_the_usual_permissions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mask: int
) -> None:
    before = os.umask(mask)
    try:
        monkeypatch.setattr(os, "umask", lambda _mask: pytest.fail("threads share it"))
        assert write_bytes(tmp_path / "new", b"1")
        with staging(tmp_path) as stage:
            replace_folder(stage, tmp_path / "site" / "en", tmp_path / "old")
    finally:
        monkeypatch.undo()
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o666 & ~mask
    assert (tmp_path / "site" / "en").stat().st_mode & 0o777 == 0o777 & ~mask


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "old"
    file.write_bytes(b"1")
    file.chmod(0o600)
    assert write_bytes(file, b"2")
    assert not write_bytes(file, b"2")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"2", 0o600)
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
