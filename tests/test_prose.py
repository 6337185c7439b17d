"""Numbers in prose: what a target says; and what the book's own prose may not do."""

import json
import re
import tomllib

import pytest

from reportcard import keys
from reportcard.errors import UnknownName
from reportcard.prose import book_of, parse, say, say_in
from reportcard.results import load_book
from reportcard.schema import AUTHORED, LANGUAGES
from reportcard.sentences import BLANK, direction, sentence
from reportcard.tables import HERE, read_toml
from reportcard.targets import CHART_BLANKS, NAMES

CARD = "documents/haidian-2019-report-card/figures.csv"
YEARBOOK = "beijing-regional-yearbook-2024"
ROLE = re.compile(r"\{v\}`([^`]+)`")
NOT_PROSE = re.compile(
    r"\{v\}`[^`]*`"  # a number that is filled in
    r"|`[^`]*`"  # code
    r"|\]\([^)]*\)"  # where a link leads
    r"|PM2\.5"  # a name
)


def text_of(target, lang="en", year=2019, place="haidian"):
    return say(target, place, year, lang).text


# ── what a target says ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("target", "en", "zh"),
    [
        ("home", "Haidian", "海淀區"),
        ("place", "Haidian", "海淀區"),
        ("parent", "Beijing", "北京市"),
        ("country", "China", "全國"),
        ("year", "2019", "2019"),
        ("a_share_companies", "145", "145"),
        ("parent.a_share_companies", "346", "346"),
        ("country.star_companies", "70", "70"),
        ("beijing.star_companies", "12", "12"),
        ("a_share_share_of_parent", "41.9%", "41.9%"),
        ("before.call_satisfaction", "85%", "85%"),
        ("previous.resident_population", "3,415,000", "341.5萬"),
        ("resident_population@2018", "3,415,000", "341.5萬"),
        ("gdp", "at least 700 billion yuan", "7,000億元以上"),
        ("retail_sales", "more than 240 billion yuan", "逾2,400億元"),
        ("jobseekers_helped", "15,000-odd", "1.5萬餘"),
        ("permit_time_change", "−64%", "−64%"),
        ("energy_total_change", "0.6 to 2.7%", "0.6至2.7%"),
    ],
)
def test_a_target_says_name_or_number_in_each_language(target, en, zh):
    assert text_of(target) == en
    assert text_of(target, "zh-Hant") == zh


@pytest.mark.parametrize(
    ("target", "en", "zh"),
    [
        ("a_share_share_of_parent|printed", "42%", "42%"),
        ("gdp|printed", "7000億元", "7000億元"),
        ("resident_population|printed", "329.0万人", "329.0万人"),
        ("energy_total_change|points", "0.6 to 2.7 points", "0.6至2.7個百分點"),
        ("call_satisfaction_points|points", "9 to 11 points", "9至11個百分點"),
        ("call_satisfaction_points", "9 to 11 points", "9至11個百分點"),
        ("catering_task_implied|integers", "1,399 or 1,400", "1,399或1,400"),
        ("gdp|interval", "[700, ∞) billion yuan", "[7,000, ∞)億元"),
        ("a_share_companies|interval", "145", "145"),
        ("permit_time_change|size", "64%", "64%"),
        ("permit_time_left|size", "36%", "36%"),
    ],
)
def test_a_form_says_the_number_in_another_way(target, en, zh):
    assert text_of(target) == en
    assert text_of(target, "zh-Hant") == zh


def test_the_anchor_speaks_first_and_a_vintage_is_asked_for_by_name():
    assert text_of("gdp:first") == text_of("gdp") == "at least 700 billion yuan"
    assert text_of("gdp:latest") == text_of(f"gdp:{YEARBOOK}") == "795.46 billion yuan"
    assert text_of("gdp", year=2021) == text_of("gdp:first", year=2021)
    assert say("gdp:latest", "haidian", 2019, "en").key == f"haidian.gdp.2019.{YEARBOOK}"
    assert say("gdp:first", "haidian", 2019, "en").key == "haidian.gdp.2019"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "target",
    [
        "a_share_companies",
        "a_share_companies|printed",
        "a_share_share_of_parent|printed",
        "catering_task_implied|integers",
        "permit_time_change|size",
        "call_satisfaction_points|points",
        "before.call_satisfaction",
        "a_share_companies@2018",
    ],
)
def test_what_a_year_lacks_is_said_to_be_not_reported(target, lang):
    said = say(target, "haidian", 2021, lang)
    assert said.text == {"en": "not reported", "zh-Hant": "未報", "zh-Hans": "未报"}[lang]
    assert said.verdict == "missing"
    assert said.key


def test_a_vintage_that_does_not_say_it_and_a_role_that_is_not_there_are_gaps():
    assert text_of(f"listed_companies:{YEARBOOK}") == "not reported"
    assert text_of("parent.gdp", place="beijing") == "not reported"


