"""What may stand in ``{v}`…``` and in the braces of sentences and charts.

``[role.]indicator[@year][:document][|form]``, or a name alone; ``prose`` says what each of
them means, ``check`` that each is well-formed and known.
"""

from __future__ import annotations

import re

TARGET = re.compile(
    r"(?:(?P<role>[a-z_]+)\.)?(?P<name>[a-z0-9_]+)"
    r"(?:@(?P<period>[0-9]{4}))?(?::(?P<vintage>[\w-]+))?(?:\|(?P<form>\w+))?"
)
FORMS = ("printed", "points", "integers", "interval", "size")
NAMES = ("home", "place", "parent", "country", "year")
CHART_BLANKS = (
    *("unit", "drawn", "open", "forecast"),
    *("checks", "consistent", "inconsistent", "undetermined"),
    *("figures", "paragraphs", "dense"),
    *("parted", "measure", "rank", "areas"),
    *("rose", "fell", "earlier"),
)
"""What a chart itself fills into its words."""
