"""Splits the text of a standard into its clauses, by whatever numbering it uses, with ids, citations and headings."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from app.domain import clause_kind, numbering
from app.domain.clause_kind import DUTY
from app.domain.standard_lines import Line, lines_of
from app.domain.standard_node import Node, Piece
from app.domain.standard_tree import tree_of

#: A heading that a contents page announces and whose clauses the text does not hold.
HEADING = "heading-only"
#: Headings below which nothing obliges anybody, and those below which words are explained.
_PURPOSE, _WORDS, _THREATS = (
    re.compile(r"[\s.)\d]目的(?:及び\S+)?$|考え方$|趣旨$|[\s]委任$|^序|^前文|^目的$"),
    re.compile("定義|用語"),
    re.compile("脅威"),
)
#: The chapter and section of an article, and the article.
_ABOVE_ARTICLE = re.compile(r"((?:第\d+章)?(?:第\d+節)?)(第\d+条(?:の\d+)*)")
#: A number right below an article is one of its paragraphs.
_OF_ARTICLE = re.compile(r"条(?:の\d+)*$")
#: More clauses than any standard has: a longer text is something else.
MOST_CLAUSES = 6000


class Clause(Struct, frozen=True):
    """One clause: where it stands, what it says, what it is, whom it names; ``lead_in``: the id of its list's head."""

    id: str
    citation: str
    headings: tuple[str, ...]
    text: str
    kind: str = ""
    subject: str = ""
    lead_in: str = ""

    @property
    def heading(self) -> str:
        """The headings above it in one line."""
        return " > ".join(self.headings)

    @property
    def is_duty(self) -> bool:
        """Whether the wording obliges somebody."""
        return self.kind == DUTY


class Split(Struct, frozen=True):
    """The clauses in the order of the text, and the lines that belong to none (captions, page furniture)."""

    clauses: tuple[Clause, ...]
    left: tuple[str, ...]

    @property
    def duties(self) -> tuple[Clause, ...]:
        """The clauses that oblige somebody."""
        return tuple(clause for clause in self.clauses if clause.is_duty)


def split(text: str) -> Split:
    """The clauses of a standard. A text without any numbering is split by its paragraphs."""
    root, title, left = tree_of(lines_of(text))
    made: list[Clause] = []
    if title:
        made.append(Clause("T", "表題", (), "　".join(title)))
    _walk(root, "", "", (), made)
    return Split(tuple(_with_kinds(_unique(_by_article(made)))), tuple(left))


def _walk(node: Node, id: str, cited: str, above: tuple[str, ...], made: list[Clause], lead: str = "") -> None:
    """The clauses of a node and of what is below it, in order."""
    headings = (*above, node.heading) if node.heading else above
    own = node.own_text()
    if node.announced:
        made.append(Clause(id, cited, above, node.inline, kind=HEADING))
    paragraphs = sum(isinstance(part, Piece) and part.kind == "text" for part in node.parts) + bool(own)
    lead_here = lead
    count: dict[str, int] = {}
    if own:
        made.append(Clause(id, cited, headings, own, lead_in=lead))
        if clause_kind.is_lead_in(own):
            lead_here = id
        count["text"] = 1
    for part in node.parts:
        if isinstance(part, Node):
            below, shown = _place(part, id, cited)
            _walk(part, below, shown, headings, made, lead_here)
            continue
        count[part.kind] = count.get(part.kind, 0) + 1
        clause = _clause(part, count[part.kind], paragraphs, id, cited, headings)
        made.append(replace(clause, lead_in=lead_here if part.kind in ("item", "row") else lead))
        if part.kind == "text":
            lead_here = clause.id if clause_kind.is_lead_in(part.text) else lead


def _place(node: Node, id: str, cited: str) -> tuple[str, str]:
    """Id and citation of a node below another."""
    if node.kind == numbering.PART:
        return node.prefix, node.short
    if node.appendix:
        return node.prefix, node.short
    if node.kind == numbering.SUPPLEMENT:
        return f"{id}=sup{node.numbers[-1]}", f"{cited}附則{node.numbers[-1]}"
    below = id + numbering.id_part(node.kind, node.own_numbers, id)
    if node.section:
        below = f"{id}.{node.numbers[-1]}" if id else str(node.numbers[-1])
    if node.kind == numbering.NUM and _OF_ARTICLE.search(cited):
        return below, f"{cited}第{node.numbers[-1]}項"
    return below, cited + numbering.citation_part(node.kind, node.own_numbers, below_section=node.below > 0)


