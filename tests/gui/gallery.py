"""Shows every building block at once: `python -m tests.gui.gallery [--out DIR --lang en --theme dark --scale 1.5]`."""

import argparse
import os
import sys
import time
from pathlib import Path

if "--out" in sys.argv:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.common import i18n
from app.gui import theme
from app.gui.errors import ErrorDialog
from app.gui.progress import ProgressDialog
from app.gui.tasks import Tasks
from app.gui.widgets.answer_buttons import Answer, AnswerButtons
from app.gui.widgets.badge import Badge, State
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.chapter_bars import Chapter, ChapterBars
from app.gui.widgets.choice_editors import BoolEditor, ChoiceEditor, MultiChoiceEditor, Option
from app.gui.widgets.date_editors import DateEditor, DateTimeEditor
from app.gui.widgets.empty import Empty
from app.gui.widgets.field import Field
from app.gui.widgets.flow import flow_row
from app.gui.widgets.form_layout import FormLayout
from app.gui.widgets.labels import label
from app.gui.widgets.nav import Nav, Place
from app.gui.widgets.password import Password
from app.gui.widgets.ring import Ring
from app.gui.widgets.search_picker import SearchPicker, among
from app.gui.widgets.shortcut_hint import ShortcutHint
from app.gui.widgets.table import Table
from app.gui.widgets.table_model import Column
from app.gui.widgets.text_editors import AreaEditor, IdEditor, LineEditor, NumberEditor
from app.gui.widgets.todo_list import Todo, TodoList

PEOPLE = ("髙﨑 花子", "𠮷田 健", "葛\U000e0100西 薫")
KINDS = {"ja": ("USBメモリ", "ノートPC", "外付けHDD"), "en": ("USB stick", "Laptop", "External drive")}
TEXTS = {
    "ja": {
        "yes": "できている",
        "partly": "一部できている",
        "no": "できていない",
        "na": "該当なし",
        "unknown": "わからない",
        "home": "ホーム",
        "inspection": "自己点検",
        "media": "媒体・機器",
        "disposal": "廃棄",
        "carryout": "持出し",
        "improvement": "改善計画",
        "reports": "帳票",
        "settings": "設定",
        "todo": "今日やること",
        "t1": "自己点検に未回答があります",
        "t2": "承認を待っている申請があります",
        "t3": "返却期限を過ぎた持出しがあります",
        "d1": "提出期限は令和8年11月30日です",
        "d3": "ノートPC（見本-PC-0012）",
        "progress": "回答の進み",
        "question": "離席するとき、画面をロックしていますか。",
        "out": "持出中",
        "in": "保管中",
        "done": "廃棄済",
        "late": "期限超過",
        "id": "識別番号",
        "kind": "種別",
        "who": "使用者",
        "date": "登録日",
        "count": "数量",
        "state": "状態",
        "purpose": "目的",
        "place": "持出し先",
        "until": "返却期限",
        "when": "持出日時",
        "safe": "安全管理措置",
        "enc": "暗号化",
        "pw": "パスワード",
        "case": "施錠できるかばん",
        "personal": "個人情報を含む",
        "remark": "備考",
        "new": "持出しを申請",
        "cancel": "取消し",
        "details": "詳しく見る",
        "refuse": "この情報は持ち出せません。別の方法を選ぶか、所属長に相談してください。",
        "clause": "見本規程 第12条",
        "warn": "返却期限まであと2日です。",
        "info": "前年の回答を引き継ぎました。1件ずつ確認してください。",
        "hint": "件名が分かる言葉で書いてください。",
        "serial": "製造番号",
        "empty": "まだ登録がありません",
        "empty2": "PCやUSBメモリを登録すると、ここに並びます。",
        "first": "媒体を登録",
        "user": "申請者",
        "ch1": "組織体制",
        "ch2": "情報資産の分類と管理",
        "ch3": "人的セキュリティ",
        "search": "検索",
        "unlock": "パスワード",
        "register": "媒体台帳",
        "answers": "回答",
        "form": "持出しの申請",
        "states": "状態とお知らせ",
    },
    "en": {
        "yes": "Done",
        "partly": "Partly done",
        "no": "Not done",
        "na": "Not applicable",
        "unknown": "Not sure",
        "home": "Home",
        "inspection": "Self-inspection",
        "media": "Media and devices",
        "disposal": "Disposal",
        "carryout": "Carry-out",
        "improvement": "Improvement plan",
        "reports": "Reports",
        "settings": "Settings",
        "todo": "What to do today",
        "t1": "Some questions have no answer yet",
        "t2": "Requests wait for approval",
        "t3": "A device has not come back in time",
        "d1": "Due on 2026-11-30",
        "d3": "Laptop (SAMPLE-PC-0012)",
        "progress": "Answered",
        "question": "Do you lock the screen when you leave your desk?",
        "out": "Out",
        "in": "In store",
        "done": "Disposed of",
        "late": "Overdue",
        "id": "Number",
        "kind": "Kind",
        "who": "User",
        "date": "Registered",
        "count": "Quantity",
        "state": "State",
        "purpose": "Purpose",
        "place": "Destination",
        "until": "Return by",
        "when": "Leaves at",
        "safe": "Safeguards",
        "enc": "Encryption",
        "pw": "Password",
        "case": "Locked case",
        "personal": "Holds personal information",
        "remark": "Remark",
        "new": "Request a carry-out",
        "cancel": "Cancel",
        "details": "See details",
        "refuse": "This information may not leave. Please choose another way or ask your manager.",
        "clause": "Sample rule, article 12",
        "warn": "Two days are left until the return is due.",
        "info": "Last year's answers were taken over. Please confirm them one by one.",
        "hint": "Please use words that tell the case.",
        "serial": "Serial number",
        "empty": "Nothing registered yet",
        "empty2": "PCs and USB sticks appear here once registered.",
        "first": "Register a medium",
        "user": "Applicant",
        "ch1": "Organisation",
        "ch2": "Classification of information assets",
        "ch3": "People",
        "search": "Search",
        "unlock": "Password",
        "register": "Media register",
        "answers": "Answers",
        "form": "Carry-out request",
        "states": "States and notices",
    },
}


