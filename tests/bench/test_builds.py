"""Builds side by side: in which order, with what result, and how it is told."""

import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from reportcard.bench import builds
from reportcard.bench.builds import RATIOS, Measured, chosen, measure, ratios
from reportcard.bench.copies import Copies, Failed, Spent
from reportcard.bench.scenarios import PREPARATIONS, SCENARIOS, Run, Scenario
from reportcard.benchmarks import GROUPS, NAME, OURS, Places, load_benchmarks
from reportcard.check import check
from reportcard.cli import main
from reportcard.cli.sidebyside import KEYS
from reportcard.errors import ReportcardError, UnknownName
from reportcard.tables import HERE

EVERY = [name for names in GROUPS.values() for name in names]


def runs(*seconds: float, places: Places | None = None) -> list[Run]:
    return [Run(Spent(wall, wall * 2), places) for wall in seconds]


FOUND = [Measured(name, runs(number + 2.0, 90, number)) for number, name in enumerate(EVERY, 1)]
"""Medians of 3, 4, 5 … seconds in the order of the scenarios."""


@given(st.lists(st.floats(0.001, 1e6), min_size=1, max_size=9))
def test_what_is_told_is_the_median(seconds: list[float]) -> None:
    found = Measured("build", runs(*seconds))
    below = sum(wall < found.wall for wall in seconds)
    above = sum(wall > found.wall for wall in seconds)
    assert max(below, above) <= len(seconds) / 2
    assert min(seconds) <= found.wall <= max(seconds)
    assert found.cpu == pytest.approx(2 * found.wall)


@given(st.permutations(FOUND), st.integers(0, len(FOUND)))
def test_ratios_of_what_was_measured(found: list[Measured], number: int) -> None:
    some = found[:number]
    wall = {one.name: one.wall for one in some}
    expected = {pair for pair in RATIOS if set(pair) <= set(wall)}
    told = ratios(some)
    assert set(told) == expected
    assert all(value * wall[b] == pytest.approx(wall[a]) for (a, b), value in told.items())


def test_the_run_that_shows_least_of_a_new_figure_is_told() -> None:
    each = [*runs(1, places=Places(9, 9)), *runs(1, places=Places(2, 9))]
    assert Measured("figure", each).places == Places(2, 9)
    assert Measured("build", runs(1)).places is None


def test_scenarios_and_their_groups_fit() -> None:
    assert sorted(SCENARIOS) == sorted(EVERY)
    assert all(OURS[group] in names for group, names in GROUPS.items())
    assert {tool for one in SCENARIOS.values() for tool in one.after} == set(PREPARATIONS)
    assert {name for pair in RATIOS for name in pair} <= set(EVERY)


def test_scenarios_by_name() -> None:
    assert chosen(()) == EVERY
    assert chosen(("build", "papermill", "build")) == ["papermill", "build"]
    with pytest.raises(UnknownName, match="Did you mean 'build'"):
        chosen(("papermill", "biuld"))


# ── measuring, with scenarios that only say that they were there ────────────────────────────────


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "data").mkdir(parents=True)
    shutil.copy(HERE / "data" / "units.toml", folder / "data")
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy(HERE / name, folder)
    return folder


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What was done, in order; temporary folders lie below the test's own."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    order: list[str] = []

    def of(name: str) -> Callable[[Copies], Run]:
        def run(copies: Copies) -> Run:
            order.append(name)
            (copies.named(name) / "data" / "units.toml").write_text(name)
            return Run(Spent(1.0, 2.0))

        return run

    fakes = {name: Scenario(s.about, of(name), s.after) for name, s in SCENARIOS.items()}
    monkeypatch.setattr(builds, "SCENARIOS", fakes)
    monkeypatch.setattr(builds, "PREPARATIONS", {tool: of(tool) for tool in PREPARATIONS})
    return order


def texts(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}


def test_all_take_turns_in_copies(project: Path, done: list[str], tmp_path: Path) -> None:
    before, told = texts(project), list[str]()
    found = measure(project, ("unchanged", "papermill", "build"), 2, told.append)
    turns = ["papermill", "build", "unchanged"]
    assert done == ["papermill", "reportcard", *turns, *turns]
    assert [line.split()[-1] for line in told] == done, "each is told as it begins"
    assert [(one.name, len(one.runs)) for one in found] == [(name, 2) for name in turns]
    assert texts(project) == before
    assert not list((tmp_path / "tmp").iterdir()), "no copy stays"


