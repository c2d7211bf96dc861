"""The window: the only place for Qt."""

from app.gui.singletons import keep_alive

keep_alive()
