"""Says each step and each failure of the installer in Japanese and in English."""

import functools
import sys
import tomllib
from pathlib import Path
from typing import TextIO

LANGUAGES = ("ja", "en")


class CannotGoOn(Exception):
    """An expected failure that is told by one message of the catalogue."""

    def __init__(self, message_id: str, **values: str) -> None:
        super().__init__(message_id)
        self.text = text_of(message_id, **values)


@functools.cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return every message by id and language."""
    return tomllib.loads(Path(__file__).with_name("messages.toml").read_text(encoding="utf-8"))


def text_of(message_id: str, **values: str) -> str:
    """Return the message in both languages, one under the other."""
    return "\n".join(catalogue()[message_id][language].format(**values) for language in LANGUAGES)


def say(message_id: str, **values: str) -> None:
    """Print a step, at once, so that it stands before what a started program prints."""
    show(text_of(message_id, **values), sys.stdout)


def show(text: str, stream: TextIO) -> None:
    """Print text even where the console's encoding lacks its characters."""
    encoding = stream.encoding or "ascii"
    print(text.encode(encoding, "replace").decode(encoding), file=stream, flush=True)
