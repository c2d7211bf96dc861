"""What every step of the first run is."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui import theme


class Step(QWidget):
    """One step of the wizard: put widgets into `box`."""

    def __init__(self) -> None:
        super().__init__()
        theme.mark_as(self, role="scrolled")
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(theme.px(2), 0, theme.space(1.5), 0)
        self.box.setSpacing(theme.space(2))

    def title(self) -> str:
        """What the trail calls the step."""
        raise AssertionError("every step has a title")

    def is_needed(self) -> bool:
        """Whether the step is shown at all; what was chosen before may make it needless."""
        return True

    def begin(self) -> None:
        """Put the cursor where one begins."""

    def is_complete(self) -> bool:
        """Whether one can go on; says beside the field what is missing."""
        return True