@pytest.mark.usefixtures("done")
@pytest.mark.parametrize("name", ["build", "reportcard"])
def test_one_that_fails_is_one_error(
    name: str, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_copies: Copies) -> Run:
        raise Failed("cell 3: no such figure\nthe site stays as it was")

    where = builds.SCENARIOS if name in SCENARIOS else builds.PREPARATIONS
    new = Scenario("", fail, ()) if name in SCENARIOS else fail
    monkeypatch.setitem(where, name, new)  # type: ignore[arg-type]
    with pytest.raises(ReportcardError) as caught:
        measure(project, ("build",), 3, lambda _line: None)
    [problem] = caught.value.problems
    assert f"'{name}' failed" in problem.what
    assert problem.what.endswith("cell 3: no such figure\nthe site stays as it was")
    assert not list((tmp_path / "tmp").iterdir())


# ── the command ────────────────────────────────────────────────────────────────────────────────


def bench(*words: str) -> Result:
    return CliRunner().invoke(main, ["bench", *words])


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    def fake(_project: Path, only: Sequence[str], *_how: object, **_more: object) -> list[Measured]:
        stale = Measured("jupyter-book-cache-figure", runs(4, places=Places(0, 9)))
        found = [stale if one.name == stale.name else one for one in FOUND]
        return [one for one in found if not only or one.name in only]

    monkeypatch.setattr(builds, "measure", fake)


@pytest.mark.usefixtures("measured")
def test_it_is_told_as_a_table() -> None:
    done = bench()
    assert done.exit_code == 0, done.output
    assert "Measures 12 scenarios, 3 times each" in done.stderr
    assert "This takes some minutes" in done.stderr
    assert all(name in done.stdout for name in EVERY)
    assert "papermill ÷ run-warm: 0.60 (bar: at least 10)" in done.stdout
    assert "unchanged: 28.00 s of CPU (bar: less than 0.5)" in done.stdout
    assert "0 of 9" in done.stdout
    assert "medians of 3 runs" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100
    assert "Python" in done.stdout


@pytest.mark.usefixtures("measured")
def test_it_is_told_as_csv_and_json() -> None:
    said = bench("--format", "csv")
    header, *lines = said.stdout.splitlines()
    assert header == ",".join(KEYS)
    assert [line.split(",")[0] for line in lines] == EVERY
    assert "÷" in said.stderr
    told = json.loads(bench("--format", "json", "--runs", "1").stdout)
    assert [row["scenario"] for row in told["measures"]] == EVERY
    assert told["measures"][0]["runs"] == [3.0, 90, 1.0]
    assert told["measures"][0]["times_ours"] == 0.6
    assert told["bars"][0]["of"] == "papermill ÷ run-warm"
    assert "one run of each" in told["conditions"]


@pytest.mark.usefixtures("measured")
def test_some_alone_have_no_ratios_to_others() -> None:
    done = bench("--only", "exec", "--only", "build")
    assert "Measures 2 scenarios" in done.stderr
    assert "÷" not in done.stdout
    told = json.loads(bench("--only", "exec", "--format", "json").stdout)
    assert (told["bars"], told["measures"][0]["times_ours"]) == ([], None)


@pytest.mark.usefixtures("measured")
def test_what_is_kept_the_book_can_show(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(HERE / "data", project / "data", dirs_exist_ok=True)
    monkeypatch.setenv("REPORTCARD_PROJECT", str(project))
    done = bench("--keep", "--runs", "5")
    assert done.exit_code == 0, done.output
    assert f"{NAME}" in done.stderr
    kept = load_benchmarks(project / "data" / NAME)
    assert kept is not None
    assert (kept.runs, set(kept.timings)) == (5, set(EVERY))
    assert kept.timings["papermill"].wall == 3
    assert kept.timings["jupyter-book-cache-figure"].places == Places(0, 9)
    assert not check(project / "data").problems


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--keep", "--only", "build"), "--keep keeps a whole comparison: leave --only out"),
        (("--runs", "2", "pages"), "--runs stands before 'pages', whose options come after it"),
        (("--keep", "scale"), "--keep stands before 'scale'"),
        (("--only", "biuld"), "Did you mean 'build'?"),
        (("--runs", "0"), "--runs"),
        (("pagse",), "Did you mean 'pages'?"),
    ],
)
def test_what_it_does_not_understand(words: tuple[str, ...], said: str) -> None:
    done = bench(*words)
    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.usefixtures("done")
def test_nothing_is_kept_of_one_that_fails(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_copies: Copies) -> Run:
        raise Failed("no more memory")

    monkeypatch.setenv("REPORTCARD_PROJECT", str(project))
    monkeypatch.setitem(builds.SCENARIOS, "unchanged", Scenario("", fail, ()))  # type: ignore[arg-type, index]
    before = texts(project)
    done = bench("--keep", "--runs", "1")
    assert done.exit_code == 1
    assert "'unchanged' failed, and nothing is kept" in done.stderr
    assert "no more memory" in done.stderr
    assert done.stdout == ""
    assert texts(project) == before
