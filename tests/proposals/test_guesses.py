"""How often the guesses are right: the bars of the project, and what a confidence is worth."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportcard.archive import Archive
from reportcard.chinese import simplified
from reportcard.extract.figures import extract
from reportcard.folding import fold
from reportcard.proposals.guesses import LEAST, NAMED_FROM, Guess, confidence
from reportcard.tables import HERE, read_text

from .sample import (
    DOCUMENT,
    LEARNT_FROM,
    PUBLISHED,
    YEAR,
    Rates,
    Span,
    archive_of,
    guesses_of,
    measure,
    only,
    registry_of,
    right_in,
    right_in_sample,
    sample,
    without,
    write_sample,
)

DATA = HERE / "data"
CARD = "haidian-2019-report-card"
NAMED_RIGHT = 0.97
"""Rows above the threshold go into figures.csv unasked: nearly all of them must be right."""


def article(archive: Archive) -> str:
    path = archive.documents[CARD].text_path()
    if path is None:
        pytest.skip("the text of 2019 is not at hand: nothing can be learnt from it, or guessed")
    return read_text(path)


def told(name: str, rates: Rates) -> None:
    print(f"\n{name}: {rates}")


@pytest.fixture(scope="module")
def archive() -> Archive:
    return only(archive_of(DATA), LEARNT_FROM)


@pytest.fixture(scope="module")
def first_year(archive: Archive) -> list[Guess]:
    """The article of 2019 where no report card was ever read."""
    text = article(archive)
    return guesses_of(text, DATA, without(archive, CARD), 2019, "2020-01-15")


@pytest.fixture(scope="module")
def next_year(archive: Archive) -> list[Guess]:
    """The sample of 2021, learnt from the article of 2019."""
    article(archive)
    return guesses_of(sample()[0], DATA, archive, YEAR, PUBLISHED)


def test_a_first_year_is_guessed_from_labels_alone(
    archive: Archive, first_year: list[Guess]
) -> None:
    rates = measure(first_year, right_in(archive, CARD))
    told("article of 2019, labels alone", rates)
    assert rates.figures > 100
    assert rates.first >= 0.70
    assert rates.among_three >= 0.90
    assert rates.named_right >= NAMED_RIGHT


@pytest.mark.parametrize("year", [2021, 2023])
def test_another_text_is_guessed_from_labels_alone(archive: Archive, year: int) -> None:
    text, day = sample(year)[0], f"{year + 1}-01-20"
    rates = measure(
        guesses_of(text, DATA, without(archive, CARD), year, day), right_in_sample(year)
    )
    told(f"sample of {year}, labels alone", rates)
    assert rates.figures > 35
    assert rates.first >= 0.70
    assert rates.among_three >= 0.90
    assert rates.named_right >= NAMED_RIGHT


def test_a_terse_report_is_guessed_from_an_earlier_one(archive: Archive) -> None:
    article(archive)
    guesses = guesses_of(sample(2023)[0], DATA, archive, 2023, "2024-01-20")
    rates = measure(guesses, right_in_sample(2023))
    told("sample of 2023, the article of 2019 in the archive", rates)
    assert rates.first >= 0.85
    assert rates.among_three >= 0.94
    assert rates.named_right >= NAMED_RIGHT


def test_the_next_year_is_guessed_from_an_earlier_one(next_year: list[Guess]) -> None:
    rates = measure(next_year, right_in_sample())
    told("sample of 2021, the article of 2019 in the archive", rates)
    assert rates.first >= 0.85
    assert rates.among_three >= 0.95
    assert rates.named >= 50
    assert rates.named_right >= NAMED_RIGHT


def test_an_earlier_year_is_guessed_from_the_next(
    archive: Archive, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = article(archive)
    monkeypatch.setenv("REPORTCARD_SOURCES", str(project))
    write_sample(project, project)
    learnt = without(archive_of(project), CARD)
    assert learnt.documents[DOCUMENT].text_path()
    rates = measure(guesses_of(text, project, learnt, 2019, "2020-01-15"), right_in(archive, CARD))
    told("article of 2019, the sample of 2021 in the archive", rates)
    assert rates.first >= 0.85
    assert rates.among_three >= 0.95
    assert rates.named_right >= NAMED_RIGHT


def test_confidence_is_worth_what_it_says(
    archive: Archive, first_year: list[Guess], next_year: list[Guess]
) -> None:
    """Of the rows at each height at least as many are right as it promises, in two texts that
    have nothing in common but their subject."""
    known = [(first_year, right_in(archive, CARD)), (next_year, right_in_sample())]
    outcomes = [
        (g.confidence, g.indicators[:1] != () and g.indicators[0] in right.get(_span(g), ()))
        for guesses, right in known
        for g in guesses
        if not g.figure.weak
    ]
    for least in (0.5, 0.6, 0.7, 0.8, 0.9):
        hits = [right for confident, right in outcomes if confident >= least]
        assert len(hits) > 30
        assert sum(hits) / len(hits) >= least
    unsure = [right for confident, right in outcomes if confident < 0.3]
    assert sum(unsure) / len(unsure) < 0.7


def _span(guess: Guess) -> Span:
    return guess.figure.start, guess.figure.end


def test_areas_and_levels_before_are_told_apart(next_year: list[Guess]) -> None:
    by_span = {_span(g): g.said for g in next_year}
    wrong = [
        (a.as_printed, a.indicator, said.ref_area, said.coverage)
        for a in sample()[1]
        if (said := by_span[a.start, a.end]).ref_area != a.area
        or (a.coverage == "before") != (said.coverage == "before")
    ]
    assert not wrong


def test_both_scripts_are_guessed_alike(archive: Archive) -> None:
    text = sample()[0]
    least = without(archive, CARD)
    one, other = (guesses_of(t, DATA, least, YEAR, PUBLISHED) for t in (text, simplified(text)))
    shared = {_span(g) for g in one} & {_span(g) for g in other}
    assert len(shared) > 80
    guessed = [{_span(g): g.indicators for g in found} for found in (one, other)]
    assert all(guessed[0][span] == guessed[1][span] for span in shared)


def test_one_indicator_is_not_taken_by_two_values(archive: Archive) -> None:
    text = "全年地區生產總值達到880億元。\n上年的數字另行公佈,此前所說640億元有誤。\n"
    first, second = guesses_of(text, DATA, without(archive, CARD), 2021, "")
    assert first.indicators[0] == "gdp"
    assert first.confidence > second.confidence
    assert not second.sure


def test_a_headline_is_what_the_text_below_says(archive: Archive) -> None:
    text = "12345家\n\n年底全區上市公司總數為12345家。\n"
    head, body = guesses_of(text, DATA, without(archive, CARD), 2021, "")
    assert head.headline
    assert not body.headline
    assert head.indicators == body.indicators
    assert head.indicators[0] == "listed_companies"


def test_a_unit_that_nothing_is_measured_in_has_no_guess(archive: Archive) -> None:
    text = "新增養老床位540張。\n"
    (guess,) = guesses_of(text, DATA, archive, 2021, "")
    assert (guess.indicators, guess.confidence, guess.sure) == ((), 0.0, False)


def test_other_names_of_an_indicator_are_known(project: Path) -> None:
    path = project / "indicators" / "economy.toml"
    before = path.read_text("utf-8")
    text = "辦理跨境結匯77筆。\n"
    archive = archive_of(project)
    (without_name,) = guesses_of(text, project, without(archive, CARD), 2021, "")
    new = '[renewal_loans]\nnames = ["跨境結匯"]'
    path.write_text(before.replace("[renewal_loans]", new, 1), "utf-8")
    registry_of.cache_clear()
    (named,) = guesses_of(text, project, without(archive, CARD), 2021, "")
    assert named.indicators[0] == "renewal_loans"
    assert named.confidence > without_name.confidence


@given(best=st.floats(LEAST, 5), second=st.floats(LEAST, 5), more=st.floats(0, 5))
def test_more_likeness_and_more_lead_never_make_less_sure(
    best: float, second: float, more: float
) -> None:
    low = min(best, second)
    assert 0 <= confidence(best, low) <= 1
    assert confidence(best + more, low) >= confidence(best, low) - 1e-12
    assert confidence(best, low) >= confidence(best, best)


def test_the_threshold_is_above_even_chances() -> None:
    assert NAMED_FROM > 0.5


@settings(max_examples=25)
@given(text=st.text(alphabet="全市區增長佔由至家%,。\n123萬億", max_size=60))
def test_any_text_is_guessed(archive: Archive, text: str) -> None:
    guesses = guesses_of(text, DATA, without(archive, CARD), 2021, "")
    assert len(guesses) == len(extract(text))


@pytest.mark.parametrize("year", [2021, 2023])
def test_the_samples_share_no_sentence_with_the_article(archive: Archive, year: int) -> None:
    theirs, ours = fold(article(archive)), fold(sample(year)[0])
    runs = {theirs[i : i + 10] for i in range(len(theirs) - 9)}
    assert not [ours[i : i + 10] for i in range(len(ours) - 9) if ours[i : i + 10] in runs]
