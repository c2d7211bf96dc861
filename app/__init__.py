"""点検帳: a department's information-security notebook."""

import gc

# Qt's names and our modules are some hundred thousand objects that stay: looking through them every 700 new ones, as is
# usual, would be a tenth of the start. The window has its own way later on (gui/garbage.py).
gc.set_threshold(200_000, 20, 20)
