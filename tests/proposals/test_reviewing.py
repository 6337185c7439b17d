"""Open rows decided: every answer in the files at once, and nothing lost between two of them."""

import csv
import tomllib
from pathlib import Path

import pytest

from reportcard.documents import COLUMNS, load_archive
from reportcard.errors import DataError, ReportcardError, UnknownName
from reportcard.extract.figures import extract
from reportcard.indicators import load_registry
from reportcard.proposals import reviewing
from reportcard.proposals.adding import Said, add
from reportcard.proposals.defining import Definition, define, fitting, require_unit
from reportcard.proposals.reviewing import Review
from reportcard.tables import Row
from reportcard.undecided import NAME, choices, read_undecided

DOCUMENT = "haidian-2023-letter"
TEXT = """區裡的年度來信

全年新增養老床位540張,接待觀眾71萬人次。居民用電、居民用氣均下降4%,書店佔全市(93家)的比重為31%。
到年底,書店共95家。目前,書店共97家。
"""
SAID = Said("區裡的年度來信", "no one", "2024-02-01", "https://example.org/2023")
CHAIR = Definition("care_beds", "Care beds", "養老床位", "kit", "stock", "livelihood")


@pytest.fixture
def review(project: Path, sources: Path) -> Review:
    (sources / "letter.txt").write_text(TEXT, "utf-8")
    archive = load_archive(project)
    registry = load_registry(project, archive.areas)
    add(archive, registry, ("haidian", 2023), sources / "letter.txt", SAID, DOCUMENT, extract)
    return Review(project, DOCUMENT)


def row_of(review: Review, as_printed: str) -> Row:
    return next(row for row in review.open if row["as_printed"] == as_printed)


def written(review: Review, name: str = "figures.csv") -> list[dict[str, str]]:
    path = review.document.folder / name
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def again(review: Review) -> Review:
    return Review(review.folder, review.document.id)


def test_a_figure_is_shown_in_its_sentence(review: Review) -> None:
    sentence = review.sentence(row_of(review, "540張"))
    assert (sentence.before, sentence.figure) == ("全年新增養老床位", "540張")
    assert sentence.after.startswith(",接待觀眾")
    assert sentence.after.endswith("人次。")


def test_a_decision_moves_the_row(review: Review) -> None:
    before = len(review.open)
    review.take(row_of(review, "71萬人次"), ["culture_attendances"])
    (taken,) = (row for row in written(review) if row["as_printed"] == "71萬人次")
    assert (taken["indicator"], taken["ref_area"]) == ("culture_attendances", "haidian")
    assert tuple(taken) == COLUMNS
    assert len(written(review, NAME)) == len(again(review).open) == before - 1
    archive = load_archive(review.folder)
    assert archive.report("haidian", 2023).find("culture_attendances", "haidian")


def test_rows_stay_in_the_order_of_the_text(review: Review) -> None:
    for printed, name in (("31%", "star_share_of_parent"), ("71萬人次", "culture_attendances")):
        review.take(row_of(review, printed), [name])
    starts = [int(row["start"]) for row in written(review)]
    assert starts == sorted(starts)


def test_one_figure_can_be_two_observations(review: Review) -> None:
    review.take(row_of(review, "4%"), ["energy_intensity_change", "water_intensity_change"])
    named = [row["indicator"] for row in written(review) if row["as_printed"] == "4%"]
    assert named == ["energy_intensity_change", "water_intensity_change"]


def test_another_area_and_another_year(review: Review) -> None:
    review.take(row_of(review, "93家"), ["china.listed_companies@2022"])
    (row,) = (row for row in written(review) if row["as_printed"] == "93家")
    assert (row["indicator"], row["ref_area"], row["time_period"]) == (
        "listed_companies",
        "china",
        "2022",
    )


@pytest.mark.parametrize(
    ("printed", "target", "told"),
    [
        ("71萬人次", "culture_attendance", "Did you mean 'culture_attendances'?"),
        ("71萬人次", "gdp", "gdp in yuan"),
        ("71萬人次", "paris.culture_attendances", "no place 'paris'"),
        ("71萬人次", "culture_attendances|printed", "is no indicator"),
        ("71萬人次", "", "is no indicator"),
    ],
)
def test_a_wrong_answer_changes_nothing(
    review: Review, printed: str, target: str, told: str
) -> None:
    before = written(review), written(review, NAME)
    with pytest.raises(ReportcardError) as error:
        review.take(row_of(review, printed), [target])
    assert told in str(error.value)
    assert (written(review), written(review, NAME)) == before
    assert row_of(review, printed)


def test_what_is_no_figure_goes(review: Review) -> None:
    figures = written(review)
    review.dismiss(row_of(review, "540張"))
    assert "540張" not in [row["as_printed"] for row in written(review, NAME)]
    assert written(review) == figures


NAMED = "全區境內外上市公司總數為881家,新增造林綠化1234畝。\n"


@pytest.fixture
def letter(project: Path, sources: Path) -> Review:
    """A letter in which some figures are named without asking."""
    (sources / "letter.txt").write_text(NAMED, "utf-8")
    archive = load_archive(project)
    registry = load_registry(project, archive.areas)
    add(archive, registry, ("haidian", 2023), sources / "letter.txt", SAID, DOCUMENT, extract)
    return Review(project, DOCUMENT, named=True)


