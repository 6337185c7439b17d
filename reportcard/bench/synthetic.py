"""A project of made-up places: as many reports as a benchmark asks for, each like a real one.

Every report repeats the figures of the report that ``_config.yml`` names, each scaled to the size
of its place and year and printed as the real one prints it, in the same unit and with the same
hedge. Ratios that follow from other figures of the report are printed as they follow. Ten counties
lie in a city, as they do in China on average, and every city has a yearbook that looks back on all
of them. The same seed gives the same files.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import exp
from pathlib import Path
from random import Random

from reportcard.archive import BEFORE, Figure, Report, group
from reportcard.bench.counties import NAMES, areas_toml, document_toml
from reportcard.documents import (
    COLUMNS,
    OPTIONAL,
    document_from,
    load_archive,
    load_areas,
    load_restatements,
    load_tiers,
    read_figures,
)
from reportcard.editions.chapters import CONFIG, NOTEBOOKS, TOC, default_edition
from reportcard.errors import FormulaError
from reportcard.expressions import Missing, Quantity, constant
from reportcard.formulas import evaluate
from reportcard.indicators import Indicator, Registry, days_of, load_registry
from reportcard.observations import COLUMNS as OBSERVED
from reportcard.observations import NAME as OBSERVATIONS
from reportcard.observations import row as observed

YEARS = tuple(range(2015, 2025))
COUNTIES = 10
"""So many places lie in one city."""
YEARBOOK = ("gdp", "retail_sales", "general_budget_revenue", "resident_population")
"""The measures that a city's yearbook prints of every year."""
SETTLED = ("day", "hour", "year", "percentage_point")
"""Units of what a larger place has no more of."""
_DIGITS = re.compile(r"[0-9]+(?:\.([0-9]+))?")
GAP = 12
"""Characters of text between two figures."""


@dataclass(frozen=True)
class Place:
    """A made-up place: its key, its city's key, what part of the real one's size it has in the
    base year, and the growth of a year."""

    key: str
    city: str
    size: float
    growth: float

    def times(self, year: int, base: int) -> Fraction:
        """How many times the real place's value its own is in a year."""
        wobble = Random(f"{self.key} {year}").uniform(0.98, 1.02)
        return Fraction(self.size * wobble * self.growth ** (year - base)).limit_denominator(10**6)


