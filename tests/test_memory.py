"""What a process remembers is forgotten, but for what is never wrong."""

import sys
from functools import cache
from types import ModuleType

import pytest

from reportcard import memory


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module of the package that remembers something for a time and something for ever."""
    made = ModuleType("reportcard.made")
    made.__dict__.update(passing=cache(str), lasting=memory.lasting(cache(str)))
    monkeypatch.setitem(sys.modules, made.__name__, made)
    return made


def test_what_holds_for_the_data_of_now_is_forgotten_and_no_more(module: ModuleType) -> None:
    module.passing(1)
    module.lasting(1)
    memory.forget()
    assert module.passing.cache_info().currsize == 0
    assert module.lasting.cache_info().currsize == 1


def test_other_packages_remember_what_they_do() -> None:
    known = cache(str)
    known(1)
    memory.forget()
    assert known.cache_info().currsize == 1
