"""What a kernel reads is written down, whatever else the kernel does meanwhile."""

import os
from pathlib import Path

import pytest

from reportcard.kernels import recording


def test_a_file_that_another_thread_opens_meanwhile_does_not_fail_the_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = {os.fspath(tmp_path / "first"), os.fspath(tmp_path / "second")}
    before, whole = set(opened), os.path.realpath

    def and_another(path: str) -> str:
        opened.add(f"{path} and another")
        return whole(path)

    monkeypatch.setattr(os.path, "realpath", and_another)
    assert set(recording.kept(opened)) == {whole(path) for path in before}
