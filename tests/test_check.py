"""``check`` tells every problem of the data at once, with file and line, and never falls over."""

import csv
from pathlib import Path

import pytest

from reportcard.check import check
from reportcard.errors import Problem
from reportcard.tables import HERE

CARD = "haidian-2019-report-card"
BOOK = "beijing-regional-yearbook-2024"


def told(data: Path, *only: str) -> list[Problem]:
    found = list(check(data, only).problems)
    assert all(p.file is not None for p in found)
    return found


def swap(path: Path, old: str, new: str) -> int:
    """Replace a text once, and say on which line it stood."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def edit(path: Path, as_printed: str, **cells: str) -> int:
    """Change cells of the first row that prints this, and say on which line it stands."""
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    line = next(n for n, row in enumerate(rows) if as_printed in row)
    for column, cell in cells.items():
        rows[line][rows[0].index(column)] = cell
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return line + 1


def test_the_data_as_it_is_has_no_problem():
    assert not check(HERE / "data").problems


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("phrases.toml", 'en = "more than {}", ', "", "beyond lacks a language, en"),
        ("phrases.toml", '"more than {}"', '"more than {"', "beyond has a stray brace in en"),
        ("phrases.toml", '"more than {}"', '"more than"', "beyond has other blanks"),
        ("phrases.toml", '"more than {}"', "3", "beyond has en = 3"),
        ("phrases.toml", "beyond =", "beyonder =", "[number] lacks 'beyond'"),
        ("phrases.toml", "forecast =", "forcast =", "[state] lacks 'forecast'"),
        ("phrases.toml", "[state]", "[sate]", "[state] lacks 'forecast'"),
        ("caveats.toml", "[across_bases]", "[across_base]", "no caveat 'across_bases'"),
        ("caveats.toml", "[across_documents]", "[acros_documents]", "'across_documents'"),
        ("sentences.toml", 'about = "gdp_nominal', 'about = "gpd_nominal', "names no indicator"),
        ("sentences.toml", "about = ", "abuot = ", "lacks 'about'"),
        ("sentences.toml", "missing.en =", "mising.en =", "unknown key 'mising'"),
        ("sentences.toml", "{gdp_nominal_change}", "{gdp_nominal_change", "stray brace"),
        ("sentences.toml", "{gdp_nominal_change}", "{gdp}", "has other blanks"),
        ("sentences.toml", 'about = "gdp_nominal_change"', "about = 3", "has about = 3"),
        ("sentences.toml", 'about = "gdp_nominal_change"', 'about = "home"', "no indicator 'home'"),
        ("charts.toml", "{country}", "{county}", "names no indicator 'county'"),
        ("charts.toml", "{parent.star_companies}", "{parnt.star_companies}", "no role or area"),
        ("charts.toml", "|integers}", "|integer}", "names no form 'integer'"),
        ("charts.toml", "{year}", "{ year + 1 }", "is no target"),
        ("charts.toml", "{year}", "{gdp:frist}", "names no document 'frist'"),
        ("charts.toml", "subtitle.en", "subtitel.en", "unknown key 'subtitel'"),
        ("charts.toml", "[coverage]", "[[coverage]]", "'coverage' stands in no table"),
        ("columns.toml", "[audit.inputs]", "[adit.inputs]", "no table is called 'adit'"),
        ("columns.toml", 'type = "year"', 'type = "yaer"', "[all.time_period] has type = 'yaer'"),
        ("columns.toml", "required = true", "required = 1", "[all.key] has required = 1"),
        ("columns.toml", 'zh-Hant = "鍵"', 'zh = "鍵"', "title lacks a language, zh-Hant"),
        ("columns.toml", "about = ", "abuot = ", "[all.key] lacks 'about'"),
        ("columns.toml", "[all.key]", "[all]\nkey = 3\n[all.kye]", "[all] key is no column"),
    ],
)
def test_the_words_of_the_program_are_checked_too(project, name, old, new, said):
    swap(project / name, old, new)
    found = [p for p in told(project) if said in p.what]
    assert found
    assert all(p.file == project / name and p.line and p.remedy for p in found)


def test_a_chart_may_name_the_unit_of_its_axis_and_a_sentence_may_not(project):
    swap(project / "charts.toml", "{year}", "{unit}")
    swap(project / "sentences.toml", "{home}", "{unit}")
    assert {p.file.name for p in told(project) if "'unit' names no" in p.what} == {"sentences.toml"}


def test_a_new_hedge_needs_its_phrase(project):
    swap(project / "hedges.toml", "[about]", "[roughly]")
    assert "[number] lacks 'roughly'" in [p.what for p in told(project)]


def test_problems_of_all_files_are_told_at_once(project):
    swap(project / "areas.toml", 'level = "city"\n', "")
    swap(project / "phrases.toml", '"more than {}"', '"more than {"')
    swap(project / "documents" / CARD / "document.toml", "script =", "scirpt =")
    assert {p.file.name for p in told(project)} == {"areas.toml", "phrases.toml"}
    swap(project / "areas.toml", "[beijing]", '[beijing]\nlevel = "city"')
    swap(project / "indicators" / "economy.toml", 'nature = "', 'nature = "x')
    assert {p.file.name for p in told(project)} == {
        "document.toml",
        "economy.toml",
        "phrases.toml",
    }


def test_an_unknown_indicator_of_another_document_is_told_not_raised(project):
    path = project / "documents" / CARD / "figures.csv"
    line = edit(path, "145家", indicator="a_share_companie")
    for only in ((), (BOOK,), (CARD,)):
        [problem] = told(project, *only)
        assert (problem.file, problem.line) == (path, line)
        assert problem.what == "no indicator 'a_share_companie'"


def test_a_unit_that_does_not_match_is_told(project):
    line = edit(project / "documents" / CARD / "figures.csv", "145家", indicator="gdp")
    [problem] = told(project)
    assert problem.line == line
    assert "'145家' is in '家', gdp in yuan" in problem.what


def test_a_report_that_cannot_be_computed_is_told_at_its_formula(project):
    path = project / "indicators" / "zz.toml"
    path.write_text(
        '[x]\nlabel = { en = "x", zh-Hant = "x" }\nunit = "percent"\nnature = "ratio"\n'
        'formula = "share(a_share_companies, of=listed_companies - a_share_companies'
        ' - overseas_companies)"\n'
        '[y]\nlabel = { en = "x", zh-Hant = "x" }\nunit = "percent"\nnature = "ratio"\n'
        'bounds = { lower = 99 }\nformula = "share(a_share_companies, of=listed_companies)"\n',
        "utf-8",
    )
    found = told(project)
    assert {(p.file, p.line) for p in found} == {(path, 5), (path, 11)}
    assert any("bounds" in p.what for p in found)


def test_a_folder_in_the_place_of_a_file_is_told_with_a_remedy(project):
    (project / "observations.csv").unlink()
    (project / "observations.csv").mkdir()
    [problem] = told(project)
    assert problem.what == "is a folder"
    assert "reportcard refresh" in problem.remedy
    (project / "charts.toml").unlink()
    assert "Restore it" in next(p.remedy for p in told(project) if p.file.name == "charts.toml")
