"""What the chapters draw is Vega-Lite: held to the schema that Altair carries."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair as alt
import nbformat
import pytest
from jsonschema import ValidationError

from reportcard.charts import MIME
from reportcard.charts.model import WIDE

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


def stored(path: Path) -> Iterator[dict[str, Any]]:
    """The charts of a notebook, in both widths."""
    for cell in nbformat.read(path, 4).cells:
        for output in cell.get("outputs", ()):
            if spec := output.get("data", {}).get(MIME):
                narrow = spec.pop("usermeta")["narrow"]
                yield spec
                yield laid_over(spec, narrow)


def laid_over(base: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """A specification with what is different in another width."""
    both = {k: (base.get(k), v) for k, v in other.items()}
    return base | {
        k: laid_over(old, new) if isinstance(old, dict) and isinstance(new, dict) else new
        for k, (old, new) in both.items()
    }


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_chart_of_a_chapter_is_valid(path: Path) -> None:
    for spec in stored(path):
        alt.LayerChart.validate(spec)


def test_most_chapters_have_charts_and_a_wrong_one_is_found() -> None:
    with_charts = [path for path in NOTEBOOKS.glob("*.ipynb") if list(stored(path))]
    assert len(with_charts) > 8
    spec = next(stored(with_charts[0]))
    assert spec["width"] <= WIDE
    with pytest.raises(ValidationError):
        alt.LayerChart.validate(spec | {"width": "broad"})
    spec["layer"][0]["mark"]["type"] = "blot"
    with pytest.raises(ValidationError):
        alt.LayerChart.validate(spec)
