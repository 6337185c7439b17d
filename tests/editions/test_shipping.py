"""A project is packed and unpacked as it was, and what was read of it is brought home."""

import os
from pathlib import Path

import pytest

from reportcard import reads, survey
from reportcard.editions import shipping
from reportcard.kernels.recording import digest
from reportcard.tables import HERE


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project of a few files; some are no part of what chapters read."""
    folder = tmp_path / "project"
    for name in (
        "_config.yml", "data/units.toml", "data/documents/one/figures.csv", "notebooks/a.ipynb",
        "notebooks/__pycache__/a.pyc", "sources/one.txt", "_build/site/index.html", ".git/HEAD",
        "_build/.survey.json",
    ):  # fmt: skip
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return folder


def test_a_copy_holds_what_chapters_may_read(small: Path, tmp_path: Path) -> None:
    document = small / "data/documents/one/figures.csv"
    os.utime(document, ns=(1, 1_700_000_000_123_456_789))
    parcel = shipping.packed(small)
    copy = tmp_path / "copy"
    shipping.unpack(parcel, copy)
    found = {str(p.relative_to(copy)): p.read_text() for p in copy.rglob("*") if p.is_file()}
    assert found == {
        name: name
        for name in (
            "_config.yml", "data/units.toml", "data/documents/one/figures.csv",
            "notebooks/a.ipynb", str(survey.KEPT),
        )
    }  # fmt: skip
    unpacked = copy / "data/documents/one/figures.csv"
    assert unpacked.stat().st_mtime_ns == document.stat().st_mtime_ns
    assert shipping.is_copy(copy, parcel.digest)


@pytest.mark.parametrize("name", ["data/units.toml", "notebooks/b.ipynb"])
def test_another_content_is_another_project(small: Path, tmp_path: Path, name: str) -> None:
    before, stamp = shipping.packed(small), shipping.stamped(small)
    shipping.unpack(before, tmp_path / "copy")
    (tmp_path / "copy" / name).write_text("another")
    assert not shipping.is_copy(tmp_path / "copy", before.digest)
    (small / name).write_text("another")
    assert shipping.packed(small).digest != before.digest
    assert shipping.stamped(small) != stamp


def test_the_same_content_is_the_same_project(small: Path) -> None:
    before = shipping.packed(small)
    (small / "data/units.toml").touch()
    (small / survey.KEPT).write_text("another")
    (small / "sources/two.txt").write_text("two")
    assert shipping.packed(small).digest == before.digest


def test_what_differs_is_named_versions_first() -> None:
    here = shipping.fingerprint()
    assert here["tqdm"]
    assert here["reportcard/links.py"] == digest(HERE / "reportcard/links.py")
    assert shipping.differences(here, here) == []
    there = here | {"tqdm": "1", "reportcard/links.py": "x", "more": "2"}
    del there["pandas"]
    assert shipping.differences(there, here) == [
        "more is not here",
        "pandas is not there",
        f"tqdm is 1, here {here['tqdm']}",
        "reportcard/links.py is another",
    ]
    assert shipping.differences({}, here)[-1] == f"{len(here) - shipping.SHOWN} more"


def read(**kinds: dict[str, str]) -> dict[str, dict[str, str]]:
    return {"files": {}, "folders": {}, "modules": {}, "answers": {}} | kinds


def test_what_was_read_is_said_by_where_it_is_at_home() -> None:
    homes = {"/copy": "/project", "/other/reportcard": "/here/reportcard"}
    far = read(
        files={"/copy/data/a": "1", "/copy2/data/a": "2", "/copy": "3"},
        modules={"/other/reportcard/b.py": "4"},
    )
    home = shipping.brought_home(far, homes)
    assert home["files"] == {"/project/data/a": "1", "/copy2/data/a": "2", "/project": "3"}
    assert home["modules"] == {"/here/reportcard/b.py": "4"}
    assert home["answers"] == {}


def test_what_is_not_the_same_here_is_noticed(small: Path, tmp_path: Path) -> None:
    file, folder, beside = small / "_config.yml", small / "notebooks", tmp_path / "beside"
    beside.write_text("1")
    later = 1 + max(path.stat().st_ctime_ns for path in (file, folder))
    same = read(
        files={str(file): digest(file), str(beside): digest(beside), "/none": ""},
        folders={str(folder): reads.listing(str(folder))},
    )
    assert shipping.foreign(same, small, later) == ""
    for path in (file, beside, folder, Path("/none")):
        other = read(**{"folders" if path == folder else "files": {str(path): "other"}})
        assert shipping.foreign(other, small, later) == str(path)
    changed = read(files={str(file): "as it was sent"})
    assert shipping.foreign(changed, small, file.stat().st_ctime_ns) == ""
