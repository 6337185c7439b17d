"""The smallest change of any figure is caught: ``data/observations.csv`` objects, and the text.

Each mutant is one row of one document's ``figures.csv`` with one cell changed by the smallest
step (or two, where one alone could not stand). It is written into a folder of the test's own,
read again, and held to what ``check`` holds it to; what it does not touch stays out. With the
text at hand ``check`` says the same and more: what the text alone would say, and that this
shortcut says what ``check`` says, is tested as well.
"""

import csv
import io
import os
import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from reportcard.archive import COVERAGES, STATUSES, Archive, group
from reportcard.check import check, figure_problems, registry_problems
from reportcard.documents import document_from, load_areas, load_tiers, read_figures
from reportcard.errors import DataError
from reportcard.hedges import hedges
from reportcard.indicators import load_registry
from reportcard.observations import COLUMNS, decimal, stale
from reportcard.surroundings import surroundings
from reportcard.tables import HERE, read_text

DATA = HERE / "data"
DOCUMENTS = sorted(p.name for p in (DATA / "documents").iterdir() if p.is_dir())
CARD = "haidian-2019-report-card"
OF_EVERY_KIND = (CARD, "beijing-regional-yearbook-2024", "haidian-2025-briefing")
MUTATED = (
    "as_printed",
    "unit",
    "hedges",
    "direction",
    "precision",
    "start",
    "end",
    "span",
    "indicator",
    "ref_area",
    "time_period",
    "as_of",
    "coverage",
    "status",
    "locator",
    "row",
)
TEXT_SPEAKS_OF = ("as_printed", "hedges", "direction", "start", "end", "span")
SCRIPTS = "個个項项萬万億亿處处畝亩輛辆筆笔噸吨時时條条餘余場场間间歲岁兩两站點点"
OTHER_SCRIPT = dict(zip(SCRIPTS[::2], SCRIPTS[1::2], strict=False)) | dict(
    zip(SCRIPTS[1::2], SCRIPTS[::2], strict=False)
)
NO_TEXT = "the source text is not at hand: what it objects to was not looked at"


@cache
def header_and_rows(document):
    text = read_text(DATA / "documents" / document / "figures.csv")
    reader = csv.DictReader(io.StringIO(text))
    return tuple(reader.fieldnames), [dict(row) for row in reader]


@cache
def areas():
    return load_areas(DATA / "areas.toml")


@cache
def document_of(name):
    return document_from(DATA / "documents" / name, areas(), load_tiers(DATA / "tiers.toml"))


@cache
def registry():
    return load_registry(DATA, areas())


