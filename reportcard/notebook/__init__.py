"""The only module a chapter imports; ``__all__`` is the book's vocabulary."""

from reportcard.notebook.report import OpenReport, View, open_report
from reportcard.verbs import (
    base_of,
    change,
    completion,
    compound,
    convert,
    left,
    per,
    points,
    rest,
    share,
    times,
)

__all__ = [
    "OpenReport",
    "View",
    "base_of",
    "change",
    "completion",
    "compound",
    "convert",
    "left",
    "open_report",
    "per",
    "points",
    "rest",
    "share",
    "times",
]
