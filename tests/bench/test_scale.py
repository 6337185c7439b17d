"""The bench of growing archives: what it tells, never how long anything took."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from reportcard.bench.scale import PARTS, STEPS, Growth, measure
from reportcard.bench.steps import drawn
from reportcard.bench.synthetic import YEARS
from reportcard.cli import bench, main
from reportcard.errors import ReportcardError
from reportcard.tables import HERE


@pytest.fixture(scope="module")
def told() -> list[str]:
    """What is said while it runs."""
    return []


@pytest.fixture(scope="module")
def measured(told: list[str]) -> list[Growth]:
    return measure(HERE, (2, 4), 2, say=told.append)


def test_every_step_is_timed_and_weighed(measured: list[Growth], told: list[str]) -> None:
    timed = {growth.step for growth in measured if growth.kind == "cpu"}
    assert timed == {"load", "editions", "index", "check", "report", *PARTS}
    assert timed == {growth.step for growth in measured if growth.kind == "wall"}
    assert {growth.step for growth in measured if growth.kind == "memory"} == set(STEPS)
    assert len(told) == 2 * (1 + len(STEPS))


def test_every_measure_has_a_value_for_every_size(measured: list[Growth]) -> None:
    for growth in measured:
        assert list(growth.values) == [2, 4]
        assert all(value > 0 for value in growth.values.values())
        assert len(growth.exponents) == 1
        assert growth.times is not None


def test_the_parts_of_a_report_are_what_it_costs(measured: list[Growth]) -> None:
    cost = {g.step: g.values[4] for g in measured if g.kind == "cpu"}
    # the median of two reports is their mean
    assert cost["report"] == pytest.approx(sum(cost[part] for part in PARTS))


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_the_command_tells_it(
    form: str, measured: list[Growth], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportcard.bench.scale.measure", lambda *args, **kwargs: measured)
    done = CliRunner().invoke(main, ["bench", "scale", "2", "4", "--format", form])
    assert done.exit_code == 0
    if form == "json":
        said = json.loads(done.stdout)
        assert len(said["measures"]) == len(measured)
        assert any("Python" in sentence for sentence in said["conditions"])
    elif form == "csv":
        header, *lines = done.stdout.splitlines()
        assert header == ",".join(bench.SCALE_KEYS)
        assert len(lines) == 2 * len(measured)
    else:
        assert "Python" in done.stdout
        assert all(growth.step in done.stdout for growth in measured)


def test_linear_growth_has_the_power_one() -> None:
    growth = Growth("load", "cpu", {10: 2.0, 100: 20.0, 1000: 20.0})
    assert growth.exponents == pytest.approx([1, 0])
    assert growth.times == 10
    assert Growth("load", "cpu", {10: 2.0}).times == 1


def test_a_step_that_fails_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportcard.bench.scale.write_project", lambda *given: tmp_path)
    with pytest.raises(ReportcardError, match="the step 'archive' failed"):
        measure(HERE, (1,), 1, say=lambda said: None)


@given(st.integers(1, 20), st.integers(1, 60), st.integers(0, 3))
def test_a_sample_has_each_year_as_often_as_any_other(places: int, size: int, seed: int) -> None:
    every = [(f"p{n}", year) for n in range(places) for year in YEARS]
    sample = drawn(every, size, seed)
    assert len(sample) == len(set(sample)) == min(size, len(every))
    years = [year for _, year in sample]
    counts = [years.count(year) for year in YEARS]
    assert max(counts) - min(counts) <= 1