def as_csv(header, rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_anew(path, text):
    """Write a file in the place of another: ext4 waits for the disk where one is emptied first."""
    path.unlink(missing_ok=True)
    path.write_text(text, encoding="utf-8")


# ── the smallest changes of each cell ──────────────────────────────────────────────────────────


def changes(column, row):
    """Rows that differ from ``row`` by the smallest steps in a column; none is ``row`` itself."""
    for cells in CHANGES[column](row):
        mutant = {**row, **cells} if cells is not None else None
        if mutant != row:
            yield mutant


def of_as_printed(row):
    text = row["as_printed"]
    digits = [i for i, c in enumerate(text) if c.isdecimal()]
    for i in digits:
        for step in (1, -1) if i == digits[-1] else (1,):
            yield {"as_printed": f"{text[:i]}{(int(text[i]) + step) % 10}{text[i + 1 :]}"}
    for i, char in enumerate(text):
        if char in OTHER_SCRIPT:
            yield {"as_printed": text[:i] + OTHER_SCRIPT[char] + text[i + 1 :]}
    yield {"as_printed": text[:-1]}
    yield from with_its_end(row, re.sub(r"(\d)(?=\D*$)", r"\g<1>0", text))
    if "." in text:
        yield from with_its_end(row, re.sub(r"\.(\d+)", lambda m: "." + m[1] + "0", text))
        yield from with_its_end(row, re.sub(r"\.(\d*)\d", lambda m: m[1] and "." + m[1], text))
    yield from with_its_end(row, text.replace("三", "四"))
    yield from with_its_end(row, re.sub("[餘余]", "", text))
    yield from with_its_end(row, re.sub("[萬万]", "億", text))


def with_its_end(row, text):
    """Another text whose length the offsets follow, so that only its content can object."""
    end = str(int(row["start"]) + len(text)) if row["start"] else ""
    yield {"as_printed": text, "end": end}


def of_unit(row):
    unit = row.get("unit")
    if unit:
        for i, char in enumerate(unit):
            if char in OTHER_SCRIPT:
                yield {"unit": unit[:i] + OTHER_SCRIPT[char] + unit[i + 1 :]}
        for scale in "万亿":
            yield {"unit": unit.replace(scale, "")}
            yield {"unit": scale + unit.lstrip("万亿")}


def of_hedges(row):
    words = row["hedges"].split()
    for i in range(len(words)):
        yield {"hedges": " ".join(words[:i] + words[i + 1 :])}
    for word in hedges() if words else {h.words[0] for h in hedges().values()}:
        yield {"hedges": " ".join([*words, word])}
        yield {"hedges": word}


def of_direction(row):
    yield {"direction": "" if row["direction"] else "-"}


def of_precision(row):
    value = Fraction(row["precision"])
    for other in (value * 10, value / 10, value + 1, value / 2, abs(value - 1), Fraction(0)):
        yield {"precision": decimal(other)}
    yield {"precision": ""} if value != implied(row) else {}


def implied(row):
    """The precision that the print alone implies."""
    document = next(d for d in DOCUMENTS if row in header_and_rows(d)[1])
    figures = figures_of(document, [{**row, "precision": ""}])
    return figures[0].reading.step


def of_offset(column):
    def shifted(row):
        if row[column]:
            for step in (1, -1):
                yield {column: str(int(row[column]) + step)}
            yield {column: ""}

    return shifted


def of_span(row):
    if row["start"]:
        for step in (1, -1):
            yield {c: str(int(row[c]) + step) for c in ("start", "end")}
        yield {"start": "", "end": ""}
        yield {"start": "", "end": "", "locator": "elsewhere"}
    else:
        yield {"start": "0", "end": str(len(row["as_printed"]))}


def of_indicator(row):
    """Another indicator of the same unit, which no unit check can tell apart; and none."""
    own = registry()[row["indicator"]]
    alike = [i for i in registry().indicators.values() if i.unit == own.unit and i.id != own.id]
    yield from ({"indicator": i.id} for i in alike[:3])
    yield {"indicator": row["indicator"] + "s"}
    yield {"indicator": ""}


def of_ref_area(row):
    for area in (*areas(), "", row["ref_area"].title()):
        yield {"ref_area": area}


def of_time_period(row):
    year = int(row["time_period"])
    for other in (str(year + 1), str(year - 1), ""):
        yield {"time_period": other}


def of_as_of(row):
    if not row["as_of"]:
        yield {"as_of": f"{row['time_period']}-12-31"}
        return
    day = date.fromisoformat(row["as_of"])
    for step in (1, -1):
        yield {"as_of": str(day + timedelta(days=step))}
    yield {"as_of": ""}
    yield {"as_of": str(day.replace(year=day.year - 1))}


def of_word(column, words):
    return lambda row: ({column: word} for word in words if word != row[column])


def of_locator(row):
    """The place in a table, digit by digit; ``headline`` added or dropped in running text."""
    text = row["locator"]
    for i, char in enumerate(text):
        if char.isdecimal():
            yield {"locator": f"{text[:i]}{(int(char) + 1) % 10}{text[i + 1 :]}"}
    yield {"locator": "" if text else "headline"}


def of_row(row):
    """The whole row, left out."""
    yield None


CHANGES = {
    "as_printed": of_as_printed,
    "unit": of_unit,
    "hedges": of_hedges,
    "direction": of_direction,
    "precision": of_precision,
    "start": of_offset("start"),
    "end": of_offset("end"),
    "span": of_span,
    "indicator": of_indicator,
    "ref_area": of_ref_area,
    "time_period": of_time_period,
    "as_of": of_as_of,
    "coverage": of_word("coverage", COVERAGES),
    "status": of_word("status", STATUSES),
    "locator": of_locator,
    "row": of_row,
}


def mutants(document, column):
    """Every mutant of a document's column: line, row before, row after."""
    for index, row in enumerate(header_and_rows(document)[1]):
        for changed in {str(c): c for c in changes(column, row)}.values():
            yield index, row, changed


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


def figures_of(document, rows):
    """Some rows of a document, read on their own."""
    header = header_and_rows(document)[0]
    folder = _scratch() / document
    folder.mkdir(exist_ok=True)
    write_anew(folder / "figures.csv", as_csv(header, rows))
    return read_figures(replace(document_of(document), folder=folder), areas())


@cache
def _scratch():
    return Path(os.environ["REPORTCARD_TEST_SCRATCH"])


@pytest.fixture(autouse=True)
def _a_folder_for_single_rows(tmp_path_factory, monkeypatch):
    _scratch.cache_clear()
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
