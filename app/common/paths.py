"""The folders in the user's profile where this PC keeps what no store may hold: keys, settings, drafts, logs."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

APP_NAME = "Tenkencho"
HOME_VARIABLE = "TENKENCHO_HOME"


class Paths(Struct, frozen=True):
    """Four folders of one user on one PC; `make` creates them."""

    data: Path
    config: Path
    cache: Path
    log: Path

    @classmethod
    def user(cls) -> Paths:
        """The folders of this user; everything under TENKENCHO_HOME where that variable is set."""
        home = os.environ.get(HOME_VARIABLE)
        if home:
            return cls.under(Path(home))
        from platformdirs import PlatformDirs  # 16 ms that tests and the demo need not pay

        # Never roaming: the installation key says "written on this PC".
        dirs = PlatformDirs(APP_NAME, appauthor=False, roaming=False)
        return cls(dirs.user_data_path, dirs.user_config_path, dirs.user_cache_path, dirs.user_log_path)

    @classmethod
    def under(cls, folder: Path) -> Paths:
        """All four folders inside one folder, for tests, the demo and a portable copy."""
        return cls(folder / "data", folder / "config", folder / "cache", folder / "log")

    def make(self) -> Paths:
        """Create the folders, readable by this user alone where the system knows such rights.

        ``Unavailable`` if the system does not let us.
        """
        for folder in (self.data, self.config, self.cache, self.log):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                from app.common.errors import from_os_error  # which speaks by messages that are cached in these folders

                raise from_os_error(error, folder) from error
        return self

    @property
    def installation_key(self) -> Path:
        """The file of the key that signs every event written on this PC."""
        return self.data / "installation.key"

    @property
    def drafts(self) -> Path:
        """The folder for `drafts.Drafts`."""
        return self.data / "drafts"

    @property
    def heads(self) -> Path:
        """The folder for `heads.Heads`."""
        return self.data / "heads"

    @property
    def settings_file(self) -> Path:
        """The file for `settings.Settings`."""
        return self.config / "settings.json"

    @property
    def log_file(self) -> Path:
        """The newest of the rotating log files."""
        return self.log / "tenkencho.log"
