"""What a chapter asks of a report: it runs again when an answer changes, and whenever it must."""

import csv
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from reportcard import kernels, memory, reads
from reportcard.archive import Observation
from reportcard.audit import audit
from reportcard.bench.figures import other_value
from reportcard.editions import ChaptersFailed, run_edition
from reportcard.editions.cache import Now
from reportcard.kernels import warm
from reportcard.keys import of_observation
from reportcard.prose import book_of, data_of, plain_book
from reportcard.results import Book

from .conftest import HAIDIAN, ROOT, executed, snapshot

CARD = "data/documents/haidian-2019-report-card/figures.csv"
YEARBOOK = "data/documents/beijing-regional-yearbook-2024/figures.csv"
TRIED = 5
"""Figures of the report card, as far apart as they can be, that are changed one after another."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The project itself with all its chapters, run once."""
    folder = tmp_path_factory.mktemp("whole") / "project"
    for name in ("data", "notebooks", "locale"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("_config.yml", "_toc.yml", "index.md"):
        shutil.copy(ROOT / name, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPORTCARD_PROJECT", str(folder))
        warm.forget()
        kernels.get_ready("haidian", 2019)
        memory.forget()
        run_edition(folder, HAIDIAN)
        yield folder
        warm.forget()
        memory.forget()


@contextmanager
def changed(path: Path, line: int) -> Iterator[None]:
    """A figure with another last digit, until the block ends."""
    text = path.read_text("utf-8")
    header, *rows = csv.reader(text.splitlines())
    column = header.index("as_printed")
    rows[line][column] = other_value(rows[line][column]) or ""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    yield
    path.write_text(text, "utf-8")


def ran(project: Path, *, force: bool = False) -> tuple[set[str], dict[str, bytes]]:
    """The chapters that run, and all of them as they are then."""
    memory.forget()
    told: dict[str, str] = {}
    run_edition(project, HAIDIAN, explain=told.__setitem__, force=force)
    return {chapter for chapter, why in told.items() if why}, snapshot(executed(project))


def figures() -> list[tuple[str, int]]:
    """Lines that can be changed: some of the report card, and one of the year before it."""
    found: list[tuple[str, int]] = []
    for name, years, count in ((CARD, ("", "2019"), TRIED), (YEARBOOK, ("2018",), 1)):
        with (ROOT / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        lines = [
            number
            for number, row in enumerate(rows)
            if other_value(row["as_printed"]) and row["time_period"] in years
        ]
        found += [(name, line) for line in lines[:: len(lines) // count][:count]]
    return found


@pytest.mark.parametrize(("name", "line"), figures())
def test_what_is_kept_is_what_a_run_of_all_would_give(whole: Path, name: str, line: int) -> None:
    with changed(whole / name, line):
        kept = ran(whole)[1]
        assert ran(whole, force=True)[1] == kept
        assert ran(whole)[0] == set()
    ran(whole)


def test_a_figure_that_no_check_and_no_refusal_needs_runs_neither(whole: Path) -> None:
    with (whole / CARD).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    line = next(n for n, row in enumerate(rows) if row["indicator"] == "hightech_revenue")
    with changed(whole / CARD, line):
        assert ran(whole)[0] == {"economy", "changes", "sources"}
    ran(whole)


def test_what_cannot_be_answered_is_said_by_chapter_and_cell(whole: Path) -> None:
    path = whole / CARD
    text = path.read_text("utf-8")
    (whole_of_beijing,) = (row for row in text.splitlines() if ",a_share_companies,beijing," in row)
    printed = whole_of_beijing.split(",")[2]
    zero = whole_of_beijing.replace(printed, re.sub(r"\d", "0", printed))
    path.write_text(text.replace(whole_of_beijing, zero), "utf-8")
    with pytest.raises(ChaptersFailed, match=r"audit\.ipynb: cell \d+: .*a_share"):
        ran(whole)
    path.write_text(text, "utf-8")
    ran(whole)


# ── what an answer says ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Said:
    number: Fraction
    found: tuple[Observation, ...] = ()


def test_an_answer_says_all_that_is_in_it() -> None:
    book = book_of("haidian", 2019)
    one, other, *_ = book.report.observations
    texts = {
        reads.said(answer)
        for answer in (
            Said(Fraction(1, 3)),
            Said(Fraction(1, 3), (one,)),
            Said(Fraction(1, 3), (other,)),
            [Said(Fraction(1, 3))],
            {"a": Fraction(1, 3)},
            one.principal,
            book.registry["gdp"],
            None,
            "",
        )
    }
    assert len(texts) == 9
    assert all(len(text) <= reads.LONG for text in texts)


def test_an_answer_that_is_no_data_is_refused() -> None:
    with pytest.raises(TypeError, match="must be data, not object"):
        reads.said([object()])


@pytest.fixture
def record(monkeypatch: pytest.MonkeyPatch) -> Iterator[reads.Record]:
    memory.forget()
    kept = reads.Record()
    monkeypatch.setattr(reads, "_RECORD", kept)
    yield kept
    monkeypatch.undo()
    memory.forget()


def test_of_a_question_the_answer_is_noted_and_not_what_was_looked_at(record: reads.Record) -> None:
    book = book_of("haidian", 2019)
    assert book.plain is not book
    checks = audit(book, "en")
    assert {name for name, _, _ in record.answers} >= {"reportcard.audit:audit"}
    assert record.observations == set()
    first = checks[0].figure
    assert book.archive.by_key[first.key].mentions[0]
    assert record.observations == {first.key}


def test_the_key_of_an_observation_is_the_same_while_a_record_is_kept(record: reads.Record) -> None:
    noted = book_of("haidian", 2019)
    found = [of_observation(noted, o) for o in noted.archive.observations]
    plain = noted.plain
    assert found == [of_observation(plain, o) for o in plain.archive.observations]
    assert record.observations == set()


def test_a_figure_is_one_however_often_the_data_are_read(record: reads.Record) -> None:
    plain_book("haidian", 2019)
    data_of.cache_clear()  # as other places make it forget this one
    noted = book_of("haidian", 2019)
    for key, observation in noted.archive.by_key.items():
        assert observation.principal is noted.plain.archive.by_key[key].principal


def test_of_a_question_that_fails_all_that_was_looked_at_is_noted(record: reads.Record) -> None:
    @reads.of_report
    def ask(book: Book) -> None:
        raise ValueError(book.report.observations[0].principal.as_printed)

    book = book_of("haidian", 2019)
    first = book.plain.report.observations[0]
    with pytest.raises(ValueError, match=first.principal.as_printed):
        ask(book)
    assert record.observations == {first.key}


def test_what_a_question_fails_with_is_for_the_chapter_to_say() -> None:
    asked = json.dumps(["haidian", 2019, [], {}])
    assert Now().answer("haidian", "reportcard.prose:same", asked) == ""


def test_who_forgets_the_data_does_not_listen_twice() -> None:
    reads._listen()
    memory.forget()
    assert reads._listen.cache_info().currsize == 1
