"""What a kernel reads is written down, whatever else the kernel does meanwhile."""

import os
from pathlib import Path

import pytest

from reportcard import reads
from reportcard.kernels import recording


def test_a_file_that_another_thread_opens_meanwhile_does_not_fail_the_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = reads.Record(files={os.fspath(tmp_path / "first"), os.fspath(tmp_path / "second")})
    before, whole = set(record.files), os.path.realpath

    def and_another(path: str, **how: bool) -> str:
        record.files.add(f"{path} and another")
        return whole(path, **how)

    monkeypatch.setattr(os.path, "realpath", and_another)
    facts = recording.Facts(record)
    facts.note()
    assert set(facts.files) == {whole(path) for path in before}


@pytest.mark.parametrize("around", [True, False])
def test_a_project_in_a_folder_of_the_system_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, around: bool
) -> None:
    project, python = tmp_path / "project", tmp_path / "project" / ".venv"
    (project / "data").mkdir(parents=True)
    (project / "data/units.toml").touch()
    monkeypatch.setenv("REPORTCARD_PROJECT", str(project))
    foreign = (str(python), *([str(tmp_path)] if around else ()))
    monkeypatch.setattr(recording, "FOREIGN", foreign)
    recording._places.cache_clear()
    try:
        opened = {str(p) for p in (project / "data/a", python / "lib/b", tmp_path / "beside")}
        kept = {str(project / "data/a")} | ({str(tmp_path / "beside")} if not around else set())
        assert set(recording.kept(opened)) == kept
    finally:
        recording._places.cache_clear()


def test_a_folder_whose_name_begins_like_that_of_another_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, package = tmp_path / "project", tmp_path / "project" / "reportcard"
    (project / "data").mkdir(parents=True)
    (project / "data/units.toml").touch()
    monkeypatch.setenv("REPORTCARD_PROJECT", str(project))
    monkeypatch.setattr(recording, "FOREIGN", (str(tmp_path / "lib"),))
    monkeypatch.setattr(recording, "OWN", package)
    recording._places.cache_clear()
    try:
        read = ("library/x.csv", "project/reportcard-extra/x.csv", "project/reportcard.csv")
        unread = ("lib", "lib/x.csv", "project/reportcard", "project/reportcard/x.toml")
        opened = [str(tmp_path / name) for name in (*read, *unread)]
        assert set(recording.kept(opened)) == {str(tmp_path / name) for name in read}
    finally:
        recording._places.cache_clear()


def test_a_listing_is_the_same_after_an_import(tmp_path: Path) -> None:
    (tmp_path / "module.py").touch()
    before = reads.listing(str(tmp_path))
    (tmp_path / "__pycache__").mkdir()
    assert reads.listing(str(tmp_path)) == before
    (tmp_path / "other.py").touch()
    assert reads.listing(str(tmp_path)) != before


def test_a_file_is_digested_anew_however_soon_it_is_written_again(tmp_path: Path) -> None:
    file = tmp_path / "one"
    found = set()
    for number in range(50):
        file.write_text(f"{number:02}")
        found.add(recording.digest(file))
    assert len(found) == 50
    file.unlink()
    assert recording.digest(file) == ""
