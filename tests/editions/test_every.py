"""Which editions have enough, and building all of them."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from reportcard.archive import Archive, Document, Observation
from reportcard.documents import load_archive
from reportcard.editions import Edition, EditionsFailed, build_every, every_edition, several
from reportcard.editions.every import editions_with_enough, years_with_enough
from reportcard.errors import DataError, Problem, ReportcardError, UnknownName
from reportcard.schema import LANGUAGES

from .conftest import ROOT, write_notebook

ANCHOR = ROOT / "data/documents/haidian-2019-report-card"
FIGURE = ",,7家,,,,a_share_companies,haidian,{},,year,,table 1,\n"


@pytest.fixture(scope="module")
def archive() -> Archive:
    """Nothing but areas: tests put documents and observations into it."""
    return replace(load_archive(ROOT / "data"), documents={}, observations=())


@pytest.fixture(scope="module")
def pattern() -> tuple[Document, Observation]:
    """A document and an observation, to be made into others."""
    whole = load_archive(ROOT / "data")
    return whole.documents[ANCHOR.name], whole.observations[0]


class Made:
    """An archive of documents and observations of a test's own."""

    def __init__(self, archive: Archive, pattern: tuple[Document, Observation]) -> None:
        self.empty, (self.document, self.observation) = archive, pattern
        self.documents: dict[str, Document] = {}
        self.observations: list[Observation] = []

    def says(self, document: str, *said: tuple[str, int, str], of: tuple[str, int] | None) -> None:
        """A document, the anchor of the report it is ``of``, and what it has observations of:
        area, year and coverage."""
        place, year = of or (None, None)
        self.documents[document] = replace(self.document, id=document, place=place, year=year)
        for area, period, coverage in said:
            told = {"document": document, "ref_area": area, "time_period": period}
            made = replace(self.observation, **told, coverage=coverage)  # type: ignore[arg-type]
            self.observations.append(made)

    @property
    def archive(self) -> Archive:
        return replace(self.empty, documents=self.documents, observations=tuple(self.observations))


@pytest.fixture
def made(archive: Archive, pattern: tuple[Document, Observation]) -> Made:
    return Made(archive, pattern)


def test_a_year_needs_an_annual_observation_of_the_place_itself(made: Made) -> None:
    made.says(
        "yearbook",
        ("haidian", 2011, "year"),  # before the first year
        ("haidian", 2012, "year"),
        ("haidian", 2013, "part-year"),
        ("haidian", 2014, "before"),
        ("beijing", 2015, "year"),  # the parent's
        ("haidian", 2016, "year"),
        ("haidian", 2016, "part-year"),
        of=None,
    )
    assert years_with_enough(made.archive, "haidian", 2012) == [2016, 2012]
    assert years_with_enough(made.archive, "haidian", 2017) == []


def test_what_another_place_says_is_not_enough(made: Made) -> None:
    made.says("ours", ("haidian", 2019, "year"), of=("haidian", 2019))
    made.says("theirs", ("haidian", 2018, "year"), ("beijing", 2018, "year"), of=("beijing", 2018))
    made.says("last", ("haidian", 2017, "year"), of=("haidian", 2020))  # of an earlier year
    assert years_with_enough(made.archive, "haidian", 2012) == [2019, 2017]


def test_places_are_those_with_a_report_of_their_own(made: Made) -> None:
    made.says("yearbook", ("beijing", 2018, "year"), ("haidian", 2018, "year"), of=None)
    made.says("ours", ("haidian", 2019, "year"), ("china", 2019, "year"), of=("haidian", 2019))
    found = editions_with_enough(made.archive, 2012)
    assert [str(edition) for edition in found[:2]] == ["haidian 2019 en", "haidian 2019 zh-Hant"]
    reports = [(e.place, e.year) for e in found]
    assert reports == [("haidian", year) for year in (2019, 2018) for _ in LANGUAGES]
    named = editions_with_enough(made.archive, 2012, "beijing", ["zh-Hans"])
    assert named == [Edition("beijing", 2018, "zh-Hans")]


def test_a_place_with_nothing_is_told(made: Made) -> None:
    made.says("ours", ("haidian", 2019, "year"), of=("haidian", 2019))
    with pytest.raises(UnknownName, match=r"(?s)of 'beijing' since 2012 has.*years: haidian\."):
        editions_with_enough(made.archive, 2012, "beijing")
    with pytest.raises(UnknownName, match=r"no place 'haidan'.*\n.*'haidian'"):
        editions_with_enough(made.archive, 2012, "haidan")
    with pytest.raises(UnknownName, match=r"(?s)that a document reports on.*2020.*years: none"):
        editions_with_enough(made.archive, 2020)


def test_every_edition_of_the_data_has_a_report() -> None:
    archive = load_archive(ROOT / "data")
    found = every_edition(ROOT, lang="en")
    assert Edition("haidian", 2019, "en") in found
    assert len(set(found)) == len(found)
    for edition in found:
        report = archive.report(edition.place, edition.year)
        assert any(o.coverage == "year" for o in report.observations)