def _clause(part: Piece, n: int, paragraphs: int, id: str, cited: str, headings: tuple[str, ...]) -> Clause:
    """A paragraph, an entry of a list, a row of a table or a caption under a number."""
    if part.kind == "item":
        return Clause(f"{id}*{n}", f"{cited}・{n}つ目", headings, part.text)
    if part.kind == "figure":
        return Clause(f"{id}=fig{n}", f"{cited}の図", headings, part.text)
    if part.kind == "meta":
        return Clause(f"{id}0", f"{cited}の制定・改正", headings, part.text)
    if part.kind == "row":
        if part.label.startswith("#"):
            shown = f"「{part.shown}」" if id == "G" else f"{n}行目"
            return Clause(f"{id}{n:02d}", f"{cited}{shown}", headings, part.text)
        label = part.label or str(n)
        return Clause(f"{id}={label}", f"{cited}の表{part.shown or f'{n}行目'}", headings, part.text)
    if paragraphs == 1 and id:
        return Clause(id, cited, headings, part.text)
    return Clause(f"{id or '0'}#{n}", f"{cited or '前文'}第{n}段落", headings, part.text)


def _by_article(found: list[Clause]) -> list[Clause]:
    """Articles that are numbered through the whole text are cited by themselves, as offices do: 第4条第2項."""
    above: dict[str, set[str]] = {}
    for clause in found:
        if (cited := _ABOVE_ARTICLE.search(clause.citation)) is not None:
            above.setdefault(clause.citation[: cited.start()] + cited[2], set()).add(cited[1])
    if any(len(chapters) > 1 for chapters in above.values()):
        return found
    return [replace(clause, citation=_ABOVE_ARTICLE.sub(r"\2", clause.citation, count=1)) for clause in found]


def _unique(found: list[Clause]) -> list[Clause]:
    """Ids that stand twice (a numbering that restarts where nothing says so) are told apart by a letter."""
    seen: dict[str, int] = {}
    made = []
    for clause in found:
        times = seen[clause.id] = seen.get(clause.id, 0) + 1
        made.append(clause if times == 1 else replace(clause, id=f"{clause.id}~{times}"))
    return made


def _with_kinds(found: list[Clause]) -> list[Clause]:
    kinds: dict[str, str] = {}
    made = []
    for clause in found:
        kind = clause.kind or _by_place(clause) or clause_kind.kind_of(clause.text, kinds.get(clause.lead_in, ""))
        kinds[clause.id] = kind
        subject = clause_kind.subject_of(clause.text) if kind == DUTY else ""
        made.append(replace(clause, kind=kind, subject=subject))
    by_id = {clause.id: clause for clause in made}
    return [_with_subject(clause, by_id) for clause in made]


def _by_place(clause: Clause) -> str:
    """What a clause is by where it stands, whatever its wording; empty where the wording decides."""
    if (
        clause.id == "T"
        or "の制定" in clause.citation
        or "行目" in clause.citation
        or re.search("=(fig|sup)", clause.id)
    ):
        return clause_kind.OTHER
    last = clause.headings[-1] if clause.headings else ""
    if "の表" in clause.citation or any(_WORDS.search(heading) for heading in clause.headings):
        return clause_kind.DEFINITION
    if not clause.headings or any(_PURPOSE.search(heading) for heading in clause.headings):
        return clause_kind.OTHER if clause.id.startswith("0") or clause.headings else ""
    return clause_kind.OTHER if _THREATS.search(last) and not clause_kind.is_sentence(clause.text) else ""


def _with_subject(clause: Clause, by_id: dict[str, Clause]) -> Clause:
    """An entry of a list binds whom its head binds."""
    if clause.subject or not clause.is_duty or clause.lead_in not in by_id:
        return clause
    return replace(clause, subject=by_id[clause.lead_in].subject)


__all__ = ["MOST_CLAUSES", "Clause", "Line", "Split", "split"]
