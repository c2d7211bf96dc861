"""What became of one item, role, rule or record of a new edition, as rich text with the difference marked."""

from __future__ import annotations

import html

from app.common import i18n
from app.common.i18n import t
from app.domain.edition_rows import CHANGED
from app.domain.editions import MEANING, NEW, SAME, WITHDRAWN, WORDING, Pair, difference
from app.domain.policy import Text
from app.gui import theme
from app.gui.widgets.badge import State
from app.services.edition_rows import Beside

_LOOKS = {
    SAME: ("done", "＝"),
    WORDING: ("accent", "≒"),
    MEANING: ("partly", "≠"),
    CHANGED: ("partly", "≠"),
    NEW: ("accent", "＋"),
    WITHDRAWN: ("na", "－"),
}
_FATE = {
    SAME: "editions.kept",
    WORDING: "editions.kept",
    MEANING: "editions.not_kept",
    NEW: "editions.is_new",
    WITHDRAWN: "editions.is_withdrawn",
}


def verdict_state(verdict: str) -> State:
    """A verdict as a badge."""
    look, mark = _LOOKS[verdict]
    return State(look, mark, t(f"editions.verdict.{verdict}"))


def marked(old: str, new: str) -> str:
    """The new wording as rich text: what went is struck out, what came is underlined; colour is never alone."""
    gone, come = theme.colour("not").name(), theme.colour("done").name()
    styles = {
        "same": "{}",
        "gone": f'<span style="color:{gone}; text-decoration:line-through">{{}}</span>',
        "come": f'<span style="color:{come}; text-decoration:underline">{{}}</span>',
    }
    pieces = list(difference(old, new))
    apart = "<br>" if [kind for kind, _ in pieces] == ["gone", "come"] else ""
    said = apart.join(styles[kind].format(html.escape(text)) for kind, text in pieces)
    return said.replace("\n", "<br>")


def described(row: Pair | Beside) -> str:
    """What the detail beside the table shows of a row."""
    parts = _of_item(row) if isinstance(row, Pair) else _beside(row)
    return "".join(f'<p style="line-height:140%">{part}</p>' for part in parts)


def _of_item(pair: Pair) -> list[str]:
    """One item: the verdict and what it means for its answer, then every text with the difference marked."""
    item = pair.new or pair.old
    parts = [_head(pair.verdict, item.code if item else ""), html.escape(t(_FATE[pair.verdict]))]
    for name in ("question", "guide", "evidence"):
        old, new = _texts(pair, name)
        if old or new:
            words = marked(old, new) if pair.old and pair.new else html.escape(old or new)
            parts.append(_titled(t(f"editions.detail_{name}"), words))
    if pair.reasons:
        reasons = "<br>".join(html.escape(t(f"editions.reason.{reason}")) for reason in pair.reasons)
        parts.append(_titled(t("editions.detail_reasons"), reasons))
    return parts


def _beside(row: Beside) -> list[str]:
    """What is no item: what it was and what it is, property by property."""
    parts = [_head(row.verdict, row.sheet), html.escape(row.name), html.escape(t("editions.beside_said"))]
    if row.verdict == CHANGED:
        return parts + [_titled(each.what, marked(each.old, each.new)) for each in row.changes]
    return parts + [_titled(each.what, html.escape(each.old or each.new).replace("\n", "<br>")) for each in row.changes]


def _head(verdict: str, said: str) -> str:
    return f"<b>{html.escape(str(verdict_state(verdict)))}</b>　{html.escape(said)}"


def _titled(title: str, rich: str) -> str:
    return f"<b>{html.escape(title)}</b><br>{rich}"


def _texts(pair: Pair, name: str) -> tuple[str, str]:
    language = i18n.language()
    empty = Text("")
    old = getattr(pair.old, name, empty).get(language) if pair.old else ""
    new = getattr(pair.new, name, empty).get(language) if pair.new else ""
    return old, new
