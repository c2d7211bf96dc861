"""Which manual page belongs to what is on the screen (F1)."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

CONTENTS = "contents"
#: The manual page of each part of the window and each dialog, by the module it is written in; the longest name that
#: fits counts.
_PAGE_OF = {
    "app.gui.annotate": "seal",
    "app.gui.carryout": "carryout",
    "app.gui.carryout.batch": "carryout-decide",
    "app.gui.detach": "record",
    "app.gui.discard": "record",
    "app.gui.disposal": "disposal",
    "app.gui.first_run": "first-run",
    "app.gui.home": "home",
    "app.gui.improvement": "improvement",
    "app.gui.inspection": "inspection",
    "app.gui.inspection.bureau_dialogs": "bureau",
    "app.gui.inspection.bureau_view": "bureau",
    "app.gui.inspection.compile_dialog": "bureau",
    "app.gui.inspection.intake_dialog": "collecting",
    "app.gui.inspection.na_dialog": "answering",
    "app.gui.inspection.received_dialog": "bureau",
    "app.gui.inspection.received_view": "bureau",
    "app.gui.inspection.reopen_dialog": "review",
    "app.gui.inspection.results_view": "results",
    "app.gui.inspection.review_view": "review",
    "app.gui.inspection.sheet_view": "answering",
    "app.gui.inspection.submit_dialog": "answering",
    "app.gui.inspection.tally_dialog": "collecting",
    "app.gui.media": "media",
    "app.gui.media.stock_dialog": "stocktake",
    "app.gui.paper_decision": "seal",
    "app.gui.policy.book_dialog": "policy_book",
    "app.gui.policy.earlier_dialog": "policy_book",
    "app.gui.policy.editions_card": "editions",
    "app.gui.policy.editions_dialog": "editions",
    "app.gui.policy.editor": "policy_book",
    "app.gui.policy.item_dialog": "policy_book",
    "app.gui.policy.paste_dialog": "paste",
    "app.gui.policy.rules": "policy_book",
    "app.gui.records": "records",
    "app.gui.reports": "reports",
    "app.gui.reports.own_form_dialog": "own-form",
    "app.gui.seal_dialog": "seal",
    "app.gui.search_dialog": "search",
    "app.gui.settings": "settings",
    "app.gui.settings.people": "people",
    "app.gui.settings.people_dialogs": "people",
    "app.gui.settings.retention_card": "record",
    "app.gui.settings.retention_dialog": "record",
    "app.gui.settings.store": "backup",
    "app.gui.settings.transfer_dialog": "transfer",
    "app.gui.sign_in": "home",
    "app.gui.withdraw": "record",
}


def page_of(widget: QWidget) -> str:
    """The key of the manual page about this part of the window; empty where there is none of its own."""
    name = type(widget).__module__
    while name and name not in _PAGE_OF:
        name = name.rpartition(".")[0]
    return _PAGE_OF.get(name, "")


def listen(dialog: QDialog) -> None:
    """Let F1 open the manual page about this dialog."""
    QShortcut(QKeySequence("F1"), dialog).activated.connect(lambda: show(page_of(dialog) or CONTENTS, dialog))


def show(key: str, parent: QWidget) -> None:
    """Open a page of the manual; it may stay open beside the work."""
    from app.gui.manual_dialog import ManualDialog  # seldom needed at once, and start time counts

    ManualDialog(key, parent).show()
