"""Keeps None, True and False alive on Python 3.11, where PySide6 6.12.0 gives up a reference at every call.

Its stable-ABI wheel returns these objects without taking a reference, which is right from Python 3.12 on, where they
are immortal. On 3.11 each call that returns nothing costs None one reference, and after some thousands of calls the
interpreter aborts ("deallocating None"). 6.11 does not do this, but has QtPdf only in the Addons.
"""

import ctypes
import sys

ENOUGH = 1 << 40  # a thousand calls a second for thirty years


def keep_alive() -> None:
    """Give the singletons more references than can ever be lost; nothing to do from Python 3.12 on."""
    if sys.version_info >= (3, 12):
        return
    for singleton in (None, True, False, NotImplemented):
        count = ctypes.c_ssize_t.from_address(id(singleton))
        laid_out_as_expected = abs(count.value - sys.getrefcount(singleton)) < 100
        if laid_out_as_expected and count.value < ENOUGH:
            count.value += ENOUGH
