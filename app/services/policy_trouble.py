"""Why a policy's file cannot be read, in words and with the place: parsers and Python say it in English only."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from app.common.errors import Unavailable
from app.common.i18n import language, t

if TYPE_CHECKING:
    from app.domain.form_sense import Odd

#: How the parser of TOML begins what it says, and the message that says the same.
_SAID = (
    (("Expected '=' after a key", "Invalid initial character for a key part", "Invalid statement"), "toml_no_equals"),
    (("Unterminated string", "Illegal character", "Expected \"'", "Expected '\"'"), "toml_quotes"),
    (("Unescaped",), "toml_backslash"),
    (("Cannot overwrite", "Cannot declare", "Cannot mutate", "Duplicate inline table key"), "toml_twice"),
    (("Expected ']", "Unclosed array", "Unclosed inline table"), "toml_brackets"),
    (("Invalid value",), "toml_value"),
)
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


def unreadable(folder: Path, file: str, error: Exception) -> Unavailable:
    """The sentence for a file of a policy that cannot be read; raise it ``from error``."""
    return Unavailable("policy_unreadable", file=file, folder=str(folder), said=why(error))


def odd_form(odd: Odd) -> str:
    """The sentence about what is odd in a form of the city's own."""
    return t(f"policy_book.fault.{odd.code}", value=odd.value, known=apart("；".join(odd.known)))


def apart(said: str) -> str:
    """What is enumerated as a book does it, as the language in force does it."""
    return said if language() == "ja" else said.replace("；", "; ").replace("〜", "–")


def why(error: Exception) -> str:
    """What is wrong and where, as far as the error tells."""
    import tomllib  # the start reads the policy that was adopted, which is no TOML

    if isinstance(error, UnicodeDecodeError):
        return t("fault.not_utf8", line=error.object.count(b"\n", 0, error.start) + 1)
    if isinstance(error, KeyError):
        return t("fault.shape_missing", place=", ".join(map(str, error.args)))
    if isinstance(error, tomllib.TOMLDecodeError):
        return _toml(str(error))
    return t("fault.shape_strange")


def _toml(said: str) -> str:
    code = next((code for begins, code in _SAID if said.startswith(begins)), "toml_odd")
    found = _AT.search(said)
    place = t("fault.toml_at", line=found[1], column=found[2]) if found else t("fault.toml_end")
    return t("fault.toml", place=place, said=t(f"fault.{code}"))
