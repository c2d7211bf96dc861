"""One value of a profile as a cell of the policy book and back; what a cell cannot hold exactly is refused here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from app.common.text import fold, strip_control
from app.domain.policy_book import PART, SEPARATOR, Column

#: The longest text that is put into one cell; Excel takes 32,767 characters.
MOST = 30_000
_ODD = re.compile(r"_x[0-9A-Fa-f]{4}_|\r")
_PARTS = re.compile(r"[;；、\n]")
Choices = Mapping[str, Mapping[str, tuple[str, str]]]
Cells = tuple[str | int | None, ...]


class Unreadable(Exception):
    """A cell does not hold what its column asks; ``code`` names the flaw, ``known`` the codes of the list ``of``."""

    def __init__(self, code: str, value: str = "", known: str = "", of: str = "") -> None:
        super().__init__(code)
        self.code, self.value, self.known, self.of = code, value, known, of


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same as JSON: ``1`` and ``true`` are not."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def plain(text: Any) -> bool:
    """Whether a cell gives back this text as it is."""
    return (
        isinstance(text, str)
        and 0 < len(text) <= MOST
        and text == text.strip()
        and text == strip_control(text)
        and not _ODD.search(text)
    )


def encode(column: Column, value: Any, choices: Choices, language: str) -> Cells | None:
    """The cells of a value, or ``None`` if they would not give it back exactly."""
    made = _encode(column, value, choices, language)
    if made is None or not all(isinstance(cell, int) or cell is None or plain(cell) for cell in made):
        return None
    try:
        return made if same(decode(column, tuple(map(written, made)), choices), value) else None
    except Unreadable:
        return None


def written(cell: str | int | None) -> str:
    """A cell as the text that a reader sees."""
    return "" if cell is None else str(cell)


def _encode(column: Column, value: Any, choices: Choices, language: str) -> Cells | None:
    kind = column.kind
    if kind == "words" and isinstance(value, dict):
        return tuple(value.get(part) or None for part in ("ja", "en"))
    if kind == "bool" and isinstance(value, bool):
        return (_label("yes_no", "yes" if value else "no", choices, language),)
    if kind == "int" and isinstance(value, int):
        return (value,)
    if kind in ("list", "refs", "codes") and isinstance(value, list) and value:
        if not all(isinstance(part, str) for part in value):
            return None
        shown = [_label(column.of, part, choices, language) if kind == "codes" else part for part in value]
        return (SEPARATOR.join(shown),)
    if kind == "choice" and isinstance(value, str):
        return (_label(column.of, value, choices, language),)
    if kind == "offers" and isinstance(value, list):
        return _offers(value)
    return (value,) if kind in ("text", "ref") and isinstance(value, str) else None


def _label(name: str, code: str, choices: Choices, language: str) -> str:
    labels = choices.get(name, {}).get(code)
    return (labels[0 if language == "ja" else 1] or code) if labels else code


def _offers(rows: list[Any]) -> Cells | None:
    lines = []
    for row in rows:
        if not isinstance(row, dict) or not isinstance(row.get("label"), dict):
            return None
        parts = [row.get("code"), row["label"].get("ja"), row["label"].get("en")]
        lines.append(PART.join(str(part) for part in parts if part is not None))
    return ("\n".join(lines),) if lines else None


def decode(column: Column, cells: tuple[str, ...], choices: Choices) -> Any:
    """What the cells say; one of them at least is not empty. ``Unreadable`` if they do not fit the column."""
    if column.kind == "words":
        ja, en = cells
        if not ja:
            raise Unreadable("japanese_missing", en)
        return {"ja": ja, "en": en} if en else {"ja": ja}
    text = cells[0]
    match column.kind:
        case "int":
            if not re.fullmatch(r"-?[0-9]{1,9}", text):
                raise Unreadable("not_a_number", text)
            return int(text)
        case "bool":
            return _code("yes_no", {"true": "yes", "false": "no"}.get(text.lower(), text), choices) == "yes"
        case "choice":
            return _code(column.of, text, choices)
        case "codes":
            return [_code(column.of, part, choices) for part in parts(text)]
        case "list" | "refs":
            return parts(text)
        case "offers":
            return [_offer(line) for line in text.split("\n") if line.strip()]
    return text


def parts(text: str) -> list[str]:
    """The entries of a list in one cell."""
    return [part.strip() for part in _PARTS.split(text) if part.strip()]


def _code(name: str, said: str, choices: Choices) -> str:
    """The code for what was written: the code itself or its word in either language."""
    offered = choices.get(name, {})
    if said in offered:
        return said
    wanted = fold(said)
    for code, labels in offered.items():
        if wanted in (fold(code), *map(fold, filter(None, labels))):
            return code
    if is_open(name):
        return said
    raise Unreadable("not_offered", said, SEPARATOR.join(offered), name)


#: Lists that a city may add to: kinds of medium may be groups of its own, acts and forms its own further ones. What it
#: does not declare itself is no entry (``policy_sense``).
_OPEN = frozenset(
    {
        "rule_kind",
        "permission_act",
        "paper",
        "box_form",
        "figure",
        "form_group",
        "form_choices",
        "separation_act",
        "demand",
        "answer",
        "core_form",
        "box_post",
        "alternative",
    }
)


def is_open(name: str) -> bool:
    """Whether a list takes entries that it does not offer."""
    return name in _OPEN


def _offer(line: str) -> dict[str, Any]:
    said = [part.strip() for part in re.split("[｜|]", line)]
    if not 2 <= len(said) <= 3 or not all(said):
        raise Unreadable("offer_unreadable", line[:60])
    label = {"ja": said[1], "en": said[2]} if len(said) == 3 else {"ja": said[1]}
    return {"code": said[0], "label": label}
