"""The adopted policy: what it is and what it is not."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.common import i18n
from app.common.i18n import t
from app.domain.policy import Profile
from app.gui import theme
from app.gui.context import Context
from app.gui.policy.editions_card import EditionsCard
from app.gui.widgets.card import Card
from app.gui.widgets.labels import label


class PolicyPanel(QWidget):
    """What was adopted, and what it is not."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        profile = context.session.profile
        language = i18n.language()
        card = Card(t("settings_page.policy_card"), "book-open")
        card.add(label(profile.name.get(language), "strong", wrap=True))
        digest = label(t("settings_page.digest", digest=profile.digest), "muted", wrap=True)
        digest.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.add(digest)
        card.add(label(_counts(profile), "muted", wrap=True))
        disclaimer = profile.about.get("disclaimer", {})
        card.add(label(disclaimer.get(language) or disclaimer.get("ja", ""), "body", wrap=True))
        self.editions = EditionsCard(context)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.space(2), 0, 0)
        layout.setSpacing(theme.space(2))
        layout.addWidget(card)
        layout.addWidget(self.editions)
        layout.addStretch(1)


def _counts(profile: Profile) -> str:
    duties = sum(1 for clause in profile.clauses.values() if clause.is_duty)
    return t("settings_page.policy_counts", clauses=len(profile.clauses), duties=duties, items=len(profile.items))