def test_a_refused_ratio_says_so():
    refused = next(i for i in book_of("haidian", 2019).registry.indicators.values() if i.refused)
    said = say(refused.id, "haidian", 2019, "en")
    assert said.text == "refused"
    assert said.key == f"haidian.{refused.id}.2019"


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("gpd", "Did you mean 'gdp'?"),
        ("a_shares_companies", "Did you mean 'a_share_companies'?"),
        ("parnt.gdp", "Did you mean 'parent'?"),
        ("bejing.gdp", "Did you mean 'beijing'?"),
        ("gdp:beijing-regional-yearbok-2024", f"Did you mean '{YEARBOOK}'?"),
        ("gdp|prnted", "forms: printed"),
        ("GDP", "is no target"),
        ("gdp of Haidian", "is no target"),
        ("", "is no target"),
        ("gdp@19", "is no target"),
    ],
)
def test_what_nothing_knows_names_the_nearest(target, told):
    with pytest.raises(UnknownName, match=re.escape(told)):
        say(target, "haidian", 2019, "en")


def test_an_unknown_language_is_refused():
    with pytest.raises(UnknownName, match="no language 'fr'"):
        say("gdp", "haidian", 2019, "fr")


def test_only_the_source_s_own_script_is_marked_as_another_language():
    assert say("gdp|printed", "haidian", 2019, "en").lang == "zh-Hant"
    assert say("gdp|printed", "haidian", 2019, "zh-Hant").lang is None
    assert say("resident_population|printed", "haidian", 2019, "zh-Hant").lang == "zh-Hans"
    assert say("gdp", "haidian", 2019, "en").lang is None
    assert say("home", "haidian", 2019, "en").lang is None


@pytest.mark.parametrize(
    ("target", "verdict"),
    [
        ("a_share_share_of_parent|printed", "consistent"),
        ("star_share_of_country|printed", "consistent"),
        ("catering_task_completion|printed", "undetermined"),
        ("gdp|printed", None),
        ("a_share_share_of_parent", None),
    ],
)
def test_a_printed_claim_carries_its_verdict(target, verdict):
    assert say(target, "haidian", 2019, "en").verdict == verdict


def test_a_number_stands_on_a_page_under_its_key():
    said = say("a_share_share_of_parent|printed", "haidian", 2019, "en")
    assert said.html("x|printed") == (
        '<data class="n consistent" value="haidian.a_share_share_of_parent.2019" lang="zh-Hant"'
        ' data-target="x|printed">42%</data>'
    )
    assert 'class="n long"' in say("gdp", "haidian", 2019, "en").html()


def test_a_name_answers_nothing():
    assert say("home", "haidian", 2019, "en").html() == '<span class="v word">Haidian</span>'


def test_a_target_is_taken_apart():
    found = parse(f"previous.gdp@2018:{YEARBOOK}|interval")
    parts = (found.role, found.name, found.year, found.vintage, found.form)
    assert parts == ("previous", "gdp", 2018, YEARBOOK, "interval")
    assert parse("gdp").role == "home"


# ── sentences that depend on what the numbers did ──────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "year", "variant"),
    [
        ("gdp_in_the_yearbook", 2019, "rose by"),
        ("population", 2019, "shrank by"),
        ("pm25_beside_parent", 2019, "below that of Beijing"),
        ("listed_growth", 2019, "grew by 10.6%"),
        ("listed_growth", 2021, "not reported"),
        ("energy_total", 2021, "does not print both rates"),
        ("gdp_in_the_yearbook", 2014, "No one document"),
    ],
)
def test_a_sentence_says_what_the_numbers_did(name, year, variant):
    assert variant in repr(sentence(book_of("haidian", year), name, "en"))


def test_a_fall_is_said_without_its_sign(book):
    for lang in LANGUAGES:
        assert "−" not in repr(sentence(book, "population", lang))


@pytest.mark.parametrize(
    ("file", "old", "new", "name", "expected"),
    [
        (CARD, "21家,,,1,new_listed", "0家,,,1,new_listed", "listed_growth", "level"),
        (CARD, "40微克/立方米", "42微克/立方米", "pm25_beside_parent", "unsure"),
        (CARD, "40微克/立方米", "50微克/立方米", "pm25_beside_parent", "up"),
        (CARD, "4218,4220,7%", "4218,4220,5%", "energy_total", "unsure"),
        (CARD, "4218,4220,7%", "4218,4220,2%", "energy_total", "down"),
    ],
)
def test_the_interval_decides_which_sentence_is_said(project, file, old, new, name, expected):
    path = project / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    changed = text.replace(old, new).replace("4546,4549,0家", "4546,4548,0家")
    path.write_text(changed, encoding="utf-8")
    entry = read_toml(project / "sentences.toml").tables[name]
    altered = load_book(project, "haidian", 2019)
    assert direction(altered, entry["about"]) == expected
    for lang in LANGUAGES:
        said = repr(sentence(altered, name, lang))
        assert said == filled(entry[expected][lang], altered, lang)
        assert not re.search(r"[{}]|not reported|未[報报]", said)


def filled(template, book, lang):
    for target in BLANK.findall(template):
        template = template.replace("{" + target + "}", say_in(book, target, lang).text)
    return template


