"""The vocabulary of the claim finder, and what is wrong with a broken one."""

import pytest

from reportcard.claims.words import vocabulary
from reportcard.errors import DataError
from reportcard.folding import fold


def marks(text: str) -> str:
    folded = fold(text)
    return "".join(word.mark for word in vocabulary().words(folded, 0, len(folded)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("由去年的", "f"),
        ("由於", ""),
        ("增至", "uT"),
        ("新增", ""),
        ("同比下降", "yd"),
        ("佔全市比重", "ss"),
        ("Accounting for", "s"),
        ("upper", ""),
        ("rose from", "uf"),
    ],
)
def test_the_longest_word_counts_and_lookalikes_do_not(text, expected):
    assert marks(text) == expected


def test_a_word_of_two_families_is_refused_with_its_line(project):
    path = project / "claims.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('words = ["由"', 'words = ["跌", "由"')
    )
    with pytest.raises(DataError, match=r"claims\.toml:\d+: the word '跌' of \[since\]"):
        vocabulary()


def test_every_problem_of_the_file_is_named_at_once(project):
    path = project / "claims.toml"
    broken = path.read_text(encoding="utf-8").replace('mark = "u"', 'marks = "u"')
    path.write_text(broken.replace("names = [[", "names = [3, ["), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        vocabulary()
    assert len(caught.value.problems) >= 3
