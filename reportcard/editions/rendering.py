"""The one call of Sphinx, set up as Jupyter Book would."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from reportcard.editions.chapters import CONFIG, read_yaml
from reportcard.editions.executing import uncoloured
from reportcard.errors import Problem, ReportcardError


class NotRendered(ReportcardError):
    """Pages that Sphinx could not make without a warning."""


def load(project: Path) -> None:
    """Import Sphinx and its extensions, while kernels begin to run the chapters.

    Those of its modules that name things as they are imported do so in the language of that
    moment, which is none yet; later on it would be the first one that a process builds in.
    """
    own = read_yaml(project / CONFIG).get("sphinx", {}).get("config", {}).get("extensions")
    builtin = import_module("sphinx.application").builtin_extensions
    for name in ("jupyter_book.sphinx", *builtin, *(own or ())):
        with suppress(ImportError):  # which Sphinx says better
            import_module(name)


def run_sphinx(
    project: Path, work: Path, builder: str, config: Mapping[str, Any], failed: str
) -> Path:
    """Have Sphinx make ``work / builder`` from ``work / "source"``; returns that folder.

    ``config`` comes on top of the project's ``_config.yml``. What one builder has read the next
    ones take over. Raises NotRendered with what ``failed`` and every warning.
    """
    from jupyter_book.sphinx import build_sphinx

    source, out, doctrees = work / "source", work / builder, work / "doctrees"
    said = io.StringIO()
    with redirect_stdout(io.StringIO()), redirect_stderr(said):
        code = build_sphinx(
            source,
            out,
            path_config=project / CONFIG,
            noconfig=True,
            confoverrides=dict(config),  # Jupyter Book takes out what it knows
            doctreedir=doctrees,
            freshenv=not doctrees.exists(),
            builder=builder,
            warningiserror=True,
            keep_going=True,
        )
    if isinstance(code, KeyboardInterrupt | OSError):
        raise code
    if code:
        raise NotRendered(Problem(failed), *_warnings(said.getvalue(), source))
    return out


def _warnings(text: str, source: Path) -> list[Problem]:
    """What Sphinx said, a problem for each line, files named as in the project."""
    plain = re.sub(rf"{re.escape(str(source))}/?", "", uncoloured(text))
    return [Problem(line.strip()) for line in plain.splitlines() if line.strip()]
