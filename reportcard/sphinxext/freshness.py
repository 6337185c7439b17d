"""Which pages say something else than when they were written, though their source is as it was.

Sphinx reads and writes again what has changed itself. What a page says besides comes from the
data (the passports of its numbers, its description for catalogues) and from the other pages
(their titles): of that each page has a digest, kept with the environment from build to build.
What all pages are made with (templates, styles, labels) is no part of it: where that has changed
nothing of an earlier build is used; see ``reportcard.editions.workshop``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from reportcard.exports import About, dataset, variables
from reportcard.prose import book_of
from reportcard.sphinxext.charts import has_files
from reportcard.sphinxext.passports import of_key, used_by


def moved(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages to be written again for what is said around them."""
    if not has_files(app):
        return []
    before: dict[str, str] = vars(env).get("reportcard_said", {})
    now = dict(_digests(app))
    vars(env)["reportcard_said"] = now
    return [page for page, digest in now.items() if before.get(page) != digest]


def _digests(app: Sphinx) -> Iterator[tuple[str, str]]:
    """A digest of what each page says beyond its source."""
    config, env = app.config, app.env
    about = About(book_of(config.reportcard_place, config.reportcard_year), config.reportcard_lang)
    pages = {page: env.titles[page].astext() for page in env.collect_relations()}
    common = [pages, dataset(about, "", "", (), "")]
    using: dict[str, list[str]] = {}
    for page in pages:
        for key in used_by(env, page):
            using.setdefault(key, []).append(page)
    of = cache(lambda key: repr([of_key(app, key), using.get(key), [*variables(about, [key])]]))
    for page in sorted(env.found_docs):
        said = [of(key) for key in _with_inputs(app, used_by(env, page))]
        yield page, sha256(repr([common, said]).encode()).hexdigest()


def _with_inputs(app: Sphinx, keys: Sequence[str]) -> list[str]:
    """Keys, and all that their passports lead to."""
    found = list(dict.fromkeys(keys))
    for key in found:  # which grows meanwhile
        found += [more for more in of_key(app, key).inputs if more not in found]
    return found


def setup(app: Sphinx) -> None:
    """Ask when all pages have been read."""
    app.connect("env-updated", moved)
