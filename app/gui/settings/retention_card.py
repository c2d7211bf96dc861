"""The card of the settings' store tab for records past their retention, and for the list of what was discarded."""

from app.common.i18n import t
from app.gui.context import Context
from app.gui.settings.retention_dialog import RetentionDialog
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label
from app.services import retention
from app.services.session import Changes


class RetentionCard(Card):
    """How many finished records are past their retention; the way to their 廃棄 and to the list of what is gone."""

    def __init__(self, context: Context) -> None:
        super().__init__(t("settings_page.retention"), "history")
        self.context = context
        self.banner = Banner()
        self.said = label("", "strong", wrap=True)
        self.choose = button(t("retention.choose"), "trash-2", "", self.open)
        go = context.signals.go_to.emit
        listed = button(t("retention.gone"), "file-text", "link", lambda: go("reports", "discarded_records"))
        self.add(self.banner)
        self.add(self.said)
        self.add(label(t("retention.card_text"), "body", wrap=True))
        self.add(flow_row(self.choose, listed))

    def refresh(self) -> None:
        """Count them anew."""
        session = self.context.session
        self.context.read(lambda: len(retention.expired(session)), self._show, owner=self)

    def open(self) -> None:
        """Show which they are."""
        RetentionDialog(self.context, self, self._on_done).open()

    def _show(self, count: int) -> None:
        self.said.setText(t("retention.count", n=f"{count:,}") if count else t("retention.none"))
        self.choose.setEnabled(bool(count))

    def _on_done(self, count: int, _changes: Changes) -> None:
        self.banner.say("done", t("retention.done", n=f"{count:,}"))
