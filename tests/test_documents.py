"""The archive's files: every bad cell and key is told at once, with its line and a remedy."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reportcard.documents import load_archive
from reportcard.errors import DataError, UnknownName
from reportcard.indicators import figure_problems, load_registry
from reportcard.results import load_book
from reportcard.tables import HERE

CARD = "documents/haidian-2019-report-card"
BOOK = "documents/beijing-regional-yearbook-2024"


def problems(data: Path, load: Callable = load_archive) -> list:
    with pytest.raises(DataError) as caught:
        load(data)
    assert all(p.file is not None and p.line for p in caught.value.problems)
    return list(caught.value.problems)


def swap(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def edit(path: Path, as_printed: str, /, **cells: str) -> int:
    """Change cells of the first row that prints this, and say on which line it stands."""
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    line = next(n for n, row in enumerate(rows) if as_printed in row)
    for column, cell in cells.items():
        rows[line][rows[0].index(column)] = cell
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return line + 1


@pytest.mark.parametrize(
    ("cells", "what", "remedy"),
    [
        ({"start": "x"}, "start is 'x'", "character offset"),
        ({"start": "-4506"}, "start is '-4506'", "character offset"),
        ({"start": "4506.0"}, "start is '4506.0'", "character offset"),
        ({"start": ""}, "no place in its document", "locator"),
        ({"start": "", "end": ""}, "no place in its document", "locator"),
        ({"end": "4511"}, "end is '4511'", "'145家' from 4506 ends elsewhere"),
        ({"start": "4511"}, "end is '4510'", "ends elsewhere"),
        ({"ref_area": "haidain"}, "ref_area is 'haidain'", "Did you mean 'haidian'?"),
        ({"ref_area": ""}, "ref_area is ''", "areas.toml"),
        ({"time_period": "19"}, "time_period is '19'", "four digits"),
        ({"time_period": ""}, "time_period is ''", "year"),
        ({"as_of": "2019-13-01"}, "as_of is '2019-13-01'", "2019-12-31"),
        ({"as_of": "20191231"}, "as_of is '20191231'", "2019-12-31"),
        ({"coverage": "yaer"}, "coverage is 'yaer'", "Did you mean 'year'?"),
        ({"status": "forcast"}, "status is 'forcast'", "Did you mean 'forecast'?"),
        ({"direction": "down"}, "direction is 'down'", "One of: (empty), -."),
        ({"precision": "-1"}, "precision is '-1'", "0 or more"),
        ({"precision": "1e99999999"}, "precision is '1e99999999'", "0 or more"),
        ({"time_period": "２０１９"}, "time_period is '２０１９'", "four digits"),
        ({"precision": "one"}, "precision is 'one'", "0 or more"),
        ({"precision": "1/0"}, "precision is '1/0'", "0 or more"),
        ({"hedges": "僅"}, "'僅' is no hedge", "data/hedges.toml"),
        ({"hedges": "近 左右"}, "cannot be hedged", ""),
        ({"hedges": "近", "precision": "0"}, "nothing lies in", "precision"),
        ({"as_printed": "若干家"}, "no number that can be read", "Quote the number"),
        ({"indicator": ""}, "indicator is ''", "Name what"),
    ],
)
def test_a_bad_cell_is_told_with_its_line_value_and_remedy(project, cells, what, remedy):
    path = project / CARD / "figures.csv"
    line = edit(path, "145家", **cells)
    found = [p for p in problems(project) if what in p.what]
    assert [(p.file, p.line) for p in found] == [(path, line)]
    assert remedy in found[0].remedy


def test_an_indicator_nobody_defined_names_the_nearest(project):
    line = edit(project / CARD / "figures.csv", "145家", indicator="a_share_companie")
    [problem] = problems(project, lambda data: load_book(data, "haidian", 2019))
    assert problem.line == line
    assert problem.what == "no indicator 'a_share_companie'"
    assert problem.remedy == "Did you mean 'a_share_companies'?"


def test_problems_of_several_rows_and_documents_are_told_at_once(project):
    lines = [
        edit(project / CARD / "figures.csv", "145家", start="x", status="y"),
        edit(project / CARD / "figures.csv", "346家", ref_area="beijng"),
    ]
    swap(project / BOOK / "document.toml", "publisher =", "publsher =")
    found = problems(project)
    assert {p.line for p in found if p.file.name == "figures.csv"} == set(lines)
    assert {p.what for p in found if p.file.parent.name == BOOK.partition("/")[2]} == {
        "lacks 'publisher'",
        "has an unknown key 'publsher'",
    }
    assert len(found) >= 5


def test_a_row_written_twice_is_told(project):
    path = project / CARD / "figures.csv"
    rows = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([*rows, rows[1]]), "utf-8")
    [problem] = problems(project)
    assert problem.line == len(rows) + 1
    assert problem.what == "the same row as line 2"


@pytest.mark.parametrize("column", ["as_of", "status", "direction"])
def test_mentions_that_contradict_each_other_are_told(project, column):
    said = {"as_of": "2019-06-30", "status": "final", "direction": "-"}
    path = project / CARD / "figures.csv"
    edit(path, "219家", **{column: said[column]})
    if column == "as_of":
        [problem] = problems(project)
        assert f"mentions of listed_companies differ in {column}" in problem.what
    else:
        load_archive(project)  # one mention says it, the others are silent


def test_a_printed_minus_must_be_a_fall(project):
    path = project / BOOK / "figures.csv"
    line = edit(path, "44626", as_printed="-44626")
    [problem] = problems(project)
    assert (problem.line, problem.what) == (line, "direction is ''")
    edit(path, "-44626", direction="-")
    load_archive(project)


@pytest.mark.parametrize("name", ["figures.csv", "document.toml"])
def test_a_file_in_another_encoding_is_told_with_its_line(project, name):
    path = project / CARD / name
    path.write_bytes(path.read_text("utf-8").encode("gb18030"))
    [problem] = problems(project)
    assert problem.file == path
    assert "is not UTF-8" in problem.what
    assert problem.remedy == "Save the file as UTF-8."


def test_a_document_without_its_figures_is_told(project):
    (project / CARD / "figures.csv").unlink()
    with pytest.raises(DataError, match=r"figures\.csv: cannot be read: No such file"):
        load_archive(project)


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("start,end", "start,start", 1, "column 'start' stands twice"),
        ("start,end", "start,", 1, "no column 'end'"),
        ("as_printed", "printed", 1, "unknown column 'printed'"),
        ("146個,", "146個,,", 2, "15 cells where the header has 14"),
        ("146個,", "146個", 2, "13 cells where the header has 14"),
        ("146個", '"146個', 1, "not valid CSV"),
    ],
)
def test_a_table_out_of_shape_is_told(project, old, new, line, what):
    swap(project / CARD / "figures.csv", old, new)
    found = problems(project)
    assert any(what in p.what for p in found)
    assert line == 1 or any(p.line == line for p in found)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('place = "haidian"', 'place = "haidain"', "no area 'haidain'"),
        ("year = 2019", 'year = "2019"', "[report] has year = '2019'"),
        ("year = 2019", "", "[report] lacks 'year'"),
        ("script =", "scipt =", "unknown key 'scipt'"),
        ("[text]", "[txt]", "unknown key 'txt'"),
        ('place = "haidian"', 'place = ["haidian"]', "[report] has place = ['haidian']"),
        ('file = "haidian-2019.txt"', "file = 3", "[text] has file = 3"),
        ("sha256 =", "sha =", "[text] lacks 'sha256'"),
        ('sha256 = "96', 'sha256 = "9', "[text] has sha256 = '9d"),
        (', zh-Hant = "2019年成績單"', "", "label lacks a language, zh-Hant"),
        ("title =", "title = 3 #", "has title = 3"),
        ("[report]", "[report]\nyaer = 2019", "[report] has an unknown key 'yaer'"),
        ("[report]", "[report]\n[report]", "not valid TOML"),
        ('place = "haidian"', 'place = "haidian"\nplace = "beijing"', "not valid TOML"),
    ],
)
def test_a_document_out_of_shape_is_told(project, old, new, what):
    swap(project / CARD / "document.toml", old, new)
    assert any(what in p.what for p in problems(project))


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('parent = "beijing"', 'parent = "bejing"', "no area 'bejing'"),
        ('parent = "china"', 'parent = "haidian"', "[beijing] lies in itself"),
        ('parent = "china"', 'parent = "beijing"', "[beijing] lies in itself"),
        ('level = "city"\n', "", "[beijing] lacks 'level'"),
        ('parent = "china"', 'parent = ["china"]', "[beijing] has parent = ['china']"),
        (
            'label = { en = "China", zh-Hant = "全國" }',
            'label = "China"',
            "[china] has label = 'China'",
        ),
        (', zh-Hant = "全國"', "", "[china] label lacks a language, zh-Hant"),
        ("names =", "name =", "[china] has an unknown key 'name'"),
        ("[haidian]", "[calendar]", "an area cannot be called 'calendar'"),
        ("[haidian]", "[parent]", "an area cannot be called 'parent'"),
        ("[china]", "x = 1\n[china]", "'x' stands in no table"),
        ("[beijing]", "[china]", "not valid TOML"),
    ],
)
def test_areas_out_of_shape_are_told(project, old, new, what):
    swap(project / "areas.toml", old, new)
    assert any(what in p.what for p in problems(project))


@pytest.mark.parametrize("place", ["../../x", "haidain", "", "Haidian"])
def test_an_unknown_place_is_refused_by_name(place):
    archive = load_archive(HERE / "data")
    with pytest.raises(UnknownName, match="no place") as caught:
        archive.report(place, 2019)
    assert caught.value.problems[0].remedy


def test_a_year_or_a_place_without_figures_names_what_there_is():
    archive = load_archive(HERE / "data")
    with pytest.raises(UnknownName, match=r"nothing is reported for haidian 1949\n.*Nearest:"):
        archive.report("haidian", 1949)


def test_offsets_are_those_of_the_source_text():
    archive = load_archive(HERE / "data")
    for document in archive.documents.values():
        path = document.text_path()
        if path is None:
            continue
        text = path.read_text("utf-8")
        figures = [f for o in archive.observations for f in o.mentions if f.document == document.id]
        assert len(figures) > 100
        assert all(text[f.start : f.end] == f.as_printed for f in figures)


def test_a_headline_inherits_the_hedge_and_status_of_the_body():
    archive = load_archive(HERE / "data")
    gdp = archive.by_key["haidian-2019-report-card", "gdp", "haidian", 2019, "year"]
    assert (len(gdp.mentions), gdp.hedges, gdp.status) == (2, ("邁上",), "forecast")
    assert str(gdp.interval) == "[700000000000, ∞)"


def test_a_fall_is_signed_and_its_print_is_not():
    archive = load_archive(HERE / "data")
    key = ("haidian-2019-report-card", "renewal_time_change", "haidian", 2019, "cumulative")
    change = archive.by_key[key]
    assert change.value == -70
    assert change.principal.reading.value == 70
    assert str(change.interval) == "(−∞, -70]"


def test_two_report_cards_of_one_place_and_year_are_told_with_both_names(project):
    shutil.copytree(project / CARD, project / "documents" / "second")
    [problem] = problems(project)
    assert problem.file == project / "documents" / "second" / "document.toml"
    assert problem.line == 12
    assert "haidian-2019-report-card/document.toml" in problem.what


def test_hidden_folders_are_no_documents(project):
    before = load_archive(project).documents
    (project / "documents" / ".ipynb_checkpoints").mkdir()
    assert load_archive(project).documents == before


@pytest.mark.parametrize(("name", "old"), [("hedges.toml", 'place = "inner"'), ("units.toml", "[")])
def test_a_broken_vocabulary_is_told_once_and_not_at_every_figure(project, name, old):
    swap(project / name, old, "x")
    found = problems(project)
    assert {p.file.name for p in found} == {name}
    assert len(found) <= 3


def test_a_place_of_which_only_the_documents_of_others_speak_has_no_report():
    archive = load_archive(HERE / "data")
    assert archive.years("beijing")  # its yearbook is nobody's report card
    with pytest.raises(
        UnknownName, match=r"no document reports on 'shanghai'\n.*: beijing, .*haidian"
    ):
        archive.report("shanghai", 2019)
    with pytest.raises(UnknownName, match=r"no indicator|nothing|no document"):
        archive.report("china", 1949)


def test_a_unit_that_does_not_match_stops_a_report(project):
    path = project / CARD / "figures.csv"
    edit(path, "145家", indicator="advanced_projects")
    archive = load_archive(project)
    registry = load_registry(project, archive.areas)
    figures = [f for o in archive.observations for f in o.mentions]
    [problem] = [p for f in figures for p in figure_problems(f, registry)]
    assert "'145家' is in '家', advanced_projects in project" in problem.what
