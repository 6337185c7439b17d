"""Made-up projects: nothing is wrong with them, they are like the real one, and always the same."""

import csv
import filecmp
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportcard.archive import Report
from reportcard.bench.counties import NAMES, called
from reportcard.bench.synthetic import COUNTIES, YEARS, places, reports, write_project
from reportcard.check import check
from reportcard.documents import load_archive
from reportcard.editions.chapters import default_edition
from reportcard.prose import book_of
from reportcard.tables import HERE

MOST = 900


@pytest.fixture(scope="module")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve reports: all of one place, two of another."""
    project = tmp_path_factory.mktemp("made") / "project"
    write_project(HERE, project, 12)
    return project


def test_there_are_as_many_reports_as_asked_for_place_by_place(twelve: Path) -> None:
    found = list(reports(twelve))
    assert len(found) == 12
    assert sorted(found) == sorted(set(found))
    places = [place for place, _ in found]
    assert sorted(map(places.count, set(places))) == [2, len(YEARS)]
    assert {year for _, year in found} == set(YEARS)


def test_check_has_nothing_against_it(twelve: Path, read_from: Callable[[Path], None]) -> None:
    read_from(twelve)
    outcome = check(twelve / "data")
    assert outcome.problems == ()
    assert outcome.documents == 12 + 2  # a yearbook, and the real one that the prose names


def test_the_default_edition_is_one_of_them(twelve: Path) -> None:
    edition = default_edition(twelve)
    assert (edition.place, edition.year) in set(reports(twelve))


def test_a_report_prints_what_the_real_one_prints(
    twelve: Path, read_from: Callable[[Path], None]
) -> None:
    read_from(HERE)
    edition = default_edition(HERE)
    real = book_of(edition.place, edition.year).report
    read_from(twelve)
    made = book_of(*next(reports(twelve))).report
    assert _printed(made) == _printed(real)
    assert len(made.archive.paragraphs(made.ids[0])) > 1


def _printed(report: Report) -> set[tuple[str, str, tuple[str, ...], str]]:
    """Indicator, unit, hedges and status of every figure of the anchor."""
    own = (o for o in report.observations if o.document == report.ids[0])
    figures = [m for o in own for m in o.mentions]
    return {(f.indicator, f.reading.unit, f.hedges, f.status) for f in figures}


def test_values_are_of_the_size_of_the_real_ones(twelve: Path) -> None:
    real, made = load_archive(HERE / "data"), load_archive(twelve / "data")
    edition = default_edition(HERE)
    sizes = {
        o.indicator: abs(o.value) for o in real.report(edition.place, edition.year).observations
    }
    for observation in made.observations:
        if "-report" in observation.document and observation.ref_area in dict(reports(twelve)):
            whole = sizes[observation.indicator]
            assert 0 <= abs(observation.value) <= max(3 * whole, 100), observation.key


def test_a_place_grows(twelve: Path) -> None:
    archive = load_archive(twelve / "data")
    place = next(reports(twelve))[0]
    anchors = [archive.report(place, year) for year in (YEARS[0], YEARS[-1])]
    first, last = (r.find("gdp", place, r.year, within=r.ids[:1]) for r in anchors)
    assert first
    assert last
    assert last.value > first.value


def test_the_same_seed_gives_the_same_files(twelve: Path, tmp_path: Path) -> None:
    write_project(HERE, tmp_path / "again", 12)
    compared = filecmp.dircmp(twelve / "data", tmp_path / "again" / "data")
    assert not compared.diff_files
    assert not compared.left_only + compared.right_only
    for folder in (twelve / "data" / "documents").iterdir():
        other = tmp_path / "again" / "data" / "documents" / folder.name
        for path in folder.iterdir():
            assert path.read_bytes() == (other / path.name).read_bytes()


def test_another_seed_gives_other_values(twelve: Path, tmp_path: Path) -> None:
    write_project(HERE, tmp_path / "other", 1, seed=1)
    (place, year), *_ = reports(tmp_path / "other")
    path = Path("data", "documents", f"{place}-{year}-report", "figures.csv")
    assert (twelve / path).read_bytes() != (tmp_path / "other" / path).read_bytes()


def test_a_smaller_archive_is_the_beginning_of_a_larger_one(twelve: Path, tmp_path: Path) -> None:
    write_project(HERE, tmp_path / "three", 3)
    assert set(reports(tmp_path / "three")) < set(reports(twelve))
    for place, year in reports(tmp_path / "three"):
        path = Path("data", "documents", f"{place}-{year}-report", "figures.csv")
        assert (twelve / path).read_bytes() == (tmp_path / "three" / path).read_bytes()


def test_the_table_of_observations_has_a_row_for_each(twelve: Path) -> None:
    archive = load_archive(twelve / "data")
    with (twelve / "data" / "observations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(archive.observations)


@pytest.mark.parametrize("number", [0, -1, 10**6])
def test_a_number_that_cannot_be_is_refused(number: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="reports"):
        write_project(HERE, tmp_path / "none", number)
    assert not (tmp_path / "none").exists()


@given(st.integers(1, MOST), st.integers(1, MOST), st.integers(0, 5))
@settings(max_examples=30)
def test_places_of_any_number(one: int, other: int, seed: int) -> None:
    fewer, more = sorted((one, other))
    found = places(more, seed)
    assert places(fewer, seed) == found[:fewer]
    cities = [p.city for p in found]
    assert len({p.key for p in found} | set(cities)) == more + -(-more // COUNTIES)
    assert max(map(cities.count, cities)) <= COUNTIES
    for place in found:
        assert 0.02 < place.size < 1.2
        assert 1 < place.growth < 1.12
        assert all(part.isprintable() and part for part in called(place.key))


def test_names_are_enough_for_a_thousand_places_and_their_cities() -> None:
    assert len(set(NAMES)) >= 1000 + 1000 // COUNTIES


def test_a_report_of_one_city_reads_nothing_of_another(tmp_path: Path) -> None:
    two_cities = COUNTIES * len(YEARS) + 1
    *first, (other, _) = write_project(HERE, tmp_path / "two", two_cities)
    data = tmp_path / "two" / "data"
    for place, reported in ((first[0][0], len(first)), (other, 1)):
        some = load_archive(data, place)
        assert len(some.documents) == reported + 1  # and the yearbook of the city
        assert {some.areas[d.place].parent for d in some.documents.values() if d.place} == {
            some.areas[place].parent
        }
