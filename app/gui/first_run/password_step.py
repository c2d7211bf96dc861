"""The last step: the manager's password."""

from app.common.errors import Refused
from app.common.i18n import t
from app.domain.policy import Profile
from app.gui import theme
from app.gui.first_run.step import Step
from app.gui.widgets.labels import label
from app.gui.widgets.password import Password
from app.services.keys import check_password


class PasswordStep(Step):
    """The manager's password: it opens the seal, nobody can recover it."""

    def __init__(self) -> None:
        super().__init__()
        self._profile: Profile | None = None
        self._names: tuple[str, ...] = ()
        self._intro, self._rule = label("", "body", wrap=True), label("", "muted", wrap=True)
        self.first, self.second = Password(t("first_run.password")), Password(t("first_run.password_again"))
        self.judgement = label("", "hint", wrap=True)
        self.judgement.hide()
        for widget in (
            self._intro,
            self._rule,
            label(t("first_run.password"), "strong"),
            self.first,
            self.judgement,
            label(t("first_run.password_again"), "strong"),
            self.second,
            label(t("first_run.password.note"), "hint", wrap=True),
        ):
            self.box.addWidget(widget)
        self.box.addStretch(1)
        self.first.go_on_to(self.second)
        self.first.edited.connect(self._judge)

    def title(self) -> str:
        return t("first_run.password.title")

    def begin(self) -> None:
        self.first.line.setFocus()

    def take(self, profile: Profile, names: tuple[str, ...]) -> None:
        """Whose password it is (the first of `names`, none of which may stand in it) and by which rule."""
        self._profile, self._names = profile, names
        rule = profile.section("password")
        self._intro.setText(t("first_run.password.text", name=names[0]))
        low, high = rule.get("min_length", 12), rule.get("max_length", 64)
        self._rule.setText(t("first_run.password.rule", low=low, high=high))

    def is_complete(self) -> bool:
        self.second.set_error("")
        refusal = self._refusal()
        self.first.set_error(refusal)
        if refusal:
            self.judgement.hide()  # it says the same
            self.first.line.setFocus()
            return False
        if self.first.text() != self.second.text():
            self.second.set_error(t("first_run.password.differs"))
            self.second.line.setFocus()
            return False
        return True

    def text(self) -> str:
        """The password."""
        return self.first.text()

    def clear(self) -> None:
        """Forget it."""
        self.first.clear()
        self.second.clear()
        self.judgement.hide()

    def _refusal(self) -> str:
        assert self._profile is not None
        try:
            check_password(self._profile, self.first.text(), self._names)
        except Refused as refused:
            return str(refused)
        return ""

    def _judge(self) -> None:
        """Say while it is typed what is missing, or that it will do."""
        refusal = self._refusal()
        self.judgement.setText(refusal or t("first_run.password.good"))
        theme.mark_as(self.judgement, state="" if refusal else "done")
        self.judgement.setVisible(bool(self.first.text()))