def test_an_unknown_sentence_names_the_nearest(book):
    with pytest.raises(UnknownName, match="Did you mean 'population'"):
        sentence(book, "populations", "en")


def test_a_sentence_is_shown_as_markdown(book):
    said = sentence(book, "listed_growth", "en")
    assert said._repr_markdown_() == said.text
    assert 'value="haidian.listed_companies_growth.2019"' in said.text
    assert "by 10.6%, if no company" in repr(said)


# ── the book's own prose ───────────────────────────────────────────────────────────────────────


def cells(kind=None):
    """(where, source) of every cell of every chapter; the landing page counts as Markdown."""
    found = []
    for path in sorted((HERE / "notebooks").glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for number, cell in enumerate(notebook["cells"]):
            if kind in (None, cell["cell_type"]):
                found.append((f"{path.name} cell {number}", "".join(cell["source"])))
    if kind in (None, "markdown"):
        found.append(("index.md", (HERE / "index.md").read_text(encoding="utf-8")))
    return found


def toml(name):
    return tomllib.loads((HERE / "data" / name).read_text(encoding="utf-8"))


def templates():
    """(where, language, text) of every text that targets are filled into."""
    for name in ("charts.toml", "sentences.toml"):
        for table, entry in toml(name).items():
            for key, texts in entry.items():
                for lang, text in texts.items() if isinstance(texts, dict) else ():
                    yield f"{name} [{table}] {key}", lang, text


TARGETS = sorted(
    {(where, t) for where, source in cells() for t in ROLE.findall(source)}
    | {
        (where, t)
        for where, _, text in templates()
        for t in BLANK.findall(text)
        if t not in CHART_BLANKS
    }
    | {(f"sentences.toml [{n}]", e["about"]) for n, e in toml("sentences.toml").items()}
)


def test_there_is_prose_to_look_at():
    assert len(cells("markdown")) > 60
    assert len(TARGETS) > 150
    assert len(list(templates())) > 80


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("year", [2019, 2021])
def test_every_number_in_prose_resolves(year, lang):
    unresolved = []
    for where, target in TARGETS:
        try:
            said = say(target, "haidian", year, lang)
        except UnknownName as error:
            unresolved.append(f"{where}: {error}")
            continue
        assert said.text, (where, target)
        if said.verdict == "missing" and year == 2019:
            unresolved.append(f"{where}: '{target}' is not reported in 2019")
    assert not unresolved


@pytest.mark.parametrize("year", [2019, 2021])
def test_every_number_in_prose_is_one_of_the_report(year):
    book = book_of("haidian", year)
    said = {target: say(target, "haidian", year, "en").key for _, target in TARGETS}
    for target, key in said.items():
        if key:
            number = keys.find(book, key)
            name = getattr(number, "indicator", None)
            assert parse(target).name in (name, getattr(name, "id", None)), target
        else:
            assert parse(target).name in NAMES, target


def test_no_digit_of_an_analysed_figure_is_typed_in_markdown():
    typed = [
        f"{where}: '{found[0]}' is typed; write {{v}}`…`"
        for where, source in cells("markdown")
        for found in re.finditer(r".{0,12}\d+.{0,12}", NOT_PROSE.sub("](", source))
    ]
    assert not typed


def test_no_digit_of_an_analysed_figure_is_typed_in_a_template():
    typed = [
        f"{where} ({lang}): '{found[0]}' is typed; write {{target}}"
        for where, lang, text in templates()
        for found in re.finditer(r".{0,12}\d+.{0,12}", NOT_PROSE.sub("", BLANK.sub("", text)))
    ]
    assert not typed


@pytest.mark.parametrize(
    ("prose", "typed"),
    [
        ("{v}`a_share_companies@2018` of {v}`gdp`", False),
        ("PM2.5 is `x1` and [a chapter](notebooks/a1)", False),
        ("there are 145 of them", True),
        ("there are １４５ of them", True),
        ("PM2.5 was 40", True),
    ],
)
def test_the_rule_about_digits_finds_them(prose, typed):
    assert bool(re.search(r"\d", NOT_PROSE.sub("](", prose))) == typed


def test_both_languages_of_a_template_hold_the_same_numbers():
    by_place = {}
    for where, lang, text in templates():
        by_place.setdefault(where, {})[lang] = {
            t for t in BLANK.findall(text) if t not in ("home", "parent", "country")
        }
    differing = [
        where
        for where, found in by_place.items()
        if len(set(map(str, map(sorted, found.values())))) > 1
    ]
    assert not differing


@pytest.mark.parametrize(
    "path", sorted((HERE / "data").rglob("*.toml")), ids=lambda p: str(p.relative_to(HERE / "data"))
)
def test_every_text_of_the_data_is_there_in_both_languages(path):
    lacking = []

    def look(value, trail):
        if isinstance(value, dict):
            if set(value) & set(AUTHORED):
                said = {bool("".join(value.get(lang, "")).strip()) for lang in AUTHORED}
                whole = set(AUTHORED) <= set(value) and len(said) == 1
                lacking.extend([] if whole else [trail])
            for key, inner in value.items():
                look(inner, f"{trail}.{key}")

    look(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    assert not lacking
