"""The tree of a standard: which number stands below which, and which words belong to it."""

from __future__ import annotations

from app.domain import clause_kind, numbering
from app.domain import standard_signs as signs
from app.domain.numbering import (
    ARTICLE,
    CHAPTER,
    CIRCLE,
    DOTTED,
    IROHA,
    ITEMS,
    KANA,
    KANJI,
    NUM,
    PAREN,
    PART,
    PIROHA,
    PKANA,
    PREFACE,
    SECTION,
    SUPPLEMENT,
    Marker,
)
from app.domain.standard_lines import Line, tidy
from app.domain.standard_node import Node, Piece, settle


def tree_of(lines: list[Line]) -> tuple[Node, list[str], list[str]]:
    """The tree, the lines of the title, and lines that belong nowhere."""
    builder = _Builder(lines)
    return builder.build()


class _Builder:
    """Reads line by line; the stack holds the numbers that are open, the outermost first."""

    def __init__(self, lines: list[Line]) -> None:
        self.contents = [line for line in lines if line.contents]
        self.lines = [line for line in lines if not line.contents]
        self.root = Node()
        self.stack: list[Node] = []
        self.title: list[str] = []
        self.left: list[str] = []
        self.parts = signs.parts(self.lines)
        self.dotted = any(signs.is_dotted_heading(line) for line in self.lines)
        self.supplements = 0
        self.in_list = False
        self.caption = ""

    def build(self) -> tuple[Node, list[str], list[str]]:
        for place, line in enumerate(self.lines):
            if place in self.parts:
                self._open_part(line, self.parts[place])
            elif not (line.marker and not line.bullet and self._number(line, line.marker)):
                self._words(place, line)
        self._chapters_of_the_contents()
        settle(self.root)
        return self.root, self.title, self.left

    @property
    def top(self) -> Node:
        return self.stack[-1] if self.stack else self.root

    def _open_part(self, line: Line, prefix: str) -> None:
        name = tidy(line.text)
        found = signs.PART_NAME.search(name)
        short = found.group(1) if found else name
        short = {"対策基準": "基準"}.get(short, short) if prefix else ""
        self._push([], Node(PART, (0,), inline=name, prefix=prefix, short=short))

    def _push(self, above: list[Node], node: Node) -> None:
        parent = above[-1] if above else self.root
        if node.kind == DOTTED and parent.kind in (DOTTED, NUM):
            node.below = len(parent.numbers)
        parent.parts.append(node)
        self.stack = [*above, node]
        self.in_list = False

    # ---- numbers

    def _number(self, line: Line, found: Marker) -> bool:
        """Take a line's number where it fits; ``False`` if it is no number of the standard's own."""
        kind, numbers = found.kind, found.numbers
        if kind == DOTTED and not self._is_section(numbers):
            # "1.2" after 11, in a text that has no sections of that kind, is a twelve that fell apart
            joined = int("".join(map(str, numbers)))
            if self._follows(NUM, joined) is None:
                return False
            kind, numbers = NUM, (joined,)
        if kind == SUPPLEMENT:
            self.supplements += 1
            numbers = (self.supplements,)
        kind, numbers = self._in_iroha(kind, numbers)
        above = self._above(kind, numbers)
        if above is None:
            return False
        if kind in (NUM, KANJI) and not self._is_number(line, found, above, numbers):
            return False
        node = Node(kind, numbers, found.shown, line.words)
        if kind == ARTICLE:
            inside = signs.CAPTION.match(node.inline)
            node.caption, self.caption = inside.group(1) if inside else self.caption, ""
            node.inline = node.inline[inside.end() :] if inside else node.inline
        parent = above[-1] if above else None
        node.section = kind == PAREN and (parent is None or parent.kind in (CHAPTER, SECTION, PART)) and not self.dotted
        self._push(above, node)
        return True

    def _is_number(self, line: Line, found: Marker, above: list[Node], numbers: tuple[int, ...]) -> bool:
        """A figure at the head of a line may only be the text going on."""
        last = self._last_words()
        return line.blank > 0 or not last or not signs.is_open(last)

    def _is_section(self, numbers: tuple[int, ...]) -> bool:
        """Whether a dotted number goes on where the last one was: 2.3 → 2.3.1, 2.4, 3.1."""
        last = next((node.numbers for node in reversed(self.stack) if node.kind == DOTTED), ())
        if not last:
            nums = [node.numbers for node in self.stack if node.kind == NUM]
            return (numbers[-1] == 1) if self.dotted and not nums else bool(nums) and numbers[0] == nums[-1][0]
        if len(numbers) > len(last):
            return numbers[: len(last)] == last and set(numbers[len(last) :]) == {1}
        same = len(numbers) - 1
        step = numbers[-1] - last[same]
        return (numbers[:same] == last[:same] and 0 < step <= 3) or numbers[-1] == 1

    def _above(self, kind: str, numbers: tuple[int, ...]) -> list[Node] | None:
        """The open numbers that stay above a new one; ``None`` if it does not fit."""
        if kind in (PREFACE, CHAPTER):
            return [node for node in self.stack if node.kind == PART]
        if kind == SUPPLEMENT:
            return [node for node in self.stack[:1] if node.kind == PART]
        if kind == SECTION:
            return [node for node in self.stack if node.kind in (PART, CHAPTER)]
        if kind == ARTICLE:
            return [node for node in self.stack if node.kind in (PART, CHAPTER, SECTION)]
        if kind == DOTTED:
            return self._above_dotted(numbers)
        place = self._follows(kind, numbers[-1])
        if place is not None:
            return self.stack[:place]
        return self._nested(kind, numbers[-1])

    def _in_iroha(self, kind: str, numbers: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
        """A list that begins with イ, and goes on with ロ and ハ, counts by イロハ."""
        if kind not in (KANA, PKANA) or self._follows(kind, numbers[-1]) is not None:
            return kind, numbers
        other, value = (IROHA if kind == KANA else PIROHA), numbering.iroha(numbers)
        fits = value == 1 or (value > 1 and self._follows(other, value) is not None)
        return (other, (value,)) if fits else (kind, numbers)

    def _above_dotted(self, numbers: tuple[int, ...]) -> list[Node]:
        above = []
        for node in self.stack:
            longer = (
                node.kind in (DOTTED, NUM) and numbers[: len(node.numbers)] == node.numbers and node.numbers != numbers
            )
            if node.kind in (PART, CHAPTER, SECTION) or longer:
                above.append(node)
            else:
                break
        return above

    def _follows(self, kind: str, value: int) -> int | None:
        """The place in the stack of the number that this one follows, the innermost first; a small gap is allowed."""
        for most in (1, 3):
            for place in range(len(self.stack) - 1, -1, -1):
                node = self.stack[place]
                if node.kind == kind and 0 < value - node.numbers[-1] <= most and (most == 1 or kind in ITEMS):
                    return place
        return None

    def _nested(self, kind: str, value: int) -> list[Node] | None:
        """A new list below what is open: it begins with 1 (below an article also with 2)."""
        top = self.stack[-1].kind if self.stack else ""
        first = value == 1 or (value == 2 and top == ARTICLE and kind == NUM)
        if not first or top == kind:
            return None
        if kind == NUM and self.dotted and top in (DOTTED, PAREN, *ITEMS):
            return None
        # a preface and an appendix have no numbers below them
        return [node for node in self.stack if node.kind not in (PREFACE, SUPPLEMENT) and not node.appendix]

    # ---- words

    def _words(self, place: int, line: Line) -> None:
        text = tidy(line.text)
        node, last = self.top, self._last_piece()
        after = self.lines[place + 1].marker if place + 1 < len(self.lines) else None
        if after is not None and after.kind == ARTICLE and (caption := signs.CAPTION.fullmatch(text)):
            self.caption = caption.group(1)
        elif self._joins(place, line, text):
            self._join(text)
        elif not self.stack and not signs.is_ended(text):
            (self.left if self.root.parts else self.title).append(text)
        elif node.kind == PART and signs.DATE.search(text) and not signs.is_ended(text):
            self._enactment(node, last, text)
        elif node.appendix and isinstance(last, Piece) and signs.is_rest(line, last.text, text):
            last.text += text
        elif line.cells or signs.is_row(line) or self._is_head_of_rows(place):
            self._row(place, line, node)
        elif signs.APPENDIX.match(text.replace(" ", "")):
            self._open_appendix(text.replace(" ", ""))
        else:
            self._paragraph(line, text, node, last)

    def _paragraph(self, line: Line, text: str, node: Node, last: Piece | Node | None) -> None:
        """A paragraph, an entry of a list or a caption; else the line belongs nowhere."""
        untitled = (
            node.kind in ITEMS | {NUM, DOTTED} and node.inline and not signs.is_ended(node.inline) and not node.parts
        )
        if line.bullet:
            node.parts.append(Piece("item", text))
        elif signs.is_ended(text) or signs.is_open(text) or line.full:
            node.parts.append(Piece("text", text))
            self.in_list = False
        elif signs.FIGURE.search(text) and len(text) <= signs.LONGEST_HEADING:
            self._figure(text)
        elif self._begins_list(node, last):
            node.parts.append(Piece("item", text))
            self.in_list = True
        elif not node.inline and node.kind in ITEMS | {NUM, SUPPLEMENT}:
            node.inline = text
        elif untitled:
            node.parts.append(Piece("text", text))
        else:
            self.left.append(text)

    def _enactment(self, node: Node, last: Piece | Node | None, text: str) -> None:
        """The dates on which a part was made and amended are one clause."""
        if isinstance(last, Piece) and last.kind == "meta":
            last.text = f"{last.text}　{text}"
        else:
            node.parts.append(Piece("meta", text))

    def _figure(self, text: str) -> None:
        """A caption belongs to the section, not to the entry of a list that happens to stand before it."""
        owner = next(
            (node for node in reversed(self.stack) if node.kind not in (CIRCLE, KANA, PKANA, IROHA, PIROHA)), self.root
        )
        owner.parts.append(Piece("figure", text))

    def _begins_list(self, node: Node, last: Piece | Node | None) -> bool:
        """An unnumbered list goes on, or begins after 「次の…」."""
        if self.in_list:
            return True
        said = last.text if isinstance(last, Piece) else node.inline if not node.parts else ""
        return clause_kind.is_lead_in(said)

    def _open_appendix(self, name: str) -> None:
        prefix = "G" if name.startswith("用語") else "H" if name.startswith("改") else name
        self._push([], Node("appendix", (0,), inline=name, prefix=prefix, short=name, appendix=True))

    def _row(self, place: int, line: Line, node: Node) -> None:
        """A row of a table; its head (before the first row) is not a clause."""
        if self._is_head_of_rows(place):
            return
        cells = [cell for cell in line.cells if cell] or [tidy(line.text)]
        follows = self.lines[place + 1 : place + 2]
        if (
            node.last_row is None
            and not node.headed
            and line.cells
            and follows
            and follows[0].cells
            and max(map(len, cells)) <= 10
        ):
            node.headed = True
            return
        if node.last_row is not None and len(cells) == 1 and line.cells[:1] == ("",):
            node.last_row.text += cells[0]
            return
        if node.appendix and len(cells) > 1 and len(cells[0]) == 1 and "ぁ" <= cells[0] <= "ん":
            cells = cells[1:]
        if node.appendix and len(cells) == 1:
            return
        found = signs.LEVEL.search(cells[0])
        bare = signs.ROW.match(line.text)
        label = f"L{found.group(1)}" if found else bare.group(2) or "" if bare else ""
        shown = f"レベル{found.group(1)}" if found else label
        if node.appendix:
            label, shown = "#", cells[0]
        node.last_row = Piece("row", "　".join(cells), label, shown)
        node.parts.append(node.last_row)

    def _is_head_of_rows(self, place: int) -> bool:
        """A short line right above rows that are told by their label is the head of their table."""
        after = self.lines[place + 1] if place + 1 < len(self.lines) else None
        line = self.lines[place]
        short = len(line.text) <= 20 and not signs.is_ended(line.text) and not line.marker and not line.bullet
        return short and not signs.is_row(line) and after is not None and not after.blank and signs.is_row(after)

    def _joins(self, place: int, line: Line, text: str) -> bool:
        """Whether the line goes on with what stands before it."""
        if line.bullet or line.cells or line.indented or signs.APPENDIX.match(text.replace(" ", "")):
            return False
        last = self._last_words()
        if not last or not self.stack or len(last) > signs.LONGEST_PARAGRAPH:
            return False
        if place and self.lines[place - 1].full and not line.blank and not signs.is_ended(last):
            return True
        if not signs.is_ended(last):
            begun = len(last) >= signs.SHORTEST_BROKEN or bool(signs.TOPIC.search(last))
            return signs.is_open(last) or (begun and bool(signs.GOES_ON.match(text)))
        node = self.top
        return line.blank == 0 and node.kind in ITEMS and not node.parts and signs.is_ended(node.inline) and bool(text)

    def _last_piece(self) -> Piece | Node | None:
        return self.top.parts[-1] if self.top.parts else None

    def _last_words(self) -> str:
        last = self._last_piece()
        if isinstance(last, Piece):
            return last.text if last.kind in ("text", "item") else ""
        return self.top.inline if last is None and self.top.kind not in (PART, "appendix", "") else ""

    def _join(self, text: str) -> None:
        last = self._last_piece()
        if isinstance(last, Piece):
            last.text = tidy(last.text + text)
        else:
            self.top.inline = tidy(self.top.inline + text)

    # ---- chapters that are only announced

    def _chapters_of_the_contents(self) -> None:
        """A chapter that stands in the contents only (an unpublished standard) is kept by its headings."""
        there = {node.numbers for node in self.root.parts if isinstance(node, Node) and node.kind == CHAPTER}
        chapter: Node | None = None
        for line in self.contents:
            found = line.marker
            if found is None:
                continue
            if found.kind == CHAPTER:
                missing = bool(there) and found.numbers not in there
                chapter = Node(CHAPTER, found.numbers, found.shown, line.words) if missing else None
                if chapter is not None:
                    chapter.announced = True
                    self.root.parts.append(chapter)
            elif chapter is not None and found.kind in (NUM, DOTTED):
                self._announce(chapter, Node(found.kind, found.numbers, found.shown, line.words))

    @staticmethod
    def _announce(chapter: Node, node: Node) -> None:
        """4.1 stands below 4; both are headings that wait for their clauses."""
        above = chapter.parts[-1] if chapter.parts else None
        owner = chapter
        node.announced = True
        if node.kind == DOTTED and isinstance(above, Node) and above.numbers == node.numbers[:1]:
            owner, node.below = above, 1
        owner.parts.append(node)
