"""Where in a record the words that were looked for stand: the field, and the few words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from app.common.text import fold
from app.domain import words as wording
from app.domain.approval import value_of
from app.domain.forms import Field, Form
from app.domain.ledger import Row
from app.domain.record import spoken
from app.services.session import Session

#: The most letters of an excerpt, and how many of them stand before the word.
_LONGEST, _BEFORE = 30, 10
_SENTENCE = re.compile(r"(?<=。)|\n")


def excerpt(session: Session, form: Form, row: Row, words: Sequence[str]) -> str:
    """``label: …text…`` of the first place in ``row`` that holds one of the folded ``words``; empty for none."""
    for label, text in _texts(session, form, row):
        for part in _SENTENCE.split(text):
            word = next((word for word in words if word in fold(part)), "")
            if word:
                said = _around(" ".join(part.split()), word)
                return f"{label}: {said}" if label else said
    return ""


def chosen(item: Field, word: str) -> list[str]:
    """The codes of a choice whose word in the language in force holds the folded ``word``."""
    return [code for code, text in item.offers if word in fold(wording.choice_word(item, code))]


def _texts(session: Session, form: Form, row: Row) -> Iterator[tuple[str, str]]:
    for item in form.fields:
        for text in _said(session, item, value_of(row, item.name)):
            yield wording.field_label(form, item.name), text
    remarks = [act["remark"] for act in row["acts"]] + [note["text"] for note in row["notes"]]
    for text in (*remarks, *(kept["name"] for kept in row["attachments"])):
        yield "", str(text or "")


def _said(session: Session, item: Field, value: Any) -> list[str]:
    if item.kind in ("choice", "choices") and item.offers:
        return [wording.choice_word(item, code) for code in (value if isinstance(value, list) else [value])]
    return spoken(session.rows, item, value)


def _around(text: str, word: str) -> str:
    """As many letters as a line has room for, the word among them; folding may change how long a text is."""
    if len(text) <= _LONGEST:
        return text
    end = next(n for n in range(1, len(text) + 1) if word in fold(text[:n]))
    start = max(0, min(end - len(word) - _BEFORE, len(text) - _LONGEST))
    cut = text[start : start + _LONGEST]
    return f"{'…' if start else ''}{cut}{'…' if start + _LONGEST < len(text) else ''}"
