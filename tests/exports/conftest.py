"""The files of three editions, written once; nothing in these tests reaches the network."""

import json
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reportcard.exports import write_data
from reportcard.results import Book, load_book
from reportcard.tables import HERE

EDITIONS = {
    "2019-en": ("haidian", 2019, "en"),
    "2019-zh-Hant": ("haidian", 2019, "zh-Hant"),
    "2021-en": ("haidian", 2021, "en"),
}
"""Both languages, and a year with gaps and without a report card."""
TABLES = ("figures", "indicators", "audit")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise AssertionError("a validator wants something from the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@dataclass
class Written:
    """The data of one edition on disk."""

    book: Book
    lang: str
    folder: Path

    def text(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    def json(self, name: str) -> Any:
        return json.loads(self.text(name))


@pytest.fixture(scope="session")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Written]:
    """Every edition, by the name of its test."""
    return {name: _write(edition, tmp_path_factory) for name, edition in EDITIONS.items()}


def _write(edition: tuple[str, int, str], factory: pytest.TempPathFactory) -> Written:
    place, year, lang = edition
    book = load_book(HERE / "data", place, year)
    folder = factory.mktemp("exports") / "data"
    write_data(book, lang, folder)
    return Written(book, lang, folder)


@pytest.fixture(params=list(EDITIONS))
def written(request: pytest.FixtureRequest, editions: dict[str, Written]) -> Written:
    """Each edition in turn."""
    return editions[request.param]


@pytest.fixture
def default(editions: dict[str, Written]) -> Written:
    """The edition that tests take to break it."""
    return editions["2019-en"]