# ── building them ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def own(project: Path, read_from: Callable[[Path], None]) -> Path:
    """A project whose own data the book and its kernels read; each of two years is one folder."""
    for year in (2031, 2032):
        folder = project / "data/documents" / f"haidian-{year}-report-card"
        folder.mkdir()
        said = (ANCHOR / "document.toml").read_text("utf-8").partition("[text]")[0]
        said = re.sub(r"(?m)^year = 2019$", f"year = {year}", said)
        (folder / "document.toml").write_text(said, "utf-8")
        columns = (ANCHOR / "figures.csv").read_text("utf-8").partition("\n")[0]
        (folder / "figures.csv").write_text(f"{columns}\n{FIGURE.format(year)}", "utf-8")
    config = project / "_config.yml"
    text = config.read_text("utf-8")
    config.write_text(re.sub("reportcard_since: [0-9]+", "reportcard_since: 2031", text), "utf-8")
    read_from(project)
    return project


def test_one_that_fails_does_not_stop_the_others(own: Path) -> None:
    """And a year is one folder: nothing else is told of it."""
    stop = "!assert year != 2032, 'not this year'"
    write_notebook(own / "notebooks/capital_markets.ipynb", ["# Shares: of {v}`home`", stop])
    toc = own / "_toc.yml"
    toc.write_text(toc.read_text("utf-8") + "  - file: notebooks/capital_markets\n", "utf-8")
    editions = every_edition(own, "haidian", "en")
    assert editions == [Edition("haidian", year, "en") for year in (2032, 2031)]
    told: list[str] = []
    with pytest.raises(EditionsFailed) as caught:
        build_every(own, editions, downloads=False, say=told.append)
    said = str(caught.value)
    assert "haidian 2032 en is not built:" in said
    assert "not this year" in said
    assert said.endswith("1 of 2 editions are published.")
    counted = [re.sub(r"^\d+|\d+ s", "N", line) for line in told]
    assert sorted(counted[:2]) == [
        "N of 2: haidian 2031 en in N",
        "N of 2: haidian 2032 en in N (failed)",
    ]
    assert counted[2:] == ["N of 2: haidian 2031 en in N (again)"]  # it led to what is not there
    site = own / "_build" / "site"
    assert [path.name for path in (site / "haidian").iterdir()] == ["2031"]
    facts = json.loads((site / "haidian/2031/en/edition.json").read_text("utf-8"))
    assert [chapter["page"] for chapter in facts["chapters"]] == ["notebooks/capital_markets"]
    assert [chapter["title"] for chapter in facts["left_out"]] == ["Money of Haidian", "Tasks"]
    reported, of = facts["reported"]["notebooks/capital_markets"]
    assert reported == 1 < of
    assert f"<b>1</b>/{of}" in (site / "index.html").read_text("utf-8")


def test_all_problems_are_told_at_the_end(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[Edition] = []

    def build(project: Path, edition: Edition, *_given: object, **_options: object) -> Path:
        if edition.lang != "en":
            raise ReportcardError(Problem(f"{edition.lang} is wrong", "Mend it."))
        built.append(edition)
        return project

    monkeypatch.setattr(several, "build_edition", build)
    editions = [Edition("haidian", 2019, lang) for lang in ("zh-Hant", "en", "zh-Hans")]
    told: list[str] = []
    with pytest.raises(EditionsFailed, match=r"(?s)zh-Hant is wrong.*zh-Hans is wrong.*1 of 3"):
        build_every(project, editions, 1, say=told.append)
    assert built == [editions[1]] * 2  # once more, to lead to none that failed
    assert [line.partition(":")[0] for line in told] == [f"{n} of 3" for n in (1, 2, 3, 3)]
    landing = build_every(project, editions[1:2], 1, say=told.append)
    assert landing == project / "_build/site/index.html"


def test_editions_of_another_version_are_told_before_any_is_built(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(*_given: object, **_options: object) -> Path:
        raise AssertionError("began to build")

    monkeypatch.setattr(several, "build_edition", build)
    old = project / "_build/site/haidian/2018/en/edition.json"
    old.parent.mkdir(parents=True)
    old.write_text('{"place": "haidian"}', "utf-8")
    with pytest.raises(DataError, match=r"edition.json: says no year"):
        build_every(project, [Edition("haidian", 2019, "en")], 1)


def test_a_full_disk_ends_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Edition] = []

    def build(_project: Path, edition: Edition, *_given: object, **_options: object) -> Path:
        tried.append(edition)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(several, "build_edition", build)
    editions = [Edition("haidian", 2019, lang) for lang in LANGUAGES]
    with pytest.raises(OSError, match="No space left"):
        build_every(project, editions, 1)
    assert tried == editions[:1]


def test_every_year_of_haidian_with_an_annual_figure_has_an_edition() -> None:
    """The bar of the archive as it is: no year since the first one of the book is forgotten."""
    archive = load_archive(ROOT / "data")
    annual = {
        o.time_period
        for o in archive.observations
        if (o.ref_area, o.coverage) == ("haidian", "year")
    }
    years = [edition.year for edition in every_edition(ROOT, "haidian", "en")]
    assert years == sorted((year for year in annual if year >= 2012), reverse=True)
    assert len(years) == 14
