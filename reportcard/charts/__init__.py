"""One function per form of chart: plain data and words in, a chart that shows itself out.

Only this package knows Altair. Every function returns a ``Chart``, or ``Nothing`` when no datum
is reported; both show themselves in a notebook. Values come in the unit they are shown in, and
texts in the edition's language: nothing is worded here.
"""

from __future__ import annotations

from reportcard.captions import MIME
from reportcard.charts.article import KINDS, Tick, article_map
from reportcard.charts.change import slope
from reportcard.charts.checks import VERDICTS, Judged, strip, verdicts
from reportcard.charts.magnitudes import against_target, bars, ranges
from reportcard.charts.model import Chart, Datum, Nothing, Words
from reportcard.charts.outcomes import Outcome, outcomes
from reportcard.charts.ranked import ranked
from reportcard.charts.runs import Run
from reportcard.charts.vintages import lines
from reportcard.charts.wholes import parts_of_whole, per_square, units_of_whole

__all__ = [
    "KINDS",
    "MIME",
    "VERDICTS",
    "Chart",
    "Datum",
    "Judged",
    "Nothing",
    "Outcome",
    "Run",
    "Tick",
    "Words",
    "against_target",
    "article_map",
    "bars",
    "lines",
    "outcomes",
    "parts_of_whole",
    "per_square",
    "ranges",
    "ranked",
    "slope",
    "strip",
    "units_of_whole",
    "verdicts",
]
