"""The window: the only place for Qt."""

from app.gui.binding import import_plainly, keep_alive

keep_alive()
import_plainly()
