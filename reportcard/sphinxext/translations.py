"""The prose of the chapters in the language of the edition: catalogues made ready for Sphinx.

They are written beside the doctrees, where Sphinx compiles them: nothing enters the project.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from reportcard import translations
from reportcard.errors import DataError
from reportcard.tables import project_folder


def prepare(app: Sphinx, config: Config) -> None:
    """Write the catalogues of the edition's language and tell Sphinx where they are."""
    config.gettext_compact = False  # one catalogue for each page
    lang = config.reportcard_lang
    if lang == translations.SOURCE:
        return
    locale = Path(app.doctreedir) / translations.LOCALE
    project = Path(config.reportcard_project or project_folder())
    try:
        translations.write_catalogues(project, lang, locale, config.reportcard_left_out)
    except DataError as error:
        raise ConfigError(str(error)) from None
    config.locale_dirs = [str(locale)]
    config.language = translations.SPHINX[lang]


def setup(app: Sphinx) -> None:
    """Register the settings; runs when the edition is known to be one."""
    app.add_config_value("reportcard_project", "", "", (str,))
    app.add_config_value("reportcard_left_out", (), "env", (list, tuple))
    app.connect("config-inited", prepare)
