"""``check``: the problems of the data, what is still open, and what a report lacks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportcard import objects
from reportcard.check import Outcome
from reportcard.check import check as check_data
from reportcard.cli import guard, output
from reportcard.cli.output import FORMAT, counted
from reportcard.errors import Problem
from reportcard.prose import book_of
from reportcard.results import Book
from reportcard.tables import project_folder

if TYPE_CHECKING:
    from reportcard.editions.gaps import Gap

PROBLEM_KEYS = ("file", "line", "what", "remedy")
GAP_KEYS = ("chapter", "lacks", "label", "waiting")


@click.command()
@click.argument("documents", nargs=-1, metavar="[DOCUMENT …]")
@click.option(
    "--missing", nargs=2, type=(str, int), metavar="PLACE YEAR",
    help="Instead: what each chapter lacks for a report.",
)  # fmt: skip
@FORMAT
def check(documents: tuple[str, ...], missing: tuple[str, int] | None, form: str) -> int:
    """Every problem of the data at once, with file, line and remedy; exit 1 if there is one.

    Example:  reportcard check haidian-2019-report-card
    Example:  reportcard check --missing haidian 2021
    """
    folder = project_folder()
    if missing:
        return tell_missing(folder, *missing, form)
    outcome = check_data(folder / "data", documents)
    if form == "json":
        click.echo(objects.as_json(_outcome_object(outcome, folder)), nl=False)
    elif form == "csv":
        problems = [_problem_object(problem, folder) for problem in outcome.problems]
        click.echo(objects.as_csv(problems, PROBLEM_KEYS), nl=False)
        _tell_rest(outcome, err=True)
    else:
        _tell(outcome)
    return guard.FAILED if outcome.problems else 0


def _outcome_object(outcome: Outcome, folder: Path) -> dict[str, Any]:
    return {
        "problems": [_problem_object(problem, folder) for problem in outcome.problems],
        "documents": outcome.documents,
        "figures": outcome.figures,
        "text_not_checked": list(outcome.skipped),
        "undecided": dict(outcome.undecided),
    }


def _problem_object(problem: Problem, folder: Path) -> dict[str, Any]:
    file = problem.file
    if file is not None and file.is_relative_to(folder):
        file = file.relative_to(folder)
    where = {"file": None if file is None else file.as_posix(), "line": problem.line}
    return {**where, "what": problem.what, "remedy": problem.remedy}


def _tell(outcome: Outcome) -> None:
    for problem in outcome.problems:
        click.echo(str(problem))
    found = counted(len(outcome.problems), "problem") if outcome.problems else "no problem"
    if outcome.documents:
        looked_at = (
            f"{counted(outcome.documents, 'document')}, {counted(outcome.figures, 'figure')}"
        )
        click.echo(f"{looked_at}: {found}")
    else:
        click.echo(f"{found}; nothing else could be checked before that is mended")
    _tell_rest(outcome, err=False)


def _tell_rest(outcome: Outcome, *, err: bool) -> None:
    """What is no problem: figures nobody has decided about, texts that are not at hand."""
    for document, number in outcome.undecided.items():
        click.echo(
            f"{document}: {counted(number, 'figure')} not decided about yet.\n"
            f"  Decide:  reportcard review {document}",
            err=err,
        )
    for document in outcome.skipped:
        click.echo(
            f"{document}: its text is not at hand, so offsets and readings were not checked "
            "against it.\n  Give the folder that holds it:  REPORTCARD_SOURCES=… reportcard check",
            err=err,
        )


def tell_missing(folder: Path, place: str, year: int, form: str) -> int:
    """What each chapter lacks for a report: the figures its numbers wait for. No failure: a gap
    prints as not reported."""
    from reportcard.editions.gaps import extents_of

    book = book_of(place, year)
    extents = extents_of(folder, place, year)
    found = [_gap_object(gap, book) for extent in extents for gap in extent.gaps]
    if form == "json":
        click.echo(objects.as_json(found), nl=False)
    elif form == "csv":
        click.echo(objects.as_csv(found, GAP_KEYS), nl=False)
    else:
        lines = [_gap_line(gap) for gap in found]
        click.echo(output.as_table(GAP_KEYS, lines, output.terminal_width()), nl=False)
        for extent in extents:
            told = f"{extent.reported} of {counted(extent.asked, 'number')} are there"
            click.echo(f"{extent.chapter}: {told}")
    return 0


def _gap_object(gap: Gap, book: Book) -> dict[str, Any]:
    label = book.label(book.registry[gap.indicator], "en")
    return dict(zip(GAP_KEYS, (gap.chapter, gap.target, label, list(gap.waiting)), strict=True))


def _gap_line(gap: dict[str, Any]) -> tuple[str, ...]:
    """A gap as a row for readers, the first of the numbers that wait for it named."""
    others = [name for name in gap["waiting"] if name != gap["lacks"]]
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    return (gap["chapter"], gap["lacks"], gap["label"], "".join(others[:1]) + more)