def places(number: int, seed: int = 0) -> list[Place]:
    """So many places, in cities of ten; a larger number has the smaller one's places first."""
    found = []
    for index in range(number):
        city = NAMES[-1 - index // COUNTIES]
        town = _place(f"{'_'.join(s for s, _ in city)}_city", "", seed)
        draw = Random(f"{seed} {index}")
        key = "_".join(s for s, _ in NAMES[index])
        size = town.size * draw.uniform(0.1, 0.9)
        found.append(Place(key, town.key, size, town.growth * draw.uniform(0.98, 1.02)))
    return found


def _place(key: str, city: str, seed: int) -> Place:
    draw = Random(f"{seed} {key}")
    return Place(key, city, exp(draw.uniform(-1.2, 0.2)), draw.uniform(1.03, 1.09))


def write_project(source: Path, target: Path, reports: int, seed: int = 0) -> list[tuple[str, int]]:
    """A project with so many reports, made after the one in ``source``.

    ``target`` must not be there. Returns the place and year of each report, place by place.
    Raises DataError for a source that cannot be read, ValueError for more reports than the made-up
    names are enough for.
    """
    asked = -(-reports // len(YEARS))
    if not 0 < asked <= len(NAMES) * COUNTIES // (COUNTIES + 1):
        raise ValueError(f"{reports} reports: there are names for 1 to {len(NAMES) * 9} only")
    given = places(asked, seed)
    writer = _Writer(source, target, tuple(given), seed)
    written = list(product((p.key for p in given), YEARS))[:reports]
    writer.copy(written[0])
    writer.documents(written)
    return written


@dataclass(frozen=True)
class _Writer:
    source: Path
    target: Path
    places: tuple[Place, ...]
    seed: int

    @cached_property
    def report(self) -> Report:
        """The real report that the others are made after."""
        edition = default_edition(self.source)
        return load_archive(self.source / "data").report(edition.place, edition.year)

    @cached_property
    def registry(self) -> Registry:
        return load_registry(self.source / "data", self.report.archive.areas)

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """The real areas by key, with the roles they have in the report."""
        archive, home = self.report.archive, self.report.place.key
        found = {role: archive.role(role, home) for role in ("country", "parent", "home")}
        return {key: role for role, key in found.items() if key}

    @cached_property
    def anchor(self) -> Sequence[Figure]:
        """The figures of the real report, in print order."""
        own = (o for o in self.report.observations if o.document == self.report.ids[0])
        figures = [m for o in own for m in o.mentions]
        return sorted(figures, key=lambda f: (f.start or 0, f.end or 0))

    def copy(self, first: tuple[str, int]) -> None:
        """Everything but the documents, with the made-up places among the areas."""
        self.target.mkdir(parents=True)
        for name in (NOTEBOOKS, "locale"):
            shutil.copytree(self.source / name, self.target / name)
        for name in (TOC, "index.md"):
            shutil.copy(self.source / name, self.target)
        config = (self.source / CONFIG).read_text("utf-8")
        for key, value in zip(("place", "year"), first, strict=True):
            config = re.sub(rf"(reportcard_{key}: ).*", rf"\g<1>{value}", config)
        (self.target / CONFIG).write_text(config, "utf-8")
        ignored = shutil.ignore_patterns("documents", OBSERVATIONS)
        shutil.copytree(self.source / "data", self.target / "data", ignore=ignored)
        (self.target / "data" / "documents").mkdir()
        with (self.target / "data" / "areas.toml").open("a", encoding="utf-8") as file:
            country = next(key for key, role in self.roles.items() if role == "country")
            file.write(areas_toml(((p.key, p.city) for p in self.places), country))

    def documents(self, written: Sequence[tuple[str, int]]) -> None:
        """The reports, the yearbooks, the real documents that the prose names; then the table."""
        by_key = {place.key: place for place in self.places}
        for key, year in written:
            self.card(by_key[key], year)
        for city in dict.fromkeys(by_key[key].city for key, _ in written):
            self.yearbook(city, [p for p in self.places if p.city == city])
        said = "".join(p.read_text("utf-8") for p in (self.target / NOTEBOOKS).glob("*.ipynb"))
        said += (self.target / "data" / "sentences.toml").read_text("utf-8")
        for document in self.report.archive.documents.values():
            if f":{document.id}`" in said or f":{document.id}}}" in said:
                shutil.copytree(document.folder, self.folder(document.id))
        self.table()

    def folder(self, document: str) -> Path:
        return self.target / "data" / "documents" / document

    def card(self, place: Place, year: int) -> None:
        """The report of a place and year."""
        levels = [self.level(figure, place, year) for figure in self.anchor]
        printed = {
            (f.indicator, self.roles[f.ref_area], f.coverage == BEFORE): level
            for f, level in zip(self.anchor, levels, strict=True)
        }
        rows, spans, position = [], [], 0
        for figure, level in zip(self.anchor, levels, strict=True):
            value = self.followed(figure, place, year, printed)
            if value is None:
                value = -level if figure.direction == "-" else level
            cells = self.cells(figure, value, place, year)
            start = position + GAP
            position = start + len(cells["as_printed"])
            rows.append({**cells, "start": str(start), "end": str(position)})
            spans.append((start - GAP, position))
            position += 1
        folder = self.folder(f"{place.key}-{year}-report")
        self.write(folder, rows, document_toml(place.key, year, anchor=True))
        with (folder / "paragraphs.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("start", "end"), *spans])

    def yearbook(self, city: str, counties: Iterable[Place]) -> None:
        """What a city looks back on: every year of the city and its counties."""
        rows = []
        for place in (_place(city, "", self.seed), *counties):
            for name, year in product(YEARBOOK, YEARS):
                told = self.report.find(name, self.report.place.key)
                if told:
                    figure = replace(told.principal, hedges=(), locator=f"{place.key} {year}")
                    area = {"ref_area": place.key, "status": "", "as_of": "", "coverage": "year"}
                    value = self.scaled(figure, place, year)
                    rows.append(self.cells(figure, value, place, year) | area)
        year = max(YEARS) + 1
        self.write(self.folder(f"{city}-{year}-yearbook"), rows, document_toml(city, year))

    def write(self, folder: Path, rows: Iterable[Mapping[str, str]], about: str) -> None:
        folder.mkdir()
        (folder / "document.toml").write_text(about, "utf-8")
        with (folder / "figures.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, (*COLUMNS, OPTIONAL[0]), "", lineterminator="\n")
            out.writeheader()
            out.writerows(rows)

    def seat(self, figure: Figure, place: Place) -> Place:
        """The made-up place that stands where the figure's area does; the country is as it is."""
        role = self.roles[figure.ref_area]
        if role == "country":
            return Place(figure.ref_area, "", 1.0, 1.05)
        return place if role == "home" else _place(place.city, "", self.seed)

    def level(self, figure: Figure, place: Place, year: int) -> Fraction:
        """What a figure comes to in the place that stands for its area."""
        return self.scaled(figure, self.seat(figure, place), year)

    def scaled(self, figure: Figure, place: Place, year: int) -> Fraction:
        """A figure's magnitude for a place and year, in steps of its precision, never nothing."""
        unit, value = self.registry[figure.indicator].unit, figure.reading.value
        if not figure.precision or not _DIGITS.match(figure.as_printed) or unit.code in SETTLED:
            return value
        if self.registry[figure.indicator].nature == "ratio":
            drift = Random(f"{self.seed} {place.key} {year}").uniform(0.9, 1.04)
            drifted = value * Fraction(drift)
            return _steps(min(drifted, Fraction(99)) if value < 100 else drifted, figure.precision)
        return _steps(value * place.times(year, self.report.year), figure.precision)

    def followed(
        self,
        figure: Figure,
        place: Place,
        year: int,
        printed: Mapping[tuple[str, str, bool], Fraction],
    ) -> Fraction | None:
        """What a printed ratio must be for the report's other figures, signed; None where these
        do not say."""
        indicator = self.registry[figure.indicator]
        if indicator.tree is None or not figure.precision:
            return None

        def given(role: str, name: str) -> Quantity | Missing:
            if role == "calendar":
                return days_of(year, self.registry.units)
            return self.given(role, self.registry[name], place, year, printed)

        try:
            value = evaluate(indicator.tree, given, self.registry.units)
        except FormulaError:
            return None
        if isinstance(value, Missing):
            return None
        exact: Fraction = value.in_unit(indicator.unit).value
        return _steps(abs(exact), figure.precision, least=0) * (-1 if exact < 0 else 1)

    def given(
        self,
        role: str,
        indicator: Indicator,
        place: Place,
        year: int,
        printed: Mapping[tuple[str, str, bool], Fraction],
    ) -> Quantity | Missing:
        """What the report prints for an input of a formula, or did the year before."""
        key = (indicator.id, "home" if role in ("previous", BEFORE) else role, role == BEFORE)
        if key not in printed:
            return Missing((indicator.id,))
        value = printed[key]
        if role == "previous":
            figure = next(f for f in self.anchor if f.indicator == indicator.id)
            value = self.level(figure, place, year - 1)
        return constant(value, indicator.unit)

    def cells(self, figure: Figure, value: Fraction, place: Place, year: int) -> dict[str, str]:
        """A row as the real report has it, with another number, place and year; a fall is below
        zero, and where it was a rise no word stands beside it that could make it more than all."""
        number = _DIGITS.match(figure.as_printed)
        printed = figure.as_printed
        if number:
            # the scale word stays: what one stands for in 7000億元 is what it stands for here
            one = figure.reading.value / Fraction(number[0]) if Fraction(number[0]) else 1
            shown = f"{float(abs(value) / one):.{len(number[1] or '')}f}"
            printed = shown + printed[number.end() :]
        days = figure.as_of and f"{year + int(figure.as_of[:4]) - self.report.year}"
        return {
            "as_printed": printed,
            "unit": figure.row["unit"],
            "hedges": " ".join(figure.hedges) if value >= 0 or figure.direction else "",
            "direction": "-" if value < 0 else "",
            "precision": figure.row["precision"],
            "indicator": figure.indicator,
            "ref_area": self.seat(figure, place).key,
            "time_period": str(year + figure.time_period - self.report.year),
            "as_of": days and days + figure.as_of[4:],
            "coverage": figure.coverage,
            "status": figure.status,
            "locator": figure.locator,
        }

    def table(self) -> None:
        """The table of observations, document by document: all at once would not fit anywhere."""
        data = self.target / "data"
        areas, tiers = load_areas(data / "areas.toml"), load_tiers(data / "tiers.toml")
        restatements = load_restatements(data / "restatements.toml")
        with (data / OBSERVATIONS).open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, OBSERVED, lineterminator="\n")
            out.writeheader()
            for folder in sorted((data / "documents").iterdir()):
                document = document_from(folder, areas, tiers)
                figures = read_figures(document, areas)
                grouped, _ = group(figures, {document.id: document}, restatements)
                units = (self.registry[o.indicator].unit.code for o in grouped)
                out.writerows(observed(o, u) for o, u in zip(grouped, units, strict=True))


def _steps(value: Fraction, step: Fraction, least: int = 1) -> Fraction:
    """A value in whole steps."""
    return max(round(value / step), least) * step


def reports(folder: Path) -> Iterator[tuple[str, int]]:
    """The place and year of every report of a made-up project, place by place, from its names."""
    for path in sorted((folder / "data" / "documents").glob("*-report")):
        key, year, _ = path.name.rsplit("-", 2)
        yield key, int(year)
