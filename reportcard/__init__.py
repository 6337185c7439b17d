"""What a government says in its annual report card, recomputed with exact intervals.

Read the package in this order: errors, interval, units, printed, labels, archive,
expressions, verbs, indicators, audit, observations, check, charts, notebook, prose,
editions, sphinxext, cli.
"""

__version__ = "0.1.0"