def w(key: str) -> str:
    """A sample word in the language in force."""
    return TEXTS[i18n.language()][key]


class Rows:
    """A made-up register."""

    def __init__(self, count: int) -> None:
        self._count = count

    def ids(self, text: str, sort: str, descending: bool) -> list[int]:
        found = [n for n in range(self._count) if text in f"M-{n:06d}"]
        return found[::-1] if descending else found

    def rows(self, ids: list[int]) -> list[tuple[object, ...]]:
        states = (
            State("na", "□", w("in")), State("accent", "→", w("out")), State("not", "！", w("late")),
            State("done", "✓", w("done")),
        )  # fmt: skip
        kinds = KINDS[i18n.language()]
        return [
            (
                f"M-{n:06d}",
                kinds[n % 3],
                PEOPLE[n % 3],
                f"2026-{n % 12 + 1:02d}-{n % 28 + 1:02d}",
                n * 7 % 1500,
                states[n % 4],
            )
            for n in ids
        ]


def answers() -> list[Answer]:
    """The five answers of a question."""
    looks = (
        ("yes", "○", "done"),
        ("partly", "△", "partly"),
        ("no", "×", "not"),
        ("na", "－", "na"),
        ("unknown", "？", "accent"),
    )
    return [Answer(code, mark, w(code), look) for code, mark, look in looks]


def nav() -> Nav:
    """The navigation."""
    icons = {
        "home": "house", "inspection": "clipboard-check", "media": "hard-drive", "disposal": "trash-2",
        "carryout": "briefcase", "improvement": "trending-up", "reports": "printer",
    }  # fmt: skip
    places = [Place(key, picture, w(key)) for key, picture in icons.items()]
    made = Nav([*places, Place("settings", "settings", w("settings"), last=True)])
    made.set_current("inspection")
    made.set_count("carryout", 2)
    made.set_count("inspection", 42)
    return made


def home_card() -> Card:
    """What the home screen shows."""
    card = Card(w("todo"), "clipboard-check")
    todo = TodoList()
    todo.set_items(
        [
            Todo("a", "clipboard-check", w("t1"), w("d1"), "42"),
            Todo("b", "stamp", w("t2"), "", "2", "partly"),
            Todo("c", "clock", w("t3"), w("d3"), "1", "not"),
        ]
    )
    card.add(todo)
    return card


