"""One report reads the documents it needs, and says what it would say if it had read them all."""

import json
from pathlib import Path

import pytest

from reportcard.comparators import comparisons
from reportcard.documents import load_archive
from reportcard.editions.stored import fresh_tables
from reportcard.errors import DataError, UnknownName
from reportcard.forecasts import forecast_indicators, outcomes
from reportcard.observations import NAME as OBSERVATIONS
from reportcard.prose import book_of, say
from reportcard.results import Book, load_data
from reportcard.survey import KEPT, survey
from reportcard.tables import HERE
from reportcard.vintages import across

WHOLE, REGISTRY = load_data(HERE / "data")
PLACES = sorted(key for key in WHOLE.areas if WHOLE.years(key))
ELSEWHERE = "pudong-2026-01-21"
"""A document of which no report of Haidian has need."""


@pytest.mark.parametrize("place", PLACES)
def test_a_report_says_what_it_would_say_of_the_whole_archive(place: str) -> None:
    some, _ = load_data(HERE / "data", place)
    assert some.years(place) == WHOLE.years(place)
    assert some.annual_years(place) == WHOLE.annual_years(place)
    assert some.printed == WHOLE.printed
    for year in some.years(place)[-3:]:
        one, other = (Book(REGISTRY, a.report(place, year)) for a in (some, WHOLE))
        assert one.report.ids == other.report.ids
        assert one.report.observations == other.report.observations
        assert list(one.results()) == list(other.results())
        assert list(comparisons(one)) == list(comparisons(other))
        assert across(one) == across(other)
        assert _forecasts(one) == _forecasts(other)


def _forecasts(book: Book) -> list[object]:
    place = book.report.place.key
    names = forecast_indicators(book)
    return [outcome for name in names for outcome in outcomes(book.archive, name, place)]


def test_what_a_report_does_not_need_is_left_unread() -> None:
    some = load_archive(HERE / "data", "haidian")
    assert ELSEWHERE in some.unread.documents
    assert some.unread.documents.isdisjoint(some.documents)
    assert some.unread.documents | set(some.documents) == set(WHOLE.documents)
    assert not WHOLE.unread.documents


def test_the_table_of_observations_has_those_of_every_document() -> None:
    path = HERE / "data" / OBSERVATIONS
    assert fresh_tables(HERE)[path] == path.read_text("utf-8")


def test_a_document_that_is_left_unread_is_known(project: Path) -> None:
    assert say(f"gdp:{ELSEWHERE}", "haidian", 2019, "en").verdict == "missing"
    with pytest.raises(UnknownName, match="no document 'pudong-2027'"):
        say("gdp:pudong-2027", "haidian", 2019, "en")


def test_a_place_without_a_report_is_told_which_have_one(project: Path) -> None:
    with pytest.raises(UnknownName, match=r"Places with figures: .*shenzhen"):
        book_of("shanghai", 2019)


def test_a_document_that_comes_to_speak_of_a_place_is_read(project: Path) -> None:
    before = survey(project)
    assert survey(project) == before
    path = project / "documents" / ELSEWHERE / "figures.csv"
    path.write_text(path.read_text("utf-8").replace(",pudong,", ",haidian,"), "utf-8")
    assert ELSEWHERE not in load_archive(project, "haidian").unread.documents


def test_a_document_that_is_taken_away_is_forgotten(project: Path) -> None:
    survey(project)
    folder = project / "documents" / ELSEWHERE
    folder.rename(project.parent / "elsewhere")
    assert ELSEWHERE not in survey(project).entries
    assert ELSEWHERE not in load_archive(project, "haidian").unread.documents


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("document.toml", "no toml"),
        ("document.toml", "report = 1"),
        ("figures.csv", "start,end\n1,2\n"),
        ("figures.csv", ""),
    ],
)
def test_a_document_that_cannot_be_understood_is_never_left_out(
    name: str, text: str, project: Path
) -> None:
    (project / "documents" / ELSEWHERE / name).write_text(text, "utf-8")
    with pytest.raises(DataError):
        load_archive(project, "haidian")


def test_a_file_that_is_missing_is_told(project: Path) -> None:
    (project / "documents" / ELSEWHERE / "figures.csv").unlink()
    with pytest.raises(DataError, match="cannot be read"):
        load_archive(project, "haidian")


@pytest.mark.parametrize("kept", ["", "[]", "{}", '{"format": 0}', '{"format": 1, "documents": 3}'])
def test_a_survey_that_cannot_be_read_is_made_again(kept: str, project: Path) -> None:
    expected = survey(project)
    place = project.parent / KEPT
    place.write_text(kept, "utf-8")
    assert survey(project) == expected
    assert set(json.loads(place.read_text("utf-8"))["documents"]) == set(WHOLE.documents)


def test_a_project_that_cannot_be_written_to_is_surveyed_all_the_same(project: Path) -> None:
    (project.parent / "_build").write_text("a file where a folder would be", "utf-8")
    assert set(survey(project).entries) == set(WHOLE.documents)


def test_a_document_just_written_is_read_again(project: Path) -> None:
    path = project / "documents" / ELSEWHERE / "figures.csv"
    path.write_text(path.read_text("utf-8"), "utf-8")
    survey(project)
    assert ELSEWHERE not in json.loads((project.parent / KEPT).read_text("utf-8"))["documents"]
