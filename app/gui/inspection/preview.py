"""What was read from a file, shown before it is taken in: how much, what is wrong, and the lines as a table."""

from collections.abc import Sequence
from html import escape

from PySide6.QtWidgets import QTextEdit

from app.common.i18n import t
from app.gui import theme


class Preview(QTextEdit):
    """Hidden until something is read; its words can be copied."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setMinimumHeight(theme.px(280))
        self.setAccessibleName(t("inspection_page.preview"))
        self.hide()

    def begin(self) -> None:
        """Show nothing yet."""
        self._said: list[str] = []

    def head(self, text: str) -> None:
        """What was read, in one sentence."""
        self._said.append(_paragraph(f"<b>{escape(text)}</b>", above=0 if not self._said else 14))

    def note(self, text: str) -> None:
        """A sentence under the head."""
        self._said.append(_paragraph(escape(text)))

    def wrong(self, text: str) -> None:
        """What cannot be read, or belongs nowhere."""
        colour = theme.colour("partly").name()
        self._said.append(_paragraph(f'<span style="color:{colour}">！</span> {escape(text)}', left=10))

    def lines(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """The lines as a table; columns that are empty in all of them are left out."""
        used = [place for place in range(len(heads)) if any(row[place] for row in rows)]
        if not used:
            return
        table = [_row("th", [heads[place] for place in used])]
        table += [_row("td", [row[place] for place in used]) for row in rows]
        self._said.append(f'<table width="100%" cellspacing="0" style="margin-top:8px">{"".join(table)}</table>')

    def done(self) -> None:
        """Show what was said."""
        self.setHtml("".join(self._said))
        self.show()


def _paragraph(html: str, above: int = 4, left: int = 0) -> str:
    return f'<p style="margin:{above}px 0 0 {left}px; line-height:140%">{html}</p>'


def _row(tag: str, cells: Sequence[str]) -> str:
    line, muted = theme.colour("line").name(), theme.colour("muted").name()
    style = f"border-bottom:1px solid {line}; padding:{theme.px(4)}px {theme.px(8)}px {theme.px(4)}px 0"
    if tag == "th":
        style += f"; color:{muted}; font-weight:normal"
    made = (f'<td align="left" valign="top" style="{style}">{escape(cell)}</td>' for cell in cells)
    return f"<tr>{''.join(made)}</tr>"
