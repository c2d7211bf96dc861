"""The state of a sheet as mark, word and colour."""

from __future__ import annotations

from app.common.i18n import t
from app.gui.widgets.badge import State

_LOOKS = {"open": ("accent", ""), "submitted": ("partly", ""), "confirmed": ("done", "✓")}


def badge_of(state: str) -> State:
    """The badge of a sheet's state."""
    look, mark = _LOOKS[state]
    return State(look, mark, t(f"state.sheet.{state}"))
