"""What the Qt binding, PySide6 6.12.0, does to the whole interpreter, and what we undo of it.

Its stable-ABI wheel returns None, True and False without taking a reference, which is right from Python 3.12 on, where
they are immortal. On 3.11 each call that returns nothing costs None one reference, and after some thousands of calls
the interpreter aborts ("deallocating None"). 6.11 does not do this, but has QtPdf only in the Addons.

It also puts an import of its own in the place of Python's, which reads the source of every module imported from then
on to see whether it speaks of PySide6. That serves ``from __feature__ import snake_case`` alone, and is a fifteenth of
the start of a program that never asks for it.
"""

import builtins
import ctypes
import sys

import PySide6  # noqa: F401  # it is this import that changes the other ones

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


def import_plainly() -> None:
    """Give Python its own import back."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
