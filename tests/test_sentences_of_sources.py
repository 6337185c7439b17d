"""The figures of a source are facts; its sentences are not ours, and enter no file."""

import csv
import json
import re
import subprocess

import pytest

from reportcard.documents import load_archive
from reportcard.tables import HERE, read_text

RUN = 16
LEAST_HAN = 10
LONGEST_PRINT = {"zh": 12, "en": 21}
"""Characters of a number with its unit: 3.53713 trillion yuan."""
HAN = re.compile("[\u3400-\u9fff]")
DOCUMENTS = load_archive(HERE / "data").documents
WITH_TEXT = [name for name, document in DOCUMENTS.items() if document.text_name]


def windows(text):
    """Every run of 16 characters that is mostly Chinese, line by line."""
    for line in text.splitlines():
        han = [bool(HAN.match(char)) for char in line]
        count = sum(han[:RUN])
        for start in range(len(line) - RUN + 1):
            if start:
                count += han[start + RUN - 1] - han[start - 1]
            if count >= LEAST_HAN:
                yield line[start : start + RUN]


def files():
    """Every file that git tracks, and every new one that it does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=HERE,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("no git repository: which files belong to the project is not known")
    return [HERE / name for name in listed.stdout.split("\0") if name and (HERE / name).is_file()]


def readings(path):
    """The text of a file, and of what JSON hides behind escapes; nothing for a picture."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    yield text
    if path.suffix in (".ipynb", ".json"):
        yield from strings(json.loads(text))
    elif "\\u" in text:
        yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def quoted(text, sentences):
    """What of the sentences stands in a text, each run once."""
    return sorted(sentences & set(windows(text)))


def sentences_of(text, title):
    """The runs of a source text without those of its title, which may be quoted."""
    return set(windows(text)) - set(windows(title))


@pytest.mark.parametrize("name", WITH_TEXT)
def test_no_sentence_of_a_source_stands_in_any_file(name):
    path = DOCUMENTS[name].text_path()
    if path is None:
        pytest.skip(f"the text of {name} is not at hand: nobody looked for its sentences")
    text, title = read_text(path), DOCUMENTS[name].title
    title_line = next(line for line in text.splitlines() if title in line)
    sentences = sentences_of(text, title_line)
    assert len(sentences) > 1000
    found = [
        f"{file.relative_to(HERE)}: '{run}'"
        for file in files()
        for reading in readings(file)
        for run in quoted(reading, sentences)[:1]
    ]
    assert not found


def test_the_rule_finds_a_sentence_and_lets_fragments_pass():
    source = "這是一份為測試而寫的文章的第一個句子,全文共計一百二十三家單位。\n"
    sentences = sentences_of(source, "標題")
    assert quoted("「這是一份為測試而寫的文章的第一個句子」", sentences)
    assert quoted(json.loads(json.dumps({"a": source}))["a"], sentences)
    assert not quoted("共計一百二十三家", sentences)
    assert not quoted("另一份文章的另一個句子,與前者沒有相同的長串。", sentences)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_quoted_of_a_document_is_a_number_with_its_unit(name):
    """Needs no text: a print is short, and no cell beside it is long enough for a sentence."""
    with DOCUMENTS[name].figures_file.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    most = LONGEST_PRINT[DOCUMENTS[name].script[:2]]
    long = [row["as_printed"] for row in rows if len(row["as_printed"]) > most]
    assert not long
    assert not [run for row in rows for cell in row.values() for run in windows(cell)]


def test_the_stored_observations_quote_no_more_than_the_figures():
    with (HERE / "data" / "observations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert max(len(row["as_printed"]) for row in rows) <= max(LONGEST_PRINT.values())
    assert not [run for row in rows for cell in row.values() for run in windows(cell)]
