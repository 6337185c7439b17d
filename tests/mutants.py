"""Mutants of documents: one row of ``figures.csv`` with one cell changed by the smallest step."""

import csv
import io
import os
import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path

from reportcard.archive import COVERAGES, STATUSES
from reportcard.documents import document_from, load_areas, load_tiers, read_figures
from reportcard.hedges import hedges
from reportcard.indicators import load_registry
from reportcard.observations import decimal
from reportcard.tables import HERE, read_text

DATA = HERE / "data"
DOCUMENTS = sorted(p.name for p in (DATA / "documents").iterdir() if p.is_dir())
CARD = "haidian-2019-report-card"
OF_EVERY_KIND = (CARD, "beijing-regional-yearbook-2024", "haidian-2025-briefing")
SCRIPTS = "個个項项萬万億亿處处畝亩輛辆筆笔噸吨時时條条餘余場场間间歲岁兩两站點点"
OTHER_SCRIPT = dict(zip(SCRIPTS[::2], SCRIPTS[1::2], strict=False)) | dict(
    zip(SCRIPTS[1::2], SCRIPTS[::2], strict=False)
)


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


def figures_of(document, rows):
    """Some rows of a document, read on their own."""
    header = header_and_rows(document)[0]
    folder = scratch() / document
    folder.mkdir(exist_ok=True)
    write_anew(folder / "figures.csv", as_csv(header, rows))
    return read_figures(replace(document_of(document), folder=folder), areas())


@cache
def scratch():
    """A folder for single rows; tests set where it is."""
    return Path(os.environ["REPORTCARD_TEST_SCRATCH"])


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
MUTATED = tuple(CHANGES)


def mutants(document, column):
    """Every mutant of a document's column: line, row before, row after."""
    for index, row in enumerate(header_and_rows(document)[1]):
        for changed in {str(c): c for c in changes(column, row)}.values():
            yield index, row, changed
