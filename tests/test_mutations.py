"""The smallest change of any figure is caught: ``data/observations.csv`` objects, and the text.

Each mutant is one row of one document's ``figures.csv`` with one cell changed by the smallest
step (or two, where one alone could not stand). It is written into a folder of the test's own,
read again, and held to what ``check`` holds it to; what it does not touch stays out. With the
text at hand ``check`` says the same and more: what the text alone would say, and that this
shortcut says what ``check`` says, is tested as well.
"""

import csv
import io
import shutil
from dataclasses import replace

import pytest

from reportcard.archive import Archive, group
from reportcard.check import check, figure_problems, registry_problems
from reportcard.documents import read_figures
from reportcard.errors import DataError
from reportcard.observations import COLUMNS, stale
from reportcard.surroundings import surroundings
from reportcard.tables import read_text
from tests.mutants import (
    CARD,
    DATA,
    DOCUMENTS,
    MUTATED,
    OF_EVERY_KIND,
    areas,
    as_csv,
    document_of,
    figures_of,
    header_and_rows,
    mutants,
    registry,
    scratch,
    write_anew,
)

TEXT_SPEAKS_OF = ("as_printed", "hedges", "direction", "start", "end", "span")
NO_TEXT = "the source text is not at hand: what it objects to was not looked at"


# ── what objects ───────────────────────────────────────────────────────────────────────────────


class Bench:
    """One document in a folder of the test's own, a few indicators of it at a time.

    What ``check`` says without the text it says of single observations, so the rows of the
    indicators that a mutant touches are enough, beside their rows of ``observations.csv``.
    """

    def __init__(self, document, folder):
        self.folder = folder
        self.header, self.rows = header_and_rows(document)
        shutil.copytree(DATA / "documents" / document, folder / "documents" / document)
        self.document = replace(document_of(document), folder=folder / "documents" / document)
        kept = csv.DictReader(io.StringIO(read_text(DATA / "observations.csv")))
        self.kept = [row for row in kept if row["document"] == document]

    def objections(self, index=None, changed=None):
        """What is said of the document with its row ``index`` changed, or left out."""
        rows, kept = self.rows, self.kept
        if index is not None:
            rows = with_change(rows, index, changed)
            touched = {r["indicator"] for r in (self.rows[index], changed) if r}
            rows, kept = ([r for r in rs if r["indicator"] in touched] for rs in (rows, kept))
        write_anew(self.document.figures_file, as_csv(self.header, rows))
        write_anew(self.folder / "observations.csv", as_csv(COLUMNS, kept))
        try:
            archive = self.archive()
        except DataError as error:
            return list(error.problems)
        figures = [f for o in archive.observations for f in o.mentions]
        problems = [p for f in figures for p in registry_problems(f, registry())]
        return problems or stale(archive, registry(), self.folder)

    def archive(self):
        """The archive of what stands in the folder. Raises DataError."""
        documents = {self.document.id: self.document}
        observations, problems = group(read_figures(self.document, areas()), documents)
        if problems:
            raise DataError(*problems)
        return Archive(self.folder, areas(), documents, tuple(observations))


@pytest.fixture(autouse=True)
def _a_folder_for_single_rows(tmp_path_factory, monkeypatch):
    scratch.cache_clear()
    monkeypatch.setenv("REPORTCARD_TEST_SCRATCH", str(tmp_path_factory.mktemp("rows")))


@pytest.fixture
def without_text(tmp_path, monkeypatch):
    (tmp_path / "no-sources").mkdir()
    monkeypatch.setenv("REPORTCARD_SOURCES", str(tmp_path / "no-sources"))


@pytest.fixture
def text():
    """The source text of the report card, where it is at hand."""
    path = document_of(CARD).text_path()
    if path is None:
        pytest.skip(NO_TEXT)
    return read_text(path)


def named(row, changed):
    """A mutant in one line, for the list of survivors."""
    if changed is None:
        return f"{row['indicator']} {row['as_printed']}: left out"
    told = (f"{c} '{row[c]}' -> '{changed[c]}'" for c in row if changed[c] != row[c])
    return f"{row['indicator']} {row['time_period']}: {', '.join(told)}"


def with_change(rows, index, changed):
    return rows[:index] + ([changed] if changed else []) + rows[index + 1 :]


# ── the bar ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_figures_as_they_are_meet_no_objection(document, tmp_path, without_text):
    assert Bench(document, tmp_path / "data").objections() == []


SHORT = [d for d in DOCUMENTS if d not in OF_EVERY_KIND]
CASES = [(d, (c,), 1) for d in OF_EVERY_KIND for c in MUTATED] + [(d, MUTATED, 4) for d in SHORT]
"""Documents with the columns of one test: of the many short ones every fourth mutant is tried."""


@pytest.mark.parametrize(("document", "columns", "step"), CASES)
def test_the_smallest_change_is_caught_without_the_text(
    document, columns, step, tmp_path, without_text
):
    bench = Bench(document, tmp_path / "data")
    every = [mutant for column in columns for mutant in mutants(document, column)]
    survivors = [
        named(row, changed)
        for index, row, changed in every[::step]
        if not bench.objections(index, changed)
    ]
    assert not survivors, f"{len(survivors)} survive in {document}"


@pytest.mark.parametrize("column", TEXT_SPEAKS_OF)
def test_the_text_alone_catches_what_it_can_speak_of(column, text):
    """Even after ``reportcard refresh`` has taken over a wrong cell, the text objects."""
    survivors, around = [], surroundings(text)
    for _, row, changed in mutants(CARD, column):
        try:
            figures = figures_of(CARD, [changed])
        except DataError:
            continue
        if not any(figure_problems(f, around) for f in figures):
            survivors.append(named(row, changed))
    assert not survivors


def test_there_are_thousands_of_mutants_and_none_is_the_original():
    found = [
        (row, changed) for d in DOCUMENTS for c in MUTATED for _, row, changed in mutants(d, c)
    ]
    assert len(found) > 5000
    assert all(changed != row for row, changed in found)


@pytest.fixture(params=[False, True], ids=["without_text", "with_text"])
def with_text(request):
    request.getfixturevalue("text" if request.param else "without_text")
    return request.param


@pytest.mark.parametrize("column", MUTATED)
def test_check_itself_says_what_the_bench_says(column, with_text, project):
    """A mutant of each column through ``check``, the whole project read anew, for documents of
    every kind: with a text, a table, a page of the press.

    With the text, which one of them has, it is another than without: what the text adds never
    hides what is said without.
    """
    for document in (CARD,) if with_text else OF_EVERY_KIND:
        header, rows = header_and_rows(document)
        path = project / "documents" / document / "figures.csv"
        found = list(mutants(document, column))
        if found:
            index, row, changed = found[len(found) // 2 if with_text else 0]
            write_anew(path, as_csv(header, with_change(rows, index, changed)))
            assert check(project).problems, named(row, changed)
            write_anew(path, as_csv(header, rows))


def test_check_itself_has_nothing_against_the_figures_as_they_are(with_text, project):
    outcome = check(project)
    assert outcome.problems == ()
    assert outcome.skipped == (() if with_text else (CARD,))
