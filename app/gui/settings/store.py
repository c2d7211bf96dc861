"""The store: where it lies, whether it verifies, its copies, the PCs that write into it, and other stores."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common.i18n import t
from app.gui import dates, safety, theme, wording
from app.gui.context import Context
from app.gui.seal_dialog import ask_seal
from app.gui.settings.copies_card import CopiesCard
from app.gui.settings.retention_card import RetentionCard
from app.gui.settings.stores import StoresCard
from app.gui.tasks import Progress
from app.gui.widgets.banner import Banner
from app.gui.widgets.buttons import button
from app.gui.widgets.card import Card
from app.gui.widgets.flow import flow_row
from app.gui.widgets.labels import label
from app.services import people, verification
from app.services.approval import Signet
from app.services.session import Changes
from app.services.verification import Audit, Restored

_SHOWN_FINDINGS = 20


def _restored_line(each: Restored) -> str:
    at = f"{dates.full(each.at[:10])} {dates.clock_time(each.at)}"
    return t("settings_page.restored_line", at=at, who=f"{each.post} {each.name}".strip())


class StorePanel(QWidget):
    """Verify, copy, discard what is past its retention, and confirm other PCs."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.banner = Banner()
        self.findings = label("", "body", wrap=True)
        self.findings.hide()
        self._id = ""
        self._where, self._number = label("", "muted", wrap=True), label("", "muted", wrap=True)
        self._restorations = label("", "muted", wrap=True)
        self._restorations.hide()
        for line in (self._where, self._number, self._restorations, self.findings):
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._chains = QVBoxLayout()
        proof = Card(t("settings_page.proof"), "shield-check")
        proof.add(self.banner)
        proof.add(self._where)
        proof.add(self._number)
        proof.add(self._restorations)
        self.verify_button = button(t("settings_page.verify"), "shield-check", "primary", self.verify)
        self.restored = button(t("settings_page.restored"), "stamp", "", self.accept_restored)
        self.restored.hide()
        proof.add(flow_row(self.verify_button, self.restored))
        proof.add(self.findings)
        proof.add(label(t("settings_page.proof_note"), "hint", wrap=True))
        chains = Card(t("settings_page.chains"), "laptop")
        chains.body.addLayout(self._chains)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.space(2), 0, 0)
        layout.setSpacing(theme.space(2))
        self.copies, self.retention = CopiesCard(context), RetentionCard(context)
        layout.addWidget(proof)
        layout.addWidget(self.copies)
        layout.addWidget(self.retention)
        layout.addWidget(chains)
        layout.addWidget(StoresCard(context))
        layout.addStretch(1)

    def refresh(self) -> None:
        """Read where the store lies and who writes into it."""
        session = self.context.session

        def read() -> tuple[str, str, list[tuple[dict[str, Any], bool]], list[Restored]]:
            rows = session.rows
            first = min(rows.table("chain").values(), key=lambda row: row["started_at"])["id"]
            known = {first, *rows.table("admission")}
            chains = [(row, id in known) for id, row in rows.table("chain").items()]
            number = verification.verification_number(session)
            return str(session.unit["id"]), number, chains, verification.restorations(session)

        self.context.read(read, self._show, owner=self)
        self.retention.refresh()

    def _show(self, found: tuple[str, str, list[tuple[dict[str, Any], bool]], list[Restored]]) -> None:
        self._id, number, chains, restored = found
        self._restorations.setText("\n".join(_restored_line(each) for each in restored))
        self._restorations.setVisible(bool(restored))
        self.restored.setVisible(self.context.session.rolled_back)
        self.copies.show_store(self._id)
        self._where.setText(t("settings_page.where", path=self.context.session.store.path))
        self._number.setText(t("settings_page.number", number=number))
        while (item := self._chains.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for chain, known in chains:
            day = dates.full(chain["started_at"][:10])
            line = label(t("settings_page.chain", name=chain["installation"], day=day), "body", wrap=True)
            self._chains.addWidget(line)
            if not known:
                admit = button(t("settings_page.admit"), "stamp", "link", partial(self.admit, chain["id"]))
                self._chains.addWidget(flow_row(label(t("settings_page.not_admitted"), "muted"), admit))

    def verify(self) -> None:
        """Check the whole store; the window stays of use meanwhile."""
        self.verify_button.setFocus(Qt.FocusReason.OtherFocusReason)
        path, paths = self.context.session.store.path, self.context.session.paths

        def work(progress: Progress) -> Audit:
            return verification.verify(
                path, paths, lambda done, total: progress(done, total, t("settings_page.verifying"))
            )

        # in the store's own queue, so that nothing is written between reading the events and the tables
        title = t("settings_page.verify")
        self.context.tasks.run_long(work, self._on_verified, self._on_failed, owner=self, title=title, with_store=True)

    def _on_verified(self, audit: Audit) -> None:
        safety.note_verified(self.context.settings, self._id, self.context.session.today, len(audit.findings))
        if not audit.findings:
            self.banner.say("done", t("settings_page.sound", n=audit.events))
        else:
            self.banner.say("refuse", t("settings_page.found", n=len(audit.findings)))
        lines = [
            t(f"finding.{item.code}", table=item.table, record=item.record, detail=item.detail)
            for item in audit.findings[:_SHOWN_FINDINGS]
        ]
        lines += [
            t(f"notice.{item.code}", table=item.table, record=item.record, detail=item.detail) for item in audit.notices
        ]
        self.findings.setText("\n".join(lines))
        self.findings.setVisible(bool(lines))
        self.context.signals.changed.emit(Changes(frozenset({"store"})))

    def _on_failed(self, error: Exception) -> None:
        wording.tell(self.context.session.profile, error, self, self.banner)

    def accept_restored(self) -> None:
        """Say under a seal that the store was restored from a copy on purpose."""
        session = self.context.session

        def act(signet: Signet, _decision: str, _remark: str, _exception: str) -> Changes:
            return verification.accept_restored(session, signet)

        ask_seal(
            self.context,
            self,
            title=t("settings_page.restored"),
            sections=[
                (t("settings_page.restored_store"), str(session.store.path)),
                (t("settings_page.restored_means"), t("settings_page.restored_text")),
            ],
            act=act,
            done=lambda _changes: self.verify(),
        )

    def admit(self, chain: str) -> None:
        """Confirm under a seal that another PC writes into this store."""

        def act(signet: Signet, _decision: str, _remark: str, _exception: str) -> Changes:
            return people.admit_chain(self.context.session, chain, signet)

        ask_seal(
            self.context,
            self,
            title=t("settings_page.admit"),
            sections=[(t("settings_page.chains"), chain[:8])],
            act=act,
        )
