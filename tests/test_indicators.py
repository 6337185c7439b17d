"""The registry: formulas whose names, units and circles are checked before anything is computed."""

from pathlib import Path

import pytest

from reportcard.documents import load_areas
from reportcard.errors import DataError, UnknownName
from reportcard.indicators import Registry, load_registry
from reportcard.tables import HERE

COMPANIES = 'label = { en = "x", zh-Hant = "x" }\nunit = "company"\nnature = "stock"\n'


def load(data: Path) -> Registry:
    return load_registry(data, load_areas(data / "areas.toml"))


def told(data: Path, text: str) -> list[tuple[int | None, str]]:
    """Line and words of what is wrong once ``text`` is a file of the registry."""
    path = data / "indicators" / "zz.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError) as caught:
        load(data)
    assert {p.file for p in caught.value.problems} == {path}
    return [(p.line, f"{p.what}\n{p.remedy}") for p in caught.value.problems]


def formula(text: str, unit: str = "percent") -> str:
    """An indicator with a formula, which stands on line 5."""
    return (
        '[x]\nlabel = { en = "x", zh-Hant = "x" }\n'
        f'unit = "{unit}"\nnature = "ratio"\nformula = "{text}"\n'
    )


def test_the_registry_of_the_project_is_sound():
    registry = load(HERE / "data")
    derived = [i for i in registry.indicators.values() if i.derived]
    assert len(derived) >= 50
    assert all(bool(i.formula) != bool(i.refused) for i in derived)
    for identity in registry.identities:
        units = {registry[name].unit.code for name in (identity.total, *identity.parts)}
        assert len(units) == 1


def test_an_unknown_indicator_names_the_nearest():
    with pytest.raises(UnknownName, match=r"no indicator 'a_shares'\n.*'a_share_companies'"):
        load(HERE / "data")["a_shares"]


@pytest.mark.parametrize(
    ("text", "said", "remedy"),
    [
        ("share(a_share_companys, of=gdp)", "no indicator 'a_share_companys'", "a_share_companies"),
        ("share(gdp, of=parnt.gdp)", "no role or area 'parnt'", "'parent'"),
        ("gdp.__class__ * 1", "no role or area 'gdp'", ""),
        ("shar(gdp, of=gdp)", "no verb 'shar'", "'share'"),
        ("gdp ** 2", "'gdp ** 2' in", "verbs only"),
        ("gdp.x.y", "'gdp.x.y' in", "names, role.name"),
        ("gdp.real()", "'gdp.real()' in", "names, role.name"),
        ("[y for y in gdp]", "'[y for y in gdp]' in", "names, role.name"),
        ("lambda: gdp", "'lambda: gdp' in", "names, role.name"),
        ("'gdp'", "''gdp'' in", "names, role.name"),
        ("gdp +", "is no expression", "Mend the formula"),
        ("gdp + a_share_companies", "yuan and company cannot be added", "Mend the formula"),
        ("share(gdp, of=a_share_companies)", "cannot be converted to percent", "Mend the formula"),
        ("per(gdp, a_share_companies)", "is in percent, its formula gives", "Change the unit"),
        ("convert(afforestation, to=unit.acre)", "no unit 'acre'", ""),
        ("convert(afforestation, to=gdp)", "has no meaning", "Mend the formula"),
        ("share(gdp)", "has no meaning", "missing 1 required"),
        ("share(gdp, by=gdp)", "has no meaning", "unexpected keyword"),
        ("unit.mu * 2", "has no meaning", "Mend the formula"),
        ("unit.mu", "gives no number", "Mend the formula"),
        ("points(unit.mu, since=gdp_growth)", "has no meaning", "Mend the formula"),
        ("gdp / (gdp - gdp)", "the denominator is zero", "Mend the formula"),
        ("1 / 0", "the denominator is zero", "Mend the formula"),
        ("gdp / calendar.dayz", "names no calendar.dayz", "calendar.days"),
        ("x + 1", "is circular: x → x", "Break the circle"),
        ("change(gdp, since=previous.x)", "is circular: x → x", "Break the circle"),
    ],
)
def test_a_formula_that_is_wrong_is_told_on_its_line(project, text, said, remedy):
    [(line, what)] = told(project, formula(text.replace("\\", "\\\\")))
    assert line == 5
    assert "[x]" in what
    assert said in what
    assert remedy in what


