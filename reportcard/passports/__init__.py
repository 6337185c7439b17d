"""Passports: what each number of the book answers when it is asked."""

from reportcard.passports.content import Link, Passport, passport
from reportcard.passports.page import Surroundings, answered, keys_in

__all__ = ["Link", "Passport", "Surroundings", "answered", "keys_in", "passport"]
