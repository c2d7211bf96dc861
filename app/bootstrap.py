"""The composition root: paths, settings, language and log, for both front ends."""

from __future__ import annotations

from msgspec import Struct

from app.common import i18n, logs
from app.common.drafts import Drafts
from app.common.paths import Paths
from app.common.settings import Settings


class Workplace(Struct, frozen=True):
    """What belongs to this user on this PC."""

    paths: Paths
    settings: Settings
    drafts: Drafts


def prepare(paths: Paths | None = None, language: str = "") -> Workplace:
    """Make the user's folders, read the settings, choose the language, start the log."""
    found = (paths or Paths.user()).make()
    settings = Settings(found.settings_file)
    i18n.use(language or settings.language)
    logs.setup(found)
    return Workplace(found, settings, Drafts(found.drafts))


def language() -> str:
    """The language that the settings name, before anything is made or logged."""
    return str(Settings(Paths.user().settings_file).language)
