"""``data/benchmarks.json``: what it may say, and that ``check`` tells what is wrong with it."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportcard.benchmarks import GROUPS, NAME, Benchmarks, Places, Timing, as_text, load_benchmarks
from reportcard.check import check
from reportcard.errors import DataError, Problem
from reportcard.labels import phrase
from reportcard.schema import LANGUAGES
from reportcard.tables import HERE

EVERY = [name for names in GROUPS.values() for name in names]
VERSIONS = {"papermill": "2.7.0", "jupyter-book": "1.0.4"}
FOUND = Benchmarks(
    machine="A processor, 2 cores, Linux",
    python="3.11.7",
    versions=VERSIONS,
    measured=date(2025, 11, 27),
    runs=3,
    timings={name: Timing(number + 1.5, 2.25) for number, name in enumerate(EVERY)}
    | {"figure": Timing(9.0, 9.0, Places(9, 9))},
)

seconds = st.integers(1, 10**7).map(lambda thousandths: thousandths / 1000)
places = st.integers(1, 99).flatmap(lambda n: st.integers(0, n).map(lambda new: Places(new, n)))


@given(
    st.fixed_dictionaries({name: st.builds(Timing, seconds, seconds) for name in EVERY}),
    places,
    st.dates(),
    st.integers(1, 100),
    st.text(min_size=1).filter(str.strip),
)
def test_what_is_kept_is_read_again(tmp_path_factory, timings, of_figure, day, runs, machine):
    timings["figure"] = Timing(timings["figure"].wall, timings["figure"].cpu, of_figure)
    found = Benchmarks(machine, "3.12.1", VERSIONS, day, runs, timings)
    path = tmp_path_factory.getbasetemp() / NAME
    path.write_text(as_text(found), "utf-8")
    assert load_benchmarks(path) == found


def test_it_is_sorted():
    said = json.loads(as_text(FOUND))
    assert list(said) == sorted(said)
    assert list(said["scenarios"]) == sorted(EVERY)


def test_without_a_file_there_is_nothing(tmp_path):
    assert load_benchmarks(tmp_path / NAME) is None


def test_ours_is_one():
    assert FOUND.times("build") == FOUND.times("run-warm") == 1
    timings = {**FOUND.timings, "papermill": Timing(20.0, 1), "run-warm": Timing(2.0, 1)}
    assert Benchmarks("m", "3", VERSIONS, FOUND.measured, 1, timings).times("papermill") == 10


def told(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        load_benchmarks(path)
    return caught.value.problems


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ('"build": {', '"biuld": {', '"biuld": {', "[scenarios] has an unknown key 'biuld'"),
        ('"build": {', '"biuld": {', '"scenarios": {', "[scenarios] lacks 'build'"),
        ('"wall": 10.5', '"wall": "10.5"', '"wall": "10.5"', "has wall = '10.5'"),
        ('"wall": 10.5', '"wall": -10.5', '"wall": -10.5', "has wall = -10.5"),
        ('"wall": 10.5', '"wall": 0', '"wall": 0', "has wall = 0"),
        ('"wall": 10.5', '"wall": NaN', '"wall": NaN', "has wall = nan"),
        ('"wall": 10.5', '"wall": true', '"wall": true', "has wall = True"),
        ('"cpu": 9.0', '"cup": 9.0', '"figure": {', "[figure] lacks 'cpu'"),
        ('"cpu": 9.0', '"cup": 9.0', '"cup": 9.0', "[figure] has an unknown key 'cup'"),
        ('"new": 9', '"new": 10', '"places": {', "[figure] has places = "),
        ('"all": 9,', "", '"places": {', "[figure] has places = "),
        ('"runs": 3', '"runs": 0', '"runs": 0', "has runs = 0"),
        ('"runs": 3', '"runs": 2.5', '"runs": 2.5', "has runs = 2.5"),
        ('"2025-11-27"', '"27 November"', '"27 November"', "has measured = '27 November'"),
        ('"2025-11-27"', "20251127", "20251127", "has measured = 20251127"),
        ('"A processor, 2 cores, Linux"', '" "', '"machine"', "has machine = ' '"),
        ('"papermill": "2.7.0"', '"papermil": "2.7.0"', "{", "lacks 'papermill'"),
        ('"runs": 3,', '"runs": 3', '"scenarios"', "is no JSON"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, old, new, at, said):
    text = as_text(FOUND)
    assert old in text
    path = tmp_path / NAME
    path.write_text(text.replace(old, new, 1), "utf-8")
    text = path.read_text("utf-8")
    found = [p for p in told(path) if said in p.what]
    assert [p.line for p in found] == [text[: text.index(at)].count("\n") + 1]
    assert all(p.file == path and "reportcard bench --keep" in p.remedy for p in found)


@pytest.mark.parametrize(
    "text", ["[]", "3", "", "null", '{"scenarios": []}', '{"scenarios": {"build": 3}}']
)
def test_what_is_no_such_file_at_all_is_told(tmp_path, text):
    path = tmp_path / NAME
    path.write_text(text, "utf-8")
    assert all(problem.line for problem in told(path))


def test_check_tells_it_beside_the_rest(project):
    path = project / NAME
    path.write_text(as_text(FOUND), "utf-8")
    assert not check(project).problems
    path.write_text(as_text(FOUND).replace('"exec"', '"exce"'), "utf-8")
    assert [p.what for p in check(project).problems] == [
        "[scenarios] lacks 'exec'",
        "[scenarios] has an unknown key 'exce'",
    ]


def test_a_file_that_is_kept_is_whole():
    """The project's own, where it has one."""
    load_benchmarks(HERE / "data" / NAME)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_scenario_is_said_in_each_language(lang):
    for group, names in GROUPS.items():
        labels = [phrase("bench", name, lang) for name in names]
        assert phrase("bench", group, lang)
        assert len(set(labels)) == len(labels)
