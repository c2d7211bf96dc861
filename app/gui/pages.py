"""The pages of the window: a new screen is a folder and one line here."""

from importlib import import_module

from msgspec import Struct

from app.gui.context import Context
from app.gui.page import Page


class PageSpec(Struct, frozen=True):
    """A page: its key (also of its name in the profile and of its manual page), icon and class."""

    key: str
    icon: str
    place: str
    last: bool = False

    def make(self, context: Context) -> Page:
        """Import the page and build it; done when it is first shown, so that the window starts quickly."""
        module, _, name = self.place.partition(":")
        made: Page = getattr(import_module(module), name)(context)
        return made


PAGES: tuple[PageSpec, ...] = (
    PageSpec("home", "house", "app.gui.home.page:HomePage"),
    PageSpec("inspection", "clipboard-check", "app.gui.inspection.page:InspectionPage"),
    PageSpec("media", "hard-drive", "app.gui.media.page:MediaPage"),
    PageSpec("disposal", "trash-2", "app.gui.disposal.page:DisposalPage"),
    PageSpec("carryout", "briefcase", "app.gui.carryout.page:CarryoutPage"),
    PageSpec("improvement", "trending-up", "app.gui.improvement.page:ImprovementPage"),
    PageSpec("records", "folder-open", "app.gui.records.page:RecordsPage"),
    PageSpec("reports", "printer", "app.gui.reports.page:ReportsPage"),
    PageSpec("settings", "settings", "app.gui.settings.page:SettingsPage", last=True),
)
