"""Finding anything from anywhere: folded words over every register, the answers, the questions, papers and manual."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from app.common import i18n, resources
from app.common.i18n import t
from app.common.text import fold, search_words
from app.domain import words as wording
from app.services import entry, paper, record
from app.services.excerpt import excerpt
from app.services.places import PLACES
from app.services.register import matching
from app.services.session import Session

#: What is set where: the tab of the settings, and the message ids of what stands in it.
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "people": ("transfer", "add_person", "enrol", "enrol_again", "give_role"),
    "pc": ("language", "theme", "scale", "era_first_year", "idle_lock_minutes"),
    "store": ("verify", "copies", "copies_now", "backup", "retention", "chains", "stores"),
    "policy": ("policy_card",),
}
#: The most hits of each kind, and of a hit's words the most letters.
MOST, _LONGEST = 12, 80


class Hit(Struct, frozen=True):
    """Something that holds every word: its kind and the kind's name, number, a few words, and where to open it.

    ``page`` "manual" is a page of the manual whose key is ``record``; all others are pages of the window. ``within``
    says where the words stand in a record whose own line does not hold them.
    """

    kind: str
    title: str
    no: str
    words: str
    page: str
    record: str
    within: str = ""


def find(session: Session, text: str) -> list[Hit]:
    """What holds every word of ``text``: records, the latest first, then answers, questions, papers and the manual.

    What says the words in the very line that is shown comes before what holds them somewhere within.
    """
    words = search_words(text)
    if not words:
        return []
    found = [hit for table in PLACES for hit in _records(session, table, words)]
    for source in (_forms, _answers, _questions, _papers, _settings, _manual):
        found += [hit for _, hit in zip(range(MOST), source(session, words), strict=False)]
    return sorted(found, key=lambda hit: not _shows(hit, words))


def _shows(hit: Hit, words: Sequence[str]) -> bool:
    shown = fold(f"{hit.no} {hit.words}")
    return all(word in shown for word in words)


def _records(session: Session, table: str, words: Sequence[str]) -> Iterator[Hit]:
    place = PLACES[table]
    forms = [record.form_of(session, name) for name in entry.forms(session)] if table == "entry" else ()
    condition, values = matching(table, words, forms)
    form = "form" if table == "entry" else f"'{table}' AS form"
    # a city's own form of a paper is no record that anybody looks for
    hidden = " AND form <> 'own_form'" if table == "entry" else ""
    columns = f"id, no, {form}, {place.words} AS words"
    sql = f'SELECT {columns} FROM "{table}" WHERE {condition}{hidden} ORDER BY changed_at DESC LIMIT ?'  # noqa: S608
    for row in session.store.query(sql, (*values, MOST)):
        kind = str(row["form"])
        declared = record.form_of(session, kind)
        title = wording.form_title(declared)
        where = place.record.format(id=row["id"], form=kind)
        known = record.get(session, kind, str(row["id"]))
        named = entry.called(session, kind, known) if table == "entry" else str(row["words"] or "")
        said = " ".join(named.split())[:_LONGEST]
        hit = Hit(kind, title, str(row["no"]), said, place.page, where)
        if not _shows(hit, words):
            hidden_ones = [word for word in words if word not in fold(f"{hit.no} {hit.words}")]
            within = excerpt(session, declared, known, hidden_ones)
            hit = replace(hit, within=within)
        yield hit


def _answers(session: Session, words: Sequence[str]) -> Iterator[Hit]:
    """Answers by what was written beside them: finding, reason, evidence."""
    condition = " AND ".join(["instr(answer.search, ?) > 0"] * len(words))
    sql = f"""SELECT answer.sheet, answer.item, answer.finding, answer.reason, answer.evidence, sheet.no
        FROM answer JOIN sheet ON sheet.id = answer.sheet WHERE {condition} ORDER BY answer.at DESC LIMIT ?"""  # noqa: S608
    for row in session.store.query(sql, (*words, MOST)):
        said = "　".join(str(row[name]) for name in ("finding", "reason", "evidence") if row[name])
        yield Hit("answer", t("search.answer"), str(row["no"]), said, "inspection", f"{row['sheet']}/{row['item']}")


def _questions(session: Session, words: Sequence[str]) -> Iterator[Hit]:
    """Questions by their wording, guidance and citation, in the newest sheet that asks them; one's own sheets first."""
    sheets: list[dict[str, Any]] = []
    profile, language = session.profile, i18n.language()
    for item in profile.items.values():
        basis = wording.item_basis(profile, item)
        text = fold(" ".join((item.question.get(language), item.guide.get(language), basis, *item.covers)))
        if not all(word in text for word in words):
            continue
        sheets = sheets or _sheets(session)
        asked = next((row for row in sheets if item.code in record.get(session, "sheet", row["id"])["items"]), None)
        if asked is not None:
            said = f"{basis}　{item.question.get(language)}"
            where = f"{asked['id']}/{item.code}"
            yield Hit("question", t("search.question"), str(asked["no"]), said, "inspection", where)


def _sheets(session: Session) -> list[dict[str, Any]]:
    sql = "SELECT id, no FROM sheet ORDER BY respondent = ? DESC, opened_at DESC LIMIT 50"
    return session.store.query(sql, (session.user,))


def _forms(session: Session, words: Sequence[str]) -> Iterator[Hit]:
    """The lists of the further records by their titles: where one of that kind is looked up or written."""
    for key, form in entry.forms(session).items():
        said = wording.form_title(form)
        if all(word in fold(said) for word in words):
            yield Hit("form", i18n.word("page_records"), "", said, "records", key)


def _papers(session: Session, words: Sequence[str]) -> Iterator[Hit]:
    """Papers by their titles."""
    for each in paper.papers(session):
        text = fold(each.title)
        if all(word in text for word in words):
            yield Hit("paper", t("search.paper"), "", each.title, "reports", each.name)


def _settings(session: Session, words: Sequence[str]) -> Iterator[Hit]:
    """What can be set, by its own name or that of its tab."""
    for tab, names in SETTINGS.items():
        for name in names:
            said = f"{t(f'settings_page.{tab}')}　{t(f'settings_page.{name}')}"
            if all(word in fold(said) for word in words):
                where = f"{tab}/{name}" if tab == "pc" else tab
                yield Hit("setting", t("settings_page.title"), "", said, "settings", where)


def _manual(session: Session, words: Sequence[str]) -> Iterator[Hit]:
    """Pages of the manual by their text, those first that are about it by their title."""
    pages = _manual_pages(i18n.language())
    held = [(key, title) for key, title, text in pages if all(word in text for word in words)]
    held.sort(key=lambda page: not all(word in fold(page[1]) for word in words))
    for key, title in held:
        yield Hit("manual", t("shell.manual"), "", title, "manual", key)


@lru_cache(maxsize=2)
def _manual_pages(language: str) -> tuple[tuple[str, str, str], ...]:
    """Every page of the manual as key, title and folded text."""
    folder = resources.path("manual", language)
    texts = {page.stem: page.read_text("utf-8") for page in sorted(folder.glob("*.md"))}
    return tuple((key, text.partition("\n")[0].strip("# "), fold(text)) for key, text in texts.items())
