"""Numbers in prose: ``{v}`` roles are answered by ``reportcard.prose`` while a page is read.

A role becomes a ``number`` node, resolved by a transform that runs after translations have been
put in place, so that titles, the contents list and translated sentences all show the number.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from reportcard import prose
from reportcard.errors import ReportcardError
from reportcard.prose import Said
from reportcard.sphinxext.places import where

_Facts = dict[str, tuple[str | None, ...] | None]
_Answers = dict[str, _Facts]
_LOG = logging.getLogger(__name__)


class number(nodes.Inline, nodes.TextElement):  # noqa: N801 (docutils names nodes in lower case)
    """A number in prose: ``target`` as written; once resolved, what was said, and its id."""


class VRole(SphinxRole):
    """``{v}`target```: the value of a target in this edition."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """A node that keeps the target until the page has been read."""
        node = number(self.rawtext, target=self.text.strip())
        self.set_source_info(node)
        return [node], []


class ResolveNumbers(SphinxTransform):
    """Asks for each number of a page what this edition says."""

    default_priority = 700

    def apply(self, **kwargs: Any) -> None:
        """Run over one page, right after it was read and translated."""
        answers: _Facts = {}
        for node in list(self.document.findall(number)):
            target = node["target"]
            said = self._say(node, target)
            answers[target] = None if said is None else _facts(said)
            node += nodes.Text(target if said is None else said.text)
        _stored(self.env)[self.env.docname] = answers

    def _say(self, node: number, target: str) -> Said | None:
        config = self.config
        try:
            said = say(target, config)
        except ReportcardError as error:
            _LOG.warning(str(error), location=where(node), type="reportcard", subtype="number")
            return None
        node["html"] = said.html(target)
        return said


def say(target: str, config: Any) -> Said:
    """What the book's edition says for ``target``."""
    edition = (config.reportcard_place, config.reportcard_year, config.reportcard_lang)
    return prose.say(target, *edition)


def _facts(said: Said) -> tuple[str | None, ...]:
    return (said.text, said.lang, said.key, said.verdict)


def _stored(env: BuildEnvironment) -> _Answers:
    """What each page was told, kept with the environment between builds."""
    stored: _Answers = vars(env).setdefault("reportcard_numbers", {})
    return stored


def moved(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """The pages whose numbers have changed with the data since they were read."""
    return [page for page, answers in _stored(env).items() if _differ(app, answers)]


def _differ(app: Sphinx, answers: _Facts) -> bool:
    for target, before in answers.items():
        try:
            now: tuple[str | None, ...] | None = _facts(say(target, app.config))
        except ReportcardError:
            now = None
        if now != before or now is None:
            return True
    return False


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """A page is about to be read again, or is gone."""
    _stored(env).pop(docname, None)


def gather(app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: Any) -> None:
    """Take over what another process read."""
    _stored(env).update({page: _stored(other).get(page, {}) for page in docnames})


def plain_titles(app: Sphinx, doctree: nodes.document) -> None:
    """In titles and contents lists, which are links themselves, a number is text."""
    env = app.env
    copies = (env.titles, env.longtitles, env.tocs)
    for copy in (store[env.docname] for store in copies if env.docname in store):
        for node in list(copy.findall(number)):
            node.parent.replace(node, nodes.Text(node.astext()))


def visit_html(self: Any, node: number) -> None:
    """Write the number; ``passports`` makes it answerable when the page is whole."""
    unknown = f'<span class="v unknown">{escape(node.astext())}</span>'
    self.body.append(node.get("html", unknown))
    raise nodes.SkipNode


def visit_text(self: Any, node: number) -> None:
    """Elsewhere a number is its text."""


def setup(app: Sphinx) -> None:
    """Register the role, its transform and what keeps incremental builds right."""
    text = (visit_text, visit_text)
    app.add_node(number, html=(visit_html, None), latex=text, man=text, texinfo=text, text=text)
    app.add_role("v", VRole())
    app.add_transform(ResolveNumbers)
    app.connect("doctree-read", plain_titles, priority=900)
    app.connect("env-get-outdated", moved)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", gather)
