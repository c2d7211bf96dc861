"""A number of a standard with its words and what stands below it."""

from __future__ import annotations

from msgspec import Struct

from app.domain import standard_signs as signs
from app.domain.numbering import ABSOLUTE, DOTTED, PART
from app.domain.standard_lines import tidy


class Piece(Struct):
    """Words under a number: a paragraph ("text"), an entry of a list ("item"), a "row" of a table, a "figure"."""

    kind: str
    text: str
    label: str = ""
    shown: str = ""


class Node(Struct):
    """A number with its words, its paragraphs and the numbers below it; ``section`` writes ``(3)`` as a section."""

    kind: str = ""
    numbers: tuple[int, ...] = ()
    shown: str = ""
    inline: str = ""
    parts: list[Piece | Node] = []
    section: bool = False
    prefix: str = ""
    short: str = ""
    appendix: bool = False
    is_heading: bool = False
    below: int = 0
    headed: bool = False
    last_row: Piece | None = None
    announced: bool = False
    caption: str = ""

    @property
    def own_numbers(self) -> tuple[int, ...]:
        """The numbers that this one adds to those above it: 1 for 2.3.1 below 2.3."""
        return self.numbers[self.below :]

    @property
    def heading(self) -> str:
        """The heading as printed; empty where the words after the number are the clause itself."""
        if self.kind == PART or self.appendix:
            return self.inline
        if not self.is_heading:
            return f"{tidy(self.shown)} {self.caption}" if self.caption else ""
        return f"{tidy(self.shown)} {self.caption or self.inline}".strip()

    def own_text(self) -> str:
        """The words after the number where they are the clause."""
        return "" if self.is_heading or self.kind == PART or self.appendix else self.inline


def settle(node: Node) -> None:
    """Decide for each number whether its words are a heading or the clause itself."""
    for part in node.parts:
        if isinstance(part, Node):
            settle(part)
    if not node.kind or node.kind == PART or node.appendix:
        return
    node.is_heading = node.announced
    if node.announced:
        return
    more = any(isinstance(part, Node) or part.kind in ("text", "row", "figure") for part in node.parts)
    if node.kind in ABSOLUTE and not signs.is_ended(node.inline):
        node.is_heading = True
    elif node.kind == DOTTED and more:
        node.is_heading = not signs.is_ended(node.inline)
    else:
        node.is_heading = more and not signs.is_ended(node.inline)
