"""Files people write: whatever is wrong with one is told with its line, never as a traceback."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportcard.errors import DataError
from reportcard.tables import exact, project_folder, read_csv, read_tables, read_text, read_toml

COLUMNS = ("a", "b")


def written(tmp_path, content: str | bytes):
    path = tmp_path / "file"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def problems_of(read, *arguments) -> list[tuple[int | None, str]]:
    with pytest.raises(DataError) as caught:
        read(*arguments)
    assert all(p.file == arguments[0] for p in caught.value.problems)
    return [(p.line, p.what) for p in caught.value.problems]


def test_text_is_utf8_with_or_without_its_mark_and_windows_line_ends(tmp_path):
    assert read_text(written(tmp_path, "\ufeff一\r\n二\n")) == "一\n二\n"


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-16"])
def test_another_encoding_is_refused_at_its_line(tmp_path, encoding):
    path = written(tmp_path, b"a,b\n" + "億,元\n".encode(encoding))
    [(line, what)] = problems_of(read_csv, path, COLUMNS)
    assert line == 2
    assert "is not UTF-8" in what
    [(line, what)] = problems_of(read_toml, path)
    assert line == 2


def test_a_file_that_is_not_there_or_a_folder_is_named(tmp_path):
    for path, remedy in ((tmp_path / "none", "Restore it"), (tmp_path, "rename the folder")):
        with pytest.raises(DataError, match=f"cannot be read.*\n.*{remedy}"):
            read_text(path)


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        ("[x]\na = 1\na = 2\n", 3, "not valid TOML"),
        ("[x]\na = 1\n[x]\n", 3, "not valid TOML"),
        ("[x]\na = \n", 2, "not valid TOML"),
        ('[x]\na = "open\n', 2, "not valid TOML"),
        (f"[x]\na = {'9' * 5000}\n", 2, "not valid TOML"),
        (f"[x]\na = {'[' * 9999}\n", 2, "not valid TOML"),
        ("[x\n", 1, "not valid TOML"),
        ("[x]\na = [1,\n", 2, "not valid TOML"),
    ],
)
def test_malformed_or_doubled_toml_is_told_with_its_line(tmp_path, content, line, what):
    [(told, said)] = problems_of(read_toml, written(tmp_path, content))
    assert told == line
    assert what in said


def test_a_key_is_found_on_its_line(tmp_path):
    file = read_toml(written(tmp_path, 'z = 1\n[x]\nlabel.en = "a"\n\n[y]\nunit = "b"\nz = 2\n'))
    assert file.line("x") == 2
    assert file.line("x", "label") == 3
    assert file.line("y", "z") == 7
    assert file.line("", "z") == 1
    assert file.line("", "y") == 5
    assert file.line("y", "absent") == 5
    assert file.line("absent") is None


def test_a_key_is_found_however_its_table_is_written(tmp_path):
    file = read_toml(written(tmp_path, 'q.a = 1\n["x"]\n"k" = 1\n[y.label]\nen = "a"\n'))
    assert (file.line("q"), file.line("x"), file.line("x", "k")) == (1, 2, 3)
    assert (file.line("y"), file.line("y", "label")) == (4, 4)


def test_a_header_goes_before_the_parts_of_its_table(tmp_path):
    file = read_toml(written(tmp_path, "[y.z]\nk = 1\n[y]\nk = 2\n"))
    assert (file.line("y"), file.line("y", "z"), file.line("y", "k")) == (3, 1, 4)


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), ("-0.5", Fraction(-1, 2)), ("2000/3", Fraction(2000, 3)), (3, 3), (0.1, "0.1")],
)
def test_a_number_is_a_decimal_or_a_fraction(text, value):
    assert exact(text) == Fraction(value)


@pytest.mark.parametrize(
    "text",
    ["1e99999999", "1e5", "9" * 31, "1/0", "1/-2", "", " 1", "１", "1_0", "inf", "nan", ".5"],
)
def test_what_could_ask_for_a_billion_digits_is_no_number(text):
    with pytest.raises(ValueError, match="no number"):
        exact(text)


def test_a_value_outside_any_table_is_refused_where_only_tables_belong(tmp_path):
    path = written(tmp_path, "a = 1\nb = 2\n[x]\n")
    assert problems_of(read_tables, path) == [
        (1, "'a' stands in no table"),
        (2, "'b' stands in no table"),
    ]


def test_rows_come_back_with_their_lines(tmp_path):
    rows = read_csv(written(tmp_path, 'a,b\n1,"x\ny"\n\n2,z\n'), COLUMNS)
    assert [(r["a"], r["b"]) for r in rows] == [("1", "x\ny"), ("2", "z")]
    assert rows[1].line == 5
    assert rows[0]["absent"] == ""


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a,b\n1\n1,2\n1,2,3\n", [(2, "1 cells where"), (4, "3 cells where")]),
        ("a,a,b\n1,2,3\n", [(1, "column 'a' stands twice")]),
        ("a\n", [(1, "no column 'b'")]),
        ("a,b,c\n", [(1, "unknown column 'c'")]),
        ("", [(1, "no column 'a'"), (1, "no column 'b'")]),
        ("a,c\n1\n", [(1, "no column 'b'"), (1, "unknown column 'c'"), (2, "1 cells where")]),
        ('a,b\n1,"2\n', [(2, "not valid CSV")]),
        ('a,b\n1,2\n"1"x,2\n', [(3, "not valid CSV")]),
    ],
)
def test_malformed_csv_is_told_with_every_line_at_once(tmp_path, content, expected):
    found = problems_of(read_csv, written(tmp_path, content), COLUMNS)
    assert [line for line, _ in found] == [line for line, _ in expected]
    assert all(what in said for (_, said), (_, what) in zip(found, expected, strict=True))


def test_an_optional_column_may_be_there_or_not(tmp_path):
    assert len(read_csv(written(tmp_path, "a,b,c\n1,2,3\n"), COLUMNS, ("c",))) == 1
    assert len(read_csv(written(tmp_path, "a,b\n1,2\n"), COLUMNS, ("c",))) == 1


@given(content=st.binary(max_size=60) | st.text('ab,"\n\r[]= 1億', max_size=30).map(str.encode))
def test_any_bytes_are_read_or_refused_with_file_and_line(content, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(content)
    for read, arguments in ((read_csv, (path, ("a",), ("b", ""))), (read_toml, (path,))):
        try:
            read(*arguments)
            problems = ()
        except DataError as error:
            problems = error.problems
        assert all(p.file == path and p.line is not None for p in problems)


def test_the_project_is_found_from_inside_and_refused_elsewhere(project, monkeypatch, tmp_path):
    assert project_folder() == project.parent
    monkeypatch.delenv("REPORTCARD_PROJECT")
    monkeypatch.chdir(project / "documents")
    assert project_folder() == project.parent
    monkeypatch.setenv("REPORTCARD_PROJECT", str(tmp_path / "elsewhere"))
    with pytest.raises(DataError, match="REPORTCARD_PROJECT="):
        project_folder()
