"""Benchmarks: what the book weighs and how fast it is, measured beside the usual way."""

from reportcard.bench.pages import Comparison, Conditions, bench_pages

__all__ = ["Comparison", "Conditions", "bench_pages"]
