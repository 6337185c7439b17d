"""The catalogues: complete, current, with the numbers and links of their source."""

import re
from collections import Counter
from pathlib import Path

import pytest

from reportcard.chinese import simplified
from reportcard.editions import fresh_catalogues
from reportcard.editions.stored import ROLE, stale
from reportcard.errors import DataError
from reportcard.tables import HERE
from reportcard.translations import (
    authored,
    catalogue_text,
    folder_of,
    prose,
    read_catalogue,
    write_catalogues,
)

FILES = sorted(authored(HERE).rglob("*.po"))
MESSAGES = [
    pytest.param(source, text, id=f"{path.stem}-{number}")
    for path in FILES
    for number, (source, text) in enumerate(read_catalogue(path).items(), 1)
]
CODE = re.compile(r"`+[^`]+`+")
LINK = re.compile(r"\[[^\]]+\]\(([^)]+)\)")
HAN = "\u3400-\u9fff"
WIDE = f"{HAN}，。：；、？「」（）"


def words(text: str) -> str:
    """A message without its numbers and the addresses of its links."""
    return LINK.sub(lambda link: link[0].partition("](")[0] + "]", ROLE.sub("", text))


def test_there_is_a_catalogue_for_every_page_and_each_is_what_extraction_gives_now():
    fresh = fresh_catalogues(HERE)
    assert sorted(fresh) == FILES
    assert not stale(fresh)
    assert len(MESSAGES) > 140


@pytest.mark.parametrize(("source", "text"), MESSAGES)
def test_a_translation_is_there_with_the_numbers_links_and_code_of_its_source(source, text):
    assert text
    for kind in (ROLE, LINK):
        assert Counter(kind.findall(text)) == Counter(kind.findall(source))
    for kind in (CODE, re.compile(r"\d+")):
        assert Counter(kind.findall(words(text))) == Counter(kind.findall(words(source)))


@pytest.mark.parametrize(("source", "text"), MESSAGES)
def test_a_translation_is_set_as_chinese_is(source, text):
    plain = words(text)
    assert re.search(f"[{HAN}]", plain)
    assert not re.search(f"[{WIDE}] |(?<![!-~]) [{WIDE}]", plain), "no space beside Chinese"
    assert not re.search(f"[{HAN}][,;:!()]|[,;:!()][{HAN}]", plain), "full-width punctuation"
    assert not re.search(r"[\"'“”‘’]", plain), "corner brackets"
    assert plain.count("「") == plain.count("」")
    assert plain.count("（") == plain.count("）")
    last = source.rstrip()[-1]
    assert text[-1] == {".": "。", "?": "？"}.get(last, text[-1])
    assert (text[-1] in "。？") == (last in ".?")


def test_the_traditional_catalogues_are_in_traditional_script():
    for path in FILES:
        page = path.relative_to(authored(HERE)).with_suffix("").as_posix()
        old, new = (prose(HERE, page, lang) for lang in ("zh-Hant", "zh-Hans"))
        assert list(old) == list(new)
        assert all(new[source] == simplified(text) for source, text in old.items())
        assert list(new.values()) != list(old.values())
        assert not prose(HERE, page, "en")


def test_a_catalogue_is_read_as_it_was_written(tmp_path: Path):
    messages = {'He said "so"\\ and {v}`home`': "他說「如此」", "new": ""}
    path = tmp_path / "a.po"
    path.write_text(catalogue_text(messages, "zh-Hant"), "utf-8")
    assert read_catalogue(path) == messages


def test_a_doubtful_translation_is_none(tmp_path: Path):
    path = tmp_path / "a.po"
    path.write_text('#, fuzzy\nmsgid "a"\nmsgstr "甲"\n\n#~ msgid "b"\n#~ msgstr "乙"\n', "utf-8")
    assert read_catalogue(path) == {"a": ""}


def test_a_malformed_catalogue_says_where(tmp_path: Path):
    path = tmp_path / "a.po"
    path.write_text('msgid "a"\nmsgstr "甲"\nmsgwhat "b"\n', "utf-8")
    with pytest.raises(DataError, match=r"a\.po:3"):
        read_catalogue(path)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project of one catalogue, one message of which has no translation yet."""
    path = authored(tmp_path) / "notebooks" / "a.po"
    path.parent.mkdir(parents=True)
    messages = {"See [Tasks](tasks).": "見[任務](tasks)。", "new": ""}
    path.write_text(catalogue_text(messages, "zh-Hant"), "utf-8")
    return tmp_path


@pytest.mark.parametrize(("lang", "text"), [("zh-Hant", "見任務。"), ("zh-Hans", "见任务。")])
def test_links_to_chapters_left_out_are_words_in_both_tongues(small: Path, lang: str, text: str):
    before = sorted(small.rglob("*"))
    out = small / "out"
    write_catalogues(small, lang, out, ["tasks"])
    assert read_catalogue(folder_of(out, lang) / "notebooks" / "a.po") == {"See Tasks.": text}
    assert [p for p in sorted(small.rglob("*")) if out not in (p, *p.parents)] == before