def test_named_rows_are_confirmed_changed_or_taken_away(letter: Review) -> None:
    named = [row for row in written(letter) if row["note"].startswith("proposed")]
    assert named
    assert len(letter.open) == len(named) + len(written(letter, NAME))
    row = row_of(letter, named[0]["as_printed"])
    assert letter.choices(row)[0] == row["indicator"]
    assert 0 < float(row["confidence"]) <= 1
    letter.take(row, [row["indicator"]])
    (confirmed,) = (r for r in written(letter) if r["start"] == row["start"])
    assert (confirmed["indicator"], confirmed["note"]) == (row["indicator"], "")
    assert row["start"] not in [
        r["start"] for r in Review(letter.folder, DOCUMENT, named=True).open
    ]
    assert again(letter).open == [r for r in letter.open if r.path.name == NAME]


def test_a_named_row_that_is_no_figure_goes(letter: Review) -> None:
    row = next(row for row in letter.open if row.path.name == "figures.csv")
    others = written(letter, NAME)
    letter.dismiss(row)
    assert row["start"] not in [r["start"] for r in written(letter)]
    assert written(letter, NAME) == others


def test_the_last_decision_takes_the_file_away(review: Review) -> None:
    for row in list(review.open):
        review.dismiss(row)
    assert not (review.document.folder / NAME).exists()
    assert again(review).open == []


def test_stopped_between_the_two_files_nothing_is_lost_or_twice(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_review: Review, _row: Row) -> None:
        raise KeyboardInterrupt

    before = len(review.open)
    with monkeypatch.context() as patched:
        patched.setattr(reviewing.Review, "_close", stopped)
        with pytest.raises(KeyboardInterrupt):
            review.take(row_of(review, "71萬人次"), ["culture_attendances"])
    assert len(written(review, NAME)) == before
    resumed = again(review)
    assert len(resumed.open) == before - 1
    resumed.dismiss(row_of(resumed, "540張"))
    assert "71萬人次" not in [row["as_printed"] for row in written(resumed, NAME)]
    printed = [row["as_printed"] for row in written(resumed)]
    assert printed.count("71萬人次") == 1


def test_a_mention_joins_the_day_of_its_others(review: Review) -> None:
    days = [row_of(review, printed)["as_of"] for printed in ("95家", "97家")]
    assert days == ["2023-12-31", "2024-02-01"]
    for printed in ("95家", "97家"):
        review.take(row_of(review, printed), ["listed_companies"])
    assert [row["as_of"] for row in written(review)] == ["2023-12-31"] * 2


def test_without_its_text_a_document_is_not_shown(
    review: Review, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REPORTCARD_SOURCES", str(tmp_path))
    with pytest.raises(DataError, match="REPORTCARD_SOURCES"):
        again(review)


def test_another_edition_of_the_text_is_told(review: Review, sources: Path) -> None:
    (sources / "letter.txt").write_text(TEXT + "\n", "utf-8")
    with pytest.raises(DataError, match="hash"):
        again(review)


def test_an_unknown_document_is_told(project: Path) -> None:
    with pytest.raises(UnknownName, match="haidian-2019-report-card"):
        Review(project, "haidian-2019-report-cart")


def test_a_malformed_file_of_proposals_is_told_with_its_lines(review: Review) -> None:
    path = review.document.folder / NAME
    text = path.read_text("utf-8")
    path.write_text(text.replace(",0,", ",7,", 1).replace("\n1", "\nx1", 1), "utf-8")
    with pytest.raises(DataError) as error:
        read_undecided(review.document)
    assert "start is 'x" in str(error.value)
    assert f"{NAME}:2" in str(error.value)


def test_choices_are_the_likeliest_first() -> None:
    row = Row(Path("x"), 1, {"indicator": "gdp", "others": "retail_sales tax_relief"})
    assert choices(row) == ("gdp", "retail_sales", "tax_relief")
    assert choices(Row(Path("x"), 1, {"indicator": "", "others": ""})) == ()


def test_a_new_indicator_is_added_and_the_rest_left_as_it_is(project: Path) -> None:
    registry = load_registry(project, load_archive(project).areas)
    path = project / "indicators" / "livelihood.toml"
    before = path.read_text("utf-8")
    assert define(project, CHAIR, "套", registry) == path
    after = path.read_text("utf-8")
    assert after.startswith(before.rstrip())
    assert set(tomllib.loads(after)) - set(tomllib.loads(before)) == {"care_beds"}
    new = load_registry(project, load_archive(project).areas)["care_beds"]
    assert (new.label["zh-Hant"], new.label["zh-Hans"]) == ("養老床位", "养老床位")
    assert (new.chapter, new.unit.code, new.nature) == ("livelihood", "kit", "stock")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": "gdp"}, "already"),
        ({"name": "Care beds"}, "is no name"),
        ({"unit": "person"}, "is not how 'person' is printed"),
        ({"unit": "kitt"}, "Did you mean 'kit'?"),
        ({"nature": "stok"}, "no nature"),
        ({"chapter": "livelihoods"}, "Did you mean 'livelihood'?"),
        ({"english": "{town} beds"}, "{town}"),
        ({"chinese": " "}, "label"),
    ],
)
def test_a_wrong_definition_is_not_written(
    project: Path, changed: dict[str, str], told: str
) -> None:
    registry = load_registry(project, load_archive(project).areas)
    path = project / "indicators" / "livelihood.toml"
    before = path.read_bytes()
    with pytest.raises(ReportcardError) as error:
        define(project, Definition(**(vars(CHAIR) | changed)), "套", registry)
    assert told in str(error.value)
    assert path.read_bytes() == before


def test_units_that_fit_a_print(project: Path) -> None:
    registry = load_registry(project, load_archive(project).areas)
    assert {"home", "kit"} <= set(fitting("套", registry))
    assert fitting("張", registry) == []
    with pytest.raises(DataError, match=r"units\.toml"):
        require_unit("kit", "張", registry)
