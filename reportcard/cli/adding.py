"""``add`` and ``review``: a new document from its text, and its open figures decided by people."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from reportcard.cli import guard
from reportcard.dates import dated
from reportcard.documents import load_archive, load_tiers
from reportcard.errors import DataError, Problem, ReportcardError, nearest
from reportcard.indicators import NATURES, load_registry
from reportcard.labels import fill
from reportcard.proposals.adding import (
    LICENCE,
    TIER,
    Added,
    Said,
    add,
    first_line,
    require_free,
)
from reportcard.proposals.defining import (
    Definition,
    chapters,
    define,
    fitting,
    require_new_name,
    require_unit,
)
from reportcard.proposals.reviewing import Review
from reportcard.schema import AUTHORED
from reportcard.tables import Row, project_folder, read_text

ANSWERS = """\
  y, or Enter    it is what stands first
  2, 3 …         it is another one of the list
  a name         it is that indicator; also area.name, name@year, and name + name for two
  new            it is something the project does not measure yet: define it
  n              it is no figure
  s              not now: leave it open
  q              stop here; all that was answered is kept"""
WIDEST = 200
"""Characters of a sentence shown on each side of its figure."""


def at_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty()


@click.command("add")
@click.argument("place")
@click.argument("year", type=click.IntRange(1000, 9999))
@click.argument("text", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--title", help="Its title [its first line].")
@click.option("--publisher", help="Who published it.")
@click.option("--date", "published", help="The day it was published, such as 2022-01-20.")
@click.option("--url", help="Where it was published.")
@click.option("--licence", help=f"Its terms [{LICENCE}].")
@click.option("--tier", help=f"What kind of source it is [{TIER}].")
@click.option("--id", "identity", help="The document's name [PLACE-YEAR-report-card].")
def add_document(
    place: str,
    year: int,
    text: Path,
    title: str | None,
    publisher: str | None,
    published: str | None,
    url: str | None,
    licence: str | None,
    tier: str | None,
    identity: str | None,
) -> None:
    """Make a document of a report's TEXT: each figure found, with what it may measure.

    The text stays outside the project: it is copied into sources/ (or the folder that
    REPORTCARD_SOURCES names) where it does not lie there already.

    Example:  reportcard add haidian 2021 report.txt --publisher … --date 2022-01-20 --url …
    """
    from reportcard.extract.figures import extract

    archive = load_archive(project_folder() / "data")
    registry = load_registry(archive.folder, archive.areas)
    identity = identity or f"{place}-{year}-report-card"
    require_free(archive, place, year, identity)
    given = {"title": title, "publisher": publisher, "date": published, "url": url}
    given |= {"licence": licence, "tier": tier}
    defaults = {"title": first_line(read_text(text)), "licence": LICENCE, "tier": TIER}
    said = _said(given, defaults)
    added = add(archive, registry, (place, year), text, said, identity, extract)
    _tell_added(added, place, year)


def _said(given: dict[str, str | None], defaults: dict[str, str]) -> Said:
    """What is said of a text: asked for at a terminal, else by options. Raises DataError."""
    if at_terminal():
        for name in (n for n, value in given.items() if value is None):
            given[name] = click.prompt(name.capitalize(), default=defaults.get(name), err=True)
    said = {name: value or defaults.get(name, "") for name, value in given.items()}
    lacking = [f"--{name}" for name, value in said.items() if not value.strip()]
    if lacking:
        remedy = f"Give {' '.join(f'{option} …' for option in lacking)}"
        raise DataError(Problem(f"what the text does not say: {', '.join(lacking)}", remedy))
    published = said.pop("date")
    _require_date(published)
    _require_tier(said["tier"])
    return Said(published=published, **said)


def _require_date(text: str) -> None:
    """Raises DataError for what says no date."""
    if not dated(text):
        remedy = "Give a day, such as 2022-01-20, a month, a year, or 'after 2021'."
        raise DataError(Problem(f"--date is '{text}'", remedy))


def _require_tier(name: str) -> None:
    """Raises DataError for a tier that is not in ``tiers.toml``."""
    known = load_tiers(project_folder() / "data" / "tiers.toml")
    if name not in known:
        remedy = nearest(name, known) or f"Tiers: {', '.join(known)}."
        raise DataError(Problem(f"--tier is '{name}', which data/tiers.toml lacks", remedy))


def _tell_added(added: Added, place: str, year: int) -> None:
    click.echo(f"{guard.shown(added.folder)}: {added.named} figures named, {added.open} open")
    if added.copied:
        click.echo(f"the text was copied to {guard.shown(added.copied)}, where git ignores it")
    _tell_next(added.document, place, year, added.open)


def _tell_next(document: str, place: str | None, year: int | None, still_open: int) -> None:
    """What to run next."""
    click.echo("next:")
    if still_open:
        click.echo(f"  reportcard review {document}")
    click.echo("  reportcard refresh\n  reportcard check")
    if place is not None:
        click.echo(f"  reportcard build {place} {year}")


@click.command("review")
@click.argument("document")
@click.option("--named", is_flag=True, help="Those too that were named without asking.")
def review_document(document: str, named: bool) -> None:
    """Decide the open figures of a document one by one; every answer is kept at once.

    Example:  reportcard review haidian-2021-report-card
    """
    review = Review(project_folder() / "data", document, named=named)
    rows = list(review.open)
    try:
        for number, row in enumerate(rows, 1):
            click.echo(f"\n{number} of {len(rows)}  {_shown(review, row)}")
            if not _decide(review, row):
                break
    except click.Abort:  # Ctrl-C, or nobody answers any more
        click.echo("\nstopped; every answer given is kept")
    left = len(review.open)
    click.echo(f"\n{document}: {f'{left} open' if left else 'nothing is open'}")
    _tell_next(document, review.document.place, review.document.year, left)


def _shown(review: Review, row: Row) -> str:
    """A row in its sentence, with what it may be."""
    sentence = review.sentence(row)
    before, after = sentence.before[-WIDEST:], sentence.after[:WIDEST]
    figure = click.style(f"【{sentence.figure}】", bold=True)
    about = f"{row['ref_area']} {row['time_period']} {row['coverage']} {row['status']}".rstrip()
    lines = [f"{row['as_printed']} at {row['start']}–{row['end']}, read as {about}"]
    lines.append(f"  {before}{figure}{after}".replace("\n", "\n  "))
    for number, name in enumerate(review.choices(row), 1):
        sure = f"  (confidence {row['confidence']})" if number == 1 else ""
        lines.append(f"  {number}  {name}: {_label(review, name)}{sure}")
    return "\n".join(lines)


def _label(review: Review, name: str) -> str:
    """What an indicator is called in both languages."""
    label = review.registry[name].label
    return " / ".join(fill(label[lang], review.names(lang)) for lang in AUTHORED)


def _decide(review: Review, row: Row) -> bool:
    """Ask until a row is decided or left; False where the review ends."""
    while True:
        said = click.prompt("y, number, name, new, n, s, q, ?", default="y", show_default=False)
        answer = said.strip()
        try:
            match answer:
                case "q":
                    return False
                case "s":
                    return True
                case "?":
                    click.echo(ANSWERS)
                    continue
                case "n":
                    review.dismiss(row)
                case "new":
                    review.take(row, [_new(review, row)])
                case _:
                    review.take(row, _targets(review, row, answer))
            return True
        except ReportcardError as error:
            click.echo(str(error))


def _targets(review: Review, row: Row, answer: str) -> list[str]:
    """The indicators an answer names. Raises DataError for a number the list has not."""
    choices = review.choices(row)
    if answer == "y" or answer.isdecimal():
        number = 1 if answer == "y" else int(answer)
        if not 1 <= number <= len(choices):
            what = f"there is no proposal {number}"
            raise DataError(Problem(what, "Name an indicator, or write new, n or s."))
        return [choices[number - 1]]
    return [target.strip() for target in answer.split("+")]


def _new(review: Review, row: Row) -> str:
    """Ask for a new indicator, define it, and give its name."""
    from reportcard.printed import read_printed

    printed = read_printed(row["as_printed"], row["hedges"].split()).unit
    registry, folder = review.registry, review.folder
    units = fitting(printed, registry)
    new = Definition(
        _asked("name, such as hotline_requests", lambda v: require_new_name(v, registry)),
        _asked("label in English"),
        _asked("label in Traditional Chinese"),
        _asked(
            f"unit ({', '.join(units) or 'none is printed so'})",
            lambda v: require_unit(v, printed, registry),
            units[0] if units else None,
        ),
        click.prompt("  nature", type=click.Choice(NATURES)),
        click.prompt("  chapter", type=click.Choice(chapters(folder))),
    )
    path = define(folder, new, printed, registry)
    review.learn()
    click.echo(f"  defined in {guard.shown(path)}")
    return new.name


def _asked(
    question: str, require: Callable[[str], None] = lambda _: None, default: str | None = None
) -> str:
    """An answer that ``require`` lets pass; it raises with what is wrong with others."""
    while True:
        answer = str(click.prompt(f"  {question}", default=default)).strip()
        try:
            require(answer)
        except ReportcardError as error:
            click.echo(f"  {error}")
        else:
            return answer
