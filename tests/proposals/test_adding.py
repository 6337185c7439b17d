"""A document from its text: whole or not at all, and right where it is named."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportcard import files
from reportcard.archive import Archive
from reportcard.check import check
from reportcard.documents import document_from, load_archive, load_tiers
from reportcard.errors import DataError, UnknownName
from reportcard.extract.figures import extract
from reportcard.indicators import load_registry
from reportcard.observations import as_csv as observations
from reportcard.proposals import adding
from reportcard.proposals.adding import Added, Said, add, document_toml, first_line, script_of
from reportcard.tables import HERE
from reportcard.undecided import choices, read_undecided

from .sample import DOCUMENT, NONE, PLACE, SAID, YEAR, digest, sample

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


def added(project: Path, text: Path, identity: str = DOCUMENT, year: int = YEAR) -> Added:
    archive = load_archive(project)
    registry = load_registry(project, archive.areas)
    return add(archive, registry, (PLACE, year), text, SAID, identity, extract)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def snapshot(project: Path) -> dict[str, bytes]:
    paths = (p for p in project.parent.rglob("*") if p.is_file())
    return {str(path.relative_to(project.parent)): path.read_bytes() for path in sorted(paths)}


def test_a_document_is_made_of_a_text(project: Path, sources: Path, text: Path) -> None:
    made = added(project, text)
    archive = load_archive(project)
    document = archive.documents[DOCUMENT]
    assert (document.place, document.year, document.published) == (PLACE, YEAR, "2022-01-20")
    assert (document.script, document.title) == ("zh-Hant", SAID.title)
    assert document.text_path() == sources / text.name == made.copied
    assert document.sha256 == digest(text)
    assert archive.report(PLACE, YEAR).anchor == document
    named = [m for o in archive.observations if o.document == DOCUMENT for m in o.mentions]
    still_open = read_undecided(document)
    assert (len(named), len(still_open)) == (made.named, made.open)
    assert named
    assert still_open


def test_every_annotated_figure_is_proposed_once(project: Path, sources: Path, text: Path) -> None:
    folder = added(project, text).folder
    named, still_open = rows_of(folder / "figures.csv"), rows_of(folder / "proposals.csv")
    spans = [(int(row["start"]), int(row["end"])) for row in (*named, *still_open)]
    assert sorted(spans) == sorted(set(spans))
    assert {(a.start, a.end) for a in sample()[1]} <= set(spans)
    right = {str(a.start): a for a in sample()[1]}
    for row in named:
        assert row["indicator"] == right[row["start"]].indicator != NONE
        assert row["ref_area"] == right[row["start"]].area
        assert "confidence" in row["note"]
    assert all(0 <= Fraction(row["confidence"]) < 1 for row in still_open)
    assert any(choices(row) for row in read_undecided(load_archive(project).documents[DOCUMENT]))


def test_check_holds_a_document_with_open_rows(project: Path, sources: Path, text: Path) -> None:
    made = added(project, text)
    archive = load_archive(project)
    table = observations(archive, load_registry(project, archive.areas))
    (project / "observations.csv").write_text(table, "utf-8")
    outcome = check(project, [DOCUMENT])
    assert outcome.undecided == {DOCUMENT: made.open}
    assert not outcome.problems


def test_a_text_among_the_sources_stays_where_it_is(
    project: Path, sources: Path, text: Path
) -> None:
    text = text.rename(sources / text.name)
    assert added(project, text).copied is None
    assert [path.name for path in sources.iterdir()] == [text.name]


def test_another_text_of_the_same_name_is_not_overwritten(
    project: Path, sources: Path, text: Path
) -> None:
    (sources / text.name).write_text("another text\n", "utf-8")
    before = snapshot(project)
    with pytest.raises(DataError, match="another text of the same name"):
        added(project, text)
    assert snapshot(project) == before


def test_nothing_is_half_written(
    project: Path, sources: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_paths: Path) -> None:
        raise KeyboardInterrupt

    before = snapshot(project)
    monkeypatch.setattr(adding, "arrive", interrupted)
    with pytest.raises(KeyboardInterrupt):
        added(project, text)
    assert snapshot(project) == before
    assert not [p for p in (project / "documents").iterdir() if p.name.startswith(".")]


def test_a_document_is_never_overwritten(project: Path, sources: Path, text: Path) -> None:
    added(project, text)
    before = snapshot(project)
    with pytest.raises(DataError) as error:
        added(project, text)
    told = str(error.value)
    assert "is there already" in told
    assert f"is the report card of {PLACE} {YEAR} already" in told
    with pytest.raises(DataError, match="already"):
        added(project, text, "another-name")
    assert snapshot(project) == before


@pytest.mark.parametrize("identity", ["../x", "A", "a b", "", "a--b", ".hidden"])
def test_a_name_that_is_no_folders(project: Path, sources: Path, text: Path, identity: str) -> None:
    with pytest.raises(DataError, match="is no name for a document"):
        added(project, text, identity)


def test_an_unknown_place_is_told_how_to_be_added(project: Path) -> None:
    archive: Archive = load_archive(project)
    with pytest.raises(UnknownName) as error:
        adding.require_free(archive, "haidan", 2021, DOCUMENT)
    told = str(error.value)
    assert "Did you mean 'haidian'?" in told
    assert "[haidan]" in told


def test_scripts_are_told_apart() -> None:
    assert script_of("這個區的經濟發展得很好") == "zh-Hant"
    assert script_of("这个区的经济发展得很好") == "zh-Hans"
    assert script_of("The district reports growth of 7%.") == "en"


def test_the_title_is_the_first_line_that_says_something() -> None:
    assert first_line("\n  \n  標題 \n正文") == "標題"
    assert first_line("\n") == ""


@given(
    said=st.builds(Said, WORDS, WORDS, st.dates().map(str), WORDS),
)
def test_whatever_a_publisher_says_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, said: Said
) -> None:
    folder = tmp_path_factory.mktemp("document")
    source = folder / "text.txt"
    source.write_text("x", "utf-8")
    toml = document_toml(said, (PLACE, YEAR), DOCUMENT, source, "en")
    (folder / "document.toml").write_text(toml, "utf-8", newline="")
    tiers = load_tiers(HERE / "data" / "tiers.toml")
    read = document_from(folder, {PLACE: None}, tiers)  # type: ignore[dict-item]
    assert (read.title, read.publisher, read.published) == (
        said.title,
        said.publisher,
        said.published,
    )


def test_bytes_are_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "a" / "text.txt"
    assert files.write_bytes(path, b"\xff\x00")
    assert path.read_bytes() == b"\xff\x00"
    assert not files.write_bytes(path, b"\xff\x00")