def progress_card() -> Card:
    """Ring and bars."""
    card = Card(w("progress"), "trending-up")
    row = QHBoxLayout()
    row.setSpacing(theme.space(3))
    ring = Ring(w("progress"))
    ring.set_value(39, 81)
    bars = ChapterBars()
    bars.set_chapters(
        [
            Chapter("1", w("ch1"), 12, 9, 2, 1, 0),
            Chapter("2", w("ch2"), 24, 10, 3, 1, 4),
            Chapter("3", w("ch3"), 45, 7, 1, 0, 1),
        ],
        "2",
    )
    row.addWidget(ring, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(bars, 1)
    card.body.addLayout(row)
    return card


def question_card() -> Card:
    """A question with its answers, three ways."""
    card = Card(w("answers"), "pencil")
    card.add(label(w("question"), "section", wrap=True))
    for code, carried in (("yes", False), ("partly", True), (None, False)):
        buttons = AnswerButtons(answers())
        buttons.set_chosen(code, carried)
        card.add(buttons)
    card.add(flow_row(ShortcutHint("1–5", w("answers")), ShortcutHint("Ctrl+K", w("search")), gap=theme.space(2)))
    return card


def form_card(tasks: Tasks) -> Card:
    """A form with every editor."""
    card = Card(w("form"), "briefcase")
    form = FormLayout()
    form.add(Field("user", w("user"), SearchPicker(among([Option(p, p) for p in PEOPLE]), tasks), required=True))
    form.add(Field("purpose", w("purpose"), LineEditor(), required=True, hint=w("hint"), clause=w("clause")))
    kinds = [Option(k, k) for k in KINDS[i18n.language()]]
    form.add_row(Field("kind", w("kind"), ChoiceEditor(kinds)), Field("count", w("count"), NumberEditor("台")))
    form.add(Field("until", w("until"), DateEditor(), required=True))
    form.add(Field("when", w("when"), DateTimeEditor()))
    options = [Option("enc", w("enc")), Option("pw", w("pw")), Option("case", w("case"))]
    form.add(Field("safe", w("safe"), MultiChoiceEditor(options)))
    form.add(Field("personal", w("kind"), BoolEditor(w("personal"))))
    form.add(Field("serial", w("serial"), IdEditor()), folded=True)
    form.add(Field("remark", w("remark"), AreaEditor()), folded=True)
    form.set_values({"user": Option("x", PEOPLE[2]), "purpose": "出張", "until": "2026-11-21", "count": 1200})
    form.set_values({"when": "2026-11-21T09:05:00+09:00", "safe": ["enc"], "personal": True})
    form.fields["kind"].set_error(w("hint"))
    card.add(form)
    card.add(flow_row(button(w("new"), "send", "primary"), button(w("cancel"))))
    return card


def notice_card() -> Card:
    """Banners, badges, a password."""
    card = Card(w("states"), "info")
    for kind, text, clause in (("refuse", w("refuse"), w("clause")), ("warn", w("warn"), ""), ("info", w("info"), "")):
        banner = Banner()
        banner.say(kind, text, clause, w("details") if clause else "")
        card.add(banner)
    looks = zip(
        ("done", "partly", "not", "na", "accent"), "○△×－？", ("yes", "partly", "no", "na", "unknown"), strict=True
    )
    card.add(flow_row(*(Badge(State(look, mark, w(word))) for look, mark, word in looks)))
    password = Password(w("unlock"))
    password.line.setText("secret words")
    card.add(password)
    return card


def table_card(tasks: Tasks, rows: int) -> Card:
    """A register."""
    columns = [
        Column("id", w("id"), width=120), Column("kind", w("kind"), width=120), Column("who", w("who"), width=110),
        Column("date", w("date"), "date", 124), Column("count", w("count"), "number", 80),
        Column("state", w("state"), "state", 120),
    ]  # fmt: skip
    card = Card(w("register"), "hard-drive")
    table = Table("gallery", columns, Rows(rows), tasks, Empty("hard-drive", w("empty"), w("empty2"), w("first")))
    table.setMinimumHeight(theme.px(320))
    table.bar.addWidget(button("Excel", "file-spreadsheet"))
    if rows:
        table.select([1])
    card.add(table)
    return card


def build(tasks: Tasks) -> QWidget:
    """The whole gallery."""
    window = theme.mark_as(QWidget(), role="page")
    outer = QHBoxLayout(window)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.setSpacing(0)
    left, right = QVBoxLayout(), QVBoxLayout()
    for card in (home_card(), progress_card(), question_card(), notice_card()):
        left.addWidget(card)
    left.addStretch(1)
    for card in (table_card(tasks, 100_000), form_card(tasks), table_card(tasks, 0)):
        right.addWidget(card)
    right.addStretch(1)
    inside = theme.mark_as(QWidget(), role="scrolled")
    columns = QHBoxLayout(inside)
    columns.setContentsMargins(*[theme.space(3)] * 4)
    columns.setSpacing(theme.space(3))
    for column in (left, right):
        column.setSpacing(theme.space(3))
        columns.addLayout(column, 1)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setWidget(inside)
    outer.addWidget(nav())
    outer.addWidget(scroll, 1)
    return window


def pictures(window: QWidget, out: Path, name: str, scale: float) -> None:
    """Save the gallery and two dialogs."""
    out.mkdir(parents=True, exist_ok=True)
    window.resize(round(1320 * scale), round(1480 * scale))
    window.show()
    settle()
    window.grab().save(str(out / f"{name}.png"))
    progress = ProgressDialog(Tasks(inline=True).run(lambda: None, owner=window), w("register"), window)
    progress.set_progress(1200, 3400, w("register"))
    bug = ErrorDialog(ValueError("x"), window)
    for dialog, kind in ((progress, "progress"), (bug, "bug")):
        dialog.show()
        settle()
        dialog.grab().save(str(out / f"{name}-{kind}.png"))
        dialog.hide()


def settle() -> None:
    """Let the window lay itself out and fetch."""
    until = time.monotonic() + 0.3
    while time.monotonic() < until:
        QApplication.processEvents()


def main() -> None:
    """Show the gallery, or save pictures of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path)
    parser.add_argument("--lang", default="ja")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--scale", type=float, default=1.0)
    args = parser.parse_args()
    app = QApplication(sys.argv[:1])
    i18n.use(args.lang)
    theme.apply(app, args.theme, args.scale)
    tasks = Tasks()
    window = build(tasks)
    if args.out:
        pictures(window, args.out, f"gallery-{args.lang}-{args.theme}-{args.scale}", args.scale)
    else:
        window.resize(1280, 900)
        window.show()
        app.exec()
    tasks.close()


if __name__ == "__main__":
    main()
