"""What a government says in its annual report card, recomputed with exact intervals.

Read the package in this order, each module using only those before it: errors, interval,
tokens, targets, rounding, tables, schema, units, printed, columns, labels, archive, documents,
expressions, verbs, formulas, indicators, results, audit, observations, check, prose,
sentences, objects, charts, exports, notebook, editions, sphinxext, cli.
"""

__version__ = "0.1.0"