def test_a_circle_through_others_is_told_for_each_with_its_way(project):
    text = "".join(
        f'[{name}]\n{COMPANIES}formula = "{other} + 1"\n' for name, other in ("xy", "yz", "zx")
    )
    found = told(project, text)
    assert [line for line, _ in found] == [5, 10, 15]
    assert "x → y → z → x" in found[0][1]


OLDER = f"[y]\n{COMPANIES}\n[x]\n{COMPANIES}"
WHY = 'break = { en = "because", zh-Hant = "因此" }\n'


def test_an_indicator_succeeds_an_older_one(project):
    path = project / "indicators" / "zz.toml"
    path.write_text(f'{OLDER}succeeds = "y"\n{WHY}[w]\n{COMPANIES}succeeds = "x"\n{WHY}', "utf-8")
    registry = load(project)
    assert [i.id for i in registry.older(registry["w"])] == ["x", "y"]
    assert registry["x"].rupture["zh-Hans"] == "因此"
    assert not list(registry.older(registry["y"]))


@pytest.mark.parametrize(
    ("keys", "line", "said"),
    [
        ('succeeds = "y"\n', 10, "[x] has 'succeeds' and no 'break'\nSay both"),
        (WHY, 10, "[x] has 'break' and no 'succeeds'\nSay both"),
        (f'{WHY}succeeds = "z"\n', 11, "[x] succeeds no indicator 'z'\n"),
        (f'{WHY}succeeds = "gdpp"\n', 11, "Did you mean 'gdp'?"),
        (f'{WHY}succeeds = "gdp"\n', 11, "[x] is in company, 'gdp' in yuan\n"),
        (f'{WHY}succeeds = "x"\n', 11, "[x] succeeds itself: x → x\nBreak the circle."),
        (f"{WHY}succeeds = 3\n", 11, "has succeeds = 3\nGive a string."),
        ('succeeds = "y"\nbreak = { en = "because" }\n', 11, "break lacks a language, zh-Hant"),
    ],
)
def test_a_succession_that_is_wrong_is_told_on_its_line(project, keys, line, said):
    [(where, what)] = told(project, OLDER + keys)
    assert where == line
    assert said in what


def test_a_circle_of_successions_is_told_with_its_way(project):
    text = "".join(
        f'[{name}]\n{COMPANIES}succeeds = "{older}"\n{WHY}' for name, older in ("xy", "yz", "zx")
    )
    found = told(project, text)
    assert [line for line, _ in found] == [5, 11, 17]
    assert "x → y → z → x" in found[0][1]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("nature", "natur", 4, "unknown key 'natur'\nDid you mean 'nature'?"),
        ('nature = "stock"\n', "", 1, "lacks 'nature'"),
        ('"stock"', '"stok"', 4, "has nature = 'stok'\nOne of: stock, flow, ratio."),
        ('"company"', '"compny"', 3, "no unit 'compny'\nDid you mean 'company'?"),
        (', zh-Hant = "x"', "", 2, "label lacks a language"),
        ('en = "x"', "en = 3", 2, "label has en = 3"),
        ('en = "x"', 'en = "a { b"', 2, "label has a stray brace in en"),
        ('en = "x"', 'en = "{parent.x}"', 2, "has a blank '{parent.x}' in en that nothing fills"),
        ('en = "x"', 'en = "{parent}"', 2, "has other blanks in each language"),
        ('"company"', "5", 3, "has unit = 5\nGive a string."),
        ('{ en = "x", zh-Hant = "x" }', '"x"', 2, "has label = 'x'\nWrite the same blanks"),
    ],
)
def test_an_entry_that_is_wrong_is_told_on_its_line(project, old, new, line, said):
    found = told(project, "[x]\n" + COMPANIES.replace(old, new))
    assert any(where == line and said in what for where, what in found)


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ('caveats = ["smal_count"]', "names no caveat 'smal_count'\nDid you mean 'small_count'?"),
        ("caveats = 5", "has caveats = 5\nGive a list of strings"),
        ("formula = 5", "has formula = 5\nGive a string."),
        ("bounds = 5", "has bounds = 5\nGive { lower"),
        ('bounds = { lower = "none" }', "bounds cannot be {'lower': 'none'}"),
        ("bounds = { lower = 2, upper = 1 }", "bounds cannot be"),
        ("bounds = { lower = 1e999 }", "bounds cannot be"),
        ('bounds = { lower = "1e99999999" }', "bounds cannot be"),
        ("bounds = { lwoer = 0 }", "has bounds = {'lwoer': 0}"),
        ('caveats = [["x"]]', "has caveats = [['x']]"),
        ("integer = 1", "has integer = 1\nGive true or false."),
        ('about = { en = "x" }', "about lacks a language, zh-Hant"),
        ('refused = { en = "no" }', "refused lacks a language"),
    ],
)
def test_what_an_entry_may_say_more_is_checked_too(project, extra, said):
    found = told(project, f"[x]\n{COMPANIES}{extra}\n")
    assert any(line == 5 and said in what for line, what in found)


