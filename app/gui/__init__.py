"""The window: the only place for Qt."""

import gc

from app.gui.singletons import keep_alive

keep_alive()
# Qt's names and our pages are some hundred thousand objects that stay: looking through them every 700 new ones, as is
# usual, would be a twelfth of the start.
gc.set_threshold(50_000, 20, 20)
