"""What a reader takes away: the data of an edition, one file for each number, words for catalogues.

``write_data`` writes the three tables of an edition as CSV, JSON and XLSX with their metadata,
``write_numbers`` a language-neutral JSON file for each number of a report, and ``dataset`` says
of a chapter what catalogues and search engines ask (schema.org).
"""

from reportcard.exports.about import About
from reportcard.exports.data import FILES, FOLDER, write_data
from reportcard.exports.jsonld import dataset, script, variables
from reportcard.exports.numbers import write_numbers

__all__ = [
    "FILES",
    "FOLDER",
    "About",
    "dataset",
    "script",
    "variables",
    "write_data",
    "write_numbers",
]
