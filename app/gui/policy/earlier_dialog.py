"""Policies that were replaced or deleted, each with what differs from the one kept now, and the way back to one."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.common import i18n
from app.common.errors import Expected
from app.common.i18n import t
from app.common.paths import Paths
from app.domain.policy import Profile
from app.gui import dates
from app.gui.policy.tables import FactTable
from app.gui.sheet_dialog import SheetDialog
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.labels import label
from app.services import policies

WIDTH, HEIGHT = 860, 480


class EarlierDialog(SheetDialog):
    """One row for each; `taken` gets the policy that was brought back."""

    def __init__(self, paths: Paths, taken: Callable[[Profile], object], parent: QWidget | None) -> None:
        super().__init__(parent, t("policy_page.earlier_title"))
        self._paths, self._taken = paths, taken
        self.banner = Banner()
        heads = [("earlier_policy", 0), ("earlier_written", 130), ("earlier_difference", 0)]
        titled = [(t(f"policy_page.{head}"), width) for head, width in heads]
        self.table = FactTable(titled, t("policy_page.earlier_title"))
        self.table.setSelectionMode(FactTable.SelectionMode.SingleSelection)
        self.rows = policies.earlier(paths)
        now = {each.id: each.profile for each in policies.own(paths)}
        self.table.fill([self._row(each, now) for each in self.rows])
        self.restore_button = button(t("policy_page.restore"), "undo-2", "primary", self.restore)
        self.table.itemSelectionChanged.connect(self._on_row)
        self.box.addWidget(label(t("policy_page.earlier_title"), "section", wrap=True))
        self.box.addWidget(label(t("policy_page.earlier_text"), "muted", wrap=True))
        self.box.addWidget(self.banner)
        self.box.addWidget(self.table, 1)
        self.foot.addWidget(button(t("record_views.close"), "", "", self.reject))
        self.foot.addWidget(self.restore_button)
        self.spread(WIDTH, HEIGHT)
        self._on_row()
        if self.rows:
            self.table.selectRow(0)

    @staticmethod
    def _row(each: policies.Earlier, now: dict[str, Profile | None]) -> tuple[str, str, str]:
        profile = each.profile
        if profile is None:
            return each.name, dates.short(each.written), each.error
        names = {"name": profile.name.get(i18n.language()), "id": each.name}
        named = t("policy_page.table_row", **names)
        present = now.get(profile.id)
        if profile.id not in now:
            said = t("policy_page.earlier_gone")
        elif present is not None and present.digest == profile.digest:
            said = t("policy_page.earlier_same")
        else:
            said = policies.difference(present, profile)
        return named, dates.short(each.written), said

    def _chosen(self) -> policies.Earlier | None:
        rows = {item.row() for item in self.table.selectedItems()}
        return self.rows[min(rows)] if rows else None

    def _on_row(self) -> None:
        chosen = self._chosen()
        self.restore_button.setEnabled(chosen is not None and chosen.profile is not None)

    def restore(self) -> None:
        """Bring back the one chosen."""
        chosen = self._chosen()
        if chosen is None:
            return
        try:
            profile = policies.restore(chosen.name, self._paths)
        except Expected as error:
            self.banner.say("warn", str(error))
            return
        self.accept()
        self._taken(profile)
