"""A project of the test's own, with the sample's text among its sources."""

from pathlib import Path

import pytest

from .sample import reduce_to, sample


@pytest.fixture
def project(project: Path) -> Path:
    """A project with the documents that guessing is measured with."""
    reduce_to(project)
    return project


@pytest.fixture
def sources(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the texts of the test's own project lie."""
    folder = project.parent / "sources"
    folder.mkdir()
    monkeypatch.setenv("REPORTCARD_SOURCES", str(folder))
    return folder


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """The sample's text, outside the sources."""
    path = tmp_path / "elsewhere" / "haidian-2021.txt"
    path.parent.mkdir()
    path.write_text(sample()[0], "utf-8")
    return path
