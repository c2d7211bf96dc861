"""How much of a person's effort everyday work takes: keys, clicks and texts on the real widgets, counted and printed.

``python -m tests.bench.effort`` prints the counts; ``tests/gui/test_effort.py`` runs the same and sets bounds.
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import app.gui  # noqa: F401, I001  # before Qt is used
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.gui.carryout.page import CarryoutPage
from app.gui.context import Context
from app.gui.disposal.page import DisposalPage
from app.gui.inspection.page import InspectionPage
from app.gui.page import Page
from app.services import inspection, media, record
from tests.gui.hands import Hands
from tests.gui.store_fixtures import CLERK, COLLEAGUE, MANAGER, PASSWORD, at_end, founded, person, sit

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@contextmanager
def on_screen(page: Page) -> Iterator[Page]:
    """The page in a window that has the focus."""
    page.resize(1072, 720)
    page.show()
    page.activateWindow()
    QTest.qWaitForWindowActive(page)
    yield page
    at_end(page)


def settle() -> None:
    """What was put off until the loop is idle happens."""
    for _ in range(3):
        QCoreApplication.processEvents()


def carry_out(desk: Context) -> tuple[Hands, Hands]:
    """A clerk asks to carry out the laptop that the register knows; the manager permits it."""
    session = desk.session
    sit(desk, CLERK)
    pc = {"medium_no": "PC-0001", "medium_kind": "pc", "name": "ノートパソコン", "info_class": "B", "zone": "lgwan"}
    media.register(session, {**pc, "place": "鍵付き書庫"})
    asking, deciding = Hands(), Hands()
    with on_screen(CarryoutPage(desk)) as page:
        asking.press(Key.Key_N, CONTROL, to=page)
        dialog = page.dialog
        settle()
        fields = dialog.form.fields
        asking.type("PC-0001", fields["media"].editor.target)
        popup = fields["media"].editor.picker._popup
        QTest.qWait(200)  # the list comes once typing rests
        asking.press(Key.Key_Down, to=popup)
        asking.press(Key.Key_Return, to=popup)
        assert fields["media"].value(), "the laptop was not picked"
        asking.type("現地調査の記録のため", fields["purpose"].editor.target)
        asking.type("市内 東町の調査先", fields["destination"].editor.target)
        if not fields["due_on"].value():
            asking.type("2026-05-12", fields["due_on"].editor.target)
        QTest.qWait(300)  # what the rules say is there; the class came with the laptop
        asking.done["keys"] += 1  # Ctrl+Enter
        dialog.submit()
        id = page.record.case.row["id"]
        assert record.get(session, "carryout", id)["state"] == "requested"

        sit(desk, MANAGER)
        deciding.done["keys"] += 2  # F2 and the person's number
        page.open_record(id)
        deciding.done["clicks"] += 1  # the row of today's list on the home screen
        settle()
        deciding.click(page.record.next.buttons["decide"])
        deciding.seal(page.record.dialog, PASSWORD, 1)
        assert record.get(session, "carryout", id)["state"] == "permitted"
    return asking, deciding


def dispose_of_ten(desk: Context) -> Hands:
    """Ten leased drives go back: asked for, permitted, erased before a witness, certified by serial, closed."""
    session, hands = desk.session, Hands()
    sit(desk, CLERK)
    drive = {"medium_kind": "hdd", "name": "内蔵ディスク", "info_class": "B", "zone": "lgwan", "place": "鍵付き書庫"}
    ids = [
        media.register(session, {**drive, "medium_no": f"HDD-{n:04d}", "serial": f"WX21-{n:03d}-KZ"}).id
        for n in range(1, 11)
    ]
    with on_screen(DisposalPage(desk)) as page:
        page.open_record("new:" + ",".join(ids))  # selected on the page of media: a click, ten with Shift, the button
        hands.done["clicks"] += 3
        settle()
        dialog = page.dialog
        if not dialog.form.fields["media"].value():
            dialog.form.fields["media"].set_value(ids)
        for name, value in (("disposition", "lease_return"), ("reason", "lease_end"), ("method", "destroy")):
            hands.choose(dialog.form.fields[name], value)
        hands.type("2026-05-11", dialog.form.fields["planned_on"].editor.target)
        hands.choose(dialog.form.fields["place"], "inside")
        hands.done["keys"] += 1  # Ctrl+Enter
        dialog.submit()
        settle()
        id = page.record.case.row["id"]
        sit(desk, MANAGER)
        hands.done["keys"] += 2
        settle()
        hands.click(page.record.next.buttons["decide"])
        hands.seal(page.record.dialog, PASSWORD, 1)

        sit(desk, CLERK)
        hands.done["keys"] += 2
        settle()
        hands.click(page.record.next.buttons["perform"])
        dialog = page.record.dialog
        hands.choose(dialog.form.fields["witness"], person(desk, COLLEAGUE))
        hands.type("4か所を貫通する穴をあけた", dialog.form.fields["detail"].editor.target)
        hands.choose(dialog.form.fields["verdict"], "passed")
        hands.click(dialog.accept_button)
        settle()
        hands.click(page.record.next.buttons["certify"])
        dialog = page.record.dialog
        hands.type("SHO-81", dialog.form.fields["number"].editor.target)
        hands.type("2026-05-11", dialog.form.fields["issued_on"].editor.target)
        hands.type("見本リサイクル", dialog.form.fields["issuer"].editor.target)
        hands.done["keys"] += 1  # the serials are pasted from the letter
        dialog.form.fields["serials"].set_value("\n".join(f"WX21-{n:03d}-KZ" for n in range(1, 11)))
        hands.click(dialog.accept_button)

        sit(desk, MANAGER)
        hands.done["keys"] += 2
        settle()
        hands.click(page.record.next.buttons["close"])
        hands.seal(page.record.dialog, PASSWORD)
        assert record.get(session, "disposal", id)["state"] == "closed"
        assert len(record.get(session, "disposal", id)["certificates"]) == 1
    return hands


def answer_three_hundred(desk: Context) -> tuple[Hands, int]:
    """Sheets of at least 300 items together, answered by keyboard alone and handed in."""
    session, hands, answered = desk.session, Hands(), 0
    inspection.plan_year(session, {"selection": "all"}, "すべて点検する")
    clerk = sit(desk, CLERK)
    with on_screen(InspectionPage(desk)) as page:
        for number in range(9):
            if answered >= 300:
                break
            id = inspection.open_sheet(session, "staff", clerk, f"第{number + 1}係").id
            page.open_record(id)
            settle()
            page.activateWindow()
            QTest.qWaitForWindowActive(page)
            total = len(record.get(session, "sheet", id)["items"])
            for _ in range(total):
                hands.press(Key.Key_1)
            answered += total
            assert len(inspection.answers(session, id)) == total
            hands.press(Key.Key_Return, CONTROL)
            settle()
            modal = QApplication.activeModalWidget()
            hands.press(Key.Key_Return, to=modal.focusWidget() if modal else None)
            assert record.get(session, "sheet", id)["state"] == "submitted"
    return hands, answered


def counted(folder: Path) -> dict[str, Hands]:
    """All of it on a fresh store; what is to be shown by name."""
    found: dict[str, Hands] = {}
    for part in range(3):
        place = folder / str(part)
        place.mkdir()
        desks = founded(place)
        desk = next(desks)
        if part == 0:
            found["carry-out, asking"], found["carry-out, deciding"] = carry_out(desk)
        elif part == 1:
            found["disposal of ten drives"] = dispose_of_ten(desk)
        else:
            hands, items = answer_three_hundred(desk)
            found[f"{items} items by keyboard"] = hands
        with suppress(StopIteration):
            next(desks)
    return found


def main() -> None:
    """Count and print."""
    from app.common import i18n
    from app.gui import theme

    application = QApplication(["effort", *theme.STYLE])
    i18n.use("ja")
    theme.apply(application, "light", 1.0)
    with tempfile.TemporaryDirectory() as folder:
        for what, hands in counted(Path(folder)).items():
            print(hands.report(what))


if __name__ == "__main__":
    main()