def test_problems_of_all_entries_are_told_at_once(project):
    text = f"[x]\n{COMPANIES}[y]\nunit = 'compny'\n" + formula("gdpp").replace("[x]", "[z]")
    found = told(project, text)
    assert {line for line, _ in found} >= {5, 6, 11}


def test_an_indicator_that_stands_in_two_files_is_told(project):
    [(line, what)] = told(project, f"\n[gdp]\n{COMPANIES.replace('company', 'yuan')}")
    assert line == 2
    assert "[gdp] stands in economy.toml too" in what


def test_doubled_and_loose_keys_are_told(project):
    assert told(project, f"[x]\n{COMPANIES}[x]\n")[0][0] == 5
    assert told(project, "x = 1\n") == [
        (1, "'x' stands in no table\nPut it below the [table] it belongs to.")
    ]


def test_an_identity_of_what_is_not_there_is_told(project):
    path = project / "identities.toml"
    path.write_text('[listed_companies]\nparts = ["a_share_companie"]\nassumes = "none"\n', "utf-8")
    with pytest.raises(DataError) as caught:
        load(project)
    first, second = caught.value.problems
    assert (first.what, first.remedy) == (
        "no indicator 'a_share_companie'",
        "Did you mean 'a_share_companies'?",
    )
    assert (second.line, second.what) == (3, "no caveat 'none'")


def test_what_is_computed_is_not_refused_as_well(project):
    text = formula("share(gdp, of=gdp)") + 'refused = { en = "no", zh-Hant = "不" }\n'
    [(line, what)] = told(project, text)
    assert line == 6
    assert "has a formula and is refused as well" in what


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[listed_companies]\nparts = 3\n", 2, "has parts = 3"),
        ("[listed_companies]\n", 1, "lacks 'parts'"),
        ('[listed_companies]\nparts = ["gdp"]\n', 2, "the part 'gdp' is in yuan"),
        ('[listed_companies]\nparts = ["a_share_companies"]\nx = 1\n', 3, "unknown key 'x'"),
    ],
)
def test_an_identity_out_of_shape_is_told_on_its_line(project, text, line, said):
    (project / "identities.toml").write_text(text, "utf-8")
    with pytest.raises(DataError) as caught:
        load(project)
    [problem] = caught.value.problems
    assert problem.line == line
    assert said in problem.what


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[forecast]\nen = "x"\n', "lacks a language, zh-Hant"),
        ('[forecast]\nen = "x"\nzh-Hant = 3\n', "has zh-Hant = 3"),
        ('[forecast]\nen = "{x}"\nzh-Hant = "x"\n', "that nothing fills"),
    ],
)
def test_a_caveat_is_a_text_in_every_language(project, text, said):
    (project / "caveats.toml").write_text(text, "utf-8")
    with pytest.raises(DataError) as caught:
        load(project)
    problem = caught.value.problems[0]
    assert (problem.file, problem.line) == (project / "caveats.toml", 1)
    assert said in problem.what
