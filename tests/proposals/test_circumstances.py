"""Whom and when a figure is about, and what kind of ratio it is."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportcard.archive import Archive
from reportcard.chinese import simplified
from reportcard.errors import DataError
from reportcard.extract.figures import extract
from reportcard.likeness import load_likenesses
from reportcard.proposals.circumstances import Circumstances, Reader
from reportcard.proposals.passage import Passage, features_of
from reportcard.tables import HERE

from .sample import archive_of

ARCHIVE = archive_of(HERE / "data")


def read(text: str, *, published: str = "2022-01-20", archive: Archive = ARCHIVE) -> Circumstances:
    """The circumstances of the last figure of a text."""
    figures = extract(text)
    passage = Passage(text, [(f.start, f.end) for f in figures])
    last = figures[-1]
    reader = Reader(archive, "haidian", 2021, published)
    return reader.read(passage, last.start, last.end, ratio=last.unit_printed == "%")


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("全市共有公園380家", "beijing"),
        ("佔全市(912家)", "beijing"),
        ("這類企業全國只有55家", "china"),
        ("我區新開商店912家", "haidian"),
        ("全市領先的海淀區有商店912家", "haidian"),
        ("在全市率先設立驛站17個", "haidian"),
        ("全市商店不少,本地新開17家", "haidian"),
        ("全市產值增長8%", "beijing"),
    ],
)
def test_the_area_is_the_one_named_last_in_the_clause(text: str, area: str) -> None:
    assert read(text).ref_area == area
    assert read(simplified(text)).ref_area == area


def test_a_share_of_the_city_is_the_places_own() -> None:
    said = read("我區商店佔全市(912家)的37%")
    assert (said.ref_area, said.base, said.sense) == ("haidian", "beijing", "share")
    assert read("商店佔全國比重為3%").base == "china"


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        ("產值同比增長7%", "change"),
        ("費用降低了7%", "change"),
        ("女職工佔37%", "share"),
        ("及格的人由85%", ""),
        ("及格率提高到95%", ""),
        ("裝好的是年度任務的108%", "completion"),
        ("合格率達97%", ""),
    ],
)
def test_what_kind_of_ratio_it_is(text: str, sense: str) -> None:
    assert read(text).sense == sense


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("全年產值達到12億元", 2021),
        ("2020年產值為12億元", 2020),
        ("去年產值為12億元", 2020),
        ("產值比上年增加12億元", 2021),
        ("產值比2018年多12億元", 2021),
        ("自2015年以來投入12億元", 2021),
    ],
)
def test_the_year_is_the_reports_unless_the_clause_names_another(text: str, year: int) -> None:
    assert read(text).time_period == year


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("截至2021年11月30日,共有商店912家", "2022-01-20", "2021-11-30"),
        ("截至12月31日,共有商店912家", "2022-01-20", "2021-12-31"),
        ("截至1月3日,共有商店912家", "2022-01-20", "2022-01-03"),
        ("截至1月3日,共有商店912家", "", "2021-01-03"),
        ("到年底,共有商店912家", "2022-01-20", "2021-12-31"),
        ("目前,共有商店912家", "2022-01-20", "2022-01-20"),
        ("目前,共有商店912家", "2022", ""),
        ("截至2月30日,共有商店912家", "2022-01-20", ""),
        ("截至12月31日已畢。另有商店912家", "2022-01-20", ""),
    ],
)
def test_the_day_is_the_one_the_sentence_names(text: str, published: str, day: str) -> None:
    assert read(text, published=published).as_of == day


@pytest.mark.parametrize(
    ("text", "coverage"),
    [
        ("累計裝好電梯912部", "cumulative"),
        ("自開館以來,接待觀眾912人", "cumulative"),
        ("新裝電梯912部", "year"),
    ],
)
def test_the_coverage(text: str, coverage: str) -> None:
    assert read(text).coverage == coverage


def test_the_level_before_an_improvement() -> None:
    text = "及格率由85%升至95%"
    figures = extract(text)
    passage = Passage(text, [(f.start, f.end) for f in figures])
    reader = Reader(ARCHIVE, "haidian", 2021)
    levels = [reader.read(passage, f.start, f.end, ratio=True).coverage for f in figures]
    assert levels == ["before", "year"]


def test_a_place_without_names_is_known_by_its_label() -> None:
    areas = {key: replace(area, names=()) for key, area in ARCHIVE.areas.items()}
    bare = replace(ARCHIVE, areas=areas)
    assert read("北京市共有公園380家", archive=bare).ref_area == "beijing"
    assert read("全市共有公園380家", archive=bare).ref_area == "haidian"


def test_words_that_stand_for_one_another_are_one_feature() -> None:
    assert features_of("商店增幅") == features_of("商店增長")
    assert features_of("GDP") == features_of("地區生產總值") == features_of("地区生产总值")
    assert features_of("商店") != features_of("書店")


def test_what_is_nearer_weighs_more() -> None:
    text = "公園很多,商店共有912家,書店也有"
    (figure,) = extract(text)
    found = Passage(text, [(figure.start, figure.end)]).features(figure.start, figure.end)
    assert 1 >= found["商店"] > found["书店"] > 0
    assert found["商店"] > found["公园"] > 0
    assert "多商" not in found


@given(st.text(alphabet="商店增長912%家,。\n A股pm2.5", max_size=50))
def test_features_are_weights_of_any_text(text: str) -> None:
    for figure in extract(text):
        found = Passage(text, [(figure.start, figure.end)]).features(figure.start, figure.end)
        assert all(0 < weight <= 1 for weight in found.values())


def test_a_word_in_two_tables_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "likeness.toml"
    path.write_text('[a]\nwords = ["增長"]\n[b]\nwords = ["增长"]\nsense = "rise"\n', "utf-8")
    with pytest.raises(DataError) as error:
        load_likenesses(path)
    told = str(error.value)
    assert "the word '增长' of [b] is one of [a], too" in told
    assert "sense" in told
