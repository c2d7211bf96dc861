"""Reads the catalogues and the ids that the program names, for the checks beside it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("ja", "en")
PLACEHOLDER = re.compile(r"\{(\w+)(?:\|[^{}|]*\|[^{}|]*)?\}")
# Calls whose first literal is the code of `error.<code>`.
ERROR_CALLS = {"Expected", "Refused", "Unavailable", "WarekiError"}


@dataclass(frozen=True)
class Named:
    """A message id found in the program; only its beginning is known when `whole` is false."""

    id: str
    where: str
    whole: bool = True


def entries(language: str) -> list[tuple[str, Message]]:
    """Every message of a language with the file it stands in."""
    found = []
    for file in sorted((ROOT / "i18n" / language).glob("*.po")):
        with file.open("rb") as opened:
            found += [(file.name, message) for message in read_po(opened, abort_invalid=True) if message.id]
    return found


def written_ids(language: str) -> list[str]:
    """Every id as it stands in the files: the reader of .po files merges doubles without a word."""
    files = sorted((ROOT / "i18n" / language).glob("*.po"))
    return [msgid for file in files for msgid in re.findall(r'^msgid "(.+)"$', file.read_text("utf-8"), re.MULTILINE)]


def messages(language: str) -> dict[str, str]:
    """`{id: text}` of a language."""
    return {message.id: message.string for _, message in entries(language)}


def placeholders(text: str) -> set[str]:
    """The names in braces; {W_word} is {w_word} at the start of an English sentence."""
    return {name[0].lower() + name[1:] for name in PLACEHOLDER.findall(text)}


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Each module of the program with its path inside the project."""
    for file in sorted((ROOT / "app").rglob("*.py")):
        yield file.relative_to(ROOT).as_posix(), ast.parse(file.read_text("utf-8"))


def named() -> list[Named]:
    """Every id given to `t`, `has`, or an expected error."""
    return [
        found
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for found in _in_call(node, f"{path}:{node.lineno}")
    ]


def literals() -> set[str]:
    """Every string in the program, whole."""
    return {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _in_call(call: ast.Call, where: str) -> Iterator[Named]:
    name = _name(call.func)
    if name == "t" and call.args:
        yield from _ids(call.args[0], where)
    elif name in ERROR_CALLS and call.args:
        yield from _ids(call.args[0], where, "error.")
    elif name == "Fault" and len(call.args) > 1:
        yield from _ids(call.args[1], where, "error.")


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def _ids(value: ast.expr, where: str, prefix: str = "") -> Iterator[Named]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield Named(prefix + value.value, where)
    elif isinstance(value, ast.IfExp):
        yield from _ids(value.body, where, prefix)
        yield from _ids(value.orelse, where, prefix)
    elif isinstance(value, ast.JoinedStr) and value.values:
        first = value.values[0]
        start = first.value if isinstance(first, ast.Constant) else ""
        yield Named(prefix + str(start), where, whole=False)
