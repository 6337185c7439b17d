"""The prose of the chapters in the language of the edition: catalogues made ready for Sphinx.

They are written beside the doctrees, where Sphinx compiles them: nothing enters the project.
"""

from __future__ import annotations

from pathlib import Path

from sphinx import locale
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from reportcard import translations
from reportcard.errors import DataError
from reportcard.tables import project_folder

LATE = 999
"""After everybody who still has something to say when the pages are made."""


def prepare(app: Sphinx, config: Config) -> None:
    """Write the catalogues of the edition's language and tell Sphinx where they are."""
    config.gettext_compact = False  # one catalogue for each page
    lang = config.reportcard_lang
    if lang == translations.SOURCE:
        return
    folder = Path(app.doctreedir) / translations.LOCALE
    project = Path(config.reportcard_project or project_folder())
    try:
        translations.write_catalogues(project, lang, folder, config.reportcard_left_out)
    except DataError as error:
        raise ConfigError(str(error)) from None
    config.locale_dirs = [str(folder)]
    config.language = translations.SPHINX[lang]


def forget(app: Sphinx, exception: Exception | None) -> None:
    """Drop what Sphinx keeps of the catalogues it has read, which the next build would go on with:
    its pages would be in the language of this one."""
    for key in [key for key in locale.translators if key[0] == "general"]:
        del locale.translators[key]


def setup(app: Sphinx) -> None:
    """Register the settings; runs when the edition is known to be one."""
    app.add_config_value("reportcard_project", "", "", (str,))
    app.add_config_value("reportcard_left_out", (), "env", (list, tuple))
    app.connect("config-inited", prepare)
    app.connect("build-finished", forget, priority=LATE)
