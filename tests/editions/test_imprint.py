"""What a title page says of the documents' dates."""

from datetime import date
from types import SimpleNamespace

import pytest

from reportcard.editions import imprint
from reportcard.editions.imprint import imprint_of

from .conftest import HAIDIAN


@pytest.mark.parametrize(
    ("published", "dated", "day", "said"),
    [
        (["2020-01-15", "2024", "2023-12-31"], "2024", date(2024, 1, 1), "up to 2024"),
        (["2020-01-15", "2025-03", "after 2024"], "2025-03", date(2025, 3, 1), "up to 2025-03"),
        (["2020-01-15", "after 2024"], "2020-01-15", date(2020, 1, 15), "up to 2020-01-15"),
        (["after 2019", "after 2021"], "after 2021", date(2022, 1, 1), "up to after 2021"),
    ],
)
def test_it_is_dated_by_the_latest_document_that_says_a_date(
    monkeypatch: pytest.MonkeyPatch, published: list[str], dated: str, day: date, said: str
) -> None:
    documents = [SimpleNamespace(published=text) for text in published]
    report = SimpleNamespace(anchor=documents[-1], names=lambda _lang: {"home": "Haidian"})
    book = SimpleNamespace(report=report, documents=documents)
    monkeypatch.setattr(imprint, "book_of", lambda *_report: book)
    made = imprint_of(HAIDIAN, "Our book")
    assert (made.dated, made.day) == (dated, day)
    assert any(said in line for line in made.lines)
    assert any(f"published {published[-1]}" in line for line in made.lines)
